#include "capture/byte_stream.hpp"

#include "base/sha256.hpp"
#include "capture/decompression.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hamon {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10;

std::string reason(int error) {
  return std::generic_category().message(error);
}

class FileDescriptor {
 public:
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&&) = delete;
  ~FileDescriptor() {
    if (number_ > STDERR_FILENO) {
      close(number_);
    }
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

/// A file as stored.
class FileStream : public ByteStream {
 public:
  FileStream(FileDescriptor file, std::string name, std::uint64_t total, bool hash)
      : file_(std::move(file)), name_(std::move(name)), total_(total), block_(kBlock) {
    if (hash) {
      hash_.emplace();
    }
  }

  Result<std::span<const std::byte>> next() override {
    if (ended_) {
      return std::span<const std::byte>();
    }
    ssize_t count = -1;
    do {
      count = read(file_.number(), block_.data(), block_.size());
    } while (count < 0 && errno == EINTR);
    if (count <= 0) {
      ended_ = true;
    }
    if (count < 0) {
      return fail(message("the file cannot be read on: {}", reason(errno)), name_,
                  Place::byte(read_),
                  message("what precedes it was read; check the disk or medium"));
    }
    const auto bytes = std::span<const std::byte>(block_).first(static_cast<std::size_t>(count));
    read_ += bytes.size();
    if (hash_) {
      hash_->add(bytes);
    }
    return bytes;
  }

  std::uint64_t bytes_read() const override { return read_; }
  std::uint64_t bytes_total() const override { return total_; }

  std::string sha256() override {
    if (!hash_) {
      return digest_;
    }
    while (!ended_) {
      const auto rest = next();
      if (!rest || rest->empty()) {
        break;
      }
    }
    digest_ = hash_->finish();
    hash_.reset();
    return digest_;
  }

 private:
  FileDescriptor file_;
  std::string name_;
  std::uint64_t total_;
  std::vector<std::byte> block_;
  std::optional<Sha256> hash_;
  std::string digest_;
  std::uint64_t read_ = 0;
  bool ended_ = false;
};

class MemoryStream : public ByteStream {
 public:
  MemoryStream(std::span<const std::byte> bytes, std::size_t block)
      : all_(bytes), block_(std::max<std::size_t>(block, 1)) {}

  Result<std::span<const std::byte>> next() override {
    const auto block = all_.subspan(read_, std::min(block_, all_.size() - read_));
    read_ += block.size();
    return block;
  }
  std::uint64_t bytes_read() const override { return read_; }
  std::uint64_t bytes_total() const override { return all_.size(); }
  std::string sha256() override {
    Sha256 hash;
    hash.add(all_);
    return hash.finish();
  }

 private:
  std::span<const std::byte> all_;
  std::size_t block_;
  std::size_t read_ = 0;
};

Error cannot_open(const std::string& path, int error) {
  const Message hint = error == EACCES   ? message("ask its owner for the right to read it")
                       : error == ENOENT ? message("check the name")
                                         : Message{};
  return Error{
      Severity::Error, message("the file cannot be opened: {}", reason(error)), path, {}, hint};
}

}  // namespace

Result<std::unique_ptr<ByteStream>> open_byte_stream(const std::string& path, bool hash) {
  FileDescriptor file(path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) {
    return tl::unexpected(cannot_open(path, errno));
  }
  struct stat status {};
  if (fstat(file.number(), &status) != 0) {
    return tl::unexpected(cannot_open(path, errno));
  }
  if (S_ISDIR(status.st_mode)) {
    return tl::unexpected(cannot_open(path, EISDIR));
  }
  std::uint64_t total = 0;
  if (S_ISREG(status.st_mode)) {
    total = static_cast<std::uint64_t>(std::max<off_t>(status.st_size, 0));
    // Only advice: a file system that cannot take it reads as before.
    (void)posix_fadvise(file.number(), 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  return decompressed(std::make_unique<FileStream>(std::move(file), path, total, hash), path);
}

std::unique_ptr<ByteStream> memory_stream(std::span<const std::byte> bytes, std::size_t block) {
  return std::make_unique<MemoryStream>(bytes, block);
}

}  // namespace hamon
