#pragma once

#include "analyze/check.hpp"
#include "render/json_documents.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace hamon {

/// Parts of documents for the files of `render/` that write one; keys keep their order.
using Json = nlohmann::ordered_json;

/// What every document begins with, named by its schema.
[[nodiscard]] Json document_head(const DocumentContext& context, const FlowGraph& graph,
                                 const char* schema);
[[nodiscard]] Json coverage_part(const FlowGraph& graph, const Coverage& coverage);
/// `coverage` of what a document is about, for documents whose answer does not hold one.
void add_coverage(Json& document, const FlowGraph& graph);
/// {`system`, `zone`, `addresses`}.
[[nodiscard]] Json end_part(const FlowGraph& graph, SystemId system);
[[nodiscard]] Json end_part(const FlowGraph& graph, const FindingEnd& end);
[[nodiscard]] Json evidence_part(const FlowGraph& graph, const EvidenceRef& reference,
                                 const std::string& filter);
/// One step of a path, with the evidence of what was open when it carried.
[[nodiscard]] Json step_part(const FlowGraph& graph, const SpreadStep& step, Profile profile);
/// RFC 3339 in the site's zone.
[[nodiscard]] Json time_part(const FlowGraph& graph, Timestamp time);
/// The same, or null.
[[nodiscard]] Json time_or_null(const FlowGraph& graph, const std::optional<Timestamp>& time);
/// The text, or null for an empty one.
[[nodiscard]] Json text_or_null(std::string_view text);
/// Name of the home zone, `outside`, or null.
[[nodiscard]] Json zone_part(const FlowGraph& graph, SystemId system);
/// {`from`, `to`}, or null.
[[nodiscard]] Json interval_part(const FlowGraph& graph, const std::optional<Interval>& interval);
[[nodiscard]] Json prefixes_part(std::span<const Prefix> prefixes);
[[nodiscard]] Json names_part(const FlowGraph& graph, const std::vector<SystemId>& systems);
/// Whole numbers where it is whole.
[[nodiscard]] Json seconds_part(Duration duration);
[[nodiscard]] std::string document_text(const Json& document);

}  // namespace hamon
