#include "render/spread_summary_text.hpp"

#include "render/table.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>
#include <cmath>

namespace hamon {
namespace {

constexpr std::size_t kNames = 8;

/// `emr-ap1 (電子カルテ)`.
std::string labelled(const FlowGraph& graph, SystemId id) {
  const System& system = graph[id];
  return system.label.empty() ? system.name : fmt::format("{} ({})", system.name, system.label);
}

std::string weight_text(double critical) {
  return critical > 0 ? fmt::format("{:g}", critical) : "";
}

std::vector<SystemId> systems_of(const std::vector<Saved>& saved, bool data_remains) {
  std::vector<SystemId> systems;
  for (const Saved& s : saved) {
    if (s.data_remains == data_remains) {
      systems.push_back(s.system);
    }
  }
  return systems;
}

void add_saved(Lines& lines, const TextContext& context, const FlowGraph& graph,
               const MeasuresEffect& effect) {
  const auto wholly = systems_of(effect.saved, false);
  const auto partly = systems_of(effect.saved, true);
  if (effect.saved.empty()) {
    lines.say(message("no system is saved by them"), 2, Ink::Yellow);
  }
  if (!wholly.empty()) {
    lines.say(message("saved: {} systems, most critical first: {}", wholly.size(),
                      list_text(context, graph, wholly, kNames)),
              2, Ink::Green);
  }
  if (!partly.empty()) {
    lines.say(message("not compromised any more, but their data can still be hit: {}",
                      list_text(context, graph, partly, kNames)),
              2);
  }
  if (!effect.departments_saved.empty()) {
    lines.say(message("departments that are not reached any more: {}",
                      list_text(context, effect.departments_saved, kNames)),
              2);
  }
  if (effect.delayed > 0) {
    lines.say(message("{} systems are compromised all the same, but later", effect.delayed), 2);
  }
}

void add_late(Lines& lines, const TextContext& context, const FlowGraph& graph,
              const SpreadOptions& options, const TooLate& late) {
  const std::string already = list_text(context, graph, late.already, kNames);
  const std::string at = time_text(graph, late.at);
  if (late.kind == TooLate::Kind::Isolate) {
    const auto& systems = options.isolations[late.which].systems;
    lines.say(message("too late: isolating {} at {}; reached before: {}",
                      list_text(context, graph, systems, 4), at, already),
              2, Ink::Yellow);
  } else {
    const Cut& cut = options.cuts[late.which];
    lines.say(message("too late: cutting between {} and {} at {}; both sides were reached before, "
                      "the later one at: {}",
                      list_text(context, graph, cut.a, 4), list_text(context, graph, cut.b, 4), at,
                      already),
              2, Ink::Yellow);
  }
}

void add_group_table(Lines& lines, const TextContext& context, const FlowGraph& graph,
                     const std::string& title, const std::vector<GroupSize>& groups,
                     const std::vector<std::string>& names) {
  const Catalogue& c = context.catalogue;
  const bool named = std::ranges::any_of(
      groups, [](const GroupSize& group) { return group.contacted > 0 && !group.name.empty(); });
  if (!named) {
    return;
  }
  Table table;
  table.column(title, Table::Align::Left, 30)
      .column(c.text("REACHED"), Table::Align::Right)
      .column(c.text("OF"), Table::Align::Right)
      .column(c.text("SHARE"), Table::Align::Right)
      .column(c.text("COMPROMISED"), Table::Align::Right)
      .column(c.text("EARLIEST"));
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const GroupSize& group = groups[i];
    if (group.contacted > 0) {
      table.row({names[i], with_commas(group.contacted), with_commas(group.systems),
                 fmt::format("{} %", std::lround(100 * group.share())),
                 with_commas(group.compromised),
                 group.earliest ? time_text(graph, *group.earliest) : ""});
    }
  }
  lines.blank().add(table.text(context, 2));
}

Table stopped_table(const TextContext& context, const FlowGraph& graph,
                    const std::vector<Stopped>& stopped) {
  const Catalogue& c = context.catalogue;
  Table table;
  table.column(c.text("STOPS"))
      .column(c.text("SYSTEM"), Table::Align::Left, 36)
      .column(c.text("ROLE"))
      .column(c.text("WEIGHT"), Table::Align::Right)
      .column(c.text("SERVICES"), Table::Align::Left, 30)
      .column(c.text("USERS"), Table::Align::Right)
      .column(c.text("USED BY"), Table::Align::Left, 40);
  for (const Stopped& stop : stopped) {
    std::vector<std::string> services;
    for (const ServiceId service : stop.services) {
      services.push_back(graph[service].name);
    }
    table.row({time_text(graph, stop.from), labelled(graph, stop.system),
               word(c, graph[stop.system].role), weight_text(graph[stop.system].critical),
               list_text(context, services, 4), with_commas(stop.users),
               list_text(context, stop.departments, 4)});
  }
  return table;
}

}  // namespace

void add_measures(Lines& lines, const TextContext& context, const FlowGraph& graph,
                  const SpreadOptions& options, const MeasuresEffect& effect) {
  const Catalogue& c = context.catalogue;
  lines.head(message("What the measures change"));
  Table table;
  table.column("")
      .column(c.text("COMPROMISED"), Table::Align::Right)
      .column(c.text("DATA AFFECTED"), Table::Align::Right);
  table.row({c.text("without measures"), with_commas(effect.without.compromised),
             with_commas(effect.without.data_affected)});
  table.row({c.text("with measures"), with_commas(effect.with.compromised),
             with_commas(effect.with.data_affected)});
  lines.add(table.text(context, 2, true));
  add_saved(lines, context, graph, effect);
  lines.say(message("reached all the same, the start left out: {} before the first measure, {} "
                    "after it",
                    effect.reached_before, effect.reached_after),
            2);
  for (const TooLate& late : effect.too_late) {
    add_late(lines, context, graph, options, late);
  }
}

void add_horizons(Lines& lines, const TextContext& context, const FlowGraph& graph,
                  const SpreadSummary& summary) {
  const Catalogue& c = context.catalogue;
  lines.head(message("How far by when, and what would stop"));
  Table table;
  table.column(c.text("AFTER"), Table::Align::Right)
      .column(c.text("UNTIL"))
      .column(c.text("COMPROMISED"), Table::Align::Right)
      .column(c.text("DATA AFFECTED"), Table::Align::Right)
      .column(c.text("WOULD STOP"), Table::Align::Right)
      .column(c.text("DEPARTMENTS HIT"), Table::Align::Left, 50);
  bool observed = true;
  for (const Horizon& h : summary.horizons) {
    const auto stopped = std::ranges::count_if(
        summary.stopped, [&](const Stopped& stop) { return stop.from <= h.until; });
    table.row({duration_words(c, h.after), time_text(graph, h.until) + (h.observed ? "" : " *"),
               with_commas(h.compromised), with_commas(h.data_affected),
               with_commas(static_cast<std::uint64_t>(stopped)),
               h.departments.empty() ? "" : list_text(context, h.departments, 5)});
    observed = observed && h.observed;
  }
  lines.add(table.text(context, 2, true));
  if (!observed) {
    lines.say(message("* beyond what was observed or asked for: later contacts are not in it"), 2);
  }
  if (!summary.stopped.empty()) {
    lines.blank().add(stopped_table(context, graph, summary.stopped).text(context, 2));
  }
}

void add_groups(Lines& lines, const TextContext& context, const FlowGraph& graph,
                const SpreadSummary& summary) {
  const Catalogue& c = context.catalogue;
  lines.head(message("How much of each zone, department and role, the start included"));
  const auto names = [](const std::vector<GroupSize>& groups, const auto& shown) {
    std::vector<std::string> out;
    for (const GroupSize& group : groups) {
      out.push_back(group.name.empty() ? "–" : shown(group.name));
    }
    return out;
  };
  const auto as_is = [](const std::string& name) { return name; };
  add_group_table(lines, context, graph, c.text("ZONE"), summary.zones,
                  names(summary.zones, [&](const std::string& name) {
                    return name == "outside" ? c.text("outside") : name;
                  }));
  add_group_table(lines, context, graph, c.text("DEPARTMENT"), summary.departments,
                  names(summary.departments, as_is));
  add_group_table(lines, context, graph, c.text("ROLE"), summary.roles,
                  names(summary.roles, [&](const std::string& name) {
                    return word(c, parse_role(name).value_or(Role::Other));
                  }));
}

}  // namespace hamon
