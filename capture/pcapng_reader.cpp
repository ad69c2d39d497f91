#include "capture/pcapng_reader.hpp"

#include <algorithm>

namespace hamon {
namespace {

// Block types and option codes of draft-ietf-opsawg-pcapng, sections 4 and 3.5.
constexpr std::uint32_t kSectionHeader = 0x0A0D0D0A;  // reads the same in both byte orders
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kObsoletePacket = 2;
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kInterfaceStatistics = 5;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint32_t kByteOrderMagic = 0x1A2B3C4D;

constexpr std::uint16_t kOptionEnd = 0;
constexpr std::uint16_t kOptionResolution = 9;
constexpr std::uint16_t kOptionOffset = 14;
constexpr std::uint16_t kOptionInterfaceDrops = 5;  // isb_ifdrop
constexpr std::uint16_t kOptionSystemDrops = 7;     // isb_osdrop
constexpr std::uint16_t kOptionPacketDrops = 4;     // epb_dropcount

constexpr std::size_t kBlockHead = 8;  // type and length
constexpr std::size_t kBlockTail = 4;  // length again
constexpr std::size_t kLeastBlock = kBlockHead + kBlockTail;
constexpr std::uint32_t kMostBlock = 1 << 20;  // larger ones hold no frame that a link carries
constexpr std::size_t kMostInterfaces = 65'536;

__extension__ using Wide = unsigned __int128;

constexpr std::size_t padded(std::size_t n) {
  return (n + 3) & ~std::size_t{3};
}

constexpr std::uint64_t power_of_ten(unsigned exponent) {
  std::uint64_t value = 1;
  while (exponent-- > 0) {
    value *= 10;
  }
  return value;
}

/// Nanoseconds of `ticks`; nothing when they do not fit 63 bits.
std::optional<std::int64_t> to_nanoseconds(std::uint64_t ticks, std::uint8_t resolution) {
  Wide ns = ticks;
  const unsigned exponent = resolution & 0x7FU;
  if ((resolution & 0x80U) != 0) {
    ns = (ns * 1'000'000'000U) >> exponent;
  } else if (exponent <= 9) {
    ns *= power_of_ten(9 - exponent);
  } else {
    ns = exponent > 28 ? 0 : ns / power_of_ten(exponent - 9);
  }
  if (ns > static_cast<Wide>(INT64_MAX)) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(ns);
}

}  // namespace

bool PcapngReader::recognises(Bytes head) {
  return head.size() >= 4 && load_u32(head.data()) == kSectionHeader;
}

PcapngReader::PcapngReader(BlockCursor& cursor, std::string name)
    : cursor_(cursor), name_(std::move(name)) {}

std::size_t PcapngReader::read(std::span<CaptureFrame> out) {
  std::size_t n = 0;
  while (n < out.size() && !ended_) {
    const Step step = next_block(out[n], n == 0);
    if (step == Step::Frame) {
      ++n;
      ++frames_;
    } else if (step == Step::NeedsRefill) {
      break;
    } else if (step == Step::End) {
      ended_ = true;
      close_section();
    }
  }
  return n;
}

/// True when `bytes` are at hand; else `otherwise` says what follows from it.
bool PcapngReader::need(std::size_t bytes, bool may_refill, Step& otherwise) {
  if (cursor_.fits(bytes)) {
    return true;
  }
  if (!may_refill) {
    otherwise = Step::NeedsRefill;
    return false;
  }
  if (cursor_.require(bytes)) {
    return true;
  }
  otherwise = cursor_.size() == 0 && !cursor_.error()
                  ? Step::End
                  : damaged(message("the file ends inside the block after packet {}", frames_),
                            message("the capture was cut off while it was written or copied"));
  return false;
}

PcapngReader::Step PcapngReader::next_block(CaptureFrame& frame, bool may_refill) {
  Step otherwise = Step::End;
  if (!need(kLeastBlock, may_refill, otherwise)) {
    return otherwise;
  }
  if (load_u32(cursor_.data()) == kSectionHeader) {
    return may_refill ? begin_section() : Step::NeedsRefill;
  }
  if (!in_section_) {
    return damaged(message("the file does not begin with a section header"), {});
  }
  const std::uint32_t type = u32(cursor_.data());
  const std::uint32_t length = u32(cursor_.data() + 4);
  if (length < kLeastBlock || length % 4 != 0) {
    return damaged(
        message("a block after packet {} claims an impossible length of {} bytes", frames_, length),
        message("from here on the file is damaged; what was before is kept"));
  }
  const bool known = type == kInterfaceDescription || type == kObsoletePacket ||
                     type == kSimplePacket || type == kInterfaceStatistics ||
                     type == kEnhancedPacket;
  if (!known || length > kMostBlock) {
    if (known) {
      ++notes_.oversized;
    }
    return may_refill || cursor_.fits(length) ? skip_block(length) : Step::NeedsRefill;
  }
  if (!need(length, may_refill, otherwise)) {
    return otherwise;
  }
  if (u32(cursor_.data() + length - kBlockTail) != length) {
    return damaged(message("the two lengths of a block after packet {} differ", frames_),
                   message("from here on the file is damaged; what was before is kept"));
  }
  const Bytes body{cursor_.data() + kBlockHead, length - kLeastBlock};
  Step step = Step::Other;
  switch (type) {
    case kInterfaceDescription:
      add_interface(body);
      break;
    case kInterfaceStatistics:
      add_statistics(body);
      break;
    case kObsoletePacket:
      step = obsolete_packet(body, frame);
      break;
    case kSimplePacket:
      step = simple_packet(body, frame);
      break;
    default:
      step = enhanced_packet(body, frame);
      break;
  }
  cursor_.consume(length);
  return step;
}

PcapngReader::Step PcapngReader::skip_block(std::uint32_t length) {
  return cursor_.skip(length)
             ? Step::Other
             : damaged(message("the file ends inside the block after packet {}", frames_),
                       message("the capture was cut off while it was written or "
                               "copied"));
}

PcapngReader::Step PcapngReader::begin_section() {
  constexpr std::size_t kSectionHead = 16;  // type, length, magic, version
  Step otherwise = Step::End;
  if (!need(kSectionHead, true, otherwise)) {
    return otherwise;
  }
  close_section();
  const std::uint8_t* p = cursor_.data();
  big_endian_ = load_u32(p + 8) == kByteOrderMagic;
  const std::uint32_t length = u32(p + 4);
  if (u32(p + 8) != kByteOrderMagic || length < 28 || length % 4 != 0) {
    return damaged(message("a section header after packet {} is damaged", frames_),
                   message("from here on the file is damaged; what was before is kept"));
  }
  if (u16(p + 12) != 1) {
    return damaged(message("the section after packet {} has the unknown format version {}", frames_,
                           u16(p + 12)),
                   message("versions 1.0 to 1.2 of pcapng are known"));
  }
  in_section_ = true;
  return skip_block(length);
}

template <class Handler>
void PcapngReader::for_each_option(Bytes options, Handler handle) const {
  while (options.size() >= 4) {
    const std::uint16_t code = u16(options.data());
    const std::size_t length = u16(options.data() + 2);
    options = options.subspan(4);
    if (code == kOptionEnd || length > options.size()) {
      return;
    }
    handle(code, options.first(length));
    options = options.subspan(std::min(padded(length), options.size()));
  }
}

void PcapngReader::add_interface(Bytes body) {
  if (body.size() < 8 || interfaces_.size() >= kMostInterfaces) {
    return;
  }
  Interface interface;
  interface.link_type = u16(body.data());
  interface.snap_bytes = u32(body.data() + 4);
  for_each_option(body.subspan(8), [&](std::uint16_t code, Bytes value) {
    if (code == kOptionResolution && value.size() == 1) {
      interface.resolution = value[0];
    } else if (code == kOptionOffset && value.size() == 8) {
      interface.offset_seconds = static_cast<std::int64_t>(u64(value.data()));
    }
  });
  interfaces_.push_back(interface);
}

void PcapngReader::add_statistics(Bytes body) {
  if (body.size() < 12 || u32(body.data()) >= interfaces_.size()) {
    return;
  }
  std::optional<std::uint64_t> drops;
  for_each_option(body.subspan(12), [&](std::uint16_t code, Bytes value) {
    if ((code == kOptionInterfaceDrops || code == kOptionSystemDrops) && value.size() == 8) {
      drops = drops.value_or(0) + u64(value.data());
    }
  });
  if (drops) {
    interfaces_[u32(body.data())].drops = drops;  // counters run on: the last one holds
  }
}

PcapngReader::Step PcapngReader::enhanced_packet(Bytes body, CaptureFrame& frame) {
  constexpr std::size_t kHead = 20;
  if (body.size() < kHead) {
    return damaged(message("packet {} has no room for its header", frames_ + 1), {});
  }
  const std::uint32_t index = u32(body.data());
  const std::uint32_t captured = u32(body.data() + 12);
  const std::uint32_t wire = u32(body.data() + 16);
  const std::uint64_t ticks =
      (static_cast<std::uint64_t>(u32(body.data() + 4)) << 32) | u32(body.data() + 8);
  const Step step = finish_frame(index, body.subspan(kHead), captured, wire, frame);
  if (step != Step::Frame) {
    return step;
  }
  set_time(interfaces_[index], ticks, frame);
  const std::size_t used = kHead + padded(captured);
  if (body.size() > used) {
    for_each_option(body.subspan(used), [&](std::uint16_t code, Bytes value) {
      if (code == kOptionPacketDrops && value.size() == 8) {
        notes_.lost_between += u64(value.data());
      }
    });
  }
  return step;
}

PcapngReader::Step PcapngReader::obsolete_packet(Bytes body, CaptureFrame& frame) {
  constexpr std::size_t kHead = 20;
  if (body.size() < kHead) {
    return damaged(message("packet {} has no room for its header", frames_ + 1), {});
  }
  const std::uint16_t index = u16(body.data());
  const std::uint16_t drops = u16(body.data() + 2);
  const std::uint64_t ticks =
      (static_cast<std::uint64_t>(u32(body.data() + 4)) << 32) | u32(body.data() + 8);
  const Step step =
      finish_frame(index, body.subspan(kHead), u32(body.data() + 12), u32(body.data() + 16), frame);
  if (step == Step::Frame) {
    set_time(interfaces_[index], ticks, frame);
    notes_.lost_between += drops == UINT16_MAX ? 0 : drops;  // all ones: unknown
  }
  return step;
}

PcapngReader::Step PcapngReader::simple_packet(Bytes body, CaptureFrame& frame) {
  if (body.size() < 4) {
    return damaged(message("packet {} has no room for its header", frames_ + 1), {});
  }
  const std::uint32_t wire = u32(body.data());
  std::uint32_t captured = std::min(wire, static_cast<std::uint32_t>(body.size() - 4));
  if (!interfaces_.empty() && interfaces_[0].snap_bytes > 0) {
    captured = std::min(captured, interfaces_[0].snap_bytes);
  }
  const Step step = finish_frame(0, body.subspan(4), captured, wire, frame);
  if (step == Step::Frame) {
    ++notes_.without_time;
    frame.time = last_time_;
    frame.time_is_possible = true;
  }
  return step;
}

PcapngReader::Step PcapngReader::finish_frame(std::uint32_t index, Bytes data,
                                              std::uint32_t captured, std::uint32_t wire,
                                              CaptureFrame& frame) {
  if (captured > data.size()) {
    return damaged(message("packet {} claims {} captured bytes, more than its block holds",
                           frames_ + 1, captured),
                   message("from here on the file is damaged; what was before is kept"));
  }
  if (index >= interfaces_.size()) {
    ++notes_.without_interface;
    return Step::Other;
  }
  if (captured > kMostFrameBytes) {
    ++notes_.oversized;
    return Step::Other;
  }
  frame.captured = data.first(captured);
  frame.wire_bytes = std::max(wire, captured);
  frame.link_type = interfaces_[index].link_type;
  if (wire > captured) {
    notes_.snap_bytes = std::min(notes_.snap_bytes.value_or(UINT32_MAX),
                                 std::max(interfaces_[index].snap_bytes, captured));
  }
  return Step::Frame;
}

void PcapngReader::set_time(const Interface& interface, std::uint64_t ticks, CaptureFrame& frame) {
  const std::optional<std::int64_t> ns = to_nanoseconds(ticks, interface.resolution);
  std::int64_t offset = 0;
  std::int64_t sum = 0;
  frame.time_is_possible =
      ns && !__builtin_mul_overflow(interface.offset_seconds, 1'000'000'000, &offset) &&
      !__builtin_add_overflow(*ns, offset, &sum);
  if (frame.time_is_possible) {
    last_time_ = Timestamp{sum};
  }
  frame.time = last_time_;
}

void PcapngReader::close_section() {
  for (const Interface& interface : interfaces_) {
    if (interface.drops) {
      notes_.drops = notes_.drops.value_or(0) + *interface.drops;
    }
  }
  interfaces_.clear();
}

PcapngReader::Step PcapngReader::damaged(Message what, Message hint) {
  notes_.damage = cursor_.error() ? *cursor_.error()
                                  : Diagnostic{Severity::Error, std::move(what), name_,
                                               Place::byte(cursor_.offset()), std::move(hint)};
  return Step::End;
}

}  // namespace hamon
