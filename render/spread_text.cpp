#include "render/spread_text.hpp"

#include "render/evidence.hpp"
#include "render/site_text.hpp"
#include "render/spread_summary_text.hpp"
#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kNames = 12;

/// What an answer counts.
struct Counts {
  std::size_t compromised = 0;  // seeds included
  std::size_t data_only = 0;
  std::optional<Timestamp> first, last;  // of those that are no seeds
};

bool is_seed(const SpreadOptions& options, SystemId system) {
  return std::any_of(options.seeds.begin(), options.seeds.end(),
                     [&](const Seed& seed) { return seed.system == system; });
}

Counts count(const SpreadOptions& options, const SpreadResult& result) {
  Counts counts;
  for (std::uint32_t i = 0; i < result.systems.size(); ++i) {
    const SpreadState& state = result.systems[i];
    counts.compromised += state.compromised ? 1U : 0U;
    counts.data_only += !state.compromised && state.data_affected ? 1U : 0U;
    const auto at = reached_at(state);
    if (at && !is_seed(options, SystemId{i})) {
      counts.first = std::min(counts.first.value_or(*at), *at);
      counts.last = std::max(counts.last.value_or(*at), *at);
    }
  }
  return counts;
}

std::string seeds_text(const TextContext& context, const FlowGraph& graph,
                       const SpreadOptions& options) {
  std::vector<std::string> seeds;
  for (const Seed& seed : options.seeds) {
    seeds.push_back(graph[seed.system].name + " @ " + time_text(graph, seed.time));
  }
  return list_text(context, seeds, 4);
}

void add_answer(Lines& lines, const TextContext& context, const FlowGraph& graph,
                const SpreadOptions& options, const SpreadResult& result) {
  const Counts counts = count(options, result);
  lines.say(message("From {}:", seeds_text(context, graph, options)), 0, Ink::Bold);
  lines.say(message("{} systems could be compromised (the start included), {} more could lose data",
                    counts.compromised, counts.data_only),
            2, Ink::Red);
  if (counts.first) {
    lines.say(message("the first other system at {}, the last at {}",
                      time_text(graph, *counts.first), time_text(graph, *counts.last)),
              2);
  } else {
    lines.say(message("no other system is reached by what was observed"), 2);
  }
  lines.say(message("This is what is possible, not what happened."), 2, Ink::Bold);
}

std::string state_words(const Catalogue& c, bool seed, const SpreadState& state) {
  if (seed && state.compromised) {
    return c.text("start");
  }
  return state.compromised ? c.text("compromised") : c.text("data affected");
}

// What the table's first column shows: when code could run, else when data could be hit.
Timestamp shown_time(const SpreadState& state) {
  return state.compromised ? *state.compromised : state.data_affected.value_or(Timestamp{});
}

// The contacted by that time; `by_arrival` has those hit in their data alone at its end.
std::vector<SystemId> by_shown_time(const FlowGraph& graph, const SpreadResult& result) {
  std::vector<SystemId> systems;
  for (const SystemId id : by_arrival(graph, result)) {
    if (result.systems[index(id)].ring == Ring::Contacted) {
      systems.push_back(id);
    }
  }
  std::stable_sort(systems.begin(), systems.end(), [&](SystemId a, SystemId b) {
    return shown_time(result.systems[index(a)]) < shown_time(result.systems[index(b)]);
  });
  return systems;
}

// Worth a word only where the data is hit before the system itself.
std::string data_text(const FlowGraph& graph, const SpreadState& state) {
  const bool before =
      state.compromised && state.data_affected && *state.data_affected < *state.compromised;
  return before ? time_text(graph, *state.data_affected) : "";
}

void add_reached(Lines& lines, const TextContext& context, const FlowGraph& graph,
                 const SpreadOptions& options, const SpreadResult& result) {
  const Catalogue& c = context.catalogue;
  lines.head(message("Examine first: contacted, by earliest possible time"));
  Table table;
  table.column(c.text("EARLIEST"))
      .column(c.text("SYSTEM"), Table::Align::Left, 30)
      .column(c.text("ZONE"), Table::Align::Left, 20)
      .column(c.text("DEPARTMENT"), Table::Align::Left, 20)
      .column(c.text("STATE"))
      .column(c.text("DATA HIT BEFORE"))
      .column(c.text("REACHED FROM"), Table::Align::Left, 30)
      .column(c.text("OVER"), Table::Align::Left, 24)
      .column(c.text("STEPS"), Table::Align::Right);
  for (const SystemId id : by_shown_time(graph, result)) {
    const SpreadState& state = result.systems[index(id)];
    const auto& step = state.compromised ? state.step : state.damage_step;
    std::string over;
    if (step) {
      over = graph[graph[step->data_flow].service].name;
      if (!step->forward) {
        over += " " + c.text("(as server)");
      }
    }
    table.row({time_text(graph, shown_time(state)), graph[id].name, zone_text(context, graph, id),
               graph[id].department, state_words(c, is_seed(options, id), state),
               data_text(graph, state), step ? graph[step->from].name : "", over,
               std::to_string(state.hops)});
  }
  lines.add(table.text(context, 2));
}

std::vector<SystemId> in_ring(const SpreadResult& result, Ring ring) {
  std::vector<SystemId> systems;
  for (std::uint32_t i = 0; i < result.systems.size(); ++i) {
    if (result.systems[i].ring == ring) {
      systems.push_back(SystemId{i});
    }
  }
  return systems;
}

void add_ring(Lines& lines, const TextContext& context, const FlowGraph& graph,
              const std::vector<SystemId>& systems, const Message& head) {
  if (!systems.empty()) {
    lines.head(head);
    lines.line(list_text(context, graph, systems, kNames), 2);
  }
}

void add_rings(Lines& lines, const TextContext& context, const FlowGraph& graph,
               const SpreadResult& result) {
  const auto connected = in_ring(result, Ring::Connected);
  const auto exposed = in_ring(result, Ring::Exposed);
  const auto unseen = in_ring(result, Ring::Unseen);
  add_ring(
      lines, context, graph, connected,
      message("Can still happen, connected to those when time is ignored: {}", connected.size()));
  add_ring(lines, context, graph, exposed,
           message("Plausible though no such flow was observed: {}", exposed.size()));
  if (!exposed.empty()) {
    lines.say(message("assumed: one administrator password opens them (--assume shared-admin)"), 2);
  }
  add_ring(lines, context, graph, unseen,
           message("Never observed, cannot be excluded: {}", unseen.size()));
  std::vector<SystemId> spared;
  spared.reserve(result.spared.size());
  for (const Spared& s : result.spared) {
    spared.push_back(s.system);
  }
  add_ring(lines, context, graph, spared,
           message("Spared only because they count as not susceptible: {}", spared.size()));
}

void add_sizes(Lines& lines, const TextContext& context, const SpreadResult& result) {
  if (result.sizes.empty()) {
    return;
  }
  const Catalogue& c = context.catalogue;
  lines.head(message("No single number is the range; under other assumptions"));
  Table table;
  table.column(c.text("PROFILE"))
      .column(c.text("INCUBATION"), Table::Align::Right)
      .column(c.text("COMPROMISED"), Table::Align::Right)
      .column(c.text("DATA AFFECTED"), Table::Align::Right);
  for (const SpreadSize& size : result.sizes) {
    table.row({word(c, size.profile), duration_words(c, size.incubation),
               with_commas(size.compromised), with_commas(size.data_affected)});
  }
  lines.add(table.text(context, 2, true));
}

}  // namespace

void add_assumptions(Lines& lines, const TextContext& context, const FlowGraph& graph,
                     const SpreadOptions& options) {
  const Catalogue& c = context.catalogue;
  lines.blank().add(assumptions_text(context, graph));
  lines.fact(c.text("profile"), word(c, options.profile));
  lines.fact(c.text("incubation"), duration_words(c, effective_incubation(options)));
  for (const Isolation& isolation : options.isolations) {
    lines.fact(c.text("isolated"),
               c.text(message("{} from {} on", list_text(context, graph, isolation.systems, kNames),
                              time_text(graph, isolation.at))));
  }
  for (const Cut& cut : options.cuts) {
    lines.fact(c.text("cut"),
               c.text(message("between {} and {} from {} on", list_text(context, graph, cut.a, 4),
                              list_text(context, graph, cut.b, 4), time_text(graph, cut.at))));
  }
  if (options.until) {
    lines.fact(c.text("until"), time_text(graph, *options.until));
  }
}

std::string spread_text(const TextContext& context, const FlowGraph& graph,
                        const SpreadOptions& options, const SpreadResult& result,
                        const std::optional<MeasuresEffect>& effect) {
  Lines lines(context);
  const SpreadSummary summary = summarize(graph, options, result);
  add_answer(lines, context, graph, options, result);
  if (effect) {
    add_measures(lines, context, graph, options, *effect);
  }
  add_reached(lines, context, graph, options, result);
  if (count(options, result).first) {
    add_horizons(lines, context, graph, summary);
  }
  add_groups(lines, context, graph, summary);
  add_rings(lines, context, graph, result);
  add_sizes(lines, context, result);
  add_events(lines, graph,
             message("Events that no sensor sees (a start only when named with --from)"));
  add_assumptions(lines, context, graph, options);
  return lines.str();
}

}  // namespace hamon
