#include "render/unseen_text.hpp"

#include "render/table.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace hamon {
namespace {

constexpr std::size_t kAdvice = 3;  // JSON has all
constexpr std::size_t kNames = 8;
constexpr double kSure = 0.95;

std::string scope_words(const Catalogue& c, FlowScope scope) {
  switch (scope) {
    case FlowScope::All:
      return c.text("all");
    case FlowScope::Border:
      return c.text("crossing the border");
    case FlowScope::Between:
      return c.text("between zones");
    case FlowScope::Within:
      return c.text("within one zone");
    case FlowScope::Clinical:
      return c.text("clinical");
    case FlowScope::ClinicalBorder:
      break;
  }
  return c.text("clinical, crossing the border");
}

std::string rate_words(const Catalogue& c, const UseRate& rate) {
  return rate.name == "day"     ? c.text("once a day")
         : rate.name == "week"  ? c.text("once a week")
         : rate.name == "month" ? c.text("once a month")
                                : c.text("once a quarter");
}

// Never rounded to nothing or to certainty.
std::string percent_text(double chance) {
  const double percent = std::round(chance * 100);
  return percent < 1 && chance > 0 ? "< 1 %"
         : percent > 99            ? "> 99 %"
                                   : fmt::format("{} %", percent);
}

std::string days_text(double days) {
  return fmt::format("{:.{}f}", days, days == std::round(days) ? 0 : 1);
}

/// How many more there are at the least, and the ends of their interval.
struct More {
  explicit More(const UnseenFlows& flows)
      : seen(static_cast<double>(flows.on_whole_days)),
        unseen(whole(std::round(flows.estimate->bound.things - seen))),
        low(whole(std::floor(flows.estimate->bound.low - seen))),
        high(whole(std::ceil(flows.estimate->bound.high - seen))) {}

  static std::string whole(double number) {
    return with_commas(static_cast<std::uint64_t>(std::max(0.0, std::min(number, 1e18))));
  }

  double seen;
  std::string unseen, low, high;
};

Message too_short(const Unseen& missed) {
  return message("too short to estimate: {} whole days, {} are needed", missed.whole_days,
                 Unseen::kDaysNeeded);
}

std::string whole_days_text(const Catalogue& c, const Unseen& missed) {
  const auto parts = std::count_if(missed.days.begin(), missed.days.end(),
                                   [](const auto& day) { return !day.whole && day.watched > 0; });
  return c.text(parts == 0 ? message("{} whole days", missed.whole_days)
                           : message("{} whole days, {} in part", missed.whole_days, parts));
}

std::string rare_text(const Catalogue& c, double days) {
  std::string list;
  for (const UseRate& rate : kUseRates) {
    list += (list.empty() ? "" : ", ") + rate_words(c, rate) + " " +
            percent_text(chance_to_show(rate.per_day, days));
  }
  return list;
}

std::string place_text(const Catalogue& c, const SensorAdvice& a) {
  switch (a.sees) {
    case SiteSensor::Sees::Between:
      return c.text("a mirror port of the core switch, between the segments");
    case SiteSensor::Sees::Outside:
      return c.text("a mirror port or the firewall's log at the border");
    case SiteSensor::Sees::Within:
      break;
  }
  return c.text(a.zone.empty()
                    ? message("a mirror port on the switch of {}", a.prefix->text())
                    : message("a mirror port on the switch of {} ({})", a.prefix->text(), a.zone));
}

/// `C1 (2), C8`.
std::string claims_text(const TextContext& context, const SensorAdvice& a) {
  std::vector<std::string> claims;
  for (std::size_t i = 0; i < a.parts.size();) {
    std::size_t end = i;
    while (end < a.parts.size() && a.parts[end].claim == a.parts[i].claim) {
      ++end;
    }
    claims.push_back(end - i == 1 ? a.parts[i].claim
                                  : fmt::format("{} ({})", a.parts[i].claim, end - i));
    i = end;
  }
  return list_text(context, claims, kNames);
}

std::string advice_text(const TextContext& context, const SensorAdvice& a) {
  const Catalogue& c = context.catalogue;
  const std::string place = place_text(c, a);
  if (!a.parts.empty() && !a.never_seen.empty()) {
    return c.text(
        message("{} would make parts of claims testable ({} of {}) and could show declared systems "
                "that nothing has seen ({})",
                place, a.parts.size(), claims_text(context, a), a.never_seen.size()));
  }
  if (!a.parts.empty()) {
    return c.text(message("{} would make parts of claims testable ({} of {})", place,
                          a.parts.size(), claims_text(context, a)));
  }
  if (!a.never_seen.empty()) {
    return c.text(message("{} could show declared systems that nothing has seen ({})", place,
                          a.never_seen.size()));
  }
  return c.text(message("{} would show what passes between {} systems there", place, a.systems));
}

bool is_of_use(const SensorAdvice& a) {
  return !a.parts.empty() || !a.never_seen.empty() || a.systems > 1;
}

void add_scopes(Lines& lines, const TextContext& context, const Unseen& missed) {
  const Catalogue& c = context.catalogue;
  using Align = Table::Align;
  Table table;
  table.column(c.text("data flows"))
      .column(c.text("seen"), Align::Right)
      .column(c.text("on one day only"), Align::Right)
      .column(c.text("at least so many more"), Align::Right)
      .column(c.text("95 % interval"), Align::Right)
      .column(c.text("recent days with new ones"), Align::Right);
  for (const UnseenFlows& flows : missed.flows) {
    std::vector<Table::Cell> row = {scope_words(c, flows.scope), with_commas(flows.on_whole_days),
                                    with_commas(flows.once)};
    if (flows.estimate) {
      const More more(flows);
      row.insert(
          row.end(),
          {more.unseen, fmt::format("{} – {}", more.low, more.high),
           c.text(message("{} of {}", flows.estimate->recent_with_new, missed.recent_days))});
    } else {
      row.insert(row.end(), {"–", "–", "–"});
    }
    table.row(std::move(row));
  }
  lines.blank().add(table.text(context, 2, true));
}

void add_curve(Lines& lines, const TextContext& context, const Unseen& missed) {
  const auto& curve = missed.flows.front().estimate->curve;
  std::string list;
  for (const std::size_t at :
       {std::size_t{0}, curve.size() / 4, curve.size() / 2, curve.size() - 1}) {
    const UnseenEstimate::Point& point = curve[at];
    list += (list.empty() ? "" : ", ") +
            context.catalogue.text(
                message("{} d: {}", point.days,
                        with_commas(static_cast<std::uint64_t>(std::llround(point.data_flows)))));
  }
  lines.say(message("Data flows to be expected after so many days, whichever: {}", list), 2);
}

void add_newest(Lines& lines, const TextContext& context, const FlowGraph& graph,
                const Unseen& missed) {
  constexpr std::size_t kShown = 5;
  if (missed.newest.empty()) {
    return;
  }
  lines.say(
      message("New in the last {} whole days and since, the latest first:", missed.recent_days), 2);
  Table table;
  table.column("").column("", Table::Align::Left, 90);
  for (const NewDataFlow& fresh : missed.newest) {
    const DataFlow& flow = graph[fresh.flow];
    table.row({time_text(graph, fresh.first),
               fmt::format("{} → {}, {}", graph[flow.initiator].name, graph[flow.responder].name,
                           graph[flow.service].name)});
  }
  TextContext few = context;
  few.rows = std::min(context.rows, kShown);
  lines.add(table.text(few, 4));
}

void add_links(Lines& lines, const TextContext& context, double days) {
  const Catalogue& c = context.catalogue;
  lines.head(message("How likely a rarely used link has shown in {} days", days_text(days)));
  Table table;
  table.column(c.text("used"))
      .column(c.text("has shown with"), Table::Align::Right)
      .column(c.text("days for 95 %"), Table::Align::Right);
  for (const UseRate& rate : kUseRates) {
    table.row({rate_words(c, rate), percent_text(chance_to_show(rate.per_day, days)),
               std::to_string(days_to_show(rate.per_day, kSure))});
  }
  lines.add(table.text(context, 2, true));
}

void add_advice(Lines& lines, const TextContext& context, const Coverage& coverage) {
  lines.head(message("Where one more sensor would add most"));
  if (coverage.sensors.empty()) {
    lines.say(message("First declare the sensors that there are (sensors: in the site file); none "
                      "is declared, so all segments count as not watched."),
              2);
  }
  std::size_t told = 0, useful = 0;
  for (const SensorAdvice& a : coverage.advice) {
    if (!is_of_use(a) || ++useful > kAdvice) {
      continue;
    }
    lines.say(message("{}. {}", ++told, advice_text(context, a)), 2);
    if (!a.declared.empty()) {
      lines.say(message("{} is declared for this, and nothing came from it: look there first",
                        list_text(context, a.declared, 4)),
                5);
    }
  }
  if (told == 0) {
    lines.say(coverage.advice.empty() && coverage.sensors.empty()
                  ? message("Nothing can be said without declared zones and their prefixes.")
                  : message("None: every declared segment was watched from within, between and at "
                            "the border."),
              2);
  }
  if (useful > told) {
    lines.line(and_more(context, useful - told), 2);
  }
}

}  // namespace

std::string best_advice(const TextContext& context, const Coverage& coverage) {
  const auto best = std::find_if(coverage.advice.begin(), coverage.advice.end(), is_of_use);
  return best == coverage.advice.end() ? std::string() : advice_text(context, *best);
}

void add_unseen(Lines& lines, const TextContext& context, const Coverage& coverage) {
  const Catalogue& c = context.catalogue;
  const Unseen& missed = coverage.missed;
  if (missed.days.empty()) {
    return;
  }
  const UnseenFlows& all = missed.flows.front();
  lines.fact(c.text("days"), whole_days_text(c, missed));
  if (all.estimate) {
    const More more(all);
    lines.fact(
        c.text("missed"),
        c.text(message("at least {} data flows besides the {} seen (95 %: {} to {}); new ones "
                       "on {} of the last {} days",
                       more.unseen, with_commas(all.on_whole_days), more.low, more.high,
                       all.estimate->recent_with_new, missed.recent_days)));
  } else {
    lines.fact(c.text("missed"), missed.whole_days < Unseen::kDaysNeeded
                                     ? c.text(too_short(missed))
                                     : c.text("not known: no data flow was seen"));
  }
  lines.fact(c.text("rare links"),
             c.text(message("shown by now, if used {}", rare_text(c, missed.days_watched))));
  if (const std::string best = best_advice(context, coverage); !best.empty()) {
    lines.fact(c.text("one more sensor"), best);
  }
}

void add_unseen(Lines& lines, const TextContext& context, const ClaimResult& claim,
                const Unseen& missed) {
  const Catalogue& c = context.catalogue;
  const double days = days_watched(missed, claim);
  if (days <= 0) {
    return;
  }
  for (const UnseenFlows* flows : unseen_of(missed, claim)) {
    if (flows->estimate) {
      const More more(*flows);
      lines.say(
          message("data flows {}: {} seen, at least {} more must be reckoned with (95 %: {} to "
                  "{})",
                  scope_words(c, flows->scope), with_commas(flows->on_whole_days), more.unseen,
                  more.low, more.high),
          4);
    }
  }
  const UseRate& month = kUseRates[2];
  lines.say(message("A link used once a month would have shown with {} in {} days; {} days are "
                    "needed for 95 %.",
                    percent_text(chance_to_show(month.per_day, days)), days_text(days),
                    days_to_show(month.per_day, kSure)),
            4);
}

std::string unseen_text(const TextContext& context, const FlowGraph& graph,
                        const Coverage& coverage) {
  const Unseen& missed = coverage.missed;
  if (missed.days.empty()) {
    return "";
  }
  Lines lines(context);
  lines.blank().say(message("What was missed, by {}", whole_days_text(context.catalogue, missed)),
                    0, Ink::Bold);
  if (missed.whole_days < Unseen::kDaysNeeded) {
    lines.say(too_short(missed), 2);
  } else {
    add_scopes(lines, context, missed);
    if (missed.flows.front().estimate) {
      lines.blank();
      add_curve(lines, context, missed);
    }
    add_newest(lines, context, graph, missed);
  }
  add_links(lines, context, missed.days_watched);
  add_advice(lines, context, coverage);
  return lines.str();
}

}  // namespace hamon
