#include "graph/service_namer.hpp"

namespace hamon {

ServiceNamer::ServiceNamer(const Site& site) {
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
    } else {
      const std::string name = service_or_port(c.protocol, c.responder_port, c.has_ports);
      const bool known = name.find('/') == std::string::npos;
      entry->second = {number_of(name), known ? ServiceBasis::Port : ServiceBasis::None};
    }
  }
  return entry->second;
}

void ServiceNamer::name(JoinedConversation& joined) {
  Conversation& c = joined.conversation;
  const Named port = by_port(c);
  if (port.basis == ServiceBasis::Site || joined.service.empty()) {
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
      services.push_back({name, class_of(name)});
    }
  }
  for (JoinedConversation& joined : conversations) {
    joined.conversation.service = ids[index(joined.conversation.service)];
  }
  return services;
}

}  // namespace hamon
