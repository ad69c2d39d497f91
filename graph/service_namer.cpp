#include "graph/service_namer.hpp"

#include "graph/site_products.hpp"

#include <algorithm>
#include <array>

namespace hamon {

namespace {

// Recognised words that name how bytes travel and not what for.
constexpr auto kCarriers =
    std::to_array<std::string_view>({"dtls", "http", "https", "quic", "stun", "tls", "websocket"});

}  // namespace

ServiceNamer::ServiceNamer(const Site& site, std::span<const Binding> bindings)
    : site_(site), products_(site, bindings) {
  for (const SiteService& service : site.services) {
    for (const ServicePort& port : service.ports) {
      site_ports_.emplace(port, service.name);
    }
  }
}

std::uint32_t ServiceNamer::number_of(std::string_view name) {
  const auto found = numbers_.find(name);
  if (found != numbers_.end()) {
    return found->second;
  }
  const auto number = static_cast<std::uint32_t>(numbers_.size());
  numbers_.emplace(std::string(name), number);
  return number;
}

ServiceNamer::Named ServiceNamer::by_port(const Conversation& c) {
  const std::uint32_t key = (c.has_ports ? 1U << 24U : 0U) |
                            (static_cast<std::uint32_t>(c.protocol) << 16U) | c.responder_port;
  const auto [entry, is_new] = ports_.try_emplace(key);
  if (is_new) {
    auto site = c.has_ports ? site_ports_.find({c.protocol, c.responder_port}) : site_ports_.end();
    if (site == site_ports_.end()) {
      site = site_ports_.find({c.protocol, 0});
    }
    if (site != site_ports_.end()) {
      entry->second = {number_of(site->second), ServiceBasis::Site};
    } else if (const std::string_view product = products_.at_port(
                   {c.protocol, c.has_ports ? c.responder_port : std::uint16_t{0}});
               !product.empty()) {
      entry->second = {number_of(product), ServiceBasis::Port};
    } else {
      const std::string name = service_or_port(c.protocol, c.responder_port, c.has_ports);
      const bool known = name.find('/') == std::string::npos;
      entry->second = {number_of(name), known ? ServiceBasis::Port : ServiceBasis::None};
    }
  }
  return entry->second;
}

std::string_view ServiceNamer::product_of(const JoinedConversation& joined) const {
  const Conversation& c = joined.conversation;
  bool open = std::ranges::find(kCarriers, joined.service) != kCarriers.end();
  if (joined.service.empty()) {
    // Names in a question to a name server are what was asked for, not who answers.
    open = service_at(c.protocol, c.responder_port) != "dns";
  } else if (c.service_basis == ServiceBasis::Name) {
    open = true;  // as its source told by a name; only here the site's products are known
  }
  return open ? products_.of(joined.names, c.responder) : std::string_view();
}

void ServiceNamer::name(JoinedConversation& joined) {
  Conversation& c = joined.conversation;
  const Named port = by_port(c);
  if (port.basis == ServiceBasis::Site) {
    c.service = static_cast<ServiceId>(port.number);
    c.service_basis = port.basis;
  } else if (const std::string_view product = product_of(joined); !product.empty()) {
    c.service = static_cast<ServiceId>(number_of(product));
    c.service_basis = ServiceBasis::Name;
  } else if (joined.service.empty()) {
    c.service = static_cast<ServiceId>(port.number);
    c.service_basis = port.basis;
  } else {
    c.service = static_cast<ServiceId>(number_of(joined.service));
  }
}

std::vector<Service> ServiceNamer::finish(std::span<JoinedConversation> conversations) const {
  // A name by port may have lost to what was recognised in all conversations: only those in use
  // count.
  std::vector<bool> used(numbers_.size());
  for (const JoinedConversation& joined : conversations) {
    used[index(joined.conversation.service)] = true;
  }
  std::vector<ServiceId> ids(numbers_.size());
  std::vector<Service> services;
  for (const auto& [name, number] : numbers_) {
    if (used[number]) {
      ids[number] = static_cast<ServiceId>(services.size());
      services.push_back({name, class_of(site_, name)});
    }
  }
  for (JoinedConversation& joined : conversations) {
    joined.conversation.service = ids[index(joined.conversation.service)];
  }
  return services;
}

}  // namespace hamon
