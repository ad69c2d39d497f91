#include "render/explain_text.hpp"

#include "analyze/missed.hpp"
#include "render/chain_text.hpp"
#include "render/evidence.hpp"
#include "render/text_parts.hpp"
#include "render/words.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kMissed = 3;  // near misses told
constexpr std::size_t kNames = 6;

void add_chain_from(Lines& lines, const TextContext& context, const FlowGraph& graph,
                    const SpreadOptions& options, const std::vector<SpreadStep>& chain) {
  std::optional<Timestamp> starts;
  for (const Seed& seed : options.seeds) {
    if (!chain.empty() && seed.system == chain.front().from) {
      starts = std::min(starts.value_or(seed.time), seed.time);
    }
  }
  if (starts) {
    lines.say(message("{}  start: {} counts as infected (as asked)", clock_text(graph, *starts),
                      graph[chain.front().from].name),
              2);
  }
  add_chain(lines, context, graph, chain, options.profile, effective_incubation(options));
}

void add_missed_steps(Lines& lines, const FlowGraph& graph, const Missed& missed) {
  const std::size_t told = std::min(missed.steps.size(), kMissed);
  for (std::size_t i = 0; i < told; ++i) {
    const MissedStep& s = missed.steps[i];
    const std::string& service = graph[graph[s.data_flow].service].name;
    const std::string &from = graph[s.from].name, &to = graph[s.to].name;
    switch (s.why) {
      case MissedStep::Why::TooEarly:
        lines.say(message("{0} to {1} ({2}): last in use until {3}, before {0} could pass it on at "
                          "{4}",
                          from, to, service, clock_text(graph, s.contact.end),
                          clock_text(graph, s.bound)),
                  4);
        break;
      case MissedStep::Why::TooLate:
        lines.say(message("{0} to {1} ({2}): in use from {3} on only, but {1} had to be reached by "
                          "{4}",
                          from, to, service, clock_text(graph, s.contact.begin),
                          clock_text(graph, s.bound)),
                  4);
        break;
      case MissedStep::Why::Separated:
        lines.say(message("{0} to {1} ({2}): in use {3}, but cut off by what was asked", from, to,
                          service, use_text(graph, s.contact)),
                  4);
        break;
    }
  }
  if (told < missed.steps.size()) {
    lines.say(message("and more of this kind: {}", missed.steps.size() - told), 4);
  }
}

// The clock of what follows, which shows no offset.
void add_clock(Lines& lines, const FlowGraph& graph) {
  lines.say(message("times: {}", graph.site().zone.name()), 2);
}

void add_isolations(Lines& lines, const FlowGraph& graph, const SpreadOptions& options,
                    SystemId system) {
  for (const Isolation& isolation : options.isolations) {
    if (std::find(isolation.systems.begin(), isolation.systems.end(), system) !=
        isolation.systems.end()) {
      lines.say(message("It counts as off the network from {} on (--isolate).",
                        clock_text(graph, isolation.at)),
                2);
    }
  }
}

bool add_unobserved(Lines& lines, const System& system) {
  if (!system.observed) {
    lines.say(
        message("Nothing of it was ever observed, so nothing can be said: it is not excluded."), 2);
  }
  return !system.observed;
}

// A system that stands in the result, but was not contacted: what is known of the reasons.
void add_reasons(Lines& lines, const TextContext& context, const FlowGraph& graph,
                 const SpreadOptions& options, const SpreadResult& result, SystemId system) {
  if (add_unobserved(lines, graph[system])) {
    return;
  }
  add_isolations(lines, graph, options, system);
  const auto spared = std::find_if(result.spared.begin(), result.spared.end(),
                                   [&](const Spared& s) { return s.system == system; });
  if (spared != result.spared.end()) {
    lines.say(message("It is spared only because it counts as not susceptible (site file or role); "
                      "else it could be compromised at {}.",
                      clock_text(graph, spared->would_be)),
              2);
    return;
  }
  const Missed missed = missed_arrivals(graph, options, result, system);
  if (missed.carriers.empty()) {
    lines.say(message("No observed data flow can carry an infection to it: what it talks over "
                      "counts as harmless for that, or never exchanged data."),
              2);
  } else if (missed.steps.empty()) {
    lines.say(message("Could pass something on to it, but are themselves not reached: {}",
                      list_text(context, graph, missed.carriers, kNames)),
              2);
  } else {
    const bool kept_off =
        graph[system].susceptible &&
        std::all_of(missed.steps.begin(), missed.steps.end(),
                    [](const MissedStep& s) { return s.why == MissedStep::Why::Separated; });
    lines.say(kept_off ? message("Without the isolation, cut or limit that was asked for it could "
                                 "be reached:")
                       : message("It was in contact with systems that are reached, but never when "
                                 "it would have mattered:"),
              2);
    add_missed_steps(lines, graph, missed);
  }
  if (result.systems[index(system)].ring == Ring::Connected) {
    lines.say(message("When the same contacts happen again it can be reached: watch it."), 2);
  }
}

}  // namespace

std::string explain_text(const TextContext& context, const FlowGraph& graph,
                         const SpreadOptions& options, const SpreadResult& result,
                         SystemId system) {
  const SpreadState& state = result.systems[index(system)];
  const std::string& name = graph[system].name;
  Lines lines(context);
  if (state.ring != Ring::Contacted) {
    lines.say(message("{}: {}", name, word(context.catalogue, state.ring)), 0, Ink::Bold);
    lines.say(message("This is what is possible, not what happened."), 2, Ink::Bold);
    add_clock(lines, graph);
    add_reasons(lines, context, graph, options, result, system);
    return lines.str();
  }
  lines.say(message("{} could be reached; this is what is possible, not what happened.", name), 0,
            Ink::Bold);
  add_clock(lines, graph);
  if (state.compromised) {
    const auto chain = witness(result, system, false);
    lines.say(message("compromised at the earliest {}", clock_text(graph, *state.compromised)), 2,
              Ink::Bold);
    if (chain.empty()) {
      lines.say(message("it is a start of its own"), 2);
    }
    add_chain_from(lines, context, graph, options, chain);
  }
  if (state.damage_step) {
    lines.say(message("data affected at the earliest {}", clock_text(graph, *state.data_affected)),
              2, Ink::Bold);
    add_chain_from(lines, context, graph, options, witness(result, system, true));
  }
  return lines.str();
}

namespace {

void add_target(Lines& lines, const FlowGraph& graph, const Fall& target) {
  lines.say(target.data ? message("{} is a target itself: its data was hit by {}.",
                                  graph[target.system].name, clock_text(graph, target.by))
                        : message("{} is a target itself: it fell by {}.",
                                  graph[target.system].name, clock_text(graph, target.by)),
            0, Ink::Bold);
}

void add_no_departure(Lines& lines, const TextContext& context, const FlowGraph& graph,
                      const TraceOptions& options, const TraceResult& result, SystemId system) {
  lines.say(message("No chain of observed contacts leads from {} to a target in time.",
                    graph[system].name),
            0, Ink::Bold);
  if (add_unobserved(lines, graph[system])) {
    return;
  }
  add_clock(lines, graph);
  const Missed missed = missed_departures(graph, options, result, system);
  if (missed.carriers.empty()) {
    lines.say(message("No observed data flow can carry an infection from it to another system."),
              2);
  } else if (missed.steps.empty()) {
    lines.say(
        message(
            "It could pass something on to these, but from none of them a target falls in time: {}",
            list_text(context, graph, missed.carriers, kNames)),
        2);
  } else {
    lines.say(message("It was in contact with systems that lead to a target, but too late:"), 2);
    add_missed_steps(lines, graph, missed);
  }
}

void add_exclusion(Lines& lines, const FlowGraph& graph, const TraceState& state) {
  if (!state.excluded_until) {
    return;
  }
  const std::string until = clock_text(graph, *state.excluded_until);
  lines.say(state.ruled_out()
                ? message("It is ruled out as the origin: compromised by {} it would have taken a "
                          "system that was still clean.",
                          until)
                : message("Only after {}: compromised by then it would have taken a system that "
                          "was still clean.",
                          until),
            2);
  lines.say(
      message("This holds as far as every contact that can carry an infection does carry it."), 2);
}

}  // namespace

std::string explain_trace_text(const TextContext& context, const FlowGraph& graph,
                               const TraceOptions& options, const TraceResult& result,
                               SystemId system) {
  Lines lines(context);
  const TraceState& state = result.systems[index(system)];
  const auto target = std::find_if(result.targets.begin(), result.targets.end(),
                                   [&](const Fall& fall) { return fall.system == system; });
  if (target != result.targets.end()) {
    add_target(lines, graph, *target);
    return lines.str();
  }
  if (!state.latest) {
    add_no_departure(lines, context, graph, options, result, system);
    return lines.str();
  }
  lines.say(message("{} falls if {} was compromised by {}; this is what is possible, not what "
                    "happened.",
                    graph[state.path.back().to].name, graph[system].name,
                    clock_text(graph, *state.latest)),
            0, Ink::Bold);
  add_clock(lines, graph);
  add_exclusion(lines, graph, state);
  const Duration incubation = effective_incubation(options);
  lines.say(message("{}  {} is compromised, at the latest", clock_text(graph, *state.latest),
                    graph[system].name),
            2);
  if (incubation.ns > 0) {
    lines.say(message("{}  {} can pass it on, {} after its infection",
                      clock_text(graph, *state.latest + incubation), graph[system].name,
                      duration_words(context.catalogue, incubation)),
              2);
  }
  add_chain(lines, context, graph, state.path, options.profile, incubation);
  return lines.str();
}

}  // namespace hamon
