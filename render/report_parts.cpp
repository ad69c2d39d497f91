#include "render/report_parts.hpp"

#include "render/evidence.hpp"
#include "render/svg_canvas.hpp"
#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

namespace hamon {
namespace {

constexpr std::size_t kEvidence = 2;  // references of a step

/// `vendor → kyu-sv (rdp 04:00:00) → emr-sv (smb 04:30:00)`.
std::string way_text(const Catalogue& c, const FlowGraph& graph,
                     const std::vector<SpreadStep>& chain) {
  std::string out = chain.empty() ? std::string() : graph[chain.front().from].name;
  for (const SpreadStep& step : chain) {
    const std::string& service = graph[graph[step.data_flow].service].name;
    const std::string over = step.forward ? service : service + " " + c.text("(as server)");
    out += fmt::format(" → {} ({}, {})", graph[step.to].name, over, time_text(graph, step.arrival));
  }
  return out;
}

std::string last_step_text(const TextContext& context, const FlowGraph& graph,
                           const SpreadOptions& options, const std::vector<SpreadStep>& chain) {
  std::vector<EvidenceRef> references;
  if (!chain.empty()) {
    for (const StepEvidence& e : step_evidence(graph, chain.back(), options.profile, kEvidence)) {
      references.push_back(e.reference);
    }
  }
  std::sort(references.begin(), references.end());
  return evidence_text(context, graph, references);
}

/// What people may do with a terminal.
enum class Use { No, Untouched, NoSign };

/// Of one department, by `Use`.
struct Terminals {
  std::array<std::vector<std::string>, 3> names;
  [[nodiscard]] const std::vector<std::string>& of(Use use) const {
    return names[static_cast<std::size_t>(use)];
  }
};

/// Servers are nobody's to switch off in a ward.
bool is_terminal(const System& system) {
  return !system.department.empty() &&
         (system.role == Role::Client || system.role == Role::Device ||
          system.role == Role::Printer || system.role == Role::Other);
}

/// What was reached is not to be used; what could still be, what nothing saw, and what is only
/// supposed not to be susceptible is not to be touched.
std::vector<Use> uses_of(const FlowGraph& graph, const SpreadResult& result) {
  std::vector<Use> uses;
  for (std::size_t i = 0; i < result.systems.size(); ++i) {
    const Ring ring = result.systems[i].ring;
    uses.push_back(ring == Ring::Contacted                              ? Use::No
                   : ring != Ring::None || !graph.systems()[i].observed ? Use::Untouched
                                                                        : Use::NoSign);
  }
  for (const Spared& spared : result.spared) {
    Use& use = uses[index(spared.system)];
    use = use == Use::NoSign ? Use::Untouched : use;
  }
  return uses;
}

std::string name_of_terminal(const System& system) {
  std::string text =
      system.label.empty() ? system.name : fmt::format("{} ({})", system.name, system.label);
  return system.location.empty() ? text : text + " " + system.location;
}

Table::Cell names_cell(const Terminals& terminals, Use use) {
  const std::vector<std::string>& names = terminals.of(use);
  const Ink ink = use == Use::No ? Ink::Red : use == Use::Untouched ? Ink::Yellow : Ink::Plain;
  return names.empty() ? Table::Cell("–")
                       : Table::Cell(fmt::format("{}", fmt::join(names, ", ")), ink);
}

std::string wards_table(const TextContext& context, const std::string& title,
                        const std::map<std::string, Terminals>& wards) {
  const Catalogue& c = context.catalogue;
  Table table;
  table.column(title)
      .column("✕ " + c.text("DO NOT USE"))
      .column("△ " + c.text("DO NOT TOUCH"))
      .column(c.text("NO SIGN IN WHAT WAS WATCHED: FOLLOW THE HOSPITAL'S INSTRUCTION"));
  for (const auto& [ward, terminals] : wards) {
    table.row({{ward, Ink::Bold},
               names_cell(terminals, Use::No),
               names_cell(terminals, Use::Untouched),
               names_cell(terminals, Use::NoSign)});
  }
  return "<div class=\"wards\">\n" + table.text(context, 0, true) + "</div>\n";
}

}  // namespace

std::string report_paths(const TextContext& context, const FlowGraph& graph,
                         const SpreadOptions& options, const SpreadResult& result) {
  const Catalogue& c = context.catalogue;
  Table table;
  table.column(c.text("SYSTEM"))
      .column(c.text("EARLIEST"))
      .column(c.text("HOW IT GETS THERE"))
      .column(c.text("EVIDENCE OF THE LAST STEP"));
  for (const SystemId id : by_arrival(graph, result)) {
    const SpreadState& state = result.systems[index(id)];
    if (state.ring != Ring::Contacted) {
      continue;
    }
    const auto chain = witness(result, id, !state.compromised);
    const auto at = reached_at(state);
    table.row({graph[id].name, at ? time_text(graph, *at) : "",
               chain.empty() ? c.text("start") : way_text(c, graph, chain),
               last_step_text(context, graph, options, chain)});
  }
  return table.text(context);
}

std::string report_staff_sheet(const TextContext& context, const FlowGraph& graph,
                               const SpreadResult& result) {
  const Catalogue& c = context.catalogue;
  std::map<std::string, Terminals> wards, others;
  const std::vector<Use> uses = uses_of(graph, result);
  for (std::size_t i = 0; i < uses.size(); ++i) {
    const System& system = graph.systems()[i];
    if (system.outside || system.role == Role::Router) {
      continue;
    }
    Terminals& of = is_terminal(system) ? wards[system.department] : others[word(c, system.role)];
    of.names[static_cast<std::size_t>(uses[i])].push_back(name_of_terminal(system));
  }
  Lines lines(context);
  lines.say(
      message("Do not use: do not log on; pull the network cable and leave it switched on. "
              "Call the department for information systems."));
  lines.say(message("Do not touch: leave it as it is until it has been examined."));
  lines.say(
      message("No sign: what was watched shows no way there. That is no word that it is free "
              "of infection. Use it only as the hospital instructs, and report at once what "
              "looks strange."));
  if (!wards.empty()) {
    lines.add(wards_table(context, c.text("DEPARTMENT"), wards));
  }
  if (!others.empty()) {
    lines.head(
        message("Servers, and what belongs to no department: for the department for "
                "information systems"));
    lines.add(wards_table(context, c.text("ROLE"), others));
  }
  return lines.str();
}

std::string report_accepted(const TextContext& context, const FlowGraph& graph,
                            const CheckResult& check) {
  const Catalogue& c = context.catalogue;
  std::map<std::string, std::string> seen;  // what each accepted finding is
  const auto note = [&](const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
      seen[finding.id] = word(c, finding.kind) + ": " + finding.initiator.name +
                         (finding.responder ? " → " + finding.responder->name : "");
    }
  };
  note(check.findings);
  for (const ClaimResult& claim : check.claims) {
    note(claim.findings);
  }
  Lines lines(context);
  const std::vector<SiteAccept>& accepted = graph.site().accept;
  if (accepted.empty()) {
    lines.say(message("No finding is accepted."));
    return lines.str();
  }
  lines.say(
      message("Accepted findings are set apart, not hidden: they refute their claim all the "
              "same."));
  Table table;
  table.column(c.text("FINDING"))
      .column(c.text("WHAT"))
      .column(c.text("REASON"))
      .column(c.text("ACCEPTED BY"))
      .column(c.text("UNTIL"));
  for (const SiteAccept& accept : accepted) {
    const auto found = seen.find(accept.finding);
    table.row({accept.finding, found == seen.end() ? c.text("not seen this time") : found->second,
               accept.reason, accept.by, accept.until ? time_text(graph, *accept.until) : ""});
  }
  return lines.add(table.text(context, 0, true)).str();
}

std::string report_sources(const TextContext& context, const FlowGraph& graph,
                           const std::vector<ReportDocument>& documents) {
  const Catalogue& c = context.catalogue;
  Table read, hashes;
  read.column(c.text("SOURCE"))
      .column(c.text("KIND"))
      .column(c.text("SENSOR"))
      .column(c.text("RECORDS"), Table::Align::Right)
      .column(c.text("USED"), Table::Align::Right)
      .column(c.text("LOST"), Table::Align::Right)
      .column(c.text("FROM, TO"));
  hashes.column(c.text("FILE")).column(c.text("KIND")).column("SHA-256");
  for (const SourceReport& source : graph.sources()) {
    read.row({source.damaged ? c.text(message("{} (damaged)", source.name)) : source.name,
              source.kind, source.sensor, with_commas(source.records), with_commas(source.used),
              source.drops ? with_commas(*source.drops) : "–",
              source.window ? interval_text(graph, *source.window) : ""});
    hashes.row({source.name, source.kind, source.sha256});
  }
  for (const ReportDocument& document : documents) {
    hashes.row({document.name, c.text(document.kind), document.sha256});
  }
  Lines lines(context);
  lines.add(read.text(context, 0, true));
  lines.add("<div class=\"hash\">\n" + hashes.text(context, 0, true) + "</div>\n");
  lines.say(
      message("The hash of a source is that of the file as it was given. `sha256sum FILE` "
              "shows whether a file at hand is the same."));
  return lines.str();
}

}  // namespace hamon
