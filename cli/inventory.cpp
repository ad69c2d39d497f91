#include "cli/commands.hpp"
#include "cli/opened_case.hpp"
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

}  // namespace hamon
