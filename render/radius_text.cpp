#include "render/radius_text.hpp"

#include "render/site_text.hpp"
#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/words.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kNames = 12;

std::string reach_text(const Reach& reach) {
  return with_commas(reach.compromised) + " / " + with_commas(reach.data_affected);
}

/// Radii in the columns that both tables end with.
void add_columns(Table& table, const Catalogue& c) {
  table.column(c.text("COMPROMISED"), Table::Align::Right)
      .column(c.text("DATA AFFECTED"), Table::Align::Right)
      .column(c.text("TIME IGNORED"), Table::Align::Right)
      .column(c.text("DEPARTMENTS TOUCHED"), Table::Align::Right)
      .column(c.text("ZONES TOUCHED"), Table::Align::Right);
}

std::vector<Table::Cell> with_radius(std::vector<Table::Cell> cells, const Radius& radius) {
  cells.emplace_back(with_commas(radius.timely.compromised));
  cells.emplace_back(with_commas(radius.timely.data_affected));
  cells.emplace_back(reach_text(radius.timeless));
  cells.emplace_back(with_commas(radius.departments));
  cells.emplace_back(with_commas(radius.zones));
  return cells;
}

std::vector<const RankedRadius*> systems_that(const FlowGraph& graph, const RadiusRanking& ranking,
                                              bool outside) {
  std::vector<const RankedRadius*> list;
  for (const RankedRadius& ranked : ranking.systems) {
    if (graph[ranked.source.front()].outside == outside) {
      list.push_back(&ranked);
    }
  }
  return list;
}

void add_answer(Lines& lines, const FlowGraph& graph, const RadiusRanking& ranking) {
  lines.say(message("Each of {} systems and {} declared links as the only start, from {} on:",
                    with_commas(ranking.systems.size()), with_commas(ranking.links.size()),
                    time_text(graph, ranking.options.from)),
            0, Ink::Bold);
  if (!ranking.systems.empty()) {
    const RankedRadius& first = ranking.systems.front();
    const RankedRadius& middle = ranking.systems[(ranking.systems.size() - 1) / 2];
    lines.say(
        message("the widest is {}: {} systems could be compromised (the start included), {} could "
                "lose data",
                graph[first.source.front()].name, with_commas(first.radius.timely.compromised),
                with_commas(first.radius.timely.data_affected)),
        2, Ink::Red);
    const auto alone = std::count_if(
        ranking.systems.begin(), ranking.systems.end(),
        [](const RankedRadius& ranked) { return ranked.radius.timely.data_affected <= 1; });
    lines.say(
        message("in the middle of the ranking {} could be compromised; {} reach no other system",
                with_commas(middle.radius.timely.compromised),
                with_commas(static_cast<std::uint64_t>(alone))),
        2);
  }
  lines.say(message("This is what is possible, not what happened."), 2, Ink::Bold);
}

void add_entrances(Lines& lines, const TextContext& context, const FlowGraph& graph,
                   const RadiusRanking& ranking) {
  const Catalogue& c = context.catalogue;
  if (!ranking.links.empty() || !ranking.unseen_links.empty()) {
    lines.head(message("Declared links: all systems of a link as the start"));
    Table table;
    table.column(c.text("LINK"), Table::Align::Left, 20)
        .column(c.text("SYSTEMS"), Table::Align::Left, 40);
    add_columns(table, c);
    for (const RankedRadius& ranked : ranking.links) {
      table.row(
          with_radius({ranked.name, list_text(context, graph, ranked.source, 3)}, ranked.radius));
    }
    lines.add(table.text(context, 2));
    if (!ranking.unseen_links.empty()) {
      lines.say(message("without any system in this case: {}",
                        list_text(context, ranking.unseen_links, kNames)),
                2);
    }
  }
  const auto outside = systems_that(graph, ranking, true);
  if (!outside.empty()) {
    lines.head(message("Systems outside, as if the attacker sat there"));
    Table table;
    table.column(c.text("SYSTEM"), Table::Align::Left, 40);
    add_columns(table, c);
    for (const RankedRadius* ranked : outside) {
      table.row(with_radius({graph[ranked->source.front()].name}, ranked->radius));
    }
    lines.add(table.text(context, 2));
  }
}

void add_inside(Lines& lines, const TextContext& context, const FlowGraph& graph,
                const RadiusRanking& ranking) {
  const auto inside = systems_that(graph, ranking, false);
  if (inside.empty()) {
    return;
  }
  const Catalogue& c = context.catalogue;
  lines.head(message("Systems inside, the widest first"));
  Table table;
  table.column(c.text("SYSTEM"), Table::Align::Left, 30)
      .column(c.text("ZONE"), Table::Align::Left, 20)
      .column(c.text("ROLE"), Table::Align::Left, 20)
      .column(c.text("DEPARTMENT"), Table::Align::Left, 20);
  add_columns(table, c);
  for (const RankedRadius* ranked : inside) {
    const SystemId id = ranked->source.front();
    table.row(with_radius({graph[id].name, zone_text(context, graph, id), word(c, graph[id].role),
                           graph[id].department},
                          ranked->radius));
  }
  lines.add(table.text(context, 2));
}

}  // namespace

std::string radius_text(const TextContext& context, const FlowGraph& graph,
                        const RadiusRanking& ranking) {
  const Catalogue& c = context.catalogue;
  Lines lines(context);
  add_answer(lines, graph, ranking);
  add_entrances(lines, context, graph, ranking);
  add_inside(lines, context, graph, ranking);
  lines.blank();
  lines.say(
      message("How to read it: what ranks high would do most harm if it fell, so it is worth "
              "hardening, watching and separating first. The rank does not say how likely "
              "that is."));
  lines.say(
      message("Time ignored: compromised / data affected if every data flow could carry at "
              "any time; a large gap means that the order of events held it back, which "
              "another week may not."));
  lines.say(message("next: `hamon spread --from SYSTEM` tells when and over which steps"));
  lines.say(message("What no sensor saw is not in it: see `hamon coverage`."));
  lines.blank().add(assumptions_text(context, graph));
  lines.fact(c.text("profile"), word(c, ranking.options.profile));
  lines.fact(c.text("incubation"), duration_words(c, ranking.options.incubation));
  return lines.str();
}

}  // namespace hamon
