#include "analyze/trace.hpp"

#include "cli/commands.hpp"
#include "cli/opened_case.hpp"
#include "render/explain_text.hpp"
#include "render/trace_json.hpp"
#include "render/trace_text.hpp"

namespace hamon {

int run_trace(Session& session, const Invocation& invocation) {
  const auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  const FlowGraph& graph = opened->graph;
  const TraceCommandOptions& asked = invocation.trace;
  const auto options = trace_options(graph, asked);
  if (!options) {
    return session.trouble(options.error());
  }
  const TraceResult result =
      trace(graph, SpreadIndex(graph, SpreadIndex::Side::Arriving), *options);
  if (invocation.common.json) {
    const auto document =
        opened->document({{"to", asked.to},
                          {"clean", asked.clean},
                          {"profile", std::string(name_of(options->profile))},
                          {"incubation_s", static_cast<double>(options->incubation.ns) / 1e9}});
    session.out() << trace_json(document, graph, *options, result);
  } else if (!asked.explain.empty()) {
    const auto systems = systems_of(asked.explain, graph);
    if (!systems) {
      return session.trouble(systems.error());
    }
    for (const SystemId system : *systems) {
      session.out() << explain_trace_text(session.text(), graph, *options, result, system);
    }
  } else {
    session.out() << trace_text(session.text(), graph, *options, result);
  }
  return opened->status(invocation.common);
}

}  // namespace hamon
