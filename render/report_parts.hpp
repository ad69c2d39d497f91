#pragma once

#include "analyze/check.hpp"
#include "analyze/spread.hpp"
#include "render/text_context.hpp"

#include <string>
#include <vector>

namespace hamon {

/// Parts of the report that no command answers by itself, as HTML; `context` asks for it.

/// For each system that could be reached, by time: the whole way there, and what to open to see the
/// last step.
[[nodiscard]] std::string report_paths(const TextContext& context, const FlowGraph& graph,
                                       const SpreadOptions& options, const SpreadResult& result);

/// For the wards: which terminals of which department must not be used, must not be touched, or
/// show no sign in what was watched. Nothing is ever called safe: of the last the hospital decides.
/// Servers and what belongs to no department stand in a table of their own.
[[nodiscard]] std::string report_staff_sheet(const TextContext& context, const FlowGraph& graph,
                                             const SpreadResult& result);

/// Findings that the hospital accepts: which, why, by whom, until when; also those that were not
/// seen this time.
[[nodiscard]] std::string report_accepted(const TextContext& context, const FlowGraph& graph,
                                          const CheckResult& check);

/// A file that the answers rest on besides the sources: the site file, the ledger.
struct ReportDocument {
  Message kind;
  std::string name, sha256;
};
/// What the answers rest on: each source with its SHA-256, records, window and losses, and the
/// documents in force.
[[nodiscard]] std::string report_sources(const TextContext& context, const FlowGraph& graph,
                                         const std::vector<ReportDocument>& documents);

}  // namespace hamon
