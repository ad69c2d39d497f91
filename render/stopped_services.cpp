#include "render/stopped_services.hpp"

#include <map>
#include <set>
#include <utility>

namespace hamon {

std::vector<StoppedService> stopped_services(const FlowGraph& graph,
                                             const Interrupted& interrupted) {
  struct Sum {
    std::set<SystemId> users;
    std::set<std::string> departments;
    CutCost weight;
  };
  std::map<std::pair<SystemId, ServiceId>, Sum> sums;
  for (const DataFlowId id : interrupted.data_flows) {
    const DataFlow& flow = graph[id];
    Sum& sum = sums[{flow.responder, flow.service}];
    sum.users.insert(flow.initiator);
    sum.weight.units += weight_of(graph, flow).units;
    for (const SystemId end : {flow.initiator, flow.responder}) {
      if (!graph[end].department.empty()) {
        sum.departments.insert(graph[end].department);
      }
    }
  }
  std::vector<StoppedService> out;
  for (const auto& [key, sum] : sums) {
    out.push_back({key.first,
                   key.second,
                   sum.users.size(),
                   {sum.departments.begin(), sum.departments.end()},
                   sum.weight});
  }
  return out;
}

}  // namespace hamon
