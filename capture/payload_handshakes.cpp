#include "base/product_catalogue.hpp"
#include "capture/cryptography.hpp"
#include "capture/host_name.hpp"
#include "capture/inspected_role.hpp"
#include "capture/payload_inspector.hpp"
#include "capture/protocol_hint.hpp"
#include "capture/tls_client_hello.hpp"

#include <algorithm>
#include <set>

// The part of PayloadInspector that puts TLS and QUIC handshakes together.

namespace hamon {
namespace {

constexpr std::uint8_t kHandshakeLooks = 16;  // segments of each direction
constexpr std::size_t kMostBytes = 8192;      // of each direction
constexpr std::size_t kMostCertificateNames = 16;

// A proxy that was asked for a tunnel: what is said in it are the names of another.
bool tunnels(const FlowEntry& entry) {
  return travels_in_http(entry.service) || entry.service == "http-proxy" ||
         entry.service == "socks";
}

}  // namespace

PayloadInspector::Stream* PayloadInspector::stream_of(const FlowEntry& entry) {
  const std::uint32_t number = entry.extra == 0 ? 0 : extras_[entry.extra].stream;
  if (number == 0) {
    return nullptr;
  }
  const std::size_t slot = number % limits_.streams;
  return slot < streams_.size() && streams_[slot].number == number ? &streams_[slot] : nullptr;
}

PayloadInspector::Stream& PayloadInspector::begin_stream(FlowEntry& entry) {
  last_stream_ = std::max(last_stream_ + 1, 1U);
  const std::size_t slot = last_stream_ % limits_.streams;
  if (slot >= streams_.size()) {
    streams_.resize(slot + 1);
  }
  streams_[slot] = Stream{};
  streams_[slot].number = last_stream_;
  make_extra(entry).stream = last_stream_;
  return streams_[slot];
}

// Segments in their order; one that came again is passed over, one that is ahead is waited for.
void PayloadInspector::tls(const PacketSummary& packet, FlowEntry& entry) {
  Stream* stream = stream_of(entry);
  if (stream == nullptr || !stream->parts[packet.side].begun) {
    if (!TlsHello::parse(packet.payload)) {
      return;
    }
    stream = stream == nullptr ? &begin_stream(entry) : stream;
    stream->parts[packet.side].begun = true;
    stream->parts[packet.side].next = packet.sequence;
    entry.looks_left[packet.side] = kHandshakeLooks;
  }
  Part& part = stream->parts[packet.side];
  const std::uint32_t known = part.next - packet.sequence;  // bytes of it that came before
  if (part.done || known >= packet.payload.size()) {
    return;
  }
  const Bytes fresh = packet.payload.subspan(known);
  const std::size_t room = kMostBytes - part.bytes.size();
  part.bytes.insert(part.bytes.end(), fresh.begin(),
                    fresh.begin() + static_cast<std::ptrdiff_t>(std::min(room, fresh.size())));
  part.next = packet.sequence + packet.payload_bytes;
  part.done = part.bytes.size() >= kMostBytes || packet.payload.size() < packet.payload_bytes;
  tls_names(packet, entry, part);
  if (part.done) {
    entry.looks_left[packet.side] = 0;
    part.bytes = {};
  }
}

void PayloadInspector::tls_names(const PacketSummary& packet, FlowEntry& entry, Part& part) {
  const TlsOpening opening = TlsOpening::read(part.bytes);
  if (!opening.server_name.empty() && !part.named) {
    part.named = true;
    server_name(opening.server_name, 1U - packet.side, packet, entry, !tunnels(entry));
  }
  const RemoteProduct* product = product_of_alpn(opening.first_protocol);
  if (product != nullptr && !tunnels(entry)) {
    entry.service = product->name;
    make_extra(entry).service_by_name = false;  // its protocol says so, not a name
  }
  if (!opening.certificate.empty() && *opening.from_client) {
    // A client's own certificate may name a person: only a product's is looked for.
    const auto names = certificate_names(opening.certificate);
    if (names && !tunnels(entry)) {
      product_named(lower_case(names->common_name), entry);
    }
  } else if (!opening.certificate.empty()) {
    certificate(opening.certificate, packet, entry);
  }
  part.done = part.done || opening.complete;
}

void PayloadInspector::certificate(Bytes der, const PacketSummary& packet, FlowEntry& entry) {
  const auto names = certificate_names(der);
  if (!names) {
    return;
  }
  std::vector<std::string> all = {names->common_name};
  all.insert(all.end(), names->dns_names.begin(), names->dns_names.end());
  if (!tunnels(entry)) {
    product_named(lower_case(names->common_name), entry);
  }
  std::set<std::string> known;
  for (const std::string& text : all) {
    const bool wildcard = text.starts_with("*.");
    const auto name = plain_host_name(std::string_view(text).substr(wildcard ? 2 : 0));
    if (!name || known.size() >= kMostCertificateNames || !known.insert(lower_case(text)).second) {
      continue;
    }
    add_name(entry, wildcard ? "*." + *name : *name);
    if (tunnels(entry)) {
      continue;
    }
    product_named(*name, entry);
    if (!wildcard && !is_address_text(*name)) {
      bind(BindingKind::Certificate, packet.key.address(packet.side), *name, packet);
    }
  }
}

bool PayloadInspector::quic(const PacketSummary& packet, FlowEntry& entry) {
  Stream* stream = stream_of(entry);
  const bool begun = stream != nullptr && stream->quic != nullptr;
  if (!begun && !looks_like_quic_initial(packet.payload)) {
    return false;
  }
  auto fresh = begun ? nullptr : std::make_unique<QuicClientHello>();
  QuicClientHello& hello = begun ? *stream->quic : *fresh;
  if (!hello.add(packet.payload)) {
    return begun;
  }
  entry.service = "quic";
  set_role(entry, packet.side, PayloadRole::Client);
  const Bytes message = hello.message();
  constexpr std::size_t kMessageHeader = 4;
  TlsClientHello said;
  if (message.size() > kMessageHeader && message[0] == 1) {
    said = TlsClientHello::parse(message.subspan(kMessageHeader));
  }
  if (!said.server_name.empty()) {
    server_name(said.server_name, 1U - packet.side, packet, entry);
  }
  if (!said.server_name.empty() || hello.complete()) {
    entry.looks_left = {};
    if (begun) {
      *stream = Stream{};
    }
    return true;
  }
  entry.looks_left[packet.side] = kHandshakeLooks;
  if (!begun) {
    begin_stream(entry).quic = std::move(fresh);
  }
  return true;
}

}  // namespace hamon
