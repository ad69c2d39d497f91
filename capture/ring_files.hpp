#pragma once

#include "base/result.hpp"
#include "capture/capture_frame.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hamon {

/// The last frames of a capture in pcapng files (draft-ietf-opsawg-pcapng) that other tools read:
/// headers only, each frame cut after its transport header, so that no payload reaches the disk.
/// The oldest files go when a folder holds more than was granted.
class RingFiles {
 public:
  struct Interface {
    std::string name;
    std::uint16_t link_type = 0;
  };

  /// At most `most_bytes` in files of `folder` that this class has named. Nothing is written yet.
  RingFiles(std::string folder, std::uint64_t most_bytes, std::vector<Interface> interfaces);
  RingFiles(const RingFiles&) = delete;
  RingFiles& operator=(const RingFiles&) = delete;
  ~RingFiles();

  /// Keeps the headers of frames of one interface, its number in the list. Never fails: see
  /// `flush`.
  void add(std::uint32_t interface, std::span<const CaptureFrame> frames);
  /// Writes what was gathered; begins a new file where the last one is full. Errors: folder not
  /// writable, disk full: what was gathered is lost and counted, and the next call tries anew.
  [[nodiscard]] Result<void> flush(Timestamp now);

  [[nodiscard]] std::uint64_t lost() const { return lost_; }  ///< frames

 private:
  [[nodiscard]] Result<void> begin_file(Timestamp now);
  [[nodiscard]] Result<void> write(std::span<const std::uint8_t> bytes);
  void make_room() const;
  void close();

  std::string folder_;
  std::uint64_t most_bytes_;
  std::uint64_t file_bytes_;  // a file is full beyond
  std::vector<Interface> interfaces_;
  std::vector<std::uint8_t> waiting_;
  std::uint64_t frames_waiting_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t written_ = 0;  // to the file that is open
  unsigned number_ = 0;
  int descriptor_ = -1;
};

}  // namespace hamon
