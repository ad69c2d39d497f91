#pragma once

#include "graph/conversation_joiner.hpp"
#include "graph/product_namer.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hamon {

/// Names the service of conversations (formats, section 6): the site file's name of the responder's
/// port, else what was recognised, else the product of remote access that names in the traffic
/// tell, else the port's product of the site, else the built-in table's name, else `tcp/8443`. A
/// recognised carrier (`tls`, `https`, `http`, `quic`, …) says less than the product that it
/// carries.
class ServiceNamer {
 public:
  /// `site` must outlive the namer.
  ServiceNamer(const Site& site, std::span<const Binding> bindings);

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
  [[nodiscard]] std::string_view product_of(const JoinedConversation& joined) const;

  const Site& site_;
  ProductNamer products_;
  std::map<ServicePort, std::string> site_ports_;
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  std::unordered_map<std::uint32_t, Named> ports_;  // by protocol, port and whether there are ports
};

}  // namespace hamon
