#include "capture/link_layer.hpp"

#include "capture/wlan_header.hpp"

namespace hamon {
namespace {

// LINKTYPE_ numbers (tcpdump.org/linktypes.html).
constexpr std::uint16_t kNull = 0;
constexpr std::uint16_t kEthernet = 1;
constexpr std::uint16_t kPpp = 9;
constexpr std::uint16_t kRawBsd = 12;
constexpr std::uint16_t kRawOpenBsd = 14;
constexpr std::uint16_t kPppHdlc = 50;
constexpr std::uint16_t kRaw = 101;
constexpr std::uint16_t kCiscoHdlc = 104;
constexpr std::uint16_t kWlan = 105;
constexpr std::uint16_t kLoop = 108;
constexpr std::uint16_t kLinuxCooked = 113;
constexpr std::uint16_t kWlanPrism = 119;
constexpr std::uint16_t kWlanRadiotap = 127;
constexpr std::uint16_t kWlanAvs = 163;
constexpr std::uint16_t kMplsLabels = 219;
constexpr std::uint16_t kIpv4 = 228;
constexpr std::uint16_t kIpv6 = 229;
constexpr std::uint16_t kLinuxCooked2 = 276;

// EtherTypes (IEEE registration authority).
constexpr std::uint16_t kTypeIpv4 = 0x0800;
constexpr std::uint16_t kTypeArp = 0x0806;
constexpr std::uint16_t kTypeIpv6 = 0x86DD;
constexpr std::uint16_t kTypeMpls = 0x8847;
constexpr std::uint16_t kTypeMplsMulticast = 0x8848;
constexpr std::uint16_t kTypePppoe = 0x8864;
constexpr std::uint16_t kLeastType = 0x0600;  // below: an IEEE 802.3 length

constexpr std::uint16_t kPppIpv4 = 0x0021;    // RFC 1332
constexpr std::uint16_t kPppIpv6 = 0x0057;    // RFC 5072
constexpr std::uint16_t kTypeVnTag = 0x8926;  // IEEE 802.1BR draft: 4 bytes
constexpr std::uint16_t kTypeBackbone =
    0x88E7;  // IEEE 802.1ah: 4 bytes and a whole Ethernet header
constexpr int kMostTags = 64;
constexpr int kMostLabels = 16;
constexpr std::size_t kControlWord = 4;

constexpr bool is_vlan(std::uint16_t type) {
  return type == 0x8100 || type == 0x88A8 || type == 0x9100 || type == 0x9200;
}

LinkHeader& unused(LinkHeader& header, UnusedReason reason) {
  header.network = NetworkKind::None;
  header.reason = reason;
  return header;
}

LinkHeader& found(LinkHeader& header, NetworkKind kind, std::size_t bytes) {
  header.network = kind;
  header.bytes = static_cast<std::uint32_t>(bytes);
  return header;
}

UnusedReason reason_of(std::uint16_t type) {
  switch (type) {
    case 0x8035:
      return UnusedReason::Rarp;
    case 0x8809:
      return UnusedReason::Slow;
    case 0x8863:
      return UnusedReason::Pppoe;
    case 0x888E:
      return UnusedReason::Eapol;
    case 0x88CC:
      return UnusedReason::Lldp;
    default:
      return UnusedReason::UnknownEthertype;
  }
}

void ethernet(LinkHeader& header, Bytes frame, std::size_t at);

// MPLS names no protocol: after the last label the first half-byte tells IP from the rest (RFC
// 4928). A control word that begins with 0 comes before an Ethernet frame (RFC 4385, RFC 4448).
void after_labels(LinkHeader& header, Bytes frame, std::size_t at) {
  for (int label = 0; label < kMostLabels; ++label) {
    if (frame.size() < at + 5) {
      unused(header, UnusedReason::TruncatedLinkHeader);
      return;
    }
    const bool last = (frame[at + 2] & 1) != 0;
    at += 4;
    if (last) {
      const int version = frame[at] >> 4;
      if (version == 4 || version == 6) {
        found(header, NetworkKind::Ip, at);
      } else if (version == 0 && !header.in_pseudowire) {
        header.in_pseudowire = true;  // one within another is left alone
        ethernet(header, frame, at + kControlWord);
      } else {
        unused(header, UnusedReason::Mpls);
      }
      return;
    }
  }
  unused(header, UnusedReason::Mpls);
}

void after_ppp_protocol(LinkHeader& header, std::uint16_t protocol, Bytes frame, std::size_t at) {
  if (protocol == kPppIpv4 || protocol == kPppIpv6) {
    found(header, NetworkKind::Ip, at);
  } else if (protocol == 0x0281) {
    after_labels(header, frame, at);
  } else {
    unused(header, UnusedReason::UnknownEthertype);
  }
}

void after_type(LinkHeader& header, std::uint16_t type, Bytes frame, std::size_t at);

// IEEE 802.2 LLC, with SNAP (RFC 1042).
void after_length(LinkHeader& header, Bytes frame, std::size_t at) {
  if (frame.size() < at + 3) {
    unused(header, UnusedReason::TruncatedLinkHeader);
    return;
  }
  const std::uint8_t* p = frame.data() + at;
  if (p[0] == 0x42 && p[1] == 0x42) {
    unused(header, UnusedReason::Stp);
    return;
  }
  if (p[0] == 0x06 && p[1] == 0x06) {  // IP straight on LLC
    found(header, NetworkKind::Ip, at + 3);
    return;
  }
  if (p[0] != 0xAA || p[1] != 0xAA || frame.size() < at + 8) {
    unused(header, UnusedReason::Llc);
    return;
  }
  const std::uint32_t organisation = load_u32(p + 2) & 0x00FFFFFF;
  const std::uint16_t type = load_u16(p + 6);
  if (organisation == 0 || organisation == 0x0000F8) {
    after_type(header, type, frame, at + 8);
  } else {
    header.bytes = static_cast<std::uint32_t>(at + 8);
    unused(header, organisation == 0x00000C && type == 0x2000   ? UnusedReason::Cdp
                   : organisation == 0x00000C && type == 0x010B ? UnusedReason::Stp
                                                                : UnusedReason::Llc);
  }
}

/// What a tag before the EtherType proper takes: its bytes up to and with the next type.
constexpr std::size_t tag_bytes(std::uint16_t type) {
  return is_vlan(type) ? 4 : type == kTypeVnTag ? 6 : type == kTypeBackbone ? 18 : 0;
}

/// Passes over the tags from `type` on, whose value stands at `at`; false where they do not end.
bool pass_tags(LinkHeader& header, std::uint16_t& type, Bytes frame, std::size_t& at) {
  for (int tag = 0; tag_bytes(type) > 0; ++tag) {
    const std::size_t bytes = tag_bytes(type);
    if (frame.size() < at + bytes || tag >= kMostTags) {
      return false;
    }
    if (is_vlan(type) && header.vlan == 0) {  // number 0 is a priority only (IEEE 802.1Q, 9.6)
      header.vlan = load_u16(frame.data() + at) & 0x0FFF;
    } else if (type == kTypeBackbone) {  // the customer's addresses
      header.target_mac = frame.data() + at + 4;
      header.source_mac = frame.data() + at + 10;
    }
    at += bytes;
    type = load_u16(frame.data() + at - 2);
  }
  return true;
}

/// Tags, labels and sessions from `type` on, whose value stands at `at`.
void after_type(LinkHeader& header, std::uint16_t type, Bytes frame, std::size_t at) {
  if (!pass_tags(header, type, frame, at)) {
    unused(header, UnusedReason::TruncatedLinkHeader);
  } else if (type == kTypeIpv4) {
    found(header, NetworkKind::Ip, at);  // IPv6 occurs behind it too: its own header tells
  } else if (type == kTypeIpv6) {
    found(header, NetworkKind::Ip, at).only_v6 = true;
  } else if (type == kTypeArp) {
    found(header, NetworkKind::Arp, at);
  } else if (type == kTypeMpls || type == kTypeMplsMulticast) {
    after_labels(header, frame, at);
  } else if (type == kTypePppoe) {  // RFC 2516: version, code, session, length, PPP protocol
    frame.size() < at + 8
        ? static_cast<void>(unused(header, UnusedReason::TruncatedLinkHeader))
        : after_ppp_protocol(header, load_u16(frame.data() + at + 6), frame, at + 8);
  } else if (type < kLeastType) {
    after_length(header, frame, at);
  } else {
    header.bytes = static_cast<std::uint32_t>(at);
    unused(header, reason_of(type));
  }
}

void ethernet(LinkHeader& header, Bytes frame, std::size_t at) {
  constexpr std::size_t kBytes = 14;
  if (frame.size() < at + kBytes) {
    unused(header, UnusedReason::TruncatedLinkHeader);
    return;
  }
  header.target_mac = frame.data() + at;
  header.source_mac = frame.data() + at + 6;
  after_type(header, load_u16(frame.data() + at + 12), frame, at + kBytes);
}

void wlan(LinkHeader& header, Bytes frame, RadioHeader radio) {
  const WlanHeader inner = WlanHeader::parse(frame.subspan(radio.bytes), radio.padded);
  if (inner.reason != UnusedReason::Used) {
    unused(header, inner.reason);
    return;
  }
  header.source_mac = inner.source_mac;
  header.target_mac = inner.target_mac;
  after_length(header, frame, radio.bytes + inner.bytes);
}

/// A frame behind what the radio wrote before it.
void wlan_behind(LinkHeader& header, Bytes frame, RadioHeader radio) {
  radio.bytes == 0 ? static_cast<void>(unused(header, UnusedReason::TruncatedLinkHeader))
                   : wlan(header, frame, radio);
}

// Linux cooked capture: the address of the sender alone. `type_at`, `length_at`, `address_at` are
// places in the header of `bytes` bytes.
void linux_cooked(LinkHeader& header, Bytes frame, std::size_t bytes, std::size_t type_at,
                  std::uint16_t address_bytes, std::size_t address_at) {
  if (address_bytes == 6) {
    header.source_mac = frame.data() + address_at;
  }
  const std::uint16_t type = load_u16(frame.data() + type_at);
  if (type == 0x0004) {  // LINUX_SLL_P_802_2
    after_length(header, frame, bytes);
  } else if (type < kLeastType) {
    unused(header, UnusedReason::UnknownEthertype);
  } else {
    after_type(header, type, frame, bytes);
  }
}

// Cisco's HDLC: unicast 0F or broadcast 8F, a zero, an EtherType.
bool is_cisco_hdlc(Bytes frame) {
  return frame.size() >= 4 && (frame[0] == 0x0F || frame[0] == 0x8F) && frame[1] == 0;
}

void cisco_hdlc(LinkHeader& header, Bytes frame) {
  frame.size() < 4 ? static_cast<void>(unused(header, UnusedReason::TruncatedLinkHeader))
                   : after_type(header, load_u16(frame.data() + 2), frame, 4);
}

// The address family in the byte order of the machine that captured, or in network order (108).
void loopback(LinkHeader& header, Bytes frame) {
  if (frame.size() < 4) {
    unused(header, UnusedReason::TruncatedLinkHeader);
    return;
  }
  if (is_cisco_hdlc(frame)) {  // some tunnel interfaces are captured so
    cisco_hdlc(header, frame);
    return;
  }
  const unsigned family = load_u16(frame.data()) == 0 ? frame[3] : frame[0];
  // AF_INET is 2 everywhere, AF_INET6 is 24, 28, 30 on the BSDs and 10 on Linux.
  const bool ip = family == 2 || family == 10 || family == 24 || family == 28 || family == 30;
  ip ? found(header, NetworkKind::Ip, 4) : unused(header, UnusedReason::UnknownEthertype);
}

void ppp(LinkHeader& header, Bytes frame) {
  if (is_cisco_hdlc(frame)) {  // RFC 1547 and its kin share serial links
    cisco_hdlc(header, frame);
    return;
  }
  // RFC 1662: address and control, FF 03, may be left out.
  std::size_t at = 0;
  if (frame.size() >= 2 && frame[0] == 0xFF && frame[1] == 0x03) {
    at = 2;
  }
  if (frame.size() < at + 2) {
    unused(header, UnusedReason::TruncatedLinkHeader);
    return;
  }
  if ((frame[at] & 1) != 0) {  // one byte (RFC 1661, 6.5)
    after_ppp_protocol(header, frame[at], frame, at + 1);
  } else {
    after_ppp_protocol(header, load_u16(frame.data() + at), frame, at + 2);
  }
}

}  // namespace

LinkHeader LinkHeader::parse(std::uint16_t link_type, Bytes frame) {
  LinkHeader header;
  switch (link_type) {
    case kEthernet:
      ethernet(header, frame, 0);
      break;
    case kWlan:
      wlan(header, frame, {});
      break;
    case kWlanRadiotap:
      wlan_behind(header, frame, RadioHeader::radiotap(frame));
      break;
    case kWlanPrism:
    case kWlanAvs:
      wlan_behind(header, frame, RadioHeader::prism_or_avs(frame));
      break;
    case kRaw:
    case kRawBsd:
    case kRawOpenBsd:
    case kIpv4:
      found(header, NetworkKind::Ip, 0);
      break;
    case kMplsLabels:
      after_labels(header, frame, 0);
      break;
    case kIpv6:
      found(header, NetworkKind::Ip, 0).only_v6 = true;
      break;
    case kCiscoHdlc:
      cisco_hdlc(header, frame);
      break;
    case kNull:
    case kLoop:
      loopback(header, frame);
      break;
    case kLinuxCooked:
      frame.size() < 16 ? static_cast<void>(unused(header, UnusedReason::TruncatedLinkHeader))
                        : linux_cooked(header, frame, 16, 14, load_u16(frame.data() + 4), 6);
      break;
    case kLinuxCooked2:
      frame.size() < 20 ? static_cast<void>(unused(header, UnusedReason::TruncatedLinkHeader))
                        : linux_cooked(header, frame, 20, 0, frame[11], 12);
      break;
    case kPpp:
    case kPppHdlc:
      ppp(header, frame);
      break;
    default:
      unused(header, UnusedReason::UnknownLinkType);
      break;
  }
  return header;
}

bool is_known_link_type(std::uint16_t link_type) {
  return LinkHeader::parse(link_type, {}).reason != UnusedReason::UnknownLinkType;
}

}  // namespace hamon
