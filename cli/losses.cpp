#include "cli/commands.hpp"
#include "cli/opened_case.hpp"
#include "render/loss_json.hpp"
#include "render/loss_text.hpp"

namespace hamon {
namespace {

DocumentContext document_of(const OpenedCase& opened, const SpreadCommandOptions& asked,
                            const SpreadOptions& options) {
  const ParameterValue until = asked.until.empty() ? ParameterValue() : ParameterValue(asked.until);
  return opened.document({{"from", asked.from},
                          {"profile", std::string(name_of(options.profile))},
                          {"incubation_s", static_cast<double>(options.incubation.ns) / 1e9},
                          {"isolate", asked.isolate},
                          {"cut", asked.cut},
                          {"until", until}});
}

}  // namespace

int run_restore(Session& session, const Invocation& invocation) {
  const auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  const FlowGraph& graph = opened->graph;
  const auto options = spread_options(graph, invocation.spread);
  if (!options) {
    return session.trouble(options.error());
  }
  const auto backups = restore(graph, SpreadIndex(graph), *options);
  if (invocation.common.json) {
    session.out() << restore_json(document_of(*opened, invocation.spread, *options), graph,
                                  *options, backups);
  } else {
    session.out() << restore_text(session.text(), graph, backups);
  }
  return opened->status(invocation.common);
}

int run_leak(Session& session, const Invocation& invocation) {
  const auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  const FlowGraph& graph = opened->graph;
  const auto options = spread_options(graph, invocation.spread);
  if (!options) {
    return session.trouble(options.error());
  }
  const Leak found = leak(graph, SpreadIndex(graph), *options);
  if (invocation.common.json) {
    session.out() << leak_json(document_of(*opened, invocation.spread, *options), graph, *options,
                               found);
  } else {
    session.out() << leak_text(session.text(), graph, found);
  }
  return opened->status(invocation.common);
}

}  // namespace hamon
