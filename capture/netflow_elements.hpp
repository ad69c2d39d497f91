#pragma once

#include "capture/byte_reader.hpp"
#include "capture/export_record.hpp"

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>

namespace hamon {

/// What a field of a record is to this program (IANA, "IPFIX Information Elements"; RFC 3954,
/// section 8; Cisco ASA NSEL). `Skip` is everything else.
enum class NetflowElement : std::uint8_t {
  Skip,
  Octets,
  Packets,
  Protocol,
  TcpFlags,
  SourcePort,
  TargetPort,
  SourceV4,
  TargetV4,
  SourceV6,
  TargetV6,
  FirstSwitched,
  LastSwitched,
  PostBytes,
  PostPackets,
  IcmpTypeAndCode,
  IcmpType,
  IcmpCode,
  SamplingInterval,
  SamplerId,
  SamplerInterval,
  SamplingPacketInterval,
  SamplingPacketSpace,
  SamplingSize,
  SamplingPopulation,
  SamplingProbability,
  LeastTtl,
  SourceMac,
  TargetMac,
  PostSourceMac,
  PostTargetMac,
  Vlan,
  TaggedVlan,
  BytesTotal,
  PacketsTotal,
  LinkBytes,
  LinkBytesTotal,
  ForwardingStatus,
  ApplicationId,
  ApplicationName,
  StartSeconds,
  EndSeconds,
  StartMilliseconds,
  EndMilliseconds,
  StartMicroseconds,
  EndMicroseconds,
  StartNanoseconds,
  EndNanoseconds,
  StartDelta,
  EndDelta,
  SystemInit,
  DurationMilliseconds,
  DurationMicroseconds,
  ObservedSeconds,
  ObservedMilliseconds,
  ObservedMicroseconds,
  ObservedNanoseconds,
  TranslatedSourceV4,
  TranslatedTargetV4,
  TranslatedSourceV6,
  TranslatedTargetV6,
  TranslatedSourcePort,
  TranslatedTargetPort,
  NatEvent,
  FirewallEvent,
  BiflowDirection,
  InitiatorBytes,
  ResponderBytes,
  InitiatorPackets,
  ResponderPackets,
  ReverseBytes,
  ReversePackets,
  ReverseBytesTotal,
  ReversePacketsTotal,
  ReverseTcpFlags,
  YafFirstFlags,
  YafOtherFlags,
  YafReverseFirstFlags,
  YafReverseOtherFlags,
  YafLabel,
  FrameBytes,
  IpSection,
  FrameSection,
};
inline constexpr std::size_t kNetflowElements =
    static_cast<std::size_t>(NetflowElement::FrameSection) + 1;

/// `enterprise` 0: the standard's own. In NetFlow v9 numbers from 32768 up are the maker's.
[[nodiscard]] NetflowElement netflow_element(std::uint32_t enterprise, std::uint16_t number);

/// A field of a template.
struct NetflowField {
  static constexpr std::uint16_t kVariable = 65535;

  NetflowElement element = NetflowElement::Skip;
  std::uint16_t bytes = 0;

  bool operator==(const NetflowField&) const = default;
};

/// Whether an element says between whom a conversation is.
[[nodiscard]] constexpr bool names_an_end(NetflowElement element) {
  return element >= NetflowElement::Protocol && element <= NetflowElement::TargetV6 &&
         element != NetflowElement::TcpFlags;
}

/// The values of one record; views of the datagram.
class NetflowValues {
 public:
  void clear() { has_.reset(); }
  /// Of an element that stands twice the first counts, but of `names_an_end` the last: headers
  /// stand from the outermost to the innermost (RFC 7011, section 8), and that one is the
  /// conversation.
  void set(NetflowElement element, Bytes value) {
    const auto i = static_cast<std::size_t>(element);
    if (!value.empty() && (!has_[i] || names_an_end(element))) {
      has_.set(i);
      values_[i] = value;
    }
  }
  [[nodiscard]] bool has(NetflowElement element) const {
    return has_[static_cast<std::size_t>(element)];
  }
  /// Empty where it is missing.
  [[nodiscard]] Bytes bytes(NetflowElement element) const {
    return has(element) ? values_[static_cast<std::size_t>(element)] : Bytes{};
  }
  /// An unsigned number of one to eight bytes (RFC 7011, section 6.2).
  [[nodiscard]] std::optional<std::uint64_t> number(NetflowElement element) const;
  [[nodiscard]] std::optional<MacAddress> mac(NetflowElement element) const;

 private:
  std::array<Bytes, kNetflowElements> values_{};
  std::bitset<kNetflowElements> has_;
};

/// How often a packet was looked at: one in so many; nothing where the record does not say.
[[nodiscard]] std::optional<std::uint32_t> sampling_of(const NetflowValues& values);

/// What `values` say of a conversation; nothing when they do not name two ends. `started`: when the
/// exporter did (systemInitTimeMilliseconds), where known. `ipfix`: times since its start need
/// that. Service and sampler names are left to the caller.
[[nodiscard]] std::optional<ExportedFlow> exported_flow(const NetflowValues& values,
                                                        const ExportDatagram& datagram, bool ipfix,
                                                        std::optional<Timestamp> started);

}  // namespace hamon
