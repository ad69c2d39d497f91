#include "analyze/trace.hpp"

#include "cli/commands.hpp"
#include "cli/given_lists.hpp"
#include "cli/opened_case.hpp"
#include "render/additions_text.hpp"
#include "render/explain_text.hpp"
#include "render/trace_json.hpp"
#include "render/trace_text.hpp"

namespace hamon {
namespace {

Error no_target() {
  return fail(message("nothing says what fell"), {}, {},
              message("give --to SELECTOR@TIME, or --state FILE with a system that is infected or "
                      "encrypted"))
      .value();
}

}  // namespace

int run_trace(Session& session, const Invocation& invocation) {
  const auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  const FlowGraph& graph = opened->graph;
  const TraceCommandOptions& asked = invocation.trace;
  auto options = trace_options(graph, asked);
  if (!options) {
    return session.trouble(options.error());
  }
  const auto states = read_states(session, graph, asked.state);
  if (!states) {
    return session.trouble(states.error());
  }
  Additions given;
  if (*states) {
    apply_states(graph, (*states)->states, *options);
    given.states = &**states;
  }
  if (options->targets.empty()) {
    return session.trouble(no_target());
  }
  const TraceResult result =
      trace(graph, SpreadIndex(graph, SpreadIndex::Side::Arriving), *options);
  if (invocation.common.json) {
    const auto document =
        opened->document({{"to", asked.to},
                          {"clean", asked.clean},
                          {"state", asked.state.empty() ? ParameterValue() : asked.state},
                          {"profile", std::string(name_of(options->profile))},
                          {"incubation_s", static_cast<double>(options->incubation.ns) / 1e9}});
    session.out() << trace_json(document, graph, *options, result, given);
  } else if (!asked.explain.empty()) {
    const auto systems = systems_of(asked.explain, graph);
    if (!systems) {
      return session.trouble(systems.error());
    }
    for (const SystemId system : *systems) {
      session.out() << explain_trace_text(session.text(), graph, *options, result, system);
    }
  } else {
    session.out() << additions_text(session.text(), graph, given, invocation.common.case_path)
                  << trace_text(session.text(), graph, *options, result);
  }
  return opened->status(invocation.common);
}

}  // namespace hamon
