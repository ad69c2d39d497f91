#include "base/flow_record.hpp"

#include "base/sha256.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

#include <fmt/format.h>

namespace hamon {

std::string protocol_name(std::uint8_t number) {
  switch (number) {
    case protocol::kTcp:
      return "tcp";
    case protocol::kUdp:
      return "udp";
    case protocol::kIcmp:
      return "icmp";
    case protocol::kIcmp6:
      return "icmp6";
    default:
      return fmt::format("ip/{}", number);
  }
}

std::optional<std::uint8_t> parse_protocol(std::string_view name) {
  if (name == "tcp")
    return protocol::kTcp;
  if (name == "udp")
    return protocol::kUdp;
  if (name == "icmp")
    return protocol::kIcmp;
  if (name == "icmp6" || name == "ipv6-icmp")
    return protocol::kIcmp6;
  if (name == "sctp")
    return protocol::kSctp;
  if (name.starts_with("ip/")) {
    name.remove_prefix(3);
  }
  int number = -1;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc{} || end != name.data() + name.size() || number < 0 || number > 255) {
    return std::nullopt;
  }
  return static_cast<std::uint8_t>(number);
}

namespace {

constexpr std::array<std::string_view, 4> kStates = {"one_way", "attempted", "rejected",
                                                     "established"};
constexpr std::array<std::string_view, 6> kBases = {"",       "port",    "name",
                                                    "sensor", "payload", "site"};
constexpr std::array<std::string_view, 11> kBindings = {
    "arp",         "dhcp",        "host-name", "dns-answer",
    "server-name", "certificate", "ae-title",  "hl7-application",
    "neighbour",   "router",      "vpn-client"};

}  // namespace

std::string_view name_of(FlowState state) {
  return kStates[static_cast<std::size_t>(state)];
}

std::optional<FlowState> parse_flow_state(std::string_view name) {
  const auto found = std::find(kStates.begin(), kStates.end(), name);
  if (found == kStates.end()) {
    return std::nullopt;
  }
  return static_cast<FlowState>(found - kStates.begin());
}

std::string_view name_of(ServiceBasis basis) {
  return kBases[static_cast<std::size_t>(basis)];
}

std::string_view name_of(BindingKind kind) {
  return kBindings[static_cast<std::size_t>(kind)];
}

bool has_payload_both_ways(const FlowRecord& r) {
  if (r.payload_known) {
    return r.payload_out > 0 && r.payload_in > 0;
  }
  constexpr std::uint64_t kHeaders = 60;  // bytes: an IPv4 and a TCP header with common options
  constexpr std::uint64_t kFrame = 14;    // bytes: an Ethernet header
  const std::uint64_t bare = kHeaders + (r.bytes_with_link_layer ? kFrame : 0);
  return r.bytes_out > bare * r.packets_out && r.bytes_in > bare * r.packets_in;
}

namespace {

/// The type that answers an ICMP type, if it is one of a pair (Community ID v1: as Zeek pairs
/// them).
std::optional<std::uint16_t> counterpart(std::uint8_t protocol, std::uint16_t type) {
  using Pair = std::pair<std::uint16_t, std::uint16_t>;
  static constexpr std::array<Pair, 5> kV4 = {{{8, 0}, {13, 14}, {15, 16}, {17, 18}, {10, 9}}};
  static constexpr std::array<Pair, 6> kV6 = {
      {{128, 129}, {133, 134}, {135, 136}, {130, 131}, {144, 145}, {139, 140}}};
  const auto find = [type](const auto& pairs) -> std::optional<std::uint16_t> {
    for (const auto& [ask, answer] : pairs) {
      if (type == ask)
        return answer;
      if (type == answer)
        return ask;
    }
    return std::nullopt;
  };
  return protocol == protocol::kIcmp ? find(kV4) : find(kV6);
}

void append_port(std::string& out, std::uint16_t port) {
  out.push_back(static_cast<char>(port >> 8));
  out.push_back(static_cast<char>(port & 0xFF));
}

void append_address(std::string& out, const IpAddress& a) {
  for (const std::uint8_t b : a.bytes()) {
    out.push_back(static_cast<char>(b));
  }
}

}  // namespace

std::string community_id(const FlowRecord& r) {
  IpAddress a = r.initiator;
  IpAddress b = r.responder;
  std::uint16_t port_a = r.initiator_port;
  std::uint16_t port_b = r.responder_port;
  bool one_way = false;
  const bool icmp = r.protocol == protocol::kIcmp || r.protocol == protocol::kIcmp6;
  if (icmp && r.has_ports) {
    const auto answer = counterpart(r.protocol, r.initiator_port);
    one_way = !answer;
    port_b = answer.value_or(r.responder_port);
  }
  const bool ports = r.has_ports && (icmp || r.protocol == protocol::kTcp ||
                                     r.protocol == protocol::kUdp || r.protocol == protocol::kSctp);
  const bool swap = ports ? std::tie(b, port_b) < std::tie(a, port_a) : b < a;
  if (!one_way && swap) {
    std::swap(a, b);
    std::swap(port_a, port_b);
  }
  std::string data(2, '\0');  // seed 0
  append_address(data, a);
  append_address(data, b);
  data.push_back(static_cast<char>(r.protocol));
  data.push_back('\0');
  if (ports) {
    append_port(data, port_a);
    append_port(data, port_b);
  }
  return "1:" + base64(sha1_raw(data));
}

std::uint64_t flow_id(const FlowRecord& r) {
  std::string data;
  const bool icmp = r.protocol == protocol::kIcmp || r.protocol == protocol::kIcmp6;
  const bool swap =
      std::tie(r.responder, r.responder_port) < std::tie(r.initiator, r.initiator_port);
  const bool swap_ports = swap && !icmp;  // of ICMP they are type and code
  append_address(data, swap ? r.responder : r.initiator);
  append_address(data, swap ? r.initiator : r.responder);
  append_port(data, swap_ports ? r.responder_port : r.initiator_port);
  append_port(data, swap_ports ? r.initiator_port : r.responder_port);
  data.push_back(static_cast<char>(r.protocol));
  data.push_back(r.has_ports ? '\1' : '\0');
  for (const std::uint64_t number : {r.first, std::uint64_t{r.part}, r.carrier}) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      data.push_back(static_cast<char>(number >> shift));
    }
  }
  data += r.tunnel;
  if (r.exporter) {
    append_address(data, *r.exporter);
  }
  std::uint64_t id = 0;
  for (const char c : sha1_raw(data).substr(0, 8)) {
    id = id << 8 | static_cast<std::uint8_t>(c);
  }
  return id == 0 ? 1 : id;
}

std::string flow_id_text(std::uint64_t id) {
  return fmt::format("{:016x}", id);
}

bool record_before(const FlowRecord& a, const FlowRecord& b) {
  const auto key = [](const FlowRecord& r) {
    return std::tie(r.start, r.initiator, r.responder, r.protocol, r.initiator_port,
                    r.responder_port, r.end, r.source, r.first, r.last, r.tunnel, r.carrier, r.part,
                    r.exporter, r.packets_out, r.packets_in, r.bytes_out, r.bytes_in, r.service,
                    r.history, r.initiator_ttl, r.responder_ttl);
  };
  if (key(a) != key(b) || !a.translation || !b.translation) {
    return key(a) < key(b) || (key(a) == key(b) && !a.translation && b.translation);
  }
  return *a.translation < *b.translation;
}

void add_limit(std::vector<SourceLimit>& limits, SourceLimit limit) {
  constexpr std::size_t kMost = 200;
  const auto same = std::find_if(limits.rbegin(), limits.rend(),
                                 [&](const SourceLimit& l) { return l.what == limit.what; });
  if (same == limits.rend() || limits.size() < kMost || !same->when || !limit.when) {
    limits.push_back(std::move(limit));
    return;
  }
  same->when->begin = std::min(same->when->begin, limit.when->begin);
  same->when->end = std::max(same->when->end, limit.when->end);
  same->count += limit.count;
}

}  // namespace hamon
