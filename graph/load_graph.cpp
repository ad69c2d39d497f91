#include "graph/graph_builder.hpp"
#include "graph/graph_cache.hpp"

namespace hamon {
namespace {

/// The site file in force, or an empty one. It was read and its notes told when it came in; here
/// only its errors count.
Result<Site> site_in_force(const CaseFile& file, DiagnosticSink& diagnostics) {
  const auto document = file.document(CaseDocument::Kind::Site);
  if (!document) {
    return Site{};
  }
  CollectingSink told;
  auto site = parse_site(document->content, document->name, told);
  if (!site) {
    for (Diagnostic& d : told.diagnostics) {
      diagnostics.report(std::move(d));
    }
    return fail(message("the site file in the case cannot be read by this version"), file.path(),
                {}, message("correct the site file and import it anew"));
  }
  return std::move(*site);
}

Result<Ledger> ledger_in_force(const CaseFile& file, DiagnosticSink& diagnostics) {
  const auto document = file.document(CaseDocument::Kind::Ledger);
  if (!document) {
    return Ledger{};
  }
  CollectingSink told;
  auto ledger = parse_ledger(document->content, document->name, told);
  if (!ledger) {
    for (Diagnostic& d : told.diagnostics) {
      diagnostics.report(std::move(d));
    }
    return fail(message("the ledger in the case cannot be read by this version"), file.path(), {},
                message("correct the ledger and import it anew"));
  }
  return std::move(*ledger);
}

}  // namespace

Result<FlowGraph> load_graph(CaseFile& file, DiagnosticSink& diagnostics) {
  auto site = site_in_force(file, diagnostics);
  if (!site) {
    return tl::unexpected(site.error());
  }
  auto ledger = ledger_in_force(file, diagnostics);
  if (!ledger) {
    return tl::unexpected(ledger.error());
  }
  const std::string key = GraphCache::key(file.id());
  if (const auto cached = file.cached("graph", key)) {
    if (auto graph = GraphCache::decode(*cached, *site, *ledger)) {
      return std::move(*graph);
    }
  }
  auto observed = file.observations();
  if (!observed) {
    return tl::unexpected(observed.error());
  }
  FlowGraph graph =
      build_graph(std::move(*observed), std::move(*site), std::move(*ledger), diagnostics);
  file.store_cached("graph", key, GraphCache::encode(graph));
  return graph;
}

}  // namespace hamon
