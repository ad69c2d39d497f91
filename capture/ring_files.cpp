#include "capture/ring_files.hpp"

#include "capture/header_cut.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace hamon {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "hamon-ring-";
constexpr std::string_view kSuffix = ".pcapng";
constexpr std::size_t kMostWaiting = std::size_t{16} << 20U;

// Blocks are written in this machine's byte order, which their magic number tells.
void put_u16(std::vector<std::uint8_t>& out, std::uint16_t value) {
  out.push_back(static_cast<std::uint8_t>(value & 0xFFU));
  out.push_back(static_cast<std::uint8_t>(value >> 8U));
}
void put_u32(std::vector<std::uint8_t>& out, std::uint32_t value) {
  put_u16(out, static_cast<std::uint16_t>(value & 0xFFFFU));
  put_u16(out, static_cast<std::uint16_t>(value >> 16U));
}
void put_padded(std::vector<std::uint8_t>& out, std::span<const std::uint8_t> bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
  out.resize(out.size() + (4 - bytes.size() % 4) % 4);
}

void put_section(std::vector<std::uint8_t>& out) {
  constexpr std::uint32_t kBytes = 28;
  put_u32(out, 0x0A0D0D0A);
  put_u32(out, kBytes);
  put_u32(out, 0x1A2B3C4D);
  put_u16(out, 1);
  put_u16(out, 0);
  put_u32(out, UINT32_MAX);  // length of the section: not told
  put_u32(out, UINT32_MAX);
  put_u32(out, kBytes);
}

void put_interface(std::vector<std::uint8_t>& out, const RingFiles::Interface& interface) {
  constexpr std::uint16_t kName = 2;
  constexpr std::uint16_t kResolution = 9;
  constexpr std::uint32_t kFixed = 20 + 8 + 4 + 4;  // with resolution, end of options
  const auto name = std::string_view(interface.name).substr(0, 64);
  const auto padded = static_cast<std::uint32_t>((name.size() + 3) / 4 * 4);
  const std::uint32_t bytes = kFixed + padded;
  put_u32(out, 1);
  put_u32(out, bytes);
  put_u16(out, interface.link_type);
  put_u16(out, 0);
  put_u32(out, 0);  // captured bytes: no limit
  put_u16(out, kName);
  put_u16(out, static_cast<std::uint16_t>(name.size()));
  put_padded(out, {reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
  put_u16(out, kResolution);
  put_u16(out, 1);
  put_u32(out, 9);  // one byte and padding: 10^-9 s
  put_u32(out, 0);  // end of options
  put_u32(out, bytes);
}

void put_packet(std::vector<std::uint8_t>& out, std::uint32_t interface,
                const CaptureFrame& frame) {
  const Bytes headers = frame.captured.first(header_bytes(frame));
  const auto length = static_cast<std::uint32_t>(headers.size());
  const std::uint32_t bytes = 32 + (length + 3) / 4 * 4;
  const auto time = static_cast<std::uint64_t>(frame.time.ns);
  put_u32(out, 6);
  put_u32(out, bytes);
  put_u32(out, interface);
  put_u32(out, static_cast<std::uint32_t>(time >> 32U));
  put_u32(out, static_cast<std::uint32_t>(time & UINT32_MAX));
  put_u32(out, length);
  put_u32(out, frame.wire_bytes);
  put_padded(out, headers);
  put_u32(out, bytes);
}

}  // namespace

RingFiles::RingFiles(std::string folder, std::uint64_t most_bytes,
                     std::vector<Interface> interfaces)
    : folder_(std::move(folder)),
      most_bytes_(most_bytes),
      file_bytes_(std::max<std::uint64_t>(most_bytes / 8, 64 * 1024)),
      interfaces_(std::move(interfaces)) {}

RingFiles::~RingFiles() {
  close();
}

void RingFiles::close() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
    descriptor_ = -1;
  }
}

void RingFiles::add(std::uint32_t interface, std::span<const CaptureFrame> frames) {
  for (const CaptureFrame& frame : frames) {
    if (waiting_.size() >= kMostWaiting) {
      ++lost_;
      continue;
    }
    put_packet(waiting_, interface, frame);
    ++frames_waiting_;
  }
}

Result<void> RingFiles::flush(Timestamp now) {
  if (frames_waiting_ == 0) {
    return {};
  }
  Result<void> done;
  if (descriptor_ < 0 || written_ >= file_bytes_) {
    close();
    done = begin_file(now);
  }
  if (done) {
    done = write(waiting_);
  }
  if (!done) {
    lost_ += frames_waiting_;
    close();
  }
  waiting_.clear();
  frames_waiting_ = 0;
  return done;
}

Result<void> RingFiles::begin_file(Timestamp now) {
  make_room();
  std::string stamp = format_time(Timestamp::from_seconds(now.ns / 1'000'000'000), TimeZone::utc());
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  const std::string path =
      fmt::format("{}/{}{}-{:06}{}", folder_, kPrefix, stamp, ++number_, kSuffix);
  descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor_ < 0) {
    return fail(message("cannot write the ring file: {}", std::generic_category().message(errno)),
                path, {}, message("may the unprivileged user write in this folder?"));
  }
  written_ = 0;
  std::vector<std::uint8_t> head;
  put_section(head);
  for (const Interface& interface : interfaces_) {
    put_interface(head, interface);
  }
  return write(head);
}

Result<void> RingFiles::write(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor_, bytes.data(), bytes.size());
    if (n < 0 && errno != EINTR) {
      return fail(message("cannot write the ring file: {}", std::generic_category().message(errno)),
                  folder_, {}, message("is the disk full? The case goes on without it"));
    }
    if (n > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(n));
      written_ += static_cast<std::uint64_t>(n);
    }
  }
  return {};
}

/// Removes the oldest files until one more fits. Their names sort by time.
void RingFiles::make_room() const {
  std::vector<std::pair<std::string, std::uint64_t>> files;
  std::uint64_t total = file_bytes_;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(kPrefix) && name.ends_with(kSuffix) && entry.is_regular_file(error)) {
      files.emplace_back(name, entry.file_size(error));
      total += files.back().second;
    }
  }
  std::ranges::sort(files);
  for (const auto& [name, bytes] : files) {
    if (total <= most_bytes_) {
      break;
    }
    fs::remove(fs::path(folder_) / name, error);
    total -= bytes;
  }
}

}  // namespace hamon
