#include "render/map_labels.hpp"

#include "analyze/coverage.hpp"
#include "graph/own_names.hpp"
#include "render/additions_text.hpp"
#include "render/chance_text.hpp"
#include "render/service_words.hpp"
#include "render/text_context.hpp"
#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace hamon {
namespace {

constexpr std::size_t kServices = 2;         // named on an arrow; the table has more
constexpr std::size_t kServicesInTable = 4;  // the tooltip has all
constexpr std::size_t kColumns = 30;         // of a line in a box or on an arrow
constexpr std::size_t kTooltipLines = 40;

std::string with_rest(const std::string& text, std::size_t rest) {
  return rest == 0 ? text : text + fmt::format(" +{}", rest);
}

std::string services_text(const Catalogue& catalogue, const FlowGraph& graph, const MapEdge& edge,
                          std::size_t most) {
  std::string services;
  const std::size_t shown = std::min(most, edge.services.size());
  for (std::size_t i = 0; i < shown; ++i) {
    services +=
        (i == 0 ? "" : ", ") + printable(service_title(catalogue, graph, edge.services[i].name));
  }
  return with_rest(services, edge.services.size() - shown);
}

/// `pc01…06` for `pc01` to `pc06`: the last name from where it differs within a number on.
std::string range_text(const std::string& first, const std::string& last) {
  std::size_t same = 0;
  while (same < first.size() && same < last.size() && first[same] == last[same]) {
    ++same;
  }
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  while (same > 0 && digit(first[same - 1])) {
    --same;
  }
  const bool numbered =
      same > 0 && same < last.size() && first.size() == last.size() &&
      std::all_of(first.begin() + static_cast<std::ptrdiff_t>(same), first.end(), digit) &&
      std::all_of(last.begin() + static_cast<std::ptrdiff_t>(same), last.end(), digit);
  return numbered ? first + "…" + last.substr(same) : std::string();
}

/// Date and time in the site's zone, as a table has room for.
std::string short_time(const FlowGraph& graph, Timestamp time) {
  std::string text = time_text(graph, time).substr(0, 16);
  if (text.size() > 10) {
    text[10] = ' ';
  }
  return text;
}

}  // namespace

std::string MapLabels::fit(const std::string& text) const {
  return options_.whole ? printable(text) : shorten(printable(text), kColumns);
}

std::string MapLabels::count(std::size_t systems) const {
  return systems == 1 ? catalogue_.text("1 system")
                      : catalogue_.text(message("{} systems", with_commas(systems)));
}

std::string MapLabels::cluster_name(std::size_t index) const {
  const MapCluster& cluster = map_.clusters[index];
  switch (cluster.kind) {
    case MapCluster::Kind::Outside:
      return catalogue_.text("outside");
    case MapCluster::Kind::NoZone:
      return catalogue_.text("declared, in no zone");
    case MapCluster::Kind::Undeclared:
      return catalogue_.text("inside, declared nowhere");
    case MapCluster::Kind::Zone:
    case MapCluster::Kind::Segment:
      break;
  }
  return printable(cluster.label.empty() ? cluster.name : cluster.name + " " + cluster.label);
}

std::vector<MapLine> MapLabels::cluster(std::size_t index) const {
  const MapCluster& cluster = map_.clusters[index];
  std::vector<MapLine> lines{{fit(cluster_name(index)), true}};
  std::string more;
  if (!cluster.zone_kind.empty()) {
    more = zone_kind_words(catalogue_, cluster.zone_kind);
  }
  if (cluster.kind == MapCluster::Kind::Zone && !cluster.prefixes.empty()) {
    more += (more.empty() ? "" : "  ") +
            with_rest(cluster.prefixes.front().text(), cluster.prefixes.size() - 1);
  }
  if (!more.empty()) {
    lines.push_back({fit(more), false});
  }
  return lines;
}

std::string MapLabels::systems_range(const MapNode& node) const {
  if (node.systems.empty()) {
    return cluster_name(node.cluster);
  }
  const std::string& first = graph_[node.systems.front()].name;
  if (node.systems.size() == 1) {
    return printable(name_and_called(graph_[node.systems.front()]));
  }
  const std::string range = range_text(first, graph_[node.systems.back()].name);
  return printable(range.empty() ? with_rest(first, node.systems.size() - 1) : range);
}

/// What kind of systems a node stands for: label or department, and role.
std::string MapLabels::what(const MapNode& node) const {
  const System& first = graph_[node.systems.front()];
  const auto all = [&](auto&& value) {
    return std::all_of(node.systems.begin(), node.systems.end(),
                       [&](SystemId s) { return value(graph_[s]) == value(first); });
  };
  std::string text;
  if (node.systems.size() == 1 && !first.label.empty()) {
    text = first.label;
  } else if (all([](const System& s) { return s.department; }) && first.department != node.name) {
    text = first.department;
  }
  if (first.role != Role::Other && all([](const System& s) { return s.role; })) {
    const std::string role = word(catalogue_, first.role);
    // Without room for both, where it stands is more.
    if (options_.whole || display_width(text) + 1 + display_width(role) <= kColumns) {
      text += (text.empty() ? "" : " ") + role;
    }
  }
  if (node.systems.size() > 1) {
    text += (text.empty() ? "" : " ") + count(node.systems.size());
  }
  return text;
}

std::string MapLabels::name(std::size_t index) const {
  const MapNode& node = map_.nodes[index];
  if (node.shape == MapNode::Shape::Zone) {
    return cluster_name(node.cluster);
  }
  if (node.shape == MapNode::Shape::Group) {
    const MapCluster& cluster = map_.clusters[node.cluster];
    return catalogue_.text(message(
        "{}: {}", cluster.name.empty() ? cluster_name(node.cluster) : printable(cluster.name),
        map_.level == MapLevel::Department ? catalogue_.text("all departments")
                                           : count(node.systems.size())));
  }
  if (node.shape == MapNode::Shape::Service) {
    const std::string service =
        node.name.empty() ? catalogue_.text("services") : printable(node.name);
    return catalogue_.text(message("{} on {}", service, systems_range(node)));
  }
  if (!node.name.empty()) {
    return printable(node.name);
  }
  return node.shape == MapNode::Shape::External && node.systems.size() > 1
             ? catalogue_.text(message("others outside ({})", node.systems.size()))
             : systems_range(node);
}

/// What a node is called, in bold; what a system calls itself on a line of its own where both are
/// too long for one.
std::vector<MapLine> MapLabels::title_lines(std::size_t index) const {
  const MapNode& node = map_.nodes[index];
  const std::string whole = name(index);
  const bool of_one = node.name.empty() && node.systems.size() == 1;
  const std::string own = of_one ? called(graph_[node.systems.front()]) : std::string();
  if (own.empty() || options_.whole || display_width(whole) <= kColumns) {
    return {{fit(whole), true}};
  }
  return {{fit(graph_[node.systems.front()].name), true}, {fit(own), true}};
}

std::vector<MapLine> MapLabels::zone(const MapNode& node) const {
  const Catalogue& c = catalogue_;
  const MapCluster& cluster = map_.clusters[node.cluster];
  std::vector<MapLine> lines = this->cluster(node.cluster);
  const std::size_t unseen = cluster.systems.size() - cluster.observed;
  lines.push_back({unseen == 0 ? count(cluster.systems.size())
                               : c.text(message("{} systems, {} never observed",
                                                cluster.systems.size(), unseen)),
                   false});
  if (options_.spread == nullptr && node.inner_data_flows > 0) {
    lines.push_back({c.text(message("within: {} data flows, {}", with_commas(node.inner_data_flows),
                                    bytes_words(node.inner_bytes))),
                     false});
  }
  return lines;
}

/// What a spread does to a node, in a line; empty where it does nothing.
std::string MapLabels::reached(const MapNode& node) const {
  const Catalogue& c = catalogue_;
  const auto of = [&](Ring ring) { return node.rings[static_cast<std::size_t>(ring)]; };
  if (node.reached) {
    const std::string at = short_time(graph_, *node.reached).substr(5);
    const std::string state = node.compromised ? c.text(message("{} compromised", at))
                                               : c.text(message("{} data hit", at));
    return node.systems.size() > 1 && of(Ring::Contacted) < node.systems.size()
               ? c.text(message("{} ({} of {})", state, of(Ring::Contacted), node.systems.size()))
               : state;
  }
  for (const Ring ring : {Ring::Connected, Ring::Exposed, Ring::Unseen}) {
    if (of(ring) > 0) {
      return word(c, ring);
    }
  }
  return {};
}

/// How likely they fall, of several the least and the most likely; empty where no runs were asked
/// for, or where none of them falls.
std::string MapLabels::likely(std::span<const SystemId> systems) const {
  if (chance_ == nullptr) {
    return {};
  }
  std::optional<std::uint32_t> least, most;
  for (const SystemId system : systems) {
    if (options_.spread->systems[index(system)].ring == Ring::Contacted) {
      const std::uint32_t reached = chance_->systems[index(system)].reached;
      least = std::min(least.value_or(reached), reached);
      most = std::max(most.value_or(reached), reached);
    }
  }
  if (!most) {
    return {};
  }
  const std::string upper = share_text(*chance_, *most);
  return catalogue_.text(least == most
                             ? message("chance {}", upper)
                             : message("chance {} to {}", share_text(*chance_, *least), upper));
}

/// What the list of states says of a node: `found infected 06-10 02:50 (2 of 5)`.
std::string MapLabels::found(const MapNode& node, const MapNode::Found& found) const {
  std::string text = condition_words(catalogue_, found.condition);
  if (found.first) {
    text += " " + short_time(graph_, *found.first).substr(5);
  }
  return node.systems.size() > 1
             ? catalogue_.text(message("{} ({} of {})", text, found.systems, node.systems.size()))
             : text;
}

std::vector<MapLine> MapLabels::external(std::size_t index) const {
  const MapNode& node = map_.nodes[index];
  std::vector<MapLine> lines = title_lines(index);
  const std::string& called = node.name.empty() ? node.link : node.name;
  if (!called.empty()) {
    lines.push_back({fit(node.name.empty() ? called : systems_range(node)), false});
    for (const SiteLink& link : graph_.site().links) {
      if (link.name == called && !(link.purpose + link.vendor).empty()) {
        lines.push_back(
            {fit(link.vendor + (link.vendor.empty() || link.purpose.empty() ? "" : " ") +
                 link.purpose),
             false});
      }
    }
  } else if (!node.declared) {
    lines.push_back({catalogue_.text("declared nowhere"), false});
  }
  return lines;
}

std::vector<MapLine> MapLabels::node(std::size_t index) const {
  const MapNode& node = map_.nodes[index];
  std::vector<MapLine> lines;
  switch (node.shape) {
    case MapNode::Shape::Zone:
      lines = zone(node);
      break;
    case MapNode::Shape::Group:
      lines = {{count(node.systems.size()), false}};
      if (map_.level == MapLevel::Department) {
        lines.insert(lines.begin(), {catalogue_.text("all departments"), false});
      }
      break;
    case MapNode::Shape::Service:
      lines = {{fit(node.name.empty() ? catalogue_.text("services") : node.name), true},
               {fit(systems_range(node)), false}};
      break;
    case MapNode::Shape::External:
      lines = external(index);
      break;
    case MapNode::Shape::Process:
    case MapNode::Shape::Store:
      lines = title_lines(index);
      if (const std::string more = what(node); !more.empty()) {
        lines.push_back({fit(more), false});
      }
      break;
  }
  for (const MapNode::Found& found : node.found) {
    lines.push_back({fit(this->found(node, found)), true});
  }
  if (options_.spread != nullptr) {
    if (node.data_hit) {
      const std::string at = short_time(graph_, *node.data_hit).substr(5);
      lines.push_back({fit(catalogue_.text(message("{} data hit", at))), true});
    }
    if (const std::string more = reached(node); !more.empty()) {
      lines.push_back({more, true});  // whole: when and how many are what it is drawn for
    }
    if (const std::string more = likely(node.systems); !more.empty()) {
      lines.push_back({more, true});
    }
  }
  return lines;
}

std::string MapLabels::edge(std::size_t index) const {
  const MapEdge& edge = map_.edges[index];
  std::string text =
      services_text(catalogue_, graph_, edge, options_.whole ? edge.services.size() : kServices);
  if (edge.arrival) {
    text = short_time(graph_, *edge.arrival).substr(11) + " " + text;
  }
  return options_.whole ? text : shorten(text, kColumns);
}

std::string MapLabels::edge_tooltip(std::size_t index) const {
  const Catalogue& c = catalogue_;
  const MapEdge& edge = map_.edges[index];
  std::string text = fmt::format("{}: {} → {}\n", index + 1, name(edge.from), name(edge.to)) +
                     interval_text(graph_, edge.seen) + "\n" +
                     c.text(message("{} to {} systems", edge.initiators, edge.responders)) + "\n" +
                     c.text(message("{} records, {} out, {} in", with_commas(edge.records),
                                    bytes_words(edge.bytes_out), bytes_words(edge.bytes_in)));
  const std::size_t shown = std::min(kTooltipLines, edge.services.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const MapEdge::ServiceSum& service = edge.services[i];
    text += "\n" + printable(service_title(c, graph_, service.name)) + ": " +
            c.text(message("{} data flows, {}", service.data_flows, bytes_words(service.bytes)));
  }
  return shown == edge.services.size() ? text
                                       : text + with_rest("\n…", edge.services.size() - shown);
}

std::string MapLabels::node_tooltip(std::size_t index) const {
  const MapNode& node = map_.nodes[index];
  std::string text = name(index);
  const std::size_t shown = std::min(kTooltipLines, node.systems.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const System& system = graph_[node.systems[i]];
    text += "\n" + printable(name_and_called(system));
    if (!system.addresses.empty() && system.addresses.front().address.text() != system.name) {
      text += " " + system.addresses.front().address.text();
    }
    if (const std::string more = likely({&node.systems[i], 1}); !more.empty()) {
      text += ": " + more;
    }
  }
  return shown == node.systems.size() ? text : text + with_rest("\n…", node.systems.size() - shown);
}

std::vector<std::string> MapLabels::table_head() const {
  const Catalogue& c = catalogue_;
  if (options_.spread != nullptr) {
    return {c.text("No."), c.text("reached at"), c.text("from"), c.text("to"), c.text("service")};
  }
  return {c.text("No."),      c.text("from"),  c.text("to"),
          c.text("services"), c.text("bytes"), c.text("last seen")};
}

std::vector<std::string> MapLabels::table_row(std::size_t index) const {
  const MapEdge& edge = map_.edges[index];
  const std::string number = std::to_string(index + 1);
  if (options_.spread != nullptr) {
    return {number, edge.arrival ? short_time(graph_, *edge.arrival) : "", name(edge.from),
            name(edge.to), services_text(catalogue_, graph_, edge, kServicesInTable)};
  }
  return {number,
          name(edge.from),
          name(edge.to),
          services_text(catalogue_, graph_, edge, kServicesInTable),
          bytes_words(edge.bytes_out + edge.bytes_in),
          edge.contacts == 0 ? "" : short_time(graph_, edge.seen.end)};
}

}  // namespace hamon
