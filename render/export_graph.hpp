#pragma once

#include "base/time.hpp"
#include "graph/flow_graph.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// What is exported, and from which case.
struct ExportContext {
  const FlowGraph& graph;
  std::string case_id;
  Timestamp generated;
};

/// Exports of all systems and data flows of a case, for other programs (docs/formats.md, Exports).
/// Every system is one node or row, with an id made of its name that is equal next month; every
/// data flow is one edge or row, but in STIX, where it is one object for each pair of addresses.

/// GraphML (Brandes and others, "GraphML Primer", graphml.graphdrawing.org).
[[nodiscard]] std::string graphml(const ExportContext& context);
/// GEXF 1.3, dynamic: an edge has a spell for each contact. Source: gexf.net/schema.html.
[[nodiscard]] std::string gexf(const ExportContext& context);
/// JSON Graph Format 2 (jsongraphformat.info).
[[nodiscard]] std::string json_graph(const ExportContext& context);
/// OpenGraph of BloodHound: nodes of the kind `HamonSystem`, edges `HamonTalksTo`.
[[nodiscard]] std::string bloodhound_graph(const ExportContext& context);
/// A bundle of STIX 2.1 (OASIS, 2021-06-10): one `network-traffic` with its addresses for each pair
/// of addresses and responder port of a data flow, in an `observed-data` for each data flow. Ids of
/// observables are the UUIDv5 of section 2.9 of the standard; all others are made of the same
/// facts, so that a second export gives the same ids.
[[nodiscard]] std::string stix_bundle(const ExportContext& context);

enum class CsvTable { Systems, DataFlows };
/// RFC 4180, LF line ends, header first; cells that a spreadsheet would take for a formula are
/// guarded. `bom`: a byte order mark before it, by which spreadsheets know UTF-8.
[[nodiscard]] std::string csv_table(const ExportContext& context, CsvTable table, bool bom);

}  // namespace hamon
