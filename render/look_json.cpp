#include "render/look_json.hpp"

#include "render/document_parts.hpp"

namespace hamon {
namespace {

Json offers(const FlowGraph& graph, const std::vector<LookOffer>& list) {
  Json out = Json::array();
  for (const LookOffer& offer : list) {
    out.push_back({{"service", graph[offer.service].name},
                   {"class", text_or_null(name_of(graph[offer.service].service_class))},
                   {"basis", text_or_null(name_of(offer.basis))}});
  }
  return out;
}

Json peer(const FlowGraph& graph, const LookPeer& p, const Organisations& organisations) {
  Json out = end_part(graph, p.outside);
  out["organisation"] = text_or_null(organisations.of(graph[p.outside]));
  out["names"] = p.names;
  out["opened_from_outside"] = name_of(p.entry);
  out["inside"] = names_part(graph, p.inside);
  out["services"] = offers(graph, p.services);
  out["records"] = p.records;
  out["bytes_to_outside"] = p.bytes_to_outside;
  out["bytes_to_inside"] = p.bytes_to_inside;
  out["first"] = time_part(graph, p.seen.begin);
  out["last"] = time_part(graph, p.seen.end);
  return out;
}

/// Of several far ends the first one of which it is known.
std::string far_organisation(const FlowGraph& graph, const LookRemote& r,
                             const Organisations& organisations) {
  std::string name = organisations.of(graph[r.from]);
  for (const SystemId to : r.to) {
    name = name.empty() ? organisations.of(graph[to]) : name;
  }
  return name;
}

Json remote(const FlowGraph& graph, const LookRemote& r, const Organisations& organisations) {
  return {{"product", r.product},
          {"class", text_or_null(name_of(r.service_class))},
          {"basis", text_or_null(name_of(r.basis))},
          {"name", text_or_null(r.name)},
          {"from", graph[r.from].name},
          {"to", names_part(graph, r.to)},
          {"organisation", text_or_null(far_organisation(graph, r, organisations))},
          {"crosses", r.crosses},
          {"answered", r.answered},
          {"records", r.records},
          {"first", time_part(graph, r.seen.begin)},
          {"last", time_part(graph, r.seen.end)}};
}

Json segments(const FlowGraph& graph, const std::vector<LookSegment>& list) {
  Json out = Json::array();
  for (const LookSegment& segment : list) {
    out.push_back({{"prefix", segment.prefix.text()},
                   {"on_link", segment.on_link},
                   {"systems", names_part(graph, segment.systems)}});
  }
  return out;
}

Json systems(const FlowGraph& graph, const std::vector<LookSystem>& list,
             const Organisations& organisations) {
  Json out = Json::array();
  for (const LookSystem& row : list) {
    Json system = end_part(graph, row.system);
    system["organisation"] = text_or_null(organisations.of(graph[row.system]));
    system["peers"] = row.peers;
    system["bytes"] = row.bytes;
    system["offers"] = offers(graph, row.offers);
    out.push_back(std::move(system));
  }
  return out;
}

Json services(const FlowGraph& graph, const std::vector<LookService>& list) {
  Json out = Json::array();
  for (const LookService& row : list) {
    out.push_back({{"service", graph[row.service].name},
                   {"class", text_or_null(name_of(graph[row.service].service_class))},
                   {"initiators", row.initiators},
                   {"responders", row.responders},
                   {"records", row.records},
                   {"bytes", row.bytes}});
  }
  return out;
}

Json scanners(const FlowGraph& graph, const std::vector<LookScanner>& list,
              const Organisations& organisations) {
  Json out = Json::array();
  for (const LookScanner& row : list) {
    out.push_back({{"system", graph[row.system].name},
                   {"organisation", text_or_null(organisations.of(graph[row.system]))},
                   {"attempts", row.attempts},
                   {"addresses", row.targets},
                   {"services", row.ports},
                   {"mostly", graph[row.service].name}});
  }
  return out;
}

}  // namespace

std::string look_json(const DocumentContext& context, const FlowGraph& graph, const Look& look,
                      const Organisations& organisations) {
  Json document = document_head(context, graph, "hamon/look/1");
  document["summary"] = {
      {"systems_inside", look.systems_inside},
      {"systems_outside", look.systems_outside},
      {"conversations", look.established},
      {"attempts", look.attempts},
      {"attempts_from_outside", look.outside_attempts},
      {"addresses_that_tried_from_outside", look.outside_attempters},
      {"one_way_attempts", look.one_way_attempts},
      {"no_systems", graph.not_systems()},
      {"watched_s", static_cast<double>(look.watched.ns) / 1e9},
      {"common_end", look.common_end ? Json(graph[*look.common_end].name) : Json(nullptr)}};
  document["segments"] = segments(graph, look.segments);
  for (const auto& [key, peers] : {std::pair("opened_from_outside", &look.entered),
                                   std::pair("opened_from_inside", &look.outward)}) {
    document[key] = Json::array();
    for (const LookPeer& p : *peers) {
      document[key].push_back(peer(graph, p, organisations));
    }
  }
  document["remote_access"] = Json::array();
  for (const LookRemote& row : look.remote) {
    document["remote_access"].push_back(remote(graph, row, organisations));
  }
  document["systems"] = systems(graph, look.systems, organisations);
  document["services"] = services(graph, look.services);
  document["tried_in_vain"] = scanners(graph, look.scanners, organisations);
  document["coverage"] = coverage_part(graph, look.coverage);
  return document_text(document);
}

}  // namespace hamon
