#pragma once

#include "graph/conversation_joiner.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hamon {

/// Names the service of conversations (formats, section 6): the site file's name of the responder's
/// port, else what was recognised, else the built-in table's, else `tcp/8443`.
class ServiceNamer {
 public:
  explicit ServiceNamer(const Site& site);

  /// Sets `service` to a number of this namer, and `service_basis`.
  void name(JoinedConversation& joined);
  /// All services by name, and every conversation's `service` as an index into them.
  [[nodiscard]] std::vector<Service> finish(std::span<JoinedConversation> conversations) const;

 private:
  struct Named {
    std::uint32_t number = 0;
    ServiceBasis basis = ServiceBasis::None;
  };
  std::uint32_t number_of(std::string_view name);
  Named by_port(const Conversation& c);

  std::map<ServicePort, std::string> site_ports_;
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  std::unordered_map<std::uint32_t, Named> ports_;  // by protocol, port and whether there are ports
};

}  // namespace hamon
