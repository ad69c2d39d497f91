#include "render/diff_text.hpp"

#include "render/service_words.hpp"
#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

namespace hamon {
namespace {

std::string window_words(const Catalogue& c, const FlowGraph& graph) {
  return graph.window() ? interval_text(graph, *graph.window()) : c.text("nothing was observed");
}

/// `1.2 MB`, or `12 kB → 1.2 MB` where both sides have some.
std::string amount(const FlowDifference& d, std::uint64_t FlowSum::*bytes, bool both) {
  const std::string after = bytes_words(d.after.*bytes);
  if (both) {
    return bytes_words(d.before.*bytes) + " → " + after;
  }
  return d.after.records > 0 ? after : bytes_words(d.before.*bytes);
}

void add_flows(Lines& lines, const TextContext& context, const FlowGraph& graph,
               const std::vector<FlowDifference>& flows, bool both) {
  if (flows.empty()) {
    return;
  }
  const Catalogue& c = context.catalogue;
  Table table;
  table.column(c.text("INITIATOR"))
      .column(c.text("ZONE"))
      .column(c.text("RESPONDER"))
      .column(c.text("ZONE"))
      .column(c.text("SERVICE"))
      .column(c.text("RECORDS"), Table::Align::Right)
      .column(c.text("OUT"), Table::Align::Right)
      .column(c.text("IN"), Table::Align::Right);
  for (const FlowDifference& d : flows) {
    const DataFlow& flow = graph[d.flow];
    const std::string records =
        both ? with_commas(d.before.records) + " → " + with_commas(d.after.records)
             : with_commas(d.before.records + d.after.records);
    table.row({printable(graph[flow.initiator].name), zone_text(context, graph, flow.initiator),
               printable(graph[flow.responder].name), zone_text(context, graph, flow.responder),
               service_title(c, graph, graph[flow.service].name), records,
               amount(d, &FlowSum::bytes_out, both), amount(d, &FlowSum::bytes_in, both)});
  }
  lines.add(table.text(context, 2));
}

void add_findings(Lines& lines, const Catalogue& c,
                  const std::vector<FindingDifference>& findings) {
  constexpr std::size_t kMost = 20;
  for (std::size_t i = 0; i < std::min(findings.size(), kMost); ++i) {
    const Finding& f = *findings[i].finding;
    const std::string ends =
        f.responder ? printable(f.initiator.name) + " → " + printable(f.responder->name)
                    : printable(f.initiator.name);
    lines.say(message("finding [{}] of {}: {}, {} {}", f.id,
                      findings[i].claim.empty() ? c.text("no claim") : findings[i].claim,
                      word(c, f.kind), ends, f.service),
              2, f.refutes ? Ink::Red : Ink::Yellow);
  }
  if (findings.size() > kMost) {
    lines.say(message("and {} more (--json has all)", findings.size() - kMost), 2);
  }
}

void add_part(Lines& lines, const TextContext& context, const FlowGraph& graph,
              const Differences& differences, const Message& head, bool both) {
  if (differences.data_flows.empty() && differences.systems.empty() &&
      differences.findings.empty()) {
    return;
  }
  lines.head(head);
  if (!differences.systems.empty()) {
    lines.say(message("systems: {}", list_text(context, graph, differences.systems, 12)), 2);
  }
  add_flows(lines, context, graph, differences.data_flows, both);
  add_findings(lines, context.catalogue, differences.findings);
}

}  // namespace

std::string diff_text(const TextContext& context, const DiffSide& before, const DiffSide& after,
                      const Diff& diff) {
  const Catalogue& c = context.catalogue;
  Lines lines(context);
  lines.say(
      message("new: {} data flows, {} systems, {} findings; vanished: {}, {}, {}; changed: "
              "{}, {}, {}",
              diff.fresh.data_flows.size(), diff.fresh.systems.size(), diff.fresh.findings.size(),
              diff.vanished.data_flows.size(), diff.vanished.systems.size(),
              diff.vanished.findings.size(), diff.changed.data_flows.size(),
              diff.changed.systems.size(), diff.changed.findings.size()),
      0, Ink::Bold);
  lines.fact(c.text("before"), window_words(c, before.graph));
  lines.fact(c.text("after"), window_words(c, after.graph));
  add_part(lines, context, after.graph, diff.fresh, message("New"), false);
  add_part(lines, context, before.graph, diff.vanished, message("Vanished"), false);
  add_part(lines, context, after.graph, diff.changed, message("Changed"), true);
  lines.blank();
  lines.say(message("What was not watched on either side is not compared: see `hamon coverage`."));
  return lines.str();
}

}  // namespace hamon
