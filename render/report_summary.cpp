#include "render/report_summary.hpp"

#include "analyze/incidence.hpp"
#include "analyze/ledger_gaps.hpp"
#include "analyze/spread_summary.hpp"
#include "analyze/unseen.hpp"
#include "render/service_words.hpp"
#include "render/svg_canvas.hpp"
#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/unseen_text.hpp"
#include "render/words.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace hamon {
namespace {

constexpr std::size_t kActions = 3;
constexpr std::size_t kStopped = 6;

Ink ink_of(Verdict verdict) {
  return verdict == Verdict::Refuted      ? Ink::Red
         : verdict == Verdict::NotRefuted ? Ink::Green
                                          : Ink::Yellow;
}

/// `direct contact: 192.0.2.7 → emr, rdp`.
std::string ends_of(const Catalogue& c, const FlowGraph& graph, const Finding& finding) {
  std::string text = word(c, finding.kind) + ": " + finding.initiator.name;
  if (finding.responder) {
    text += " → " + finding.responder->name;
  }
  return finding.service.empty() ? text : text + ", " + service_title(c, graph, finding.service);
}

std::vector<const Finding*> refuting(const ClaimResult& claim) {
  std::vector<const Finding*> out;
  for (const Finding& finding : claim.findings) {
    if (finding.refutes && !finding.accepted) {
      out.push_back(&finding);
    }
  }
  return out;
}

/// Why the verdict is what it is.
std::string reason_of(const Catalogue& c, const FlowGraph& graph, const ClaimResult& claim,
                      const Coverage& coverage) {
  const auto unseen = std::count_if(claim.parts.begin(), claim.parts.end(), [](const ClaimPart& p) {
    return p.verdict == Verdict::NotTestable;
  });
  const std::string watched = coverage.window
                                  ? duration_words(c, coverage.window->end - coverage.window->begin)
                                  : c.text("nothing was observed");
  if (claim.verdict == Verdict::Refuted) {
    const auto found = refuting(claim);
    if (found.empty()) {
      return c.text("by accepted findings alone");
    }
    const std::string first = ends_of(c, graph, *found.front());
    return found.size() == 1 ? first : c.text(message("{} ({} findings)", first, found.size()));
  }
  if (claim.verdict == Verdict::NotRefuted) {
    return c.text(message("nothing against it in {}; that is no proof", watched));
  }
  return unseen > 0 ? c.text(message("{} of {} parts were not watched, or not long enough", unseen,
                                     claim.parts.size()))
                    : c.text(claim.reason);
}

/// Circles around one middle, their areas as the numbers: all systems, those hit, those
/// compromised.
std::string ripple(const Catalogue& c, const SpreadSize& size, std::size_t systems) {
  const std::string caption =
      c.text(message("compromised {}, data hit {}", with_commas(size.compromised),
                     with_commas(size.data_affected)));
  constexpr double kRadius = 56;
  const auto radius = [&](std::size_t count) {
    const double all = static_cast<double>(std::max<std::size_t>(systems, 1));
    return count == 0
               ? 0.0
               : std::max(2.0,
                          kRadius * std::min(1.0, std::sqrt(static_cast<double>(count) / all)));
  };
  return fmt::format(
      "<div class=\"ripple\"><svg viewBox=\"0 0 120 120\" role=\"img\" aria-label=\"{0}\">"
      "<circle cx=\"60\" cy=\"60\" r=\"{1:.1f}\" fill=\"#f4f6f9\" stroke=\"#5a6472\" "
      "stroke-dasharray=\"3 2\"/>"
      "<circle cx=\"60\" cy=\"60\" r=\"{2:.1f}\" fill=\"#f3c57a\" stroke=\"#7a5000\"/>"
      "<circle cx=\"60\" cy=\"60\" r=\"{3:.1f}\" fill=\"#c9434f\" stroke=\"#7d0f1d\"/></svg>"
      "<b>{0}</b><br>{4}<br>{5}</div>\n",
      xml_text(caption), kRadius, radius(size.data_affected), radius(size.compromised),
      xml_text(word(c, size.profile)),
      xml_text(c.text(message("incubation {}", duration_words(c, size.incubation)))));
}

std::string ripples(const TextContext& context, const FlowGraph& graph,
                    const SpreadResult& result) {
  const Catalogue& c = context.catalogue;
  const auto inside = static_cast<std::size_t>(
      std::ranges::count_if(graph.systems(), [](const System& system) { return !system.outside; }));
  std::string out = "<div class=\"ripples\">\n";
  for (const SpreadSize& size : result.sizes) {
    out += ripple(c, size, inside);
  }
  Lines lines(context);
  lines.say(
      message("Inner circle: compromised. Middle: data hit, the compromised included. Dashed: "
              "all {} systems inside.",
              with_commas(inside)),
      0, Ink::Dim);
  return out + "</div>\n" + lines.str();
}

std::size_t count_of(const SpreadResult& result, Ring ring) {
  return static_cast<std::size_t>(std::ranges::count_if(
      result.systems, [&](const SpreadState& state) { return state.ring == ring; }));
}

/// What belongs to each ring, side by side.
std::string rings_table(const TextContext& context, const SpreadResult& result) {
  const Catalogue& c = context.catalogue;
  Table table;
  table.column(c.text("CAN BE REACHED"), Table::Align::Right)
      .column(c.text("CONNECTED, TIME IGNORED"), Table::Align::Right)
      .column(c.text("BY A SHARED PASSWORD"), Table::Align::Right)
      .column(c.text("NEVER OBSERVED, NOT EXCLUDED"), Table::Align::Right)
      .column(c.text("SPARED, NOT SUSCEPTIBLE"), Table::Align::Right);
  table.row({{with_commas(count_of(result, Ring::Contacted)), Ink::Red},
             with_commas(count_of(result, Ring::Connected)),
             with_commas(count_of(result, Ring::Exposed)),
             with_commas(count_of(result, Ring::Unseen)),
             with_commas(result.spared.size())});
  return table.text(context);
}

void add_stops(Lines& lines, const TextContext& context, const FlowGraph& graph,
               const SpreadSummary& summary) {
  if (summary.stopped.empty()) {
    return;
  }
  std::vector<std::string> names;
  for (const Stopped& stop : summary.stopped) {
    if (names.size() == kStopped) {
      break;
    }
    const System& system = graph[stop.system];
    names.push_back(system.label.empty() ? system.name : system.label);
  }
  std::string list = fmt::format("{}", fmt::join(names, ", "));
  if (const std::size_t more = summary.stopped.size() - names.size(); more > 0) {
    list = context.catalogue.text(message("{} and {} more", list, more));
  }
  lines.say(message("Would stop for its users: {}", list));
}

std::vector<const Finding*> findings_by_weight(const CheckResult& check) {
  std::vector<const Finding*> findings;
  for (const bool refutes : {true, false}) {
    for (const ClaimResult& claim : check.claims) {
      for (const Finding& finding : claim.findings) {
        if (finding.refutes == refutes && !finding.accepted && !finding.check_next.empty()) {
          findings.push_back(&finding);
        }
      }
    }
  }
  return findings;
}

}  // namespace

std::string report_verdicts(const TextContext& context, const FlowGraph& graph,
                            const CheckResult& check) {
  const Catalogue& c = context.catalogue;
  std::vector<const ClaimResult*> claims;
  for (const ClaimResult& claim : check.claims) {
    claims.push_back(&claim);
  }
  const auto rank = [](const ClaimResult* claim) {
    return claim->verdict == Verdict::Refuted ? 0 : claim->verdict == Verdict::NotTestable ? 1 : 2;
  };
  std::stable_sort(claims.begin(), claims.end(),
                   [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
  Table table;
  table.column(c.text("VERDICT"))
      .column(c.text("CLAIM"))
      .column(c.text("WHAT IS BELIEVED"))
      .column(c.text("WHAT WAS OBSERVED"));
  for (const ClaimResult* claim : claims) {
    table.row({{word(c, claim->verdict), ink_of(claim->verdict)},
               claim->id,
               claim->text,
               reason_of(c, graph, *claim, check.coverage)});
  }
  return "<div class=\"verdict\">\n" + table.text(context, 0, true) + "</div>\n";
}

std::string report_sizes(const TextContext& context, const FlowGraph& graph,
                         const SpreadOptions& options, const SpreadResult& result) {
  Lines lines(context);
  add_stops(lines, context, graph, summarize(graph, options, result));
  return rings_table(context, result) + lines.str() + ripples(context, graph, result);
}

std::string report_actions(const TextContext& context, const FlowGraph& graph,
                           const CheckResult& check, const std::vector<Message>& first) {
  const Catalogue& c = context.catalogue;
  std::vector<std::string> told;
  std::string out;
  const auto tell = [&](const std::string& what, const std::string& about) {
    if (told.size() < kActions && std::ranges::find(told, what) == told.end()) {
      told.push_back(what);
      out += "<li>" + xml_text(about.empty() ? what : about + " – " + what) + "</li>\n";
    }
  };
  for (const Message& what : first) {
    tell(c.text(what), {});
  }
  for (const Finding* finding : findings_by_weight(check)) {
    tell(c.text(finding->check_next), ends_of(c, graph, *finding));
  }
  if (const std::string advice = best_advice(context, check.coverage); !advice.empty()) {
    tell(advice, {});
  }
  if (const LedgerGaps gaps = ledger_gaps(graph); !gaps.unlisted.empty()) {
    tell(c.text(message("Find out what stands in no list: {} systems", gaps.unlisted.size())), {});
  }
  Lines none(context);
  none.say(message("Nothing was found that asks for it. Repeat the observation regularly."));
  return out.empty() ? none.str() : "<ol>\n" + out + "</ol>\n";
}

std::string report_certainty(const TextContext& context, const FlowGraph& graph,
                             const Coverage& coverage) {
  const Catalogue& c = context.catalogue;
  Lines lines(context);
  if (coverage.window) {
    lines.say(message("Observed for {}, in {} of the 168 hours of a week, by {} declared sensors.",
                      duration_words(c, coverage.window->end - coverage.window->begin),
                      coverage.hours_of_week, coverage.sensors.size()));
  }
  const auto listed = std::ranges::count_if(
      graph.systems(), [](const System& s) { return s.in_site || s.in_ledger; });
  lines.say(
      message("Of {} systems in site file and ledger, {} were never observed; of the declared "
              "segments, {}.",
              listed, coverage.systems_never_seen.size(), coverage.prefixes_never_seen.size()));
  const UseRate& month = kUseRates[2];
  lines.say(message(
      "What was not observed is not excluded: a link used once a month shows within {} days "
      "with a chance of 95 %. Observation can refute a claim; it never proves one.",
      days_to_show(month.per_day, 0.95)));
  return lines.str();
}

}  // namespace hamon
