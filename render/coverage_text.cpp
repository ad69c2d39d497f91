#include "render/check_text.hpp"
#include "render/site_text.hpp"
#include "render/source_text.hpp"
#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/unseen_text.hpp"
#include "render/words.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kNames = 8;

std::string window_text(const TextContext& context, const FlowGraph& graph,
                        const Coverage& coverage) {
  const Catalogue& c = context.catalogue;
  if (!coverage.window) {
    return c.text("nothing was observed");
  }
  const Interval& window = *coverage.window;
  return c.text(message("{}, {}; {} of 168 hours of the week", interval_text(graph, window),
                        duration_words(c, window.end - window.begin), coverage.hours_of_week));
}

std::string holes_text(const TextContext& context, const FlowGraph& graph,
                       const std::vector<Interval>& holes) {
  const Catalogue& c = context.catalogue;
  if (holes.empty()) {
    return c.text("none of an hour or more");
  }
  const auto longest = std::max_element(
      holes.begin(), holes.end(),
      [](const Interval& a, const Interval& b) { return a.end - a.begin < b.end - b.begin; });
  return c.text(message("{} of an hour or more without any record, the longest {}", holes.size(),
                        interval_text(graph, *longest)));
}

std::string drops_text(const Catalogue& c, const Coverage& coverage) {
  if (!coverage.drops_known) {
    return c.text("not known: no source counts them");
  }
  return coverage.drops == 0 ? c.text("none")
                             : c.text(message("{} packets lost by the capturing side",
                                              with_commas(coverage.drops)));
}

std::string sensor_text(const TextContext& context, const FlowGraph& graph,
                        const SensorCoverage& sensor) {
  const Catalogue& c = context.catalogue;
  std::string text = sensor.name + ": " + word(c, sensor.sees);
  if (!sensor.prefixes.empty()) {
    text += " " + list_text(context, sensor.prefixes, 4);
  }
  if (sensor.seen.empty()) {
    return text + ", " + c.text("saw nothing in this window");
  }
  if (sensor.bound) {
    text += ", " + interval_text(graph, {sensor.seen.front().begin, sensor.seen.back().end});
    return sensor.seen.size() == 1
               ? text
               : text + ", " + c.text(message("in {} pieces", sensor.seen.size()));
  }
  return text + ", " + c.text("as declared, not checked");
}

void add_never_seen(Lines& lines, const TextContext& context, const FlowGraph& graph,
                    const Coverage& coverage) {
  const Catalogue& c = context.catalogue;
  if (!coverage.prefixes_never_seen.empty()) {
    lines.fact(c.text("segments not seen"),
               c.text(message("{} of the declared: {}", coverage.prefixes_never_seen.size(),
                              list_text(context, coverage.prefixes_never_seen, kNames))));
  }
  if (!coverage.systems_never_seen.empty()) {
    lines.fact(c.text("systems not seen"),
               c.text(message("{} of site file or ledger: {}", coverage.systems_never_seen.size(),
                              list_text(context, graph, coverage.systems_never_seen, kNames))));
  }
}

void add_damaged(Lines& lines, const TextContext& context, const FlowGraph& graph) {
  std::vector<std::string> damaged;
  for (const SourceReport& source : graph.sources()) {
    if (source.damaged) {
      damaged.push_back(source.name);
    }
  }
  if (!damaged.empty()) {
    lines.fact(context.catalogue.text("damaged sources"), list_text(context, damaged, 4));
  }
}

std::string limit_text(const Catalogue& c, const SourceLimit& limit) {
  if (limit.what == "down") {
    return c.text("the interface was down");
  }
  if (limit.what == "not_kept") {
    return c.text("the log was not kept (SKIPDATA)");
  }
  if (limit.what == "lost") {
    return c.text(message("{} lost, as it says itself", with_commas(limit.count)));
  }
  return limit.what;
}

void add_limits(Lines& lines, const TextContext& context, const FlowGraph& graph,
                const std::vector<LimitedSource>& limits) {
  const Catalogue& c = context.catalogue;
  for (std::size_t i = 0; i < std::min(limits.size(), kNames); ++i) {
    const auto& [source, limit] = limits[i];
    const std::string when = limit.when ? ", " + interval_text(graph, *limit.when) : std::string();
    lines.fact(i == 0 ? c.text("limits") : "", source + ": " + limit_text(c, limit) + when);
  }
  if (limits.size() > kNames) {
    lines.fact("", c.text(message("and {} more (--json has all)", limits.size() - kNames)));
  }
}

// What lies below is the way between the sensors.
void add_clocks(Lines& lines, const TextContext& context, const FlowGraph& graph) {
  constexpr std::int64_t kWorthTelling = 500'000'000;  // ns
  const Catalogue& c = context.catalogue;
  std::string label = c.text("clocks");
  for (const ClockOffset& clock : graph.clocks()) {
    if (std::abs(clock.ahead.ns) < kWorthTelling) {
      continue;
    }
    const std::string& source = graph.sources()[clock.source].name;
    const std::string& reference = graph.sources()[clock.reference].name;
    const std::string by = duration_words(c, Duration{std::abs(clock.ahead.ns)});
    lines.fact(label, c.text(clock.ahead.ns > 0
                                 ? message("{} is {} ahead of {} (by {} connections)", source, by,
                                           reference, with_commas(clock.handshakes))
                                 : message("{} is {} behind {} (by {} connections)", source, by,
                                           reference, with_commas(clock.handshakes))));
    label.clear();
  }
}

/// What is wrong with how sources are delivered.
void add_troubles(Lines& lines, const TextContext& context, const FlowGraph& graph) {
  constexpr std::size_t kMost = 12;
  const Catalogue& c = context.catalogue;
  std::size_t told = 0;
  for (const SourceReport& source : graph.sources()) {
    for (const SourceFinding& finding : check_source(source)) {
      if (++told <= kMost) {
        lines.fact(told == 1 ? c.text("delivery") : "",
                   printable(source.name) + ": " + c.text(source_words(c, finding).what));
      }
    }
  }
  if (told > kMost) {
    lines.fact("", c.text(message("and {} more (--json has all)", told - kMost)));
  }
}

}  // namespace

std::string coverage_hints(const TextContext& context, const FlowGraph& graph) {
  const Catalogue& c = context.catalogue;
  Lines lines(context);
  std::vector<SourceTrouble> told;
  for (const SourceReport& source : graph.sources()) {
    for (const SourceFinding& finding : check_source(source)) {
      if (std::ranges::find(told, finding.trouble) != told.end()) {
        continue;
      }
      if (told.empty()) {
        lines.blank().say(message("What to do about the sources"), 0, Ink::Bold);
      }
      told.push_back(finding.trouble);
      const SourceWords words = source_words(c, finding);
      lines.say(words.what, 2, Ink::Yellow);
      lines.say(message("hint: {}", c.text(words.hint)), 4);
    }
  }
  return lines.str();
}

std::string coverage_text(const TextContext& context, const FlowGraph& graph,
                          const Coverage& coverage) {
  const Catalogue& c = context.catalogue;
  Lines lines(context);
  lines.head(message("Coverage: what was watched"));
  lines.fact(c.text("window"), window_text(context, graph, coverage));
  lines.fact(c.text("sources"),
             c.text(message("{}, {} established conversations", graph.sources().size(),
                            with_commas(coverage.conversations))));
  lines.fact(c.text("holes"), holes_text(context, graph, coverage.holes));
  lines.fact(c.text("packets lost"), drops_text(c, coverage));
  lines.fact(c.text("one side only"),
             c.text(message("{} of {} conversations", with_commas(coverage.one_way),
                            with_commas(coverage.conversations))));
  if (coverage.sampled_sources > 0) {
    lines.fact(c.text("sampling"), c.text(message("{} sources are sampled: absence proves nothing",
                                                  coverage.sampled_sources)));
  }
  add_clocks(lines, context, graph);
  add_limits(lines, context, graph, coverage.limits);
  add_damaged(lines, context, graph);
  add_troubles(lines, context, graph);
  if (coverage.sensors.empty()) {
    lines.fact(c.text("sensors"), c.text("none declared: what was in their sight is not known"));
  }
  for (std::size_t i = 0; i < coverage.sensors.size(); ++i) {
    lines.fact(i == 0 ? c.text("sensors") : "", sensor_text(context, graph, coverage.sensors[i]));
  }
  add_never_seen(lines, context, graph, coverage);
  add_unseen(lines, context, coverage);
  if (const std::string candidates = candidates_text(context, graph, 5); !candidates.empty()) {
    lines.fact(c.text("one machine?"), candidates);
  }
  return lines.str();
}

}  // namespace hamon
