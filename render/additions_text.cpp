#include "render/additions_text.hpp"

#include "render/look_text.hpp"
#include "render/service_words.hpp"
#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>
#include <span>

namespace hamon {
namespace {

constexpr std::size_t kPeers = 4;
constexpr std::size_t kEvidence = 3;  // references shown for one line
constexpr std::size_t kOrigins = 3;   // with the commands to type next
constexpr std::size_t kKinds = 8;

/// `[from]@[time]`, for a shell.
std::string seed_text(const FlowGraph& graph, SystemId system, Timestamp time) {
  return shell_words({graph[system].name + "@" + format_time(time, graph.site().zone)});
}

class AdditionsWriter {
 public:
  AdditionsWriter(const TextContext& context, const FlowGraph& graph, const Additions& additions,
                  const std::string& case_path)
      : context_(context),
        c_(context.catalogue),
        graph_(graph),
        additions_(additions),
        case_(case_path == "hamon.case" ? "" : "-c " + shell_words({case_path}) + " "),
        lines_(context) {}

  std::string write() {
    if (additions_.states != nullptr) {
      add_talked(*additions_.states);
      if (additions_.states->comparison) {
        add_comparison(*additions_.states, *additions_.states->comparison);
      }
    }
    if (additions_.indicators != nullptr) {
      add_lists();
      add_hits(true, message("Conversations with them, oldest first: {}", count(true)));
      add_hits(false, message("Attempts alone, oldest first: {}", count(false)));
      add_origins();
    }
    const std::string& text = lines_.str();
    return text.empty() || text.ends_with("\n\n") ? text : text + "\n";
  }

 private:
  [[nodiscard]] std::string evidence(const std::vector<EvidenceRef>& references) const {
    return evidence_text(context_, graph_,
                         std::span(references).first(std::min(kEvidence, references.size())));
  }

  // ---- observed states

  void add_talked(const StateAnswer& answer) {
    for (const TalkedAfter& talked : answer.talked) {
      const ObservedState& row = answer.states.rows[talked.row];
      const std::string name = printable(graph_[talked.system].name);
      const std::string since = time_text(graph_, *row.time);
      if (talked.certain()) {
        lines_.say(
            message("{}: said to be off the network since {}, but sent after it", name, since), 0,
            Ink::Red);
        lines_.say(
            message("{} conversations and {} attempts began from {} to {}",
                    with_commas(talked.records), with_commas(talked.attempts),
                    time_text(graph_, talked.seen.begin), time_text(graph_, talked.seen.end)),
            2);
      } else {
        lines_.say(
            message("{}: said to be off the network since {}; {} conversations open then went "
                    "on, perhaps from the other end alone",
                    name, since, with_commas(talked.open_across)),
            0, Ink::Yellow);
      }
      if (!row.by.empty()) {
        lines_.say(message("said by {}", printable(row.by)), 2);
      }
      if (!talked.peers.empty()) {
        lines_.say(message("with {}", list_text(context_, graph_, talked.peers, kPeers)), 2);
      }
      lines_.say(message("evidence: {}", evidence(talked.evidence)), 2);
      lines_.say(
          message("next: {}", c_.text("look at the machine itself: is the cable out, is "
                                      "wireless off, does another machine use its address?")),
          2);
    }
    const bool any = std::ranges::any_of(answer.talked, &TalkedAfter::certain);
    if (any && answer.comparison) {
      lines_.say(
          message("What follows takes them as isolated all the same; leave the row out to see "
                  "how far they can have gone on."),
          0, Ink::Yellow);
    }
    if (!answer.talked.empty()) {
      lines_.blank();
    }
  }

  [[nodiscard]] std::string reason_text(const ComparedState& item) const {
    switch (item.reason) {
      case Unpredicted::NotReached:
        return c_.text("no way there was observed");
      case Unpredicted::Later:
        return c_.text(message("possible only from {}",
                               item.predicted ? time_text(graph_, *item.predicted) : ""));
      case Unpredicted::NotSusceptible:
        break;
    }
    return c_.text("counts as not susceptible");
  }

  void add_compared(const StateAnswer& answer, const std::vector<ComparedState>& list,
                    const Message& head, bool reasons) {
    if (list.empty()) {
      return;
    }
    lines_.say(head, 2, reasons ? Ink::Red : Ink::Plain);
    Table table;
    table.column(c_.text("SYSTEM"), Table::Align::Left, 30)
        .column(c_.text("FOUND"))
        .column(c_.text("WHEN"))
        .column(c_.text("BY"), Table::Align::Left, 20)
        .column(reasons ? c_.text("WHY NOT") : c_.text("EARLIEST"), Table::Align::Left, 50);
    for (const ComparedState& item : list) {
      const ObservedState& row = answer.states.rows[item.row];
      table.row({graph_[item.system].name, condition_words(c_, row.condition),
                 row.time ? time_text(graph_, *row.time) : "", row.by,
                 reasons          ? reason_text(item)
                 : item.predicted ? time_text(graph_, *item.predicted)
                                  : ""});
    }
    lines_.add(table.text(context_, 4));
  }

  void add_comparison(const StateAnswer& answer, const StateComparison& comparison) {
    lines_.say(
        message("Found so far, beside what was predicted ({})", printable(answer.states.file)), 0,
        Ink::Bold);
    add_compared(answer, comparison.not_predicted,
                 message("found, but not predicted by then: {}", comparison.not_predicted.size()),
                 true);
    if (!comparison.not_predicted.empty()) {
      lines_.say(
          message("So an assumption is wrong or a way was not observed: look at the coverage, "
                  "try --profile broad, and earlier or other starts."),
          4, Ink::Yellow);
    }
    add_compared(answer, comparison.starts,
                 message("found first, taken as starts: {}", comparison.starts.size()), false);
    add_compared(answer, comparison.confirmed,
                 message("predicted and found: {}", comparison.confirmed.size()), false);
    add_compared(answer, comparison.found_clean,
                 message("predicted, but found clean after it: {}", comparison.found_clean.size()),
                 false);
    add_unexamined(comparison);
    lines_.blank();
  }

  void add_unexamined(const StateComparison& comparison) {
    lines_.say(message("predicted, and not examined since: {}", comparison.not_examined.size()), 2);
    if (comparison.not_examined.empty()) {
      return;
    }
    Table table;
    table.column(c_.text("EARLIEST"))
        .column(c_.text("SYSTEM"), Table::Align::Left, 30)
        .column(c_.text("ZONE"), Table::Align::Left, 20)
        .column(c_.text("DEPARTMENT"), Table::Align::Left, 20)
        .column(c_.text("CLEAN BEFORE"));
    for (const Unexamined& item : comparison.not_examined) {
      table.row({time_text(graph_, item.predicted), graph_[item.system].name,
                 zone_text(context_, graph_, item.system), graph_[item.system].department,
                 item.clean_at ? time_text(graph_, *item.clean_at) : ""});
    }
    lines_.add(table.text(context_, 4));
  }

  // ---- indicators

  [[nodiscard]] std::size_t count(bool established) const {
    return static_cast<std::size_t>(
        std::ranges::count(additions_.hits->hits, established, &IndicatorHit::established));
  }

  void add_lists() {
    for (const IndicatorFile& file : additions_.indicators->files) {
      lines_.say(message("{} ({}): {} indicators, {} of them repeated", printable(file.name),
                         file.format, with_commas(file.used), with_commas(file.repeated)),
                 0, Ink::Bold);
      std::vector<std::string> kinds;
      for (const auto& [kind, number] : file.not_understood) {
        kinds.push_back(fmt::format("{} {}", printable(kind), with_commas(number)));
      }
      if (!kinds.empty()) {
        lines_.say(message("not looked for, being no address, prefix or name: {}",
                           list_text(context_, kinds, kKinds)),
                   2, Ink::Yellow);
      }
    }
    lines_.say(
        additions_.hits->hits.empty()
            ? message("No conversation with any of them was observed. That is no proof.")
            : message("A hit says that something talked with what a list names. It changes no "
                      "verdict, and does not say that the system is infected."),
        0, additions_.hits->hits.empty() ? Ink::Plain : Ink::Red);
  }

  [[nodiscard]] std::string end_name(const HitEnd& end) const {
    return end.system ? graph_[*end.system].name : end.address.text();
  }

  void add_hits(bool established, const Message& head) {
    if (count(established) == 0) {
      return;
    }
    lines_.head(head);
    Table table;
    table.column(c_.text("FIRST"))
        .column(c_.text("LAST"))
        .column(c_.text("SYSTEM"), Table::Align::Left, 30)
        .column("")
        .column(c_.text("NAMED BY THE LIST"), Table::Align::Left, 40)
        .column(c_.text("SERVICE"), Table::Align::Left, 24)
        .column(established ? c_.text("RECORDS") : c_.text("ATTEMPTS"), Table::Align::Right)
        .column(c_.text("INDICATOR"), Table::Align::Left, 60)
        .column(c_.text("EVIDENCE"), Table::Align::Left, 60);
    for (const IndicatorHit& hit : additions_.hits->hits) {
      if (hit.established != established) {
        continue;
      }
      const Indicator& indicator = additions_.indicators->all[hit.indicator];
      const std::string named = end_name(hit.named);
      table.row({time_text(graph_, hit.seen.begin), time_text(graph_, hit.seen.end),
                 end_name(hit.other), hit.opened_by_named ? "←" : "→",
                 named == hit.matched ? named : named + " (" + hit.matched + ")",
                 service_title(c_, graph_, graph_[hit.service].name), with_commas(hit.records),
                 fmt::format("{} ({}:{})", indicator.text(),
                             additions_.indicators->files[indicator.file].name, indicator.line),
                 evidence(hit.evidence)});
    }
    lines_.add(table.text(context_, 2));
  }

  void add_origins() {
    const auto& origins = additions_.hits->origins;
    if (origins.empty()) {
      return;
    }
    lines_.head(message("Candidate origins, by first contact: {}", origins.size()));
    Table table;
    table.column("").column("", Table::Align::Left, 30).column("");
    for (const CandidateOrigin& origin : origins) {
      table.row({time_text(graph_, origin.time), graph_[origin.system].name,
                 origin.established ? "" : c_.text("attempt alone")});
    }
    lines_.add(table.text(context_, 2));
    lines_.say(message("what to type next:"), 2);
    for (const CandidateOrigin& origin :
         std::span(origins).first(std::min(kOrigins, origins.size()))) {
      const std::string seed = seed_text(graph_, origin.system, origin.time);
      lines_.line("hamon spread " + case_ + "--from " + seed, 4);
      lines_.line("hamon trace " + case_ + "--to " + seed, 4);
    }
  }

  const TextContext& context_;
  const Catalogue& c_;
  const FlowGraph& graph_;
  const Additions& additions_;
  std::string case_;
  Lines lines_;
};

}  // namespace

std::string additions_text(const TextContext& context, const FlowGraph& graph,
                           const Additions& additions, const std::string& case_path) {
  return AdditionsWriter(context, graph, additions, case_path).write();
}

std::string condition_words(const Catalogue& catalogue, Condition condition) {
  switch (condition) {
    case Condition::Infected:
      return catalogue.text("found infected");
    case Condition::Clean:
      return catalogue.text("found clean");
    case Condition::Encrypted:
      return catalogue.text("found encrypted");
    case Condition::Offline:
      break;
  }
  return catalogue.text("off the network");
}

}  // namespace hamon
