#include "analyze/chance.hpp"
#include "analyze/measures.hpp"
#include "cli/commands.hpp"
#include "cli/given_lists.hpp"
#include "cli/map.hpp"
#include "cli/opened_case.hpp"
#include "render/additions_text.hpp"
#include "render/chance_text.hpp"
#include "render/explain_text.hpp"
#include "render/spread_json.hpp"
#include "render/spread_text.hpp"

namespace hamon {
namespace {

/// What is asked and all that is answered.
struct Answer {
  SpreadOptions options;
  SpreadResult result;
  std::optional<MeasuresEffect> effect;
  std::optional<Chance> chance;
  std::optional<StateAnswer> states;

  /// What of it was given besides the case.
  [[nodiscard]] Additions given() const {
    Additions additions;
    additions.states = states ? &*states : nullptr;
    return additions;
  }
};

/// The same answer as a picture.
Result<void> draw_spread(Session& session, OpenedCase& opened, const Answer& answer,
                         const MapCommandOptions& asked) {
  MapOptions map;
  map.states = answer.states ? &answer.states->states : nullptr;
  map.level = parse_map_level(asked.level).value_or(MapLevel::System);
  map.spread = &answer.result;
  map.spread_asked = &answer.options;
  return write_map(session, opened, map, asked, answer.chance ? &*answer.chance : nullptr);
}

/// Errors: a list of what was found that cannot be read; nothing says where it starts.
Result<Answer> answer_of(Session& session, const FlowGraph& graph,
                         const SpreadCommandOptions& asked) {
  auto options = spread_options(graph, asked);
  if (!options) {
    return tl::unexpected(options.error());
  }
  auto states = read_states(session, graph, asked.state);
  if (!states) {
    return tl::unexpected(states.error());
  }
  const SpreadIndex index(graph);
  if (*states) {
    (*states)->comparison = compare_states(graph, index, *options, (*states)->states);
    apply_states(graph, (*states)->states, *options);
  }
  if (options->seeds.empty()) {
    return fail(message("nothing says where the infection starts"), {}, {},
                message("give --from SELECTOR@TIME, or --state FILE with a system that is "
                        "infected"));
  }
  Answer answer{std::move(*options), {}, {}, {}, std::move(*states)};
  answer.result = spread(graph, index, answer.options);
  answer.effect = effect_of_measures(graph, index, answer.options, answer.result);
  if (asked.runs > 0) {
    answer.chance = chance(graph, index, answer.options,
                           {asked.runs, static_cast<std::uint64_t>(asked.rng),
                            chance_rules(answer.options.shared_admin)});
  }
  return answer;
}

DocumentContext document_of(const OpenedCase& opened, const Answer& answer,
                            const SpreadCommandOptions& asked) {
  const ParameterValue until = asked.until.empty() ? ParameterValue() : ParameterValue(asked.until);
  return opened.document(
      {{"from", asked.from},
       {"profile", std::string(name_of(answer.options.profile))},
       {"incubation_s", static_cast<double>(answer.options.incubation.ns) / 1e9},
       {"isolate", asked.isolate},
       {"cut", asked.cut},
       {"until", until},
       {"assume", asked.assume},
       {"state", asked.state.empty() ? ParameterValue() : ParameterValue(asked.state)},
       {"runs", answer.chance ? ParameterValue(std::int64_t{asked.runs}) : ParameterValue()},
       {"rng", answer.chance ? ParameterValue(asked.rng) : ParameterValue()}});
}

Result<void> explain(Session& session, const FlowGraph& graph, const Answer& answer,
                     const std::string& text) {
  const auto systems = systems_of(text, graph);
  if (!systems) {
    return tl::unexpected(systems.error());
  }
  for (const SystemId system : *systems) {
    session.out() << explain_text(session.text(), graph, answer.options, answer.result, system);
    if (answer.chance) {
      session.out() << chance_text(session.text(), graph, answer.result, *answer.chance, system);
    }
  }
  return {};
}

}  // namespace

int run_spread(Session& session, const Invocation& invocation) {
  if (invocation.spread.all) {
    return run_radius(session, invocation);
  }
  auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  const FlowGraph& graph = opened->graph;
  const SpreadCommandOptions& asked = invocation.spread;
  const auto answered = answer_of(session, graph, asked);
  if (!answered) {
    return session.trouble(answered.error());
  }
  const Answer& answer = *answered;
  if (!asked.map.output.empty()) {
    if (const auto drawn = draw_spread(session, *opened, answer, asked.map); !drawn) {
      return session.trouble(drawn.error());
    }
  }
  if (invocation.common.json) {
    session.out() << spread_json(document_of(*opened, answer, asked), graph, answer.options,
                                 answer.result, answer.effect,
                                 answer.chance ? &*answer.chance : nullptr, answer.given());
  } else if (!asked.explain.empty()) {
    if (const auto told = explain(session, graph, answer, asked.explain); !told) {
      return session.trouble(told.error());
    }
  } else {
    session.out() << additions_text(session.text(), graph, answer.given(),
                                    invocation.common.case_path)
                  << spread_text(session.text(), graph, answer.options, answer.result,
                                 answer.effect);
    if (answer.chance) {
      session.out() << chance_text(session.text(), graph, answer.result, *answer.chance);
    }
  }
  return opened->status(invocation.common);
}

}  // namespace hamon
