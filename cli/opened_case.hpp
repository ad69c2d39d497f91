#pragma once

#include "analyze/check.hpp"
#include "analyze/organisations.hpp"
#include "analyze/radius.hpp"
#include "analyze/contain.hpp"
#include "analyze/spread.hpp"
#include "analyze/trace.hpp"
#include "cli/session.hpp"
#include "graph/case_file.hpp"
#include "graph/flow_graph.hpp"
#include "graph/pseudonyms.hpp"

namespace hamon {

/// A case as the analyses see it.
struct OpenedCase {
  FlowGraph graph;
  std::string id;
  CaseFile file;

  /// The head of a document about it.
  [[nodiscard]] DocumentContext document(
      std::vector<std::pair<std::string, ParameterValue>> parameters) const {
    return {id, std::move(parameters), Session::generated()};
  }
  /// 3 with `--strict` when a source was damaged or lost packets, else 0.
  [[nodiscard]] int status(const CommonOptions& common) const;
};

/// The pseudonyms of a key file, which is made, with a note, when it is not there. What is drawn or
/// written under them takes `pseudonymised(opened.graph, …)` for `opened.graph`; what a user named
/// goes through `pseudonymised_selectors` first. Errors: see `read_pseudonym_key`.
[[nodiscard]] Result<Pseudonyms> open_pseudonyms(Session& session, const std::string& key_file);

/// Opens the case for reading and loads its graph. Errors: no such case, unreadable.
[[nodiscard]] Result<OpenedCase> open_case(Session& session, const CommonOptions& common);

/// The options of `hamon spread`, bound to the graph. Errors: a selector, time or duration that
/// says nothing.
[[nodiscard]] Result<SpreadOptions> spread_options(const FlowGraph& graph,
                                                   const SpreadCommandOptions& options);
/// The options of `hamon spread --all`, bound to the graph. Errors: as above.
[[nodiscard]] Result<RadiusOptions> radius_options(const FlowGraph& graph,
                                                   const SpreadCommandOptions& options);
/// The options of `hamon contain`, bound to the graph. Errors: as above.
[[nodiscard]] Result<ContainOptions> contain_options(const FlowGraph& graph,
                                                     const SpreadCommandOptions& infection,
                                                     const ContainCommandOptions& options);
/// The options of `hamon trace`, bound to the graph. Errors: as above.
[[nodiscard]] Result<TraceOptions> trace_options(const FlowGraph& graph,
                                                 const TraceCommandOptions& options);

/// A window as written, in the site's zone. Errors: no window.
[[nodiscard]] Result<TimeWindow> window_of(const FlowGraph& graph, const std::string& text);

/// Names the organisations behind outside addresses from the database at `path`; does nothing for
/// an empty path. Errors: it cannot be read, or is none.
[[nodiscard]] Result<void> name_organisations(CheckResult& result, const std::string& path);
/// The same of a whole graph; of none for an empty path. Errors: as above.
[[nodiscard]] Result<Organisations> organisations_of(const FlowGraph& graph,
                                                     const std::string& path);
/// The parameter `asn_db` of a document: null for an empty path.
[[nodiscard]] std::pair<std::string, ParameterValue> asn_db_parameter(const CommonOptions& common);

/// The systems that `text` selects, at least one. Errors: names nothing, or nothing of this case.
[[nodiscard]] Result<std::vector<SystemId>> systems_of(const std::string& text,
                                                       const FlowGraph& graph);

}  // namespace hamon
