#include "analyze/entrance_inventory.hpp"
#include "cli/commands.hpp"
#include "cli/opened_case.hpp"
#include "render/check_json.hpp"
#include "render/entrance_text.hpp"
#include "render/inventory_json.hpp"
#include "render/inventory_text.hpp"

namespace hamon {

int run_matrix(Session& session, const Invocation& invocation) {
  const auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  const FlowGraph& graph = opened->graph;
  const Matrix matrix = matrix_of(graph);
  if (invocation.common.json) {
    session.out() << matrix_json(opened->document({}), graph, matrix);
  } else if (invocation.inventory.csv) {
    write_matrix_csv(session.out(), graph, matrix);
  } else {
    session.out() << matrix_text(session.text(), graph, matrix);
  }
  return opened->status(invocation.common);
}

int run_ledger(Session& session, const Invocation& invocation) {
  const auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  const FlowGraph& graph = opened->graph;
  const LedgerGaps gaps = ledger_gaps(graph);
  if (invocation.common.json) {
    session.out() << ledger_json(opened->document({}), graph, gaps);
  } else if (invocation.inventory.csv) {
    write_ledger_csv(session.out(), graph, gaps);
  } else {
    session.out() << ledger_text(session.text(), graph, gaps);
  }
  return opened->status(invocation.common);
}

int run_entrances(Session& session, const Invocation& invocation) {
  const auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  const FlowGraph& graph = opened->graph;
  auto entrances = entrance_inventory(graph);
  if (!entrances) {
    return session.trouble(entrances.error());
  }
  CheckResult found;
  found.entrances = std::move(*entrances);
  if (const auto named = name_organisations(found, invocation.common.asn_db); !named) {
    return session.trouble(named.error());
  }
  if (invocation.common.json) {
    session.out() << entrances_json(opened->document({asn_db_parameter(invocation.common)}), graph,
                                    found.entrances);
  } else if (invocation.inventory.csv) {
    write_entrances_csv(session.out(), graph, found.entrances);
  } else if (found.entrances.empty()) {
    Lines lines(session.text());
    lines.say(message("No link is declared, and no remote access was seen. See `hamon coverage`."));
    session.out() << lines.str();
  } else {
    session.out() << entrances_text(session.text(), graph, found.entrances);
  }
  return opened->status(invocation.common);
}

}  // namespace hamon
