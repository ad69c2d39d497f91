#include "analyze/entrances.hpp"

#include "analyze/finding_builder.hpp"

namespace hamon {
namespace {

Message words_of(ServiceClass service, ServiceBasis basis, bool opened_inside,
                 const std::string& inner, const std::string& outer) {
  if (basis == ServiceBasis::Port) {
    return message("by its port alone; if it is what that suggests, somebody at {} can work on {}",
                   opened_inside && service == ServiceClass::RemoteAdmin ? inner : outer,
                   opened_inside && service == ServiceClass::RemoteAdmin ? outer : inner);
  }
  switch (service) {
    case ServiceClass::RemoteTool:
      return message("a remote-access product: whoever stands behind {} can control {}", outer,
                     inner);
    case ServiceClass::Vpn:
      return message("a tunnel between {} and {}: what runs inside it is not seen here", inner,
                     outer);
    default:
      return opened_inside ? message("{} administers {}, which is outside", inner, outer)
                           : message("{} can be administered from {}", inner, outer);
  }
}

}  // namespace

std::vector<Finding> entrances(const FlowGraph& graph, std::string_view claim,
                               const std::optional<Selector>& zones) {
  std::vector<Finding> findings;
  for (const DataFlow& flow : graph.data_flows()) {
    const ServiceClass service = graph[flow.service].service_class;
    const bool opened_inside = graph[flow.responder].outside;
    if (service == ServiceClass::None || opened_inside == graph[flow.initiator].outside) {
      continue;
    }
    const SystemId inner = opened_inside ? flow.initiator : flow.responder;
    const SystemId outer = opened_inside ? flow.responder : flow.initiator;
    auto finding = data_flow_finding(graph, claim, FindingKind::RemoteAccess, flow, inner, zones);
    if (!finding) {
      continue;
    }
    finding->detail = words_of(service, finding->service_basis, opened_inside, graph[inner].name,
                               graph[outer].name);
    finding->check_next = message(
        "ask who set this up, for which vendor, and whether it is still needed; enter it as a link "
        "with its windows and a contact, or have it removed");
    findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace hamon
