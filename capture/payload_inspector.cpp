#include "capture/payload_inspector.hpp"

#include "capture/dns_message.hpp"
#include "capture/host_name.hpp"
#include "capture/protocol_hint.hpp"
#include "capture/tls_client_hello.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::uint8_t kFurtherLooks = 8;  // payloads of each direction, once the protocol is known
constexpr std::size_t kMostNames = 512;    // of one conversation
constexpr std::size_t kMostLeases = 1024;  // that wait for their address
constexpr std::uint16_t kDnsPort = 53;     // RFC 1035
constexpr std::uint16_t kMdnsPort = 5353;  // RFC 6762
constexpr std::uint16_t kLlmnrPort = 5355;   // RFC 4795
constexpr std::uint16_t kNetbiosPort = 137;  // RFC 1002

bool has_port(const FlowKey& key, std::uint16_t port) {
  return key.low_port == port || key.high_port == port;
}

std::string_view dns_kind(const FlowKey& key) {
  return has_port(key, kDnsPort)     ? "dns"
         : has_port(key, kMdnsPort)  ? "mdns"
         : has_port(key, kLlmnrPort) ? "llmnr"
                                     : "";
}

void set_role(FlowEntry& entry, unsigned end, PayloadRole role) {
  if (role == PayloadRole::Unknown || entry.basis >= DirectionBasis::Payload) {
    return;
  }
  entry.initiator = static_cast<std::uint8_t>(role == PayloadRole::Client ? end : 1 - end);
  entry.basis = DirectionBasis::Payload;
}

MacAddress mac_at(const std::uint8_t* bytes) {
  MacAddress mac;
  std::copy_n(bytes, mac.bytes.size(), mac.bytes.begin());
  return mac;
}

}  // namespace

PayloadInspector::PayloadInspector() : extras_(1) {}

FlowExtra& PayloadInspector::make_extra(FlowEntry& entry) {
  if (entry.extra == 0) {
    if (free_extras_.empty()) {
      entry.extra = static_cast<std::uint32_t>(extras_.size());
      extras_.emplace_back();
    } else {
      entry.extra = free_extras_.back();
      free_extras_.pop_back();
    }
  }
  return extras_[entry.extra];
}

void PayloadInspector::release(FlowEntry& entry) {
  if (entry.extra != 0) {
    extras_[entry.extra] = FlowExtra{};
    free_extras_.push_back(entry.extra);
    entry.extra = 0;
  }
}

void PayloadInspector::add_name(FlowEntry& entry, const std::string& name) {
  std::vector<std::uint32_t>& numbers = make_extra(entry).names;
  const std::optional<std::uint32_t> number = names_.add(name);
  if (!number || numbers.size() >= kMostNames) {
    ++refused_;
    return;
  }
  if (std::ranges::find(numbers, *number) == numbers.end()) {
    numbers.push_back(*number);
  }
}

void PayloadInspector::server_name(std::string_view text, unsigned server,
                                   const PacketSummary& packet, FlowEntry& entry) {
  const std::optional<std::string> name = plain_host_name(text);
  if (!name) {
    return;
  }
  add_name(entry, *name);
  if (is_address_text(*name)) {
    return;
  }
  Binding fact;
  fact.kind = BindingKind::ServerName;
  fact.address = packet.key.address(server);
  fact.name = *name;
  bindings_.add(std::move(fact), packet.time, packet.number);
}

void PayloadInspector::look(const PacketSummary& packet, FlowEntry& entry) {
  std::uint8_t& left = entry.looks_left[packet.side];
  left = left == kAlways ? left : static_cast<std::uint8_t>(left - 1);
  switch (entry.key.protocol) {
    case protocol::kTcp:
      entry.service.empty() ? look_tcp(packet, entry) : look_again(packet, entry);
      break;
    case protocol::kUdp:
      look_udp(packet, entry);
      break;
    case protocol::kIcmp6:
      neighbour(packet);
      break;
    default:
      left = 0;
      break;
  }
}

void PayloadInspector::look_tcp(const PacketSummary& packet, FlowEntry& entry) {
  const ProtocolHint hint = recognise_tcp(packet.payload);
  if (hint.service.empty()) {
    return;
  }
  entry.service = hint.service;
  set_role(entry, packet.side, hint.role);
  if (hint.service == "dns") {
    entry.looks_left = {kAlways, kAlways};
  } else if (hint.service == "tls") {
    entry.looks_left[packet.side] = 0;
  } else {
    entry.looks_left = {kFurtherLooks, kFurtherLooks};
  }
  look_again(packet, entry);
}

// What a recognised protocol may still say: hosts of further requests, further messages, the name
// in the TLS that it turns to.
void PayloadInspector::look_again(const PacketSummary& packet, FlowEntry& entry) {
  if (const auto hello = TlsHello::parse(packet.payload)) {  // also after STARTTLS and its like
    server_name(hello->server_name, 1U - packet.side, packet, entry);
    entry.looks_left[packet.side] = 0;
  } else if (entry.service == "http") {
    server_name(http_host(packet.payload), 1U - packet.side, packet, entry);
  } else if (entry.service == "dns" && packet.payload.size() > 2) {
    static_cast<void>(dns(packet.payload.subspan(2), packet, entry));
  }
}

void PayloadInspector::look_udp(const PacketSummary& packet, FlowEntry& entry) {
  const FlowKey& key = entry.key;
  if (const std::string_view kind = dns_kind(key); !kind.empty()) {
    if (dns(packet.payload, packet, entry)) {
      entry.service = kind;
      entry.looks_left = {kAlways, kAlways};
    }
    return;
  }
  if (has_port(key, kNetbiosPort)) {
    if (DnsMessage::parse(packet.payload)) {
      entry.service = "netbios";
      entry.looks_left = {};
    }
    return;
  }
  const std::uint16_t source = packet.side == 0 ? key.low_port : key.high_port;
  const std::uint16_t target = packet.side == 0 ? key.high_port : key.low_port;
  const ProtocolHint hint = recognise_udp(packet.payload, source, target);
  if (hint.service.empty()) {
    return;
  }
  entry.service = hint.service;
  entry.looks_left = {};
  if (hint.service ==
      "dhcp") {  // clients and servers use a fixed port each, so the ports do not tell
    entry.looks_left = {kAlways, kAlways};
    set_role(entry, packet.side, hint.role);
    dhcp(packet, entry);
  }
}

bool PayloadInspector::dns(Bytes bytes, const PacketSummary& packet, FlowEntry& entry) {
  const std::optional<DnsMessage> message = DnsMessage::parse(bytes);
  if (!message) {
    return false;
  }
  for (const std::string& name : message->names) {
    add_name(entry, name);
  }
  for (const IpAddress& address : message->addresses) {
    Binding fact;
    fact.kind = BindingKind::DnsAnswer;
    fact.address = address;
    fact.name = *message->question;
    bindings_.add(std::move(fact), packet.time, packet.number);
  }
  return true;
}

void PayloadInspector::dhcp(const PacketSummary& packet, FlowEntry& entry) {
  const std::optional<DhcpMessage> message = DhcpMessage::parse(packet.payload);
  if (!message) {
    return;
  }
  if (!message->host_name.empty()) {
    add_name(entry, message->host_name);
  }
  if (!message->mac.is_zero() && !message->mac.is_group()) {
    lease(*message, packet);
  }
}

// The client says its name when it asks, the server gives the address: joined by transaction. A
// client that renews, or asks for parameters alone (INFORM), says its address itself.
void PayloadInspector::lease(const DhcpMessage& message, const PacketSummary& packet) {
  const auto same = [&](const Lease& l) {
    return l.transaction == message.transaction && l.mac == message.mac;
  };
  const auto asked = std::find_if(leases_.rbegin(), leases_.rend(), same);
  if (message.from_client && (!message.host_name.empty() || !message.client_id.empty())) {
    Lease lease{message.transaction, message.mac, message.host_name, message.client_id};
    if (asked != leases_.rend()) {
      *asked = std::move(lease);
    } else {
      leases_.push_back(std::move(lease));
      if (leases_.size() > kMostLeases) {
        leases_.pop_front();
      }
    }
  }
  const bool given = message.type == DhcpMessage::Type::Ack && !message.from_client;
  const bool says = message.from_client && (message.type == DhcpMessage::Type::Request ||
                                            message.type == DhcpMessage::Type::Inform);
  Binding fact;
  fact.kind = BindingKind::Dhcp;
  fact.address = given && !message.assigned.is_unspecified() ? message.assigned : message.client;
  if ((!given && !says) || fact.address.is_unspecified()) {
    return;
  }
  fact.mac = message.mac;
  fact.name = message.host_name;
  fact.client_id = message.client_id;
  if (given && asked != leases_.rend()) {
    fact.name = asked->host_name.empty() ? fact.name : asked->host_name;
    fact.client_id = asked->client_id.empty() ? fact.client_id : asked->client_id;
  }
  bindings_.add(std::move(fact), packet.time, packet.number);
}

void PayloadInspector::arp(const PacketSummary& packet) {
  constexpr std::size_t kBytes = 28;
  constexpr std::uint64_t kEthernetIpv4 = 0x0001'0800'0604;  // kinds and lengths of the addresses
  const std::uint8_t* p = packet.payload.data();
  if (packet.payload.size() < kBytes || (load_u64(p) >> 16) != kEthernetIpv4) {
    return;
  }
  const std::uint16_t operation = load_u16(p + 6);
  if (operation == 1 || operation == 2) {
    bindings_.seen_at_mac(IpAddress::v4(load_u32(p + 14)), mac_at(p + 8), packet.time,
                          packet.number);
  }
}

// RFC 4861, sections 4.3, 4.4 and 4.6.1: a solicitation tells its sender's MAC, an advertisement
// that of its target. `payload` begins behind the first eight bytes, with the target address.
void PayloadInspector::neighbour(const PacketSummary& packet) {
  constexpr std::uint16_t kSolicitation = 135;
  constexpr std::size_t kTargetBytes = 16;
  constexpr std::uint8_t kSourceOption = 1;
  constexpr std::uint8_t kTargetOption = 2;
  if (packet.key.low_port != kSolicitation || packet.key.high_port != 0 ||
      packet.payload.size() < kTargetBytes + 8) {
    return;
  }
  const std::uint8_t* option = packet.payload.data() + kTargetBytes;
  const bool asks = packet.side == ((packet.key.flags & FlowKey::kHighEndAsks) != 0 ? 1 : 0);
  if (option[0] != (asks ? kSourceOption : kTargetOption) || option[1] != 1) {
    return;
  }
  const auto target = std::as_bytes(packet.payload).first<kTargetBytes>();
  bindings_.seen_at_mac(asks ? packet.key.address(packet.side) : IpAddress::v6(target),
                        mac_at(option + 2), packet.time, packet.number);
}

}  // namespace hamon
