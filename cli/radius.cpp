#include "analyze/radius.hpp"

#include "cli/commands.hpp"
#include "cli/opened_case.hpp"
#include "render/radius_json.hpp"
#include "render/radius_text.hpp"

#include <limits>

namespace hamon {

int run_radius(Session& session, const Invocation& invocation) {
  const auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  const FlowGraph& graph = opened->graph;
  const SpreadCommandOptions& asked = invocation.spread;
  const auto options = radius_options(graph, asked);
  if (!options) {
    return session.trouble(options.error());
  }
  const RadiusRanking ranking = rank_radii(graph, SpreadIndex(graph), *options);
  if (invocation.common.json) {
    const auto most = asked.top.value_or(std::numeric_limits<std::size_t>::max());
    const auto document =
        opened->document({{"all", true},
                          {"profile", std::string(name_of(options->profile))},
                          {"incubation_s", static_cast<double>(options->incubation.ns) / 1e9},
                          {"at", asked.at.empty() ? ParameterValue() : ParameterValue(asked.at)},
                          {"top", asked.top ? ParameterValue(static_cast<std::int64_t>(*asked.top))
                                            : ParameterValue()}});
    session.out() << radius_json(document, graph, ranking, most);
  } else {
    TextContext text = session.text();
    text.rows = asked.top.value_or(text.rows);
    session.out() << radius_text(text, graph, ranking);
  }
  return opened->status(invocation.common);
}

}  // namespace hamon
