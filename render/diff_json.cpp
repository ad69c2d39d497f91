#include "render/diff_json.hpp"

#include "render/document_parts.hpp"

namespace hamon {
namespace {

Json amounts(const FlowSum& sum) {
  return {{"records", sum.records}, {"bytes_out", sum.bytes_out}, {"bytes_in", sum.bytes_in}};
}

Json flow_part(const FlowGraph& graph, const FlowDifference& difference, const FlowSum& own) {
  const DataFlow& flow = graph[difference.flow];
  Json part = {{"initiator", end_part(graph, flow.initiator)},
               {"responder", end_part(graph, flow.responder)},
               {"service", graph[flow.service].name}};
  part.update(amounts(own));
  return part;
}

Json end_of(const FindingEnd& end) {
  Json addresses = Json::array();
  for (const IpAddress& address : end.addresses) {
    addresses.push_back(address.text());
  }
  return {{"system", end.name},
          {"zone", end.zone ? Json(*end.zone) : Json(nullptr)},
          {"addresses", addresses}};
}

Json findings_part(const std::vector<FindingDifference>& findings) {
  Json list = Json::array();
  for (const auto& [claim, finding] : findings) {
    list.push_back({{"claim", claim.empty() ? Json(nullptr) : Json(claim)},
                    {"id", finding->id},
                    {"code", code_of(finding->kind)},
                    {"kind", name_of(finding->kind)},
                    {"refutes", finding->refutes},
                    {"accepted", finding->accepted},
                    {"initiator", end_of(finding->initiator)},
                    {"responder", finding->responder ? end_of(*finding->responder) : Json(nullptr)},
                    {"service", finding->service.empty() ? Json(nullptr) : Json(finding->service)},
                    {"records", finding->records}});
  }
  return list;
}

/// `own`: the amounts that count; `other`: those of the other side, where there are any.
Json part(const FlowGraph& graph, const Differences& differences, FlowSum FlowDifference::*own,
          FlowSum FlowDifference::*other) {
  Json systems = Json::array();
  for (const SystemId system : differences.systems) {
    systems.push_back(end_part(graph, system));
  }
  Json flows = Json::array();
  for (const FlowDifference& difference : differences.data_flows) {
    Json flow = flow_part(graph, difference, difference.*own);
    if (other != nullptr) {
      flow["before"] = amounts(difference.*other);
    }
    flows.push_back(std::move(flow));
  }
  return {{"systems", systems},
          {"data_flows", flows},
          {"findings", findings_part(differences.findings)}};
}

Json window_part(const FlowGraph& graph) {
  return graph.window() ? Json{{"from", time_part(graph, graph.window()->begin)},
                               {"to", time_part(graph, graph.window()->end)}}
                        : Json(nullptr);
}

}  // namespace

std::string diff_json(const DocumentContext& context, const FlowGraph& about,
                      const DiffSide& before, const DiffSide& after, const Diff& diff) {
  Json document = document_head(context, about, "hamon/diff/1");
  document["before"] = window_part(before.graph);
  document["after"] = window_part(after.graph);
  document["new"] = part(after.graph, diff.fresh, &FlowDifference::after, nullptr);
  document["vanished"] = part(before.graph, diff.vanished, &FlowDifference::before, nullptr);
  document["changed"] =
      part(after.graph, diff.changed, &FlowDifference::after, &FlowDifference::before);
  document["coverage"] = coverage_part(after.graph, after.checked.coverage);
  document["coverage_before"] = coverage_part(before.graph, before.checked.coverage);
  return document_text(document);
}

}  // namespace hamon
