#pragma once

#include "capture/block_cursor.hpp"
#include "capture/capture_frame.hpp"

#include <span>
#include <vector>

namespace hamon {

/// Reads pcapng files (draft-ietf-opsawg-pcapng): sections of both byte orders, several interfaces
/// with their own link type and time resolution, enhanced, simple and obsolete packet blocks, drop
/// counters of interface statistics. Blocks of other types (comments, secrets, names) are passed
/// over unread.
class PcapngReader {
 public:
  /// Whether `head` begins as such a file does.
  [[nodiscard]] static bool recognises(Bytes head);

  /// `cursor` stands at the beginning of the file and must live as long as the reader.
  PcapngReader(BlockCursor& cursor, std::string name);

  /// The next frames, at most `out.size()`; 0 at the end. Views are valid until the next call.
  [[nodiscard]] std::size_t read(std::span<CaptureFrame> out);
  /// Complete once `read` has returned 0.
  [[nodiscard]] const CaptureFileNotes& notes() const { return notes_; }

 private:
  struct Interface {
    std::uint16_t link_type = 0;
    std::uint32_t snap_bytes = 0;        // 0: no limit
    std::uint8_t resolution = 6;         // if_tsresol: power of ten, or of two with the high bit
    std::int64_t offset_seconds = 0;     // if_tsoffset
    std::optional<std::uint64_t> drops;  // of the last statistics block
  };
  enum class Step { Frame, Other, NeedsRefill, End };

  [[nodiscard]] Step next_block(CaptureFrame& frame, bool may_refill);
  [[nodiscard]] bool need(std::size_t bytes, bool may_refill, Step& otherwise);
  [[nodiscard]] Step skip_block(std::uint32_t length);
  [[nodiscard]] Step begin_section();
  void add_interface(Bytes body);
  void add_statistics(Bytes body);
  [[nodiscard]] Step enhanced_packet(Bytes body, CaptureFrame& frame);
  [[nodiscard]] Step obsolete_packet(Bytes body, CaptureFrame& frame);
  [[nodiscard]] Step simple_packet(Bytes body, CaptureFrame& frame);
  [[nodiscard]] Step finish_frame(std::uint32_t interface, Bytes data, std::uint32_t captured,
                                  std::uint32_t wire, CaptureFrame& frame);
  void set_time(const Interface& interface, std::uint64_t ticks, CaptureFrame& frame);
  template <class Handler>
  void for_each_option(Bytes options, Handler handle) const;
  void close_section();
  Step damaged(Message what, Message hint);
  [[nodiscard]] std::uint16_t u16(const std::uint8_t* p) const {
    return big_endian_ ? load_u16(p) : static_cast<std::uint16_t>((p[1] << 8) | p[0]);
  }
  [[nodiscard]] std::uint32_t u32(const std::uint8_t* p) const {
    return big_endian_ ? load_u32(p) : load_little_u32(p);
  }
  [[nodiscard]] std::uint64_t u64(const std::uint8_t* p) const {
    const std::uint64_t first = u32(p);
    const std::uint64_t second = u32(p + 4);
    return big_endian_ ? (first << 32) | second : (second << 32) | first;
  }

  BlockCursor& cursor_;
  std::string name_;
  CaptureFileNotes notes_;
  std::vector<Interface> interfaces_;
  bool big_endian_ = false;
  bool in_section_ = false;
  bool ended_ = false;
  std::uint64_t frames_ = 0;
  Timestamp last_time_;
};

}  // namespace hamon
