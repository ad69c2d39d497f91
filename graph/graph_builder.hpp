#pragma once

#include "base/diagnostic.hpp"
#include "graph/case_file.hpp"
#include "graph/flow_graph.hpp"

namespace hamon {

/// Derives the graph from what was observed and declared: a pure function, equal for any order of import.
/// Joins pieces, halves and sources (design, section 4.7), infers directions, binds addresses to systems,
/// names services, merges records into contacts. Contradictions between ledger and site file go to
/// `diagnostics`; the site file wins. O(n log n) in the number of records.
[[nodiscard]] FlowGraph build_graph(Observations observations, Site site, Ledger ledger,
                                    DiagnosticSink& diagnostics);

/// What of `graph` began within `window`: its systems, and of its conversations, attempts and data flows those
/// that start in it. O(n) for n conversations, which are copied.
[[nodiscard]] FlowGraph graph_within(const FlowGraph& graph, const TimeWindow& window);

/// The graph of a case: from its cache, else derived and cached. Errors: unreadable case; a site file in the
/// case that does not parse (a case of another version).
[[nodiscard]] Result<FlowGraph> load_graph(CaseFile& file, DiagnosticSink& diagnostics);

}  // namespace hamon
