#pragma once

#include "base/address.hpp"
#include "base/seldom.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// IP protocol numbers that the program names.
namespace protocol {
inline constexpr std::uint8_t kIcmp = 1;
inline constexpr std::uint8_t kTcp = 6;
inline constexpr std::uint8_t kUdp = 17;
inline constexpr std::uint8_t kIcmp6 = 58;
inline constexpr std::uint8_t kSctp = 132;
}  // namespace protocol

/// `tcp`, `udp`, `icmp`, `icmp6`, else `ip/47`.
[[nodiscard]] std::string protocol_name(std::uint8_t number);
/// The number of such a name (also `sctp`, `ip/47`, `47`).
[[nodiscard]] std::optional<std::uint8_t> parse_protocol(std::string_view name);

enum class FlowState : std::uint8_t {
  OneWay,
  Attempted,
  Rejected,
  Established
};  ///< weakest first
[[nodiscard]] std::string_view name_of(
    FlowState state);  ///< `one_way`, `attempted`, `rejected`, `established`
[[nodiscard]] std::optional<FlowState> parse_flow_state(std::string_view name);

/// What the direction initiator to responder rests on, strongest last. From `Syn` up it was
/// observed.
enum class DirectionBasis : std::uint8_t {
  FirstPacket,
  Served,
  ServicePort,
  Payload,
  Sensor,
  SynAck,
  Syn
};
[[nodiscard]] constexpr bool is_observed(DirectionBasis b) {
  return b >= DirectionBasis::Sensor;
}

/// What the service rests on.
enum class ServiceBasis : std::uint8_t { None, Port, Name, Sensor, Payload, Site };
[[nodiscard]] std::string_view name_of(
    ServiceBasis basis);  ///< `port`, `name`, `sensor`, `payload`, `site`; None is ``

/// Bytes of one slice of a long record.
struct Activity {
  static constexpr Duration kSlice = Duration::minutes(5);  ///< slices follow each other from 1970

  std::uint32_t slice = 0;  ///< start / `kSlice`
  std::uint64_t bytes_out = 0;
  std::uint64_t bytes_in = 0;
  bool operator==(const Activity&) const = default;
};

/// The two ends of a conversation.
struct Ends {
  IpAddress initiator;
  IpAddress responder;
  std::uint16_t initiator_port = 0;
  std::uint16_t responder_port = 0;

  auto operator<=>(const Ends&) const = default;
};

/// What a device on the way says of the addresses and ports that it exchanges (RFC 3022): the same
/// conversation has other ends on its two sides.
struct Translation {
  Ends front;  ///< as the initiator uses them
  Ends back;   ///< as the responder sees them

  /// Who really talks: the initiator by its own address, the responder by its own.
  [[nodiscard]] Ends real() const {
    return {front.initiator, back.responder, front.initiator_port, back.responder_port};
  }
  auto operator<=>(const Translation&) const = default;
};

/// One conversation as one source saw it (RFC 5103 biflow). `out` is initiator to responder, `in`
/// back.
struct FlowRecord {
  Timestamp start;
  Timestamp end;  ///< time of the last packet; never before `start`
  IpAddress initiator;
  IpAddress responder;
  std::uint16_t initiator_port = 0;  ///< ICMP: type (as the initiator sent it)
  std::uint16_t responder_port = 0;  ///< ICMP: code
  bool has_ports = true;  ///< false for protocols without ports and fragments without their first
  std::uint8_t protocol = 0;
  FlowState state = FlowState::OneWay;
  DirectionBasis direction = DirectionBasis::FirstPacket;
  bool saw_syn = false;  ///< a new connection began here: a SYN was seen, or the sensor says so
  bool bytes_with_link_layer = false;  ///< the source counts frames, not IP packets
  bool payload_known = true;  ///< false: `payload_*` are unknown, only IP bytes were written
  std::uint64_t packets_out = 0;
  std::uint64_t bytes_out = 0;  ///< IP layer
  std::uint64_t payload_out = 0;
  std::uint64_t packets_in = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t payload_in = 0;
  std::optional<MacAddress> initiator_mac;
  std::optional<MacAddress> responder_mac;
  std::uint8_t initiator_ttl = 0;  ///< TTL or hop limit of a packet in a frame of `initiator_mac`
                                   ///< (RFC 791, RFC 8200); 0: not told
  std::uint8_t responder_ttl = 0;
  std::optional<std::uint16_t> vlan;  ///< the outermost tag
  std::string service;  ///< as recognised in it or said by the sensor; empty: by port only
  ServiceBasis service_basis = ServiceBasis::None;
  std::string tunnel;              ///< kind of carrier (`gre`, `vxlan`, …), empty for none
  std::uint64_t carrier = 0;       ///< `flow_id` of the record that carried it, where known; else 0
  std::string history;             ///< Zeek's letters
  std::vector<std::string> names;  ///< SNI, DNS, host names seen in it, sorted, lower case
  std::vector<Activity> activity;  ///< only for records longer than 5 minutes, in order
  std::optional<IpAddress> exporter;  ///< who exported it (NetFlow, IPFIX, sFlow)
  std::uint32_t sampling = 1;         ///< what packets and bytes were multiplied by; 1: not sampled
  Seldom<Translation> translation;    ///< its own ends are of one side, or the real ones
  std::uint32_t part = 0;             ///< number among the records of one packet or line, from 0
  std::uint64_t first = 0;            ///< packet or line numbers in the source, from 1
  std::uint64_t last = 0;
  std::uint32_t source = 0;  ///< index into a list of sources that travels with the records

  [[nodiscard]] Ends ends() const { return {initiator, responder, initiator_port, responder_port}; }
  void set_ends(const Ends& ends) {
    initiator = ends.initiator;
    responder = ends.responder;
    initiator_port = ends.initiator_port;
    responder_port = ends.responder_port;
  }
  /// Keeps a translation; equal ends are none.
  void set_translation(const Ends& front, const Ends& back) {
    translation = front == back ? Seldom<Translation>() : Translation{front, back};
  }

  bool operator==(const FlowRecord&) const = default;
};

/// Payload in both directions, as spread asks for it: payload bytes both above 0; where only IP
/// bytes are known, more than 60 a packet each way.
[[nodiscard]] bool has_payload_both_ways(const FlowRecord& record);

/// What names a record within its source: its ends in either order, protocol, carrier, exporter,
/// and where it began (`first`, `part`). All of it is known with the first packet, so that what
/// runs inside a tunnel can name its carrier. Never 0.
[[nodiscard]] std::uint64_t flow_id(const FlowRecord& record);
/// Sixteen hexadecimal digits.
[[nodiscard]] std::string flow_id_text(std::uint64_t id);

/// Community ID v1, seed 0 (Corelight's published specification).
[[nodiscard]] std::string community_id(const FlowRecord& record);

/// A total order by (start, initiator, ports, responder, …, first): equal only for equal records.
[[nodiscard]] bool record_before(const FlowRecord& a, const FlowRecord& b);

/// What a binding says of an address.
enum class BindingKind : std::uint8_t {
  Arp,             ///< ARP or NDP: `address` at `mac`
  Dhcp,            ///< a lease or INFORM: `address` at `mac`, perhaps `name` and `client_id`
  HostName,        ///< a system calls itself `name` (NTLM, SMB, DHCP without address, mDNS)
  DnsAnswer,       ///< a name server said that `name` is at `address`
  ServerName,      ///< a client asked `address` for `name` (TLS SNI, HTTP host)
  Certificate,     ///< the server at `address` showed a certificate for `name`
  AeTitle,         ///< the DICOM application at `address` calls itself `name`, letters as said
  Hl7Application,  ///< the HL7 application at `address` calls itself `name`: `LAB` or `LAB/HOSP`
  Neighbour,       ///< LLDP or CDP: the device at `mac` and `address` calls itself `name`
  Router,     ///< announced as a router (router advertisement, DHCP option 3), perhaps at `mac`
  VpnClient,  ///< a VPN gateway gave `address`, of its pool, to the client at the public `name`
};
[[nodiscard]] std::string_view name_of(BindingKind kind);

/// What a source says of an address at a time.
struct Binding {
  BindingKind kind = BindingKind::Arp;
  Timestamp first;
  Timestamp last;
  IpAddress address;
  std::optional<MacAddress> mac;
  std::string name;  ///< as said, lower case but where its kind says otherwise, no trailing dot
  std::string client_id;  ///< DHCP option 61 in hexadecimal
  std::uint64_t count = 1;
  std::uint64_t first_record = 0;  ///< packet or line number of the first, from 1
  std::uint32_t source = 0;

  bool operator==(const Binding&) const = default;
};

/// Something that a source itself shows it could not tell: absence in it proves less then.
struct SourceLimit {
  std::string what;              ///< a stable word, as in docs/formats.md
  std::optional<Interval> when;  ///< nothing: all the time
  std::uint64_t count = 0;       ///< how many were lost; 0: no number

  auto operator<=>(const SourceLimit&) const = default;
};

/// Adds a limit to those of a source. After many of them one of the same kind makes the last such
/// one longer: rather too much is told than too little.
void add_limit(std::vector<SourceLimit>& limits, SourceLimit limit);

/// What one source was and what became of all of it.
struct SourceReport {
  std::string name;    ///< as given on the command line
  std::string sha256;  ///< of the bytes of the file as stored; empty where nobody asked for it
  std::string kind;    ///< `pcap`, `pcapng`, `zeek-conn`, `zeek-conn-json`, …
  std::uint64_t records = 0;  ///< packets or lines
  std::uint64_t used = 0;
  std::vector<std::pair<std::string, std::uint64_t>> unused;  ///< by reason (a stable word), sorted
  std::optional<Interval> window;                             ///< first and last time in it
  std::optional<std::uint64_t> drops;  ///< packets the capturing side says it lost
  bool damaged = false;             ///< something in it could not be read; a diagnostic says what
  std::string sensor;               ///< as named at import
  std::string format_note;          ///< further facts worth keeping (`snaplen 96`), free of payload
  std::vector<SourceLimit> limits;  ///< sorted

  bool operator==(const SourceReport&) const = default;
};

/// Takes what a source gives, in the source's order.
class FlowSink {
 public:
  virtual ~FlowSink() = default;
  virtual void flow(FlowRecord&& record) = 0;
  virtual void binding(Binding&& binding) = 0;
};

}  // namespace hamon
