#include "capture/payload_inspector.hpp"

#include "base/product_catalogue.hpp"
#include "capture/clinical_names.hpp"
#include "capture/host_name.hpp"
#include "capture/inspected_role.hpp"
#include "capture/ntlm_message.hpp"
#include "capture/tls_client_hello.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::uint8_t kMessageLooks = 200;     // where each message may name another application
constexpr std::size_t kMostNames = 512;         // of one conversation
constexpr std::uint16_t kEndpointMapper = 135;  // C706, appendix H

bool has_port(const FlowKey& key, std::uint16_t port) {
  return key.low_port == port || key.high_port == port;
}

MacAddress mac_at(const std::uint8_t* bytes) {
  MacAddress mac;
  std::copy_n(bytes, mac.bytes.size(), mac.bytes.begin());
  return mac;
}

// Lower case, without `*`: what stands for itself.
bool names_a_system(const std::string& name) {
  return !is_address_text(name) && name != "localhost";
}

}  // namespace

PayloadInspector::PayloadInspector(const Limits& limits)
    : limits_(limits),
      names_(limits.name_bytes),
      bindings_(limits.bindings),
      announced_(limits.announced),
      extras_(1) {
  limits_.streams = std::max<std::size_t>(limits_.streams, 1);
}

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
    if (Stream* stream = stream_of(entry)) {
      *stream = Stream{};
    }
    extras_[entry.extra] = FlowExtra{};
    free_extras_.push_back(entry.extra);
    entry.extra = 0;
  }
}

// ---- what is kept

void PayloadInspector::add_name(FlowEntry& entry, const std::string& name) {
  std::vector<std::uint32_t>& numbers = make_extra(entry).names;
  std::optional<std::uint32_t> number = names_.add(name);
  if (!number && forget_unused_names()) {
    number = names_.add(name);
  }
  if (!number || numbers.size() >= kMostNames) {
    ++refused_;
    return;
  }
  if (std::ranges::find(numbers, *number) == numbers.end()) {
    numbers.push_back(*number);
  }
}

// A capture that goes on for months hears more names than are kept; those of conversations that
// have ended are needed no more. False where that would free too little to be worth while.
bool PayloadInspector::forget_unused_names() {
  if (names_.size() < 2 * names_kept_) {
    return false;
  }
  NamePool kept(limits_.name_bytes);
  for (FlowExtra& extra : extras_) {
    for (std::uint32_t& number : extra.names) {
      number = kept.add(names_.name(number)).value();  // a part of what fitted before
    }
  }
  names_ = std::move(kept);
  names_kept_ = names_.size();
  return true;
}

void PayloadInspector::bind(BindingKind kind, const IpAddress& address, std::string name,
                            const PacketSummary& packet, std::optional<MacAddress> mac,
                            std::string client_id) {
  if (address.is_unspecified() || address.is_multicast() || address.is_loopback() ||
      address.is_limited_broadcast()) {
    return;
  }
  Binding fact;
  fact.kind = kind;
  fact.address = address;
  fact.mac = mac;
  fact.name = std::move(name);
  fact.client_id = std::move(client_id);
  bindings_.add(std::move(fact), packet.time, packet.number);
}

void PayloadInspector::host_name(const IpAddress& address, const std::string& name,
                                 const PacketSummary& packet) {
  if (names_a_system(name)) {
    bind(BindingKind::HostName, address, name, packet);
  }
}

void PayloadInspector::server_name(std::string_view text, unsigned server,
                                   const PacketSummary& packet, FlowEntry& entry, bool binds) {
  const std::optional<std::string> name = plain_host_name(text);
  if (!name) {
    return;
  }
  add_name(entry, *name);
  if (binds && !is_address_text(*name)) {
    bind(BindingKind::ServerName, packet.key.address(server), *name, packet);
    product_named(*name, entry);
  }
}

// A protocol that carries anything says less than the product whose server was named; one that
// says what it is stays.
void PayloadInspector::product_named(std::string_view name, FlowEntry& entry) {
  const std::string_view service = entry.service;
  const bool carrier = service.empty() || service == "tls" || service == "dtls" ||
                       service == "quic" || travels_in_http(service);
  const bool web_page = name.starts_with("www.");  // of the vendor, not the product at work
  const RemoteProduct* product = carrier && !web_page ? product_of_name(name) : nullptr;
  if (product != nullptr) {
    entry.service = product->name;
    make_extra(entry).service_by_name = true;
  }
}

// ---- packets

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
      discovery(packet);
      break;
    default:
      left = 0;
      break;
  }
}

void PayloadInspector::look_tcp(const PacketSummary& packet, FlowEntry& entry) {
  if (announced(packet, entry)) {
    return;
  }
  const bool up = packet.side == 0;
  const ProtocolHint hint =
      recognise_tcp(packet.payload, up ? entry.key.low_port : entry.key.high_port,
                    up ? entry.key.high_port : entry.key.low_port);
  if (hint.service.empty()) {
    return;
  }
  entry.service = hint.service;
  set_role(entry, packet.side, hint.role);
  const bool tells_ports =
      hint.service == "ftp" || (hint.service == "dce-rpc" && has_port(entry.key, kEndpointMapper));
  if (hint.service == "dns" || tells_ports) {
    entry.looks_left = {kAlways, kAlways};
  } else if (hint.service == "hl7") {
    entry.looks_left = {kMessageLooks, kMessageLooks};
  } else if (hint.service == "tls") {
    entry.looks_left[packet.side] = 0;
  } else {
    entry.looks_left = {kFurtherLooks, kFurtherLooks};
  }
  look_again(packet, entry);
}

// A port that the one end was told of by the other, before: what it carries need not be looked at.
bool PayloadInspector::announced(const PacketSummary& packet, FlowEntry& entry) {
  const AnnouncedPorts::Offer offer = announced_.find(entry.key, packet.time);
  if (offer.service.empty()) {
    return false;
  }
  entry.service = offer.service;
  set_role(entry, offer.side, PayloadRole::Server);
  entry.looks_left = {};
  if (offer.service == "dce-rpc") {
    const ProtocolHint hint = recognise_tcp(packet.payload);  // its bind says which interface
    entry.service = hint.service == "wmi" ? hint.service : offer.service;
    entry.looks_left = {kFurtherLooks, kFurtherLooks};
    look_again(packet, entry);
  }
  return true;
}

// What a recognised protocol may still say: hosts of further requests, further messages, the name
// in the TLS that it turns to.
void PayloadInspector::look_again(const PacketSummary& packet, FlowEntry& entry) {
  if (entry.service == "tls" || TlsHello::parse(packet.payload) || stream_of(entry) != nullptr) {
    tls(packet, entry);  // also after STARTTLS and its like
  } else if (entry.service == "dns") {
    dns_over_tcp(packet, entry);
  } else if (entry.service == "hl7") {
    hl7(packet, entry);
  } else if (entry.service == "dicom") {
    dicom(packet, entry);
  } else if (entry.service == "astm") {
    if (const auto sender = astm_sender(packet.payload)) {
      add_name(entry, *sender);
    }
  } else {
    if (travels_in_http(entry.service)) {
      http(packet, entry);
    } else if (entry.service == "ftp" || entry.service == "dce-rpc") {
      look_for_ports(packet, entry);
    } else if (const auto session = NetbiosMessage::session_request(packet.payload)) {
      netbios(*session, packet, entry);
    }
    ntlm(packet, entry);
  }
}

void PayloadInspector::look_for_ports(const PacketSummary& packet, const FlowEntry& entry) {
  if (entry.service == "ftp") {
    if (const auto said = ftp_port(packet.payload)) {
      announced_.add(entry.key, {"ftp-data", packet.side}, said->port, packet.time);
    }
    return;
  }
  const std::uint16_t port = packet.side == 0 ? entry.key.low_port : entry.key.high_port;
  if (port == kEndpointMapper) {
    for (const std::uint16_t told : endpoint_mapper_ports(packet.payload)) {
      announced_.add(entry.key, {"dce-rpc", packet.side}, told, packet.time);
    }
  }
}

// A proxy is asked for names of others: they are no names of its own.
void PayloadInspector::http(const PacketSummary& packet, FlowEntry& entry) {
  constexpr std::size_t kMostWord = 16;
  const std::string_view text = as_text(packet.payload);
  const auto target = text.substr(0, kMostWord).find(' ');
  const bool absolute =
      target != std::string_view::npos && text.substr(target + 1).starts_with("http://");
  server_name(http_host(packet.payload), 1U - packet.side, packet, entry,
              !absolute && !text.starts_with("CONNECT "));
}

// An acceptance shows that the one asked answers to its title; a request alone does not.
void PayloadInspector::dicom(const PacketSummary& packet, FlowEntry& entry) {
  const auto said = DicomAssociation::parse(packet.payload);
  if (!said) {
    return;
  }
  const unsigned asks = said->accepted ? 1U - packet.side : packet.side;
  for (const std::string* title : {&said->called, &said->calling}) {
    if (!title->empty()) {
      add_name(entry, lower_case(*title));
    }
  }
  if (!said->calling.empty()) {
    bind(BindingKind::AeTitle, packet.key.address(asks), said->calling, packet);
  }
  if (said->accepted && !said->called.empty()) {
    bind(BindingKind::AeTitle, packet.key.address(1U - asks), said->called, packet);
  }
}

void PayloadInspector::hl7(const PacketSummary& packet, FlowEntry& entry) {
  const auto said = Hl7Header::parse(packet.payload);
  if (!said) {
    return;
  }
  const auto keep = [&](const std::string& application, unsigned end) {
    if (!application.empty()) {
      add_name(entry, lower_case(application));
      bind(BindingKind::Hl7Application, packet.key.address(end), application, packet);
    }
  };
  keep(said->sender, packet.side);
  keep(said->receiver, 1U - packet.side);
  if (!said->type.empty()) {
    add_name(entry, said->type);
  }
}

void PayloadInspector::ntlm(const PacketSummary& packet, FlowEntry& entry) {
  const auto message = NtlmMessage::find(packet.payload);
  if (!message) {
    return;
  }
  for (const std::string* name : {&message->computer, &message->dns_name}) {
    if (!name->empty() && names_a_system(*name)) {
      add_name(entry, *name);
      host_name(packet.key.address(packet.side), *name, packet);
    }
  }
}

// RFC 7766, section 8: each message has its length before it. One that ends in a later segment is
// read as far as it goes when it begins this one; a segment may also begin inside a message.
void PayloadInspector::dns_over_tcp(const PacketSummary& packet, FlowEntry& entry) {
  Bytes left = packet.payload;
  while (left.size() > 2) {
    const std::size_t length = load_u16(left.data());
    const bool whole = length + 2 <= left.size();
    const bool begins = left.size() > 6 && left.size() == packet.payload.size() &&
                        load_u16(left.data() + 6) == 1;  // one question
    if (whole || begins) {
      static_cast<void>(dns(left.subspan(2, std::min(length, left.size() - 2)), packet, entry));
    }
    if (!whole) {
      return;
    }
    left = left.subspan(length + 2);
  }
}

// ---- the link

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

void PayloadInspector::lldp(const PacketSummary& packet) {
  if (const auto message = NeighbourMessage::lldp(packet.payload)) {
    neighbour(*message, packet);
  }
}

void PayloadInspector::cdp(const PacketSummary& packet) {
  if (const auto message = NeighbourMessage::cdp(packet.payload)) {
    neighbour(*message, packet);
  }
}

// A device without an address is known by its MAC alone; the address is then unspecified.
void PayloadInspector::neighbour(const NeighbourMessage& message, const PacketSummary& packet) {
  Binding fact;
  fact.kind = BindingKind::Neighbour;
  fact.name = message.name;
  fact.mac = message.mac;
  if (!fact.mac && packet.source_mac != nullptr) {
    fact.mac = mac_at(packet.source_mac);
  }
  if (message.addresses.empty() && !message.name.empty() && fact.mac) {
    bindings_.add(fact, packet.time, packet.number);
  }
  for (const IpAddress& address : message.addresses) {
    bind(BindingKind::Neighbour, address, message.name, packet, fact.mac);
  }
}

}  // namespace hamon
