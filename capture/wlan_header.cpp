#include "capture/wlan_header.hpp"

namespace hamon {
namespace {

// Frame control, second byte (section 9.2.4.1).
constexpr unsigned kToDs = 0x01;
constexpr unsigned kFromDs = 0x02;
constexpr unsigned kProtected = 0x40;
constexpr unsigned kOrder = 0x80;
// First byte: a data frame, and bits of its subtype.
constexpr unsigned kTypeMask = 0x0F;  // version and type
constexpr unsigned kData = 0x08;
constexpr unsigned kNoData = 0x40;
constexpr unsigned kQos = 0x80;

constexpr std::size_t kShortest = 24;  // three addresses and the sequence control
constexpr std::size_t kAddress = 6;
constexpr std::size_t kSubframe = 14;  // header of one of several in a frame (section 9.3.2.2)

constexpr std::uint16_t little_u16(const std::uint8_t* p) {
  return static_cast<std::uint16_t>(p[0] | (p[1] << 8));
}

WlanHeader without(UnusedReason reason) {
  WlanHeader header;
  header.reason = reason;
  return header;
}

/// Several frames in one: read only where it is but one, since the others would be lost.
WlanHeader of_subframe(Bytes frame, std::size_t at) {
  if (frame.size() < at + kSubframe) {
    return without(UnusedReason::TruncatedLinkHeader);
  }
  WlanHeader header;
  header.target_mac = frame.data() + at;
  header.source_mac = frame.data() + at + kAddress;
  const std::size_t bytes = load_u16(frame.data() + at + 2 * kAddress);
  header.bytes = at + kSubframe;
  constexpr std::size_t kAfter = 4 + 3;  // a check sum, and filling up
  return header.bytes + bytes + kAfter >= frame.size() ? header
                                                       : without(UnusedReason::WlanAggregate);
}

}  // namespace

WlanHeader WlanHeader::parse(Bytes frame, bool padded) {
  if (frame.size() < 2) {
    return without(UnusedReason::TruncatedLinkHeader);
  }
  const unsigned type = frame[0];
  const unsigned flags = frame[1];
  if ((type & kTypeMask) != kData || (type & kNoData) != 0) {
    return without(UnusedReason::WlanManagement);
  }
  if ((flags & kProtected) != 0) {
    return without(UnusedReason::WlanEncrypted);
  }
  const bool four = (flags & kToDs) != 0 && (flags & kFromDs) != 0;
  const std::size_t addresses = kShortest + (four ? kAddress : 0);
  const bool qos = (type & kQos) != 0;
  std::size_t at = addresses + (qos ? 2 : 0) + (qos && (flags & kOrder) != 0 ? 4 : 0);
  at = padded ? (at + 3) / 4 * 4 : at;
  if (frame.size() < at) {
    return without(UnusedReason::TruncatedLinkHeader);
  }
  if ((little_u16(frame.data() + 22) & 0x0F) != 0) {  // the first fragment has the headers
    return without(UnusedReason::WlanFragment);
  }
  if (qos && (frame[addresses] & 0x80) != 0) {
    return of_subframe(frame, at);
  }
  const std::uint8_t* const address[4] = {frame.data() + 4, frame.data() + 10, frame.data() + 16,
                                          frame.data() + kShortest};
  WlanHeader header;
  header.bytes = at;
  header.target_mac = (flags & kToDs) != 0 ? address[2] : address[0];
  header.source_mac = four ? address[3] : (flags & kFromDs) != 0 ? address[2] : address[1];
  return header;
}

RadioHeader RadioHeader::radiotap(Bytes frame) {
  constexpr std::size_t kFixed = 8;
  constexpr std::uint32_t kMore = 0x80000000;  // another word of the same kind follows
  if (frame.size() < kFixed || frame[0] != 0) {
    return {};
  }
  RadioHeader header{little_u16(frame.data() + 2), false};
  if (header.bytes < kFixed || header.bytes > frame.size()) {
    return {};
  }
  const std::uint32_t present = load_little_u32(frame.data() + 4);
  std::size_t at = kFixed;
  for (std::uint32_t word = present; (word & kMore) != 0; at += 4) {
    if (at + 4 > header.bytes) {
      return {};
    }
    word = load_little_u32(frame.data() + at);
  }
  if ((present & 1) != 0) {  // a time of 8 bytes, on a multiple of 8
    at = (at + 7) / 8 * 8 + 8;
  }
  header.padded = (present & 2) != 0 && at < header.bytes && (frame[at] & 0x20) != 0;
  return header;
}

RadioHeader RadioHeader::prism_or_avs(Bytes frame) {
  if (frame.size() < 8) {
    return {};
  }
  // AVS begins with 0x80211 and a version of 12 bits in network order, then its length; Prism with
  // a code and its length in the order of the machine that captured, so the smaller reading is it.
  const bool avs = (load_u32(frame.data()) & 0xFFFFF000) == 0x80211000;
  const std::uint32_t big = load_u32(frame.data() + 4);
  const std::uint32_t little = load_little_u32(frame.data() + 4);
  const std::uint32_t bytes = avs || big < little ? big : little;
  return bytes < 8 || bytes > frame.size() ? RadioHeader{} : RadioHeader{bytes, false};
}

}  // namespace hamon
