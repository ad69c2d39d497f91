#include "analyze/matrix.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace hamon {

Matrix matrix_of(const FlowGraph& graph) {
  std::map<std::pair<std::string, SystemId>, DepartmentUse> uses;
  std::map<std::pair<std::optional<std::string>, std::optional<std::string>>, ZoneTraffic> zones;
  for (const DataFlow& flow : graph.data_flows()) {  // by (initiator, responder, service)
    const std::uint64_t records = flow.conversations.size();
    const std::string& department = graph[flow.initiator].department;
    if (!department.empty()) {
      DepartmentUse& use = uses[{department, flow.responder}];
      use.department = department;
      use.system = flow.responder;
      use.services.push_back(flow.service);
      use.records += records;
    }
    const auto from = graph.zone_name(flow.initiator);
    const auto to = graph.zone_name(flow.responder);
    ZoneTraffic& traffic = zones[{from, to}];
    traffic.from = from;
    traffic.to = to;
    traffic.records += records;
    traffic.bytes_out += flow.bytes_out;
    traffic.bytes_in += flow.bytes_in;
  }
  Matrix matrix;
  for (auto& [key, use] : uses) {
    std::sort(use.services.begin(), use.services.end());
    use.services.erase(std::unique(use.services.begin(), use.services.end()), use.services.end());
    matrix.departments.push_back(std::move(use));
  }
  for (auto& [key, traffic] : zones) {
    matrix.zones.push_back(std::move(traffic));
  }
  return matrix;
}

}  // namespace hamon
