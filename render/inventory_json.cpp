#include "render/inventory_json.hpp"

#include "render/document_parts.hpp"

namespace hamon {
namespace {

Json name_or_null(const std::optional<std::string>& name) {
  return name ? Json(*name) : Json(nullptr);
}

Json addresses_part(const System& system) {
  Json list = Json::array();
  for (const SystemAddress& held : system.addresses) {
    list.push_back(held.address.text());
  }
  return list;
}

}  // namespace

std::string matrix_json(const DocumentContext& context, const FlowGraph& graph,
                        const Matrix& matrix) {
  Json document = document_head(context, graph, "hamon/matrix/1");
  document["departments"] = Json::array();
  for (const DepartmentUse& use : matrix.departments) {
    Json services = Json::array();
    for (const ServiceId service : use.services) {
      services.push_back(graph[service].name);
    }
    document["departments"].push_back({{"department", use.department},
                                       {"system", graph[use.system].name},
                                       {"services", services},
                                       {"records", use.records}});
  }
  document["zones"] = Json::array();
  for (const ZoneTraffic& traffic : matrix.zones) {
    document["zones"].push_back({{"from", name_or_null(traffic.from)},
                                 {"to", name_or_null(traffic.to)},
                                 {"records", traffic.records},
                                 {"bytes_out", traffic.bytes_out},
                                 {"bytes_in", traffic.bytes_in}});
  }
  add_coverage(document, graph);
  return document_text(document);
}

std::string ledger_json(const DocumentContext& context, const FlowGraph& graph,
                        const LedgerGaps& gaps) {
  Json document = document_head(context, graph, "hamon/ledger/1");
  document["compared_with"] = gaps.by_site_file ? "site" : "ledger";
  document["unlisted"] = Json::array();
  for (const Unlisted& unlisted : gaps.unlisted) {
    const auto& seen = unlisted.seen;
    document["unlisted"].push_back({{"system", graph[unlisted.system].name},
                                    {"addresses", addresses_part(graph[unlisted.system])},
                                    {"first", seen ? time_part(graph, seen->begin) : Json(nullptr)},
                                    {"last", seen ? time_part(graph, seen->end) : Json(nullptr)}});
  }
  document["unseen"] = Json::array();
  for (const SystemId system : gaps.unseen) {
    document["unseen"].push_back(
        {{"system", graph[system].name}, {"addresses", addresses_part(graph[system])}});
  }
  document["extra_addresses"] = Json::array();
  for (const ExtraAddresses& extra : gaps.extra) {
    Json list = Json::array();
    for (const IpAddress& address : extra.addresses) {
      list.push_back(address.text());
    }
    document["extra_addresses"].push_back(
        {{"system", graph[extra.system].name}, {"addresses", list}});
  }
  add_coverage(document, graph);
  return document_text(document);
}

}  // namespace hamon
