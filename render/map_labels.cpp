#include "render/map_labels.hpp"

#include "render/text_context.hpp"
#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kServices = 3;  // named on an edge; the tooltip has all
constexpr std::size_t kPrefixes = 3;  // in a box
constexpr std::size_t kPeers = 8;     // named in a box of what nobody declared
constexpr std::size_t kColumns = 34;  // of a line in a box or on an edge
constexpr std::size_t kTooltipLines = 40;

std::string clean(const std::string& text) {
  return shorten(printable(text), kColumns);
}

std::string with_rest(const std::string& text, std::size_t rest) {
  return rest == 0 ? text : text + fmt::format(" +{}", rest);
}

}  // namespace

std::vector<MapLine> MapLabels::title() const {
  const Catalogue& c = catalogue_;
  const Site& site = graph_.site();
  std::vector<MapLine> lines;
  lines.push_back(
      {printable(site.name.empty() ? c.text("Data-flow diagram by zone")
                                   : c.text(message("{}: data-flow diagram by zone", site.name))),
       true});
  const auto& window = graph_.window();
  lines.push_back(
      {c.text(message("Observed {}; {} sources, {} data flows",
                      window ? interval_text(graph_, *window) : c.text("never"),
                      graph_.sources().size(), with_commas(graph_.data_flows().size()))),
       false});
  lines.push_back({c.text(message("Hamon {}, case {}", HAMON_VERSION, case_id_)), false});
  if (graph_.internal_assumed()) {
    lines.push_back({c.text("Without a site file: what counts as inside is assumed"), false});
  }
  return lines;
}

std::string MapLabels::name(std::size_t index) const {
  const MapNode& node = map_.nodes[index];
  switch (node.kind) {
    case MapNode::Kind::Outside:
      return catalogue_.text("outside");
    case MapNode::Kind::NoZone:
      return catalogue_.text("declared, in no zone");
    case MapNode::Kind::Undeclared:
      return catalogue_.text("inside, declared nowhere");
    case MapNode::Kind::Zone:
    case MapNode::Kind::Segment:
      break;
  }
  return printable(node.name);
}

std::vector<MapLine> MapLabels::node(std::size_t index) const {
  const Catalogue& c = catalogue_;
  const MapNode& node = map_.nodes[index];
  std::vector<MapLine> lines;
  lines.push_back({clean(node.label.empty() ? name(index) : name(index) + " " + node.label), true});
  if (!node.zone_kind.empty()) {
    lines.push_back({clean(zone_kind_words(c, node.zone_kind)), false});
  }
  if (node.kind == MapNode::Kind::Zone) {
    for (std::size_t i = 0; i < std::min(kPrefixes, node.prefixes.size()); ++i) {
      lines.push_back({clean(node.prefixes[i].text()), false});
    }
    if (node.prefixes.size() > kPrefixes) {
      lines.push_back({with_rest("…", node.prefixes.size() - kPrefixes), false});
    }
  }
  const std::size_t unseen = node.systems.size() - node.observed;
  lines.push_back(
      {unseen == 0 ? c.text(message("{} systems", node.systems.size()))
                   : c.text(message("{} systems, {} never observed", node.systems.size(), unseen)),
       false});
  if (node.kind == MapNode::Kind::Outside || node.kind == MapNode::Kind::Undeclared) {
    for (std::size_t i = 0; i < std::min(kPeers, node.systems.size()); ++i) {
      lines.push_back({clean(graph_[node.systems[i]].name), false});
    }
    if (node.systems.size() > kPeers) {
      lines.push_back({with_rest("…", node.systems.size() - kPeers), false});
    }
  }
  if (node.inner_data_flows > 0) {
    lines.push_back({c.text(message("within: {} data flows, {}", with_commas(node.inner_data_flows),
                                    bytes_words(node.inner_bytes))),
                     false});
  }
  return lines;
}

std::vector<MapLine> MapLabels::edge(std::size_t index) const {
  const MapEdge& edge = map_.edges[index];
  std::string services;
  const std::size_t shown = std::min(kServices, edge.services.size());
  for (std::size_t i = 0; i < shown; ++i) {
    services += (i == 0 ? "" : ", ") + edge.services[i].name;
  }
  return {{clean(with_rest(services, edge.services.size() - shown)), true},
          {clean(catalogue_.text(message("{} to {} systems, {}", edge.initiators, edge.responders,
                                         bytes_words(edge.bytes_out + edge.bytes_in)))),
           false}};
}

std::string MapLabels::tooltip(std::size_t index) const {
  const Catalogue& c = catalogue_;
  const MapEdge& edge = map_.edges[index];
  std::string text = name(edge.from) + " → " + name(edge.to) + "\n" +
                     interval_text(graph_, edge.seen) + "\n" +
                     c.text(message("{} records, {} out, {} in", with_commas(edge.records),
                                    bytes_words(edge.bytes_out), bytes_words(edge.bytes_in)));
  const std::size_t shown = std::min(kTooltipLines, edge.services.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const MapEdge::ServiceSum& service = edge.services[i];
    text += "\n" + printable(service.name) + ": " +
            c.text(message("{} data flows, {}", service.data_flows, bytes_words(service.bytes)));
  }
  return shown == edge.services.size() ? text
                                       : text + with_rest("\n…", edge.services.size() - shown);
}

std::string MapLabels::node_tooltip(std::size_t index) const {
  std::string text = name(index);
  const auto& systems = map_.nodes[index].systems;
  const std::size_t shown = std::min(kTooltipLines, systems.size());
  for (std::size_t i = 0; i < shown; ++i) {
    text += "\n" + printable(graph_[systems[i]].name);
  }
  return shown == systems.size() ? text : text + with_rest("\n…", systems.size() - shown);
}

MapLabels::Legend MapLabels::legend() const {
  const Catalogue& c = catalogue_;
  return {c.text("clinical"),
          c.text("internal"),
          c.text("maintenance"),
          c.text("other"),
          c.text("outside"),
          c.text("data flow, from the side that opened it"),
          c.text("the same, to or from outside"),
          c.text("thicker: more bytes. Only what was observed is drawn; "
                 "what no sensor saw is missing.")};
}

}  // namespace hamon
