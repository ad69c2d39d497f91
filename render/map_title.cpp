#include "analyze/coverage.hpp"
#include "render/chance_text.hpp"
#include "render/map_labels.hpp"
#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr int kHoursOfWeek = 168;

std::string kind_of_diagram(const Catalogue& c, const MapOptions& options) {
  if (options.spread != nullptr) {
    return c.text("how far an infection could spread");
  }
  switch (options.level) {
    case MapLevel::Zone:
      return c.text("data-flow diagram by zone");
    case MapLevel::System:
      return c.text("data-flow diagram by system");
    case MapLevel::Service:
      return c.text("data-flow diagram by service");
    case MapLevel::Department:
      break;
  }
  return c.text("data-flow diagram by department");
}

/// The signs in the order of the legend, and which of them a map has.
class Signs {
 public:
  using Sign = MapLabels::LegendEntry::Sign;

  Signs(const Catalogue& c, const MapModel& map, const MapOptions& options)
      : c_(c), map_(map), options_(options) {}

  std::vector<MapLabels::LegendEntry> all() {
    boundaries();
    nodes();
    options_.spread == nullptr ? data_flows() : spread();
    return std::move(entries_);
  }

 private:
  void add(bool used, Sign sign, std::string words) {
    if (used) {
      entries_.push_back({sign, std::move(words)});
    }
  }

  template <class Test>
  [[nodiscard]] bool any_node(Test&& test) const {
    return std::any_of(map_.nodes.begin(), map_.nodes.end(), test);
  }
  template <class Test>
  [[nodiscard]] bool any_edge(Test&& test) const {
    return std::any_of(map_.edges.begin(), map_.edges.end(), test);
  }
  [[nodiscard]] bool any_in(const char* zone_kind) const {
    return any_node([&](const MapNode& node) {
      const MapCluster& cluster = map_.clusters[node.cluster];
      return cluster.kind == MapCluster::Kind::Zone && cluster.zone_kind == zone_kind;
    });
  }

  void boundaries() {
    add(any_in("clinical"), Sign::Clinical, c_.text("clinical"));
    add(any_in("internal"), Sign::Internal, c_.text("internal"));
    add(any_in("maintenance"), Sign::Maintenance, c_.text("maintenance"));
    add(any_node([&](const MapNode& node) {
          const MapCluster& cluster = map_.clusters[node.cluster];
          return cluster.kind < MapCluster::Kind::Undeclared && cluster.zone_kind != "clinical" &&
                 cluster.zone_kind != "internal" && cluster.zone_kind != "maintenance";
        }),
        Sign::Other, c_.text("other zone"));
    add(any_node([&](const MapNode& node) {
          return map_.clusters[node.cluster].kind == MapCluster::Kind::Undeclared;
        }),
        Sign::Undeclared, c_.text("inside, declared nowhere"));
  }

  void nodes() {
    const auto external = [](const MapNode& node) {
      return node.shape == MapNode::Shape::External;
    };
    add(any_node([&](const MapNode& n) { return external(n) && n.declared; }), Sign::DeclaredLink,
        c_.text("outside, declared"));
    add(any_node([&](const MapNode& n) { return external(n) && !n.declared; }), Sign::Outside,
        c_.text("outside, declared nowhere"));
    const bool zones = map_.level == MapLevel::Zone;
    add(!zones && any_node([](const MapNode& n) { return n.shape == MapNode::Shape::Store; }),
        Sign::Store, c_.text("keeps data"));
    add(!zones && any_node([](const MapNode& n) {
      return n.systems.size() > 1 && n.shape == MapNode::Shape::Process;
    }),
        Sign::Several, c_.text("several alike"));
  }

  void data_flows() {
    add(any_edge([](const MapEdge& e) { return !e.crossing && !e.finding; }), Sign::Inside,
        c_.text("data flow, from the side that opened it"));
    add(any_edge([](const MapEdge& e) { return e.crossing && !e.outside && !e.finding; }),
        Sign::Crossing, c_.text("from one zone to another"));
    add(any_edge([](const MapEdge& e) { return e.outside && !e.finding; }), Sign::ToOutside,
        c_.text("to or from outside"));
    add(any_edge([](const MapEdge& e) { return e.finding; }), Sign::Finding,
        c_.text("refutes a claim"));
  }

  void spread() {
    const auto ring = [&](Ring which) {
      return any_node([which](const MapNode& n) {
        return !n.reached && n.rings[static_cast<std::size_t>(which)] > 0;
      });
    };
    add(any_node([](const MapNode& n) { return n.compromised; }), Sign::Compromised,
        c_.text("compromised"));
    add(any_node([](const MapNode& n) { return n.reached && !n.compromised; }), Sign::DataAffected,
        c_.text("data hit, not infected itself"));
    add(ring(Ring::Connected), Sign::Connected, word(c_, Ring::Connected));
    add(ring(Ring::Exposed), Sign::Exposed, word(c_, Ring::Exposed));
    add(ring(Ring::Unseen), Sign::Unseen, word(c_, Ring::Unseen));
    add(ring(Ring::None), Sign::NotReached, c_.text("in no ring"));
    add(any_edge([](const MapEdge& e) { return !e.damage; }), Sign::Infection,
        c_.text("the way it could take"));
    add(any_edge([](const MapEdge& e) { return e.damage; }), Sign::Damage,
        c_.text("damage to data"));
  }

  const Catalogue& c_;
  const MapModel& map_;
  const MapOptions& options_;
  std::vector<MapLabels::LegendEntry> entries_;
};

/// What a spread was asked: a picture of it says nothing without its start and assumptions.
std::string asked_text(const Catalogue& c, const FlowGraph& graph, const SpreadOptions& asked) {
  constexpr std::size_t kStarts = 3;
  std::string starts;
  const std::size_t shown = std::min(kStarts, asked.seeds.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const Seed& seed = asked.seeds[i];
    starts += (i == 0 ? "" : ", ") + printable(graph[seed.system].name) + " @ " +
              time_text(graph, seed.time);
  }
  if (shown < asked.seeds.size()) {
    starts += fmt::format(" +{}", asked.seeds.size() - shown);
  }
  std::string text = c.text(message("From {}; profile {}, incubation {}", starts,
                                    name_of(asked.profile), duration_words(c, asked.incubation)));
  if (!asked.isolations.empty() || !asked.cuts.empty()) {
    text += c.text(message("; {} isolations, {} cuts", asked.isolations.size(), asked.cuts.size()));
  }
  if (asked.until) {
    text += c.text(message("; until {}", time_text(graph, *asked.until)));
  }
  return text;
}

}  // namespace

std::vector<MapLine> MapLabels::title() const {
  const Catalogue& c = catalogue_;
  const Site& site = graph_.site();
  const std::string kind = kind_of_diagram(c, options_);
  std::vector<MapLine> lines;
  lines.push_back({printable(site.name.empty() ? kind : site.name + ": " + kind), true});
  if (options_.spread_asked != nullptr) {
    lines.push_back({asked_text(c, graph_, *options_.spread_asked), false});
  }
  const auto& window = graph_.window();
  lines.push_back(
      {c.text(message("Observed {}; {} sources, {} data flows",
                      window ? interval_text(graph_, *window) : c.text("never"),
                      graph_.sources().size(), with_commas(graph_.data_flows().size()))),
       false});
  const Coverage coverage = coverage_of(graph_);
  std::string seen = c.text(message("Coverage: {} of {} hours of the week, {} sensors declared",
                                    coverage.hours_of_week, kHoursOfWeek, coverage.sensors.size()));
  if (!coverage.systems_never_seen.empty()) {
    seen +=
        c.text(message("; {} declared systems never observed", coverage.systems_never_seen.size()));
  }
  lines.push_back({seen, false});
  lines.push_back({c.text(message("Hamon {}, case {}", HAMON_VERSION, case_id_)), false});
  if (graph_.internal_assumed()) {
    lines.push_back({c.text("Without a site file: what counts as inside is assumed"), false});
  }
  if (map_.left_out > 0 && options_.spread == nullptr) {
    lines.push_back(
        {c.text(message("Not drawn, as asked: {} data flows", with_commas(map_.left_out))), false});
  }
  if (map_.beyond > 0) {
    lines.push_back(
        {c.text(message("Not drawn for want of room: {} data flows", with_commas(map_.beyond))),
         false});
  }
  return lines;
}

std::vector<MapLabels::LegendEntry> MapLabels::legend() const {
  return Signs(catalogue_, map_, options_).all();
}

std::vector<std::string> MapLabels::notes() const {
  const Catalogue& c = catalogue_;
  if (options_.spread == nullptr) {
    return {
        c.text("thicker: more bytes. Only what was observed is drawn; "
               "what no sensor saw is missing.")};
  }
  std::vector<std::string> notes{
      c.text("This is what is possible by what was observed, not what happened. "
             "What no sensor saw is missing.")};
  if (chance_ != nullptr) {
    notes.push_back(c.text(message("chance: in how many of {} runs it falls (random numbers {})",
                                   with_commas(chance_->runs), chance_->rng)));
    notes.push_back(c.text(chance_assumption()));
  }
  return notes;
}

}  // namespace hamon
