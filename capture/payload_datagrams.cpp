#include "capture/host_name.hpp"
#include "capture/inspected_role.hpp"
#include "capture/payload_inspector.hpp"
#include "capture/tls_client_hello.hpp"

#include <algorithm>

// The part of PayloadInspector that looks at UDP and at neighbour discovery.

namespace hamon {
namespace {

constexpr std::uint16_t kDnsPort = 53;               // RFC 1035
constexpr std::uint16_t kMdnsPort = 5353;            // RFC 6762
constexpr std::uint16_t kLlmnrPort = 5355;           // RFC 4795
constexpr std::uint16_t kNetbiosNamePort = 137;      // RFC 1002
constexpr std::uint16_t kNetbiosDatagramPort = 138;  // RFC 1002
constexpr std::uint16_t kDhcp6Client = 546;          // RFC 8415
constexpr std::uint16_t kDhcp6Server = 547;
constexpr std::uint16_t kRdp = 3389;  // [MS-RDPEUDP]

bool has_port(const FlowKey& key, std::uint16_t port) {
  return key.low_port == port || key.high_port == port;
}

std::string_view dns_kind(const FlowKey& key) {
  return has_port(key, kDnsPort)     ? "dns"
         : has_port(key, kMdnsPort)  ? "mdns"
         : has_port(key, kLlmnrPort) ? "llmnr"
                                     : "";
}

// [MS-RDPEUDP] 2.2.2 and [MS-RDPEUDP2] 2.2.1: headers of several lengths, then the TLS records of
// the connection.
std::string_view name_in_rdp(Bytes datagram) {
  constexpr std::size_t kMostHeader = 40;
  for (std::size_t at = 0; at < std::min(kMostHeader, datagram.size()); ++at) {
    const auto hello = TlsHello::parse(datagram.subspan(at));
    if (hello && hello->from_client) {
      return hello->server_name;
    }
  }
  return {};
}

MacAddress mac_at(const std::uint8_t* bytes) {
  MacAddress mac;
  std::copy_n(bytes, mac.bytes.size(), mac.bytes.begin());
  return mac;
}

}  // namespace

void PayloadInspector::look_udp(const PacketSummary& packet, FlowEntry& entry) {
  if (look_at_fixed_port(packet, entry) || quic(packet, entry)) {
    return;
  }
  const FlowKey& key = entry.key;
  const std::uint16_t source = packet.side == 0 ? key.low_port : key.high_port;
  const std::uint16_t target = packet.side == 0 ? key.high_port : key.low_port;
  if (const auto hello = dtls_client_hello(packet.payload)) {
    server_name(hello->server_name, 1U - packet.side, packet, entry);
    if (!entry.service.empty()) {
      return;  // the name tells the product
    }
  } else if (target == kRdp) {
    server_name(name_in_rdp(packet.payload), 1U - packet.side, packet, entry);
  }
  if (!entry.service.empty() && entry.service != "dhcp") {
    return;  // known already: the name was what was still to come
  }
  if (const TunnelKind tunnel = tunnel_in_udp(source, target, packet.payload).kind;
      tunnel != TunnelKind::None) {
    entry.service = name_of(tunnel);
    entry.looks_left = {};
    return;
  }
  const ProtocolHint hint = recognise_udp(packet.payload, source, target);
  if (hint.service.empty()) {
    return;
  }
  entry.service = hint.service;
  entry.looks_left = {};
  if (hint.service == "rdp") {  // its TLS follows when both ends have agreed on the transport
    entry.looks_left = {kFurtherLooks, kFurtherLooks};
  }
  // Clients and servers of DHCP use a fixed port each, so the ports do not tell.
  if (hint.service == "dhcp") {
    entry.looks_left = {kAlways, kAlways};
    set_role(entry, packet.side, hint.role);
    dhcp(packet, entry);
  }
}

/// Whether the ports belong to a protocol that is read here, whatever the payload.
bool PayloadInspector::look_at_fixed_port(const PacketSummary& packet, FlowEntry& entry) {
  const FlowKey& key = entry.key;
  if (const std::string_view kind = dns_kind(key); !kind.empty()) {
    if (dns(packet.payload, packet, entry)) {
      entry.service = kind;
      entry.looks_left = {kAlways, kAlways};
    }
    return true;
  }
  if (has_port(key, kNetbiosNamePort) || has_port(key, kNetbiosDatagramPort)) {
    const auto message = has_port(key, kNetbiosNamePort)
                             ? NetbiosMessage::name_service(packet.payload)
                             : NetbiosMessage::datagram(packet.payload);
    if (message) {
      entry.service = "netbios";
      entry.looks_left = {kAlways, kAlways};
      netbios(*message, packet, entry);
    }
    return true;
  }
  return (has_port(key, kDhcp6Client) || has_port(key, kDhcp6Server)) && dhcp6(packet, entry);
}

// ---- names and addresses

bool PayloadInspector::dns(Bytes bytes, const PacketSummary& packet, FlowEntry& entry) {
  const std::optional<DnsMessage> message = DnsMessage::parse(bytes);
  if (!message) {
    return false;
  }
  for (const std::string& name : message->names) {
    add_name(entry, name);
  }
  dns_bindings(*message, packet, entry.key);
  return true;
}

// Towards a name server's port it answers for others; by mDNS and LLMNR each answers for itself,
// and by an update (RFC 2136) each registers itself.
void PayloadInspector::dns_bindings(const DnsMessage& message, const PacketSummary& packet,
                                    const FlowKey& key) {
  const IpAddress sender = key.address(packet.side);
  if (!message.response) {
    for (const DnsMessage::Host& host : message.hosts) {
      if (message.opcode == DnsMessage::kUpdate && host.address == sender) {
        host_name(sender, host.name, packet);
      }
    }
    return;
  }
  if (has_port(key, kDnsPort)) {
    for (const IpAddress& address : message.addresses) {
      bind(BindingKind::DnsAnswer, address, *message.question, packet);
    }
    for (const DnsMessage::Host& host : message.reverse) {
      bind(BindingKind::DnsAnswer, host.address, host.name, packet);
    }
    return;
  }
  for (const auto* hosts : {&message.hosts, &message.reverse}) {
    for (const DnsMessage::Host& host : *hosts) {
      host_name(host.address, host.name, packet);
    }
  }
  for (const std::string& target : message.targets) {
    const bool placed = std::ranges::any_of(
        message.hosts, [&](const DnsMessage::Host& host) { return host.name == target; });
    if (!placed) {
      host_name(sender, target, packet);
    }
  }
}

void PayloadInspector::netbios(const NetbiosMessage& message, const PacketSummary& packet,
                               FlowEntry& entry) {
  const IpAddress sender = entry.key.address(packet.side);
  for (const std::string& name : message.asked) {
    add_name(entry, name);
  }
  for (const std::string& name : message.own) {
    add_name(entry, name);
    host_name(sender, name, packet);
  }
  for (const NetbiosMessage::Host& host : message.hosts) {
    add_name(entry, host.name);
    if (!message.response || host.address == sender) {
      host_name(host.address, host.name, packet);
    } else {
      bind(BindingKind::DnsAnswer, host.address, host.name, packet);
    }
  }
  if (message.called) {
    add_name(entry, *message.called);
    host_name(entry.key.address(1U - packet.side), *message.called, packet);
  }
}

// ---- DHCP

void PayloadInspector::dhcp(const PacketSummary& packet, FlowEntry& entry) {
  const std::optional<DhcpMessage> message = DhcpMessage::parse(packet.payload);
  if (!message) {
    return;
  }
  if (!message->host_name.empty()) {
    add_name(entry, message->host_name);
  }
  if (!message->from_client) {
    for (const IpAddress& router : message->routers) {
      bind(BindingKind::Router, router, {}, packet);
    }
  }
  if (!message->mac.is_zero() && !message->mac.is_group()) {
    lease(*message, packet);
  }
}

PayloadInspector::Lease* PayloadInspector::asked(const Lease& by) {
  const auto same = std::find_if(leases_.rbegin(), leases_.rend(), [&](const Lease& l) {
    return l.v6 == by.v6 && l.transaction == by.transaction &&
           (by.v6 ? l.client_id == by.client_id : l.mac == by.mac);
  });
  return same == leases_.rend() ? nullptr : &*same;
}

void PayloadInspector::remember(Lease lease) {
  if (Lease* same = asked(lease)) {
    *same = std::move(lease);
    return;
  }
  leases_.push_back(std::move(lease));
  if (leases_.size() > limits_.leases) {
    leases_.pop_front();
  }
}

// The client says its name when it asks, the server gives the address: joined by transaction. A
// client that renews, or asks for parameters alone (INFORM), says its address itself.
void PayloadInspector::lease(const DhcpMessage& message, const PacketSummary& packet) {
  Lease lease{message.transaction, false, message.mac, message.host_name, message.client_id};
  const bool given = message.type == DhcpMessage::Type::Ack && !message.from_client;
  const bool says = message.from_client && (message.type == DhcpMessage::Type::Request ||
                                            message.type == DhcpMessage::Type::Inform);
  if (const Lease* before = given ? asked(lease) : nullptr) {
    lease.host_name = before->host_name.empty() ? lease.host_name : before->host_name;
    lease.client_id = before->client_id.empty() ? lease.client_id : before->client_id;
  }
  const IpAddress address =
      given && !message.assigned.is_unspecified() ? message.assigned : message.client;
  if (given || says) {
    bind(BindingKind::Dhcp, address, lease.host_name, packet, message.mac, lease.client_id);
  }
  if (message.from_client && (!lease.host_name.empty() || !lease.client_id.empty())) {
    remember(std::move(lease));
  }
}

bool PayloadInspector::dhcp6(const PacketSummary& packet, FlowEntry& entry) {
  const std::optional<Dhcp6Message> message = Dhcp6Message::parse(packet.payload);
  if (!message) {
    return false;
  }
  entry.service = "dhcpv6";
  entry.looks_left = {kAlways, kAlways};
  if (has_port(entry.key, kDhcp6Client) && has_port(entry.key, kDhcp6Server)) {  // else they tell
    set_role(entry, packet.side, message->from_client ? PayloadRole::Client : PayloadRole::Server);
  }
  if (!message->host_name.empty()) {
    add_name(entry, message->host_name);
  }
  if (!message->client_id.empty()) {
    lease6(*message, packet);
  }
  return true;
}

// A client that asks without a relay is at the MAC that its frame came from.
void PayloadInspector::lease6(const Dhcp6Message& message, const PacketSummary& packet) {
  Lease lease{message.transaction, true, message.mac.value_or(MacAddress{}), message.host_name,
              message.client_id};
  if (message.from_client) {
    if (!message.relayed && packet.source_mac != nullptr) {
      lease.mac = mac_at(packet.source_mac);
    }
    remember(std::move(lease));
    return;
  }
  if (!message.gives) {
    return;
  }
  if (const Lease* before = asked(lease)) {
    lease.mac = before->mac.is_zero() ? lease.mac : before->mac;
    lease.host_name = lease.host_name.empty() ? before->host_name : lease.host_name;
  }
  const bool known = !lease.mac.is_zero() && !lease.mac.is_group();
  for (const IpAddress& address : message.addresses) {
    bind(BindingKind::Dhcp, address, lease.host_name, packet,
         known ? std::optional(lease.mac) : std::nullopt, lease.client_id);
  }
}

// ---- neighbour discovery

// RFC 4861, sections 4.1 to 4.4 and 4.6.1: a solicitation tells its sender's MAC, an advertisement
// that of its target, or of the router that sends it. `payload` begins behind the first eight
// bytes: with the options of a router's solicitation, the two timers of its advertisement, or a
// neighbour's target address.
void PayloadInspector::discovery(const PacketSummary& packet) {
  constexpr std::uint16_t kRouter = 133;
  constexpr std::uint16_t kNeighbour = 135;
  constexpr std::size_t kTimers = 8;
  constexpr std::size_t kTarget = 16;
  constexpr std::uint8_t kSourceOption = 1;
  constexpr std::uint8_t kTargetOption = 2;
  const bool asks = packet.side == ((packet.key.flags & FlowKey::kHighEndAsks) != 0 ? 1 : 0);
  const bool router = packet.key.low_port == kRouter;
  const std::size_t before = !router ? kTarget : asks ? 0 : kTimers;
  if (packet.key.high_port != 0 || (!router && packet.key.low_port != kNeighbour) ||
      packet.payload.size() < before) {
    return;
  }
  const bool of_sender = router || asks;
  const auto mac =
      link_layer_option(packet.payload.subspan(before), of_sender ? kSourceOption : kTargetOption);
  const IpAddress address = of_sender
                                ? packet.key.address(packet.side)
                                : IpAddress::v6(std::as_bytes(packet.payload).first<kTarget>());
  if (mac) {
    bindings_.seen_at_mac(address, *mac, packet.time, packet.number);
  }
  if (router && !asks) {
    bind(BindingKind::Router, address, {}, packet, mac);
  }
}

}  // namespace hamon
