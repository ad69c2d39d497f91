#include "analyze/organisations.hpp"

namespace hamon {

Organisations Organisations::of_graph(const FlowGraph& graph,
                                      const OrganisationOf& organisation_of) {
  Organisations out;
  const auto add = [&](const IpAddress& address) {
    if (const auto [entry, is_new] = out.names.try_emplace(address); is_new) {
      entry->second = organisation_of(address);
    }
  };
  for (const System& system : graph.systems()) {
    if (system.outside) {
      for (const SystemAddress& held : system.addresses) {
        add(held.address);
      }
    }
  }
  for (const Conversation& attempt : graph.attempts()) {
    if (!attempt.to && !graph.is_internal(attempt.responder)) {
      add(attempt.responder);
    }
  }
  std::erase_if(out.names, [](const auto& entry) { return entry.second.empty(); });
  return out;
}

std::string Organisations::of(const IpAddress& address) const {
  const auto found = names.find(address);
  return found == names.end() ? std::string() : found->second;
}

std::string Organisations::of(const System& system) const {
  if (!system.outside) {
    return {};
  }
  for (const SystemAddress& held : system.addresses) {
    if (std::string name = of(held.address); !name.empty()) {
      return name;
    }
  }
  return {};
}

std::string Organisations::of(const Conversation& conversation) const {
  std::string name = of(conversation.initiator);
  return name.empty() ? of(conversation.responder) : name;
}

}  // namespace hamon
