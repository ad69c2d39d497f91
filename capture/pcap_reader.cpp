#include "capture/pcap_reader.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::uint32_t kMicroseconds = 0xA1B2C3D4;
constexpr std::uint32_t kNanoseconds = 0xA1B23C4D;
constexpr std::uint32_t kKuznetzov = 0xA1B2CD34;  // record headers of 24 bytes
constexpr std::size_t kMagicBytes = 4;

constexpr bool is_magic(std::uint32_t magic) {
  return magic == kMicroseconds || magic == kNanoseconds || magic == kKuznetzov;
}

}  // namespace

bool PcapReader::recognises(Bytes head) {
  return head.size() >= kMagicBytes &&
         (is_magic(load_u32(head.data())) || is_magic(load_little_u32(head.data())));
}

PcapReader::PcapReader(BlockCursor& cursor, std::string name)
    : cursor_(cursor), name_(std::move(name)) {
  read_header();
}

void PcapReader::read_header() {
  if (!cursor_.require(kHeaderBytes)) {
    end_with(message("the file ends inside its header"),
             message("a capture file begins with a header of 24 bytes"));
    return;
  }
  big_endian_ = is_magic(load_u32(cursor_.data()));
  const std::uint32_t magic = field(0);
  tick_ns_ = magic == kNanoseconds ? 1 : 1000;
  record_header_ = magic == kKuznetzov ? 24 : 16;
  const std::uint32_t versions = field(4);
  const std::uint32_t major = big_endian_ ? versions >> 16 : versions & 0xFFFF;
  const std::uint32_t minor = big_endian_ ? versions & 0xFFFF : versions >> 16;
  swapped_lengths_ = major == 2 && minor < 3;
  snap_bytes_ = field(16);
  link_type_ = link_type_number(field(20));
  cursor_.consume(kHeaderBytes);
}

std::size_t PcapReader::read(std::span<CaptureFrame> out) {
  std::size_t n = 0;
  while (n < out.size() && !ended_ && read_one(out[n], n == 0)) {
    ++n;
  }
  return n;
}

bool PcapReader::fetch(std::size_t n) {
  if (cursor_.require(n)) {
    return true;
  }
  const Message cut_off = message("the capture was cut off while it was written or copied");
  if (n > record_header_) {
    end_with(message("the file ends inside packet {}", frames_ + 1), cut_off);
  } else if (cursor_.size() > 0 || cursor_.error()) {
    end_with(message("the file ends inside the header of packet {}", frames_ + 1), cut_off);
  }
  ended_ = true;
  return false;
}

void PcapReader::end_at_length(std::uint32_t captured) {
  end_with(message("packet {} claims {} captured bytes, more than any link carries", frames_ + 1,
                   captured),
           message("from here on the file is damaged; what was before is kept"));
}

bool PcapReader::read_one(CaptureFrame& frame, bool may_refill) {
  if (!cursor_.fits(record_header_) && !(may_refill && fetch(record_header_))) {
    return false;
  }
  std::uint32_t captured = field(8);
  std::uint32_t wire = field(12);
  if (swapped_lengths_) {
    std::swap(captured, wire);
  }
  if (captured > kMostFrameBytes) {
    end_at_length(captured);
    return false;
  }
  const std::size_t whole = record_header_ + captured;
  if (!cursor_.fits(whole) && !(may_refill && fetch(whole))) {
    return false;
  }
  const std::int64_t seconds = field(0);
  std::int64_t ticks = field(4);
  if (ticks * tick_ns_ > 1'000'000'000) {  // the whole second alone can be believed
    ++notes_.bad_fractions;
    ticks = 0;
  }
  frame.time = Timestamp{seconds * 1'000'000'000 + ticks * tick_ns_};
  frame.time_is_possible = true;
  frame.captured = {cursor_.data() + record_header_, captured};
  frame.wire_bytes = std::max(wire, captured);
  frame.link_type = link_type_;
  if (wire > captured) {
    notes_.snap_bytes = std::min(notes_.snap_bytes.value_or(UINT32_MAX),
                                 snap_bytes_ > 0 ? std::max(snap_bytes_, captured) : captured);
  }
  cursor_.consume(whole);
  ++frames_;
  return true;
}

void PcapReader::end_with(Message what, Message hint) {
  ended_ = true;
  notes_.damage = cursor_.error() ? *cursor_.error()
                                  : Diagnostic{Severity::Error, std::move(what), name_,
                                               Place::byte(cursor_.offset()), std::move(hint)};
}

}  // namespace hamon
