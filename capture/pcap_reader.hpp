#pragma once

#include "capture/block_cursor.hpp"
#include "capture/capture_frame.hpp"

#include <span>

namespace hamon {

/// Reads pcap files (draft-ietf-opsawg-pcap): both byte orders, micro- and nanoseconds, and the
/// longer record header of Kuznetzov's patched libpcap.
class PcapReader {
 public:
  static constexpr std::size_t kHeaderBytes = 24;

  /// Whether `head` begins as such a file does.
  [[nodiscard]] static bool recognises(Bytes head);

  /// `cursor` stands at the beginning of the file and must live as long as the reader.
  PcapReader(BlockCursor& cursor, std::string name);

  /// The next frames, at most `out.size()`; 0 at the end. Views are valid until the next call.
  [[nodiscard]] std::size_t read(std::span<CaptureFrame> out);
  [[nodiscard]] const CaptureFileNotes& notes() const { return notes_; }
  [[nodiscard]] std::uint16_t link_type() const { return link_type_; }

 private:
  void read_header();
  [[nodiscard]] bool read_one(CaptureFrame& frame, bool may_refill);
  [[nodiscard]] std::uint32_t field(std::size_t at) const {
    return big_endian_ ? load_u32(cursor_.data() + at) : load_little_u32(cursor_.data() + at);
  }
  /// Gets the next `n` bytes together, of a packet's header or of all of it; says what is missing.
  [[nodiscard]] bool fetch(std::size_t n);
  void end_at_length(std::uint32_t captured);
  void end_with(Message what, Message hint);

  BlockCursor& cursor_;
  std::string name_;
  CaptureFileNotes notes_;
  bool big_endian_ = false;
  bool swapped_lengths_ = false;  // files before version 2.3 hold the two lengths in other order
  std::uint32_t tick_ns_ = 1000;
  std::size_t record_header_ = 16;  // bytes
  std::uint32_t snap_bytes_ = 0;
  std::uint16_t link_type_ = 0;
  std::uint64_t frames_ = 0;
  Timestamp last_time_;
  bool ended_ = false;
};

}  // namespace hamon
