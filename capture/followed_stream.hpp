#pragma once

#include "capture/byte_stream.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hamon {

/// A file that grows, followed by its name as `tail -F` does: `next` waits until there is more.
///
/// A file that was renamed is read on for a second, then the new one of the name from its
/// beginning; one that became shorter is read again from its beginning. A line that stands
/// unfinished then is ended. While there is none of the name it waits for one. `-` is standard
/// input, until its end. Looked at ten times a second. One that was cut and grew beyond its old
/// length within that tenth cannot be told from one that only grew.
class FollowedStream : public ByteStream {
 public:
  /// `stop` outlives this: once it is true, what is there is read and the stream ends.
  FollowedStream(std::string path, const std::atomic<bool>& stop);
  FollowedStream(const FollowedStream&) = delete;
  FollowedStream& operator=(const FollowedStream&) = delete;
  ~FollowedStream() override;

  [[nodiscard]] Result<std::span<const std::byte>> next() override;
  [[nodiscard]] std::uint64_t bytes_read() const override { return read_; }
  [[nodiscard]] std::uint64_t bytes_total() const override { return 0; }
  /// There is none: the file is never whole.
  [[nodiscard]] std::string sha256() override { return {}; }

  /// How often another file took the name, or the file began anew.
  [[nodiscard]] std::uint64_t rotations() const { return rotations_; }

 private:
  enum class Sight { Same, Shorter, Renamed, Missing };

  [[nodiscard]] Result<std::span<const std::byte>> read_some();
  [[nodiscard]] Sight look() const;
  [[nodiscard]] bool open_again();
  /// Another file or another beginning; true when a line has to be ended first.
  [[nodiscard]] bool begin_anew();
  void pause() const;

  std::string path_;
  const std::atomic<bool>& stop_;
  int file_ = -1;
  std::vector<std::byte> block_;
  std::uint64_t read_ = 0;
  std::uint64_t position_ = 0;  // in the file that is open
  std::uint64_t rotations_ = 0;
  int quiet_ = 0;  // looks at a renamed file that had nothing new
  bool line_open_ = false;
  bool ended_ = false;
};

}  // namespace hamon
