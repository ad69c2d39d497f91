#include "capture/followed_stream.hpp"

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hamon {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10U;
constexpr int kPause = 100;     // milliseconds
constexpr int kLastLooks = 10;  // at a renamed file: its writer may not have noticed yet
constexpr std::byte kLineEnd{'\n'};

}  // namespace

FollowedStream::FollowedStream(std::string path, const std::atomic<bool>& stop)
    : path_(std::move(path)), stop_(stop), block_(kBlock) {
  static_cast<void>(open_again());
}

FollowedStream::~FollowedStream() {
  if (file_ > STDERR_FILENO) {
    close(file_);
  }
}

bool FollowedStream::open_again() {
  const int opened =
      path_ == "-" ? STDIN_FILENO : open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (opened < 0) {
    return false;
  }
  if (file_ > STDERR_FILENO) {
    close(file_);
  }
  file_ = opened;
  position_ = 0;
  return true;
}

FollowedStream::Sight FollowedStream::look() const {
  struct stat mine {};
  struct stat named {};
  if (file_ >= 0 && fstat(file_, &mine) == 0 && S_ISREG(mine.st_mode) &&
      static_cast<std::uint64_t>(mine.st_size) < position_) {
    return Sight::Shorter;
  }
  if (stat(path_.c_str(), &named) != 0) {
    return Sight::Missing;
  }
  const bool same = file_ >= 0 && mine.st_ino == named.st_ino && mine.st_dev == named.st_dev;
  return same ? Sight::Same : Sight::Renamed;
}

Result<std::span<const std::byte>> FollowedStream::read_some() {
  if (file_ < 0) {
    return std::span<const std::byte>();
  }
  if (path_ == "-") {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    if (poll(&input, 1, kPause) <= 0) {
      return std::span<const std::byte>();
    }
  }
  const ssize_t count = read(file_, block_.data(), block_.size());
  if (count < 0 && errno != EINTR && errno != EAGAIN) {
    ended_ = true;
    return fail(message("the file cannot be read on: {}", std::generic_category().message(errno)),
                path_, Place::byte(read_),
                message("what precedes it was read; check the disk or medium"));
  }
  if (count == 0 && path_ == "-") {
    ended_ = true;
  }
  const auto size = static_cast<std::size_t>(count < 0 ? 0 : count);
  read_ += size;
  position_ += size;
  return std::span<const std::byte>(block_).first(size);
}

bool FollowedStream::begin_anew() {
  quiet_ = 0;
  ++rotations_;
  return std::exchange(line_open_, false);
}

void FollowedStream::pause() const {
  if (path_ != "-") {
    std::this_thread::sleep_for(std::chrono::milliseconds(kPause));
  }
}

Result<std::span<const std::byte>> FollowedStream::next() {
  while (!ended_) {
    const bool last = stop_;
    const auto some = read_some();
    if (!some || !some->empty()) {
      quiet_ = 0;
      line_open_ = some && some->back() != kLineEnd;
      return some;
    }
    if (last) {
      ended_ = true;
    } else if (path_ != "-") {
      const Sight sight = look();
      const bool was_open = file_ >= 0;
      const bool anew =
          sight == Sight::Shorter
              ? lseek(file_, 0, SEEK_SET) == 0
              : sight == Sight::Renamed && (!was_open || ++quiet_ >= kLastLooks) && open_again();
      if (!anew) {
        pause();
        continue;
      }
      position_ = 0;
      if (was_open && begin_anew()) {
        block_[0] = kLineEnd;
        return std::span<const std::byte>(block_).first(1);
      }
    }
  }
  return std::span<const std::byte>();
}

}  // namespace hamon
