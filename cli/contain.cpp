#include "analyze/contain.hpp"

#include "cli/commands.hpp"
#include "cli/opened_case.hpp"
#include "render/contain_json.hpp"
#include "render/contain_text.hpp"

namespace hamon {

int run_contain(Session& session, const Invocation& invocation) {
  const auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  const FlowGraph& graph = opened->graph;
  const SpreadCommandOptions& asked = invocation.spread;
  const auto options = contain_options(graph, asked, invocation.contain);
  if (!options) {
    return session.trouble(options.error());
  }
  const ContainResult result = contain(graph, SpreadIndex(graph), *options);
  if (invocation.common.json) {
    const std::string& at = invocation.contain.at;
    const auto document = opened->document(
        {{"from", asked.from},
         {"protect", invocation.contain.protect},
         {"at", at.empty() ? ParameterValue() : ParameterValue(at)},
         {"profile", std::string(name_of(options->spread.profile))},
         {"incubation_s", static_cast<double>(options->spread.incubation.ns) / 1e9},
         {"isolate", asked.isolate},
         {"cut", asked.cut}});
    session.out() << contain_json(document, graph, *options, result);
  } else {
    session.out() << contain_text(session.text(), graph, *options, result);
  }
  return opened->status(invocation.common);
}

}  // namespace hamon
