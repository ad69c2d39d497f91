#include "render/check_text.hpp"

#include "graph/own_names.hpp"
#include "render/entrance_text.hpp"
#include "render/service_words.hpp"
#include "render/site_text.hpp"
#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/unseen_text.hpp"
#include "render/words.hpp"

#include <algorithm>
#include <span>

namespace hamon {
namespace {

constexpr std::size_t kEvidence = 3;  // references shown for one finding
constexpr std::size_t kAttempts = 5;
constexpr std::size_t kParts = 6;

Ink ink_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Refuted:
      return Ink::Red;
    case Verdict::NotRefuted:
      return Ink::Green;
    case Verdict::NotTestable:
      break;
  }
  return Ink::Yellow;
}

std::size_t indications(const ClaimResult& claim) {
  return static_cast<std::size_t>(
      std::count_if(claim.findings.begin(), claim.findings.end(),
                    [](const Finding& f) { return !f.refutes && !f.accepted; }));
}

std::size_t refuting(const ClaimResult& claim) {
  return static_cast<std::size_t>(
      std::count_if(claim.findings.begin(), claim.findings.end(),
                    [](const Finding& f) { return f.refutes && !f.accepted; }));
}

std::string counts_text(const Catalogue& c, const ClaimResult& claim) {
  std::string text;
  if (const std::size_t n = refuting(claim); n > 0) {
    text = c.text(message("findings: {}", n));
  }
  if (const std::size_t n = indications(claim); n > 0) {
    text += (text.empty() ? "" : ", ") + c.text(message("indications: {}", n));
  }
  return text;
}

void add_verdicts(Lines& lines, const TextContext& context, const CheckResult& result) {
  const Catalogue& c = context.catalogue;
  std::size_t refuted = 0, standing = 0, untested = 0;
  Table table;
  table.column("").column("").column("", Table::Align::Left, 40).column("", Table::Align::Left, 80);
  for (const ClaimResult& claim : result.claims) {
    refuted += claim.verdict == Verdict::Refuted ? 1U : 0U;
    standing += claim.verdict == Verdict::NotRefuted ? 1U : 0U;
    untested += claim.verdict == Verdict::NotTestable ? 1U : 0U;
    table.row({claim.id,
               {word(c, claim.verdict), ink_of(claim.verdict)},
               counts_text(c, claim),
               claim.text});
  }
  lines.say(message("Of {} claims: {} refuted, {} not refuted, {} not testable",
                    result.claims.size(), refuted, standing, untested),
            0,
            refuted > 0    ? Ink::Red
            : untested > 0 ? Ink::Yellow
                           : Ink::Bold);
  lines.blank();
  lines.add(table.text(context, 2, true));
}

std::string end_text(const TextContext& context, const FlowGraph& graph, const FindingEnd& end) {
  const std::string name = end.system && graph[*end.system].name == end.name
                               ? name_and_called(graph[*end.system])
                               : end.name;
  if (!end.zone) {
    return name;
  }
  return name + " (" + (*end.zone == "outside" ? context.catalogue.text("outside") : *end.zone) +
         ")";
}

std::string service_text(const Catalogue& c, const FlowGraph& graph, const Finding& f) {
  const std::string title = service_title(c, graph, f.service);
  const std::string basis = word(c, f.service_basis);
  // A port alone is an indication of the product, and said so; the other bases are what one
  // expects.
  return f.service_basis == ServiceBasis::Port ? title + " (" + basis + ")" : title;
}

std::string ends_text(const TextContext& context, const FlowGraph& graph, const Finding& f) {
  std::string text = end_text(context, graph, f.initiator);
  if (f.responder) {
    text += " → " + end_text(context, graph, *f.responder);
  }
  if (!f.service.empty()) {
    text += ", " + service_text(context.catalogue, graph, f);
  }
  return text;
}

std::string title_of(const TextContext& context, const FlowGraph& graph, const Finding& f) {
  return word(context.catalogue, f.kind) + ": " + ends_text(context, graph, f);
}

void add_evidence(Lines& lines, const TextContext& context, const FlowGraph& graph,
                  const Finding& f) {
  if (f.evidence.empty()) {
    return;
  }
  const std::size_t shown = std::min(kEvidence, f.evidence.size());
  const std::string list = evidence_text(context, graph, std::span(f.evidence).first(shown));
  const std::uint64_t total = std::max<std::uint64_t>(f.evidence_total, f.evidence.size());
  lines.say(total > shown ? message("evidence: {} ({} places in all)", list, total)
                          : message("evidence: {}", list),
            6);
}

// Each session of a relay with the places to open.
void add_steps(Lines& lines, const TextContext& context, const FlowGraph& graph, const Finding& f) {
  for (const RelayStep& s : f.steps) {
    if (s.service.empty()) {
      lines.say(message("{} to {}: out of the tunnel, not seen", s.from.name, s.to.name), 6);
      continue;
    }
    if (s.evidence_total == 0 && s.seen) {
      lines.say(message("{} to {}: sessions {}, {}; only the VPN gateway's log tells it",
                        s.from.name, s.to.name, s.sessions, interval_text(graph, *s.seen)),
                6);
      continue;
    }
    const std::size_t shown = std::min(kEvidence, s.evidence.size());
    lines.say(message("{} to {}, {}: sessions {}, {}; {}", s.from.name, s.to.name,
                      service_title(context.catalogue, graph, s.service), s.sessions,
                      s.seen ? interval_text(graph, *s.seen) : std::string(),
                      evidence_text(context, graph, std::span(s.evidence).first(shown))),
              6);
  }
}

void add_finding(Lines& lines, const TextContext& context, const FlowGraph& graph,
                 const Finding& f) {
  const Catalogue& c = context.catalogue;
  lines.say(f.accepted  ? message("accepted [{}] {}", f.id, title_of(context, graph, f))
            : f.refutes ? message("refutes [{}] {}", f.id, title_of(context, graph, f))
                        : message("indication [{}] {}", f.id, title_of(context, graph, f)),
            4,
            f.accepted  ? Ink::Dim
            : f.refutes ? Ink::Red
                        : Ink::Yellow);
  if (f.accepted && !f.accepted_reason.empty()) {
    lines.say(message("reason: {}", f.accepted_reason), 6);
  }
  if (!f.detail.empty()) {
    lines.say(f.detail, 6);
  }
  if (f.seen && f.records > 0) {
    lines.say(
        message("{} records, {} out, {} in, {}", with_commas(f.records), bytes_words(f.bytes_out),
                bytes_words(f.bytes_in), interval_text(graph, *f.seen)),
        6);
  }
  if (!f.link.empty()) {
    lines.say(message("declared link {}", f.link), 6);
  }
  add_rhythm(lines, context, graph, f.regularity, f.use, 6);
  if (!f.organisation.empty()) {
    lines.say(message("far end: {}", f.organisation), 6);
  }
  add_steps(lines, context, graph, f);
  if (f.steps.empty()) {
    add_evidence(lines, context, graph, f);
  }
  if (!f.check_next.empty()) {
    lines.say(message("next: {}", c.text(f.check_next)), 6);
  }
}

void add_findings(Lines& lines, const TextContext& context, const FlowGraph& graph,
                  const std::vector<Finding>& findings) {
  const std::size_t shown = findings.size() <= context.rows + 1 ? findings.size() : context.rows;
  for (std::size_t i = 0; i < shown; ++i) {
    add_finding(lines, context, graph, findings[i]);
  }
  if (shown < findings.size()) {
    lines.line(and_more(context, findings.size() - shown), 4);
  }
}

void add_attempts(Lines& lines, const TextContext& context, const FlowGraph& graph,
                  const std::vector<Finding>& attempts) {
  if (attempts.empty()) {
    return;
  }
  lines.say(message("attempted only, so intent and no path (counted apart): {} pairs of systems",
                    with_commas(attempts.size())),
            4);
  Table table;
  table.column("", Table::Align::Left, 90).column("").column("");
  for (const Finding& f : attempts) {
    table.row({ends_text(context, graph, f),
               context.catalogue.text(
                   message("{} attempts", with_commas(std::max(f.attempts, f.records)))),
               f.seen ? interval_text(graph, *f.seen) : ""});
  }
  TextContext few = context;
  few.rows = std::min(context.rows, kAttempts);
  lines.add(table.text(few, 6));
}

std::string path_text(const Catalogue& c, const std::string& path) {
  constexpr std::string_view kWithin = "within ";
  if (path == "border") {
    return c.text("at the border");
  }
  if (path == "between") {
    return c.text("between segments");
  }
  return path.starts_with(kWithin) ? c.text(message("within {}", path.substr(kWithin.size())))
                                   : path;
}

// `not observed: within 10.20.3.0/24 …` for the parts of one verdict.
void add_parts(Lines& lines, const TextContext& context, const ClaimResult& claim,
               Verdict verdict) {
  std::vector<std::string> paths;
  for (const ClaimPart& part : claim.parts) {
    if (part.verdict == verdict) {
      paths.push_back(path_text(context.catalogue, part.path));
    }
  }
  if (!paths.empty()) {
    const std::string list = list_text(context, paths, kParts);
    lines.say(verdict == Verdict::NotTestable
                  ? message("not observed, or not long enough: {}", list)
                  : message("observed without contradiction: {}", list),
              4);
  }
}

// What a verdict without refutation rests on (domain, section 5: the pattern of the sentence).
void add_standing(Lines& lines, const TextContext& context, const ClaimResult& claim,
                  const Coverage& coverage) {
  if (claim.verdict == Verdict::NotRefuted && coverage.window) {
    const Duration watched = coverage.window->end - coverage.window->begin;
    lines.say(
        message("In {} at {} sensors no flow that contradicts it was found. That is no proof.",
                duration_words(context.catalogue, watched), coverage.sensors.size()),
        4);
  }
  if (!claim.reason.empty()) {
    lines.say(claim.reason, 4);
  }
  if (claim.verdict != Verdict::Refuted) {
    add_parts(lines, context, claim, Verdict::NotRefuted);
  }
  add_parts(lines, context, claim, Verdict::NotTestable);
  if (claim.verdict != Verdict::Refuted) {
    add_unseen(lines, context, claim, coverage.missed);
  }
}

void add_claim(Lines& lines, const TextContext& context, const FlowGraph& graph,
               const ClaimResult& claim, const Coverage& coverage) {
  lines.blank();
  const std::string verdict = word(context.catalogue, claim.verdict);
  lines.title(message("{} {}: {}", claim.id, verdict, claim.text), 2, ink_of(claim.verdict));
  add_findings(lines, context, graph, claim.findings);
  add_standing(lines, context, claim, coverage);
  add_attempts(lines, context, graph, claim.attempts);
}

}  // namespace

std::string claims_text(const TextContext& context, const FlowGraph& graph,
                        const CheckResult& result) {
  Lines lines(context);
  add_verdicts(lines, context, result);
  for (const ClaimResult& claim : result.claims) {
    add_claim(lines, context, graph, claim, result.coverage);
  }
  if (!result.findings.empty()) {
    lines.head(message("Besides, belonging to no claim: {}", result.findings.size()));
    add_findings(lines, context, graph, result.findings);
  }
  return lines.str();
}

std::string check_text(const TextContext& context, const FlowGraph& graph,
                       const CheckResult& result) {
  Lines lines(context);
  lines.add(claims_text(context, graph, result));
  lines.add(entrances_text(context, graph, result.entrances));
  lines.blank().add(coverage_text(context, graph, result.coverage));
  lines.blank().add(assumptions_text(context, graph));
  return lines.str();
}

}  // namespace hamon
