#include "render/contain_text.hpp"

#include "render/service_words.hpp"
#include "render/spread_text.hpp"
#include "render/stopped_services.hpp"
#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hamon {
namespace {

constexpr std::size_t kNames = 12;
constexpr std::size_t kServices = 8;

std::string kind_words(const Catalogue& c, CutKind kind) {
  switch (kind) {
    case CutKind::DataFlow:
      return c.text("single data flows");
    case CutKind::System:
      return c.text("whole systems");
    case CutKind::ZonePair:
      break;
  }
  return c.text("zone from zone");
}

std::string stage_words(const Catalogue& c, CutStage stage) {
  switch (stage) {
    case CutStage::Backup:
      return c.text("backup networks");
    case CutStage::External:
      return c.text("lines to outside");
    case CutStage::Segment:
      return c.text("segment boundaries");
    case CutStage::Inside:
      break;
  }
  return c.text("inside a segment");
}

std::string state_words(const Catalogue& c, ProtectedState state) {
  switch (state) {
    case ProtectedState::Reachable:
      return c.text("can be reached");
    case ProtectedState::NoPath:
      return c.text("nothing observed leads there");
    case ProtectedState::Infected:
      break;
  }
  return c.text("may be infected already");
}

Ink ink_of(ProtectedState state) {
  return state == ProtectedState::Infected    ? Ink::Red
         : state == ProtectedState::Reachable ? Ink::Yellow
                                              : Ink::Plain;
}

std::string obstacle_words(const Catalogue& c, CutObstacle obstacle) {
  switch (obstacle) {
    case CutObstacle::Infected:
      return c.text("too late: all that is to be protected may be infected already");
    case CutObstacle::Direct:
      return c.text("not possible: an infected system talks to a protected one directly");
    case CutObstacle::NoBoundary:
      return c.text("not possible: a way there crosses no boundary between zones");
    case CutObstacle::None:
      break;
  }
  return "";
}

std::string cost_text(const CutCost& cost) {
  std::string text = fmt::format("{:.4f}", cost.value());
  text.erase(text.find_last_not_of('0') + 1);
  return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

std::string zone_text(const Catalogue& c, const FlowGraph& graph, const CutZone& zone) {
  switch (zone.kind) {
    case CutZone::Kind::Zone:
      return graph[zone.zone].name;
    case CutZone::Kind::Outside:
      return c.text("outside");
    case CutZone::Kind::None:
      break;
  }
  return c.text("(no zone)");
}

void add_answer(Lines& lines, const TextContext& context, const FlowGraph& graph,
                const ContainResult& result) {
  const Catalogue& c = context.catalogue;
  lines.say(message("Infected or hit at {}, as far as is possible: {} systems",
                    time_text(graph, result.at), result.infected.size()),
            0, Ink::Bold);
  lines.line(list_text(context, graph, result.infected, kNames), 2);
  lines.say(message("This is what is possible, not what happened."), 2, Ink::Bold);
  const auto reachable =
      std::count_if(result.guarded.begin(), result.guarded.end(),
                    [](const Protected& p) { return p.state == ProtectedState::Reachable; });
  lines.head(message("To be protected: {} systems, of which {} can be reached",
                     result.guarded.size(), reachable));
  Table table;
  table.column(c.text("SYSTEM"), Table::Align::Left, 30)
      .column(c.text("ZONE"), Table::Align::Left, 20)
      .column(c.text("DEPARTMENT"), Table::Align::Left, 20)
      .column(c.text("STATE"))
      .column(c.text("EARLIEST IF NOTHING IS CUT"));
  for (const Protected& p : result.guarded) {
    table.row({graph[p.system].name,
               hamon::zone_text(context, graph, p.system),
               graph[p.system].department,
               {state_words(c, p.state), ink_of(p.state)},
               time_or_dash(graph, p.earliest)});
  }
  lines.add(table.text(context, 2));
}

std::string cut_words(const Catalogue& c, const ContainCut& cut) {
  switch (cut.state) {
    case CutState::NotNeeded:
      return c.text("nothing to cut: nothing observed leads there");
    case CutState::Impossible:
      return obstacle_words(c, cut.obstacle);
    case CutState::Found:
      break;
  }
  return cut.minimal ? c.text("cheapest") : c.text("good, perhaps not the cheapest");
}

void add_comparison(Lines& lines, const TextContext& context, const ContainResult& result) {
  const Catalogue& c = context.catalogue;
  lines.head(message("Three ways to cut, each enough by itself"));
  Table table;
  table.column(c.text("CUT"))
      .column(c.text("THINGS"), Table::Align::Right)
      .column(c.text("COST"), Table::Align::Right)
      .column(c.text("DATA FLOWS STOPPED"), Table::Align::Right)
      .column(c.text("SYSTEMS CONCERNED"), Table::Align::Right)
      .column("", Table::Align::Left, 120);
  for (const ContainCut& cut : result.cuts) {
    const bool found = cut.state == CutState::Found;
    table.row({kind_words(c, cut.kind), found ? with_commas(cut.items.size()) : "–",
               found ? cost_text(cut.cost) : "–",
               found ? with_commas(cut.interrupted.data_flows.size()) : "–",
               found ? with_commas(cut.interrupted.systems.size()) : "–", cut_words(c, cut)});
  }
  lines.add(table.text(context, 2));
  lines.say(message("cost: what all data flows stopped weigh, each once; one weighs the mean of "
                    "`critical` of its two ends, each at least 1"),
            2);
}

std::string ends_text(const FlowGraph& graph, const DataFlow& flow) {
  return graph[flow.initiator].name + " → " + graph[flow.responder].name;
}

std::string zones_text(const TextContext& context, const FlowGraph& graph, const DataFlow& flow) {
  return hamon::zone_text(context, graph, flow.initiator) + " → " +
         hamon::zone_text(context, graph, flow.responder);
}

void add_item_row(Table& table, const TextContext& context, const FlowGraph& graph, CutKind kind,
                  const CutItem& item, std::size_t number) {
  const Catalogue& c = context.catalogue;
  const std::string place = std::to_string(number);
  const std::string stage = stage_words(c, item.stage);
  switch (kind) {
    case CutKind::DataFlow: {
      const DataFlow& flow = graph[item.data_flow];
      table.row({place, stage, ends_text(graph, flow),
                 service_title(c, graph, graph[flow.service].name),
                 zones_text(context, graph, flow), cost_text(item.cost)});
      return;
    }
    case CutKind::System:
      table.row({place, stage, graph[item.system].name, graph[item.system].department,
                 hamon::zone_text(context, graph, item.system), cost_text(item.cost)});
      return;
    case CutKind::ZonePair:
      table.row(
          {place, stage,
           zone_text(c, graph, item.zones.first) + " – " + zone_text(c, graph, item.zones.second),
           "", "", cost_text(item.cost)});
  }
}

void add_work_list(Lines& lines, const TextContext& context, const FlowGraph& graph,
                   const ContainCut& cut) {
  const Catalogue& c = context.catalogue;
  Table table;
  table.column("#", Table::Align::Right).column(c.text("STAGE"));
  switch (cut.kind) {
    case CutKind::DataFlow:
      table.column(c.text("DATA FLOW")).column(c.text("SERVICE")).column(c.text("ZONES"));
      break;
    case CutKind::System:
      table.column(c.text("SYSTEM")).column(c.text("DEPARTMENT")).column(c.text("ZONE"));
      break;
    case CutKind::ZonePair:
      table.column(c.text("ZONES")).column("").column("");
      break;
  }
  table.column(c.text("COST"), Table::Align::Right);
  for (std::size_t i = 0; i < cut.items.size(); ++i) {
    add_item_row(table, context, graph, cut.kind, cut.items[i], i + 1);
  }
  lines.add(table.text(context, 2));
}

/// The heaviest first.
void add_stopped(Lines& lines, const TextContext& context, const FlowGraph& graph,
                 const ContainCut& cut) {
  const Catalogue& c = context.catalogue;
  auto services = stopped_services(graph, cut.interrupted);
  std::stable_sort(
      services.begin(), services.end(),
      [](const StoppedService& a, const StoppedService& b) { return a.weight > b.weight; });
  lines.say(message("what stops with it, the heaviest first:"), 2);
  Table table;
  table.column(c.text("SERVICE"))
      .column(c.text("OFFERED BY"))
      .column(c.text("USERS"), Table::Align::Right)
      .column(c.text("DEPARTMENTS"), Table::Align::Left, 80)
      .column(c.text("COST"), Table::Align::Right);
  for (std::size_t i = 0; i < std::min(services.size(), kServices); ++i) {
    const StoppedService& s = services[i];
    table.row({service_title(c, graph, graph[s.service].name), graph[s.responder].name,
               with_commas(s.users), list_text(context, s.departments, 3), cost_text(s.weight)});
  }
  table.omit(services.size() - std::min(services.size(), kServices));
  lines.add(table.text(context, 4));
}

void add_remains(Lines& lines, const TextContext& context, const FlowGraph& graph,
                 const ContainCut& cut) {
  if (!cut.leaves.empty()) {
    lines.say(message("reached all the same, of those to be protected: {}",
                      list_text(context, graph, cut.leaves, kNames)),
              2, Ink::Red);
  }
  if (cut.contacted.empty() && cut.connected.empty()) {
    lines.say(message("after it nothing observed leads on to any other system"), 2);
  }
  if (!cut.contacted.empty()) {
    lines.say(message("after it, {} other systems are still reached:", cut.contacted.size()), 2);
    lines.line(list_text(context, graph, cut.contacted, kNames), 4);
  }
  if (!cut.connected.empty()) {
    lines.say(message("after it, {} other systems are connected still, when time is ignored:",
                      cut.connected.size()),
              2);
    lines.line(list_text(context, graph, cut.connected, kNames), 4);
  }
}

Message cut_head(CutKind kind) {
  switch (kind) {
    case CutKind::DataFlow:
      return message("Work list 1: single data flows, at a firewall or on the systems");
    case CutKind::System:
      return message("Work list 2: whole systems, taken off the network");
    case CutKind::ZonePair:
      break;
  }
  return message("Work list 3: zone from zone, all traffic at the boundary");
}

void add_cuts(Lines& lines, const TextContext& context, const FlowGraph& graph,
              const ContainResult& result) {
  for (const ContainCut& cut : result.cuts) {
    if (cut.state == CutState::Found) {
      lines.head(cut_head(cut.kind));
      add_work_list(lines, context, graph, cut);
      add_stopped(lines, context, graph, cut);
      add_remains(lines, context, graph, cut);
    }
  }
}

void add_choke_systems(Lines& lines, const TextContext& context, const FlowGraph& graph,
                       const ContainResult& result) {
  const Catalogue& c = context.catalogue;
  Table table;
  table.column(c.text("SYSTEM"), Table::Align::Left, 30)
      .column(c.text("ZONE"), Table::Align::Left, 20)
      .column(c.text("DEPARTMENT"), Table::Align::Left, 20)
      .column(c.text("ON EVERY WAY TO"));
  for (const ChokePoint& choke : result.chokes) {
    if (choke.kind == CutKind::System) {
      table.row({graph[choke.system].name, hamon::zone_text(context, graph, choke.system),
                 graph[choke.system].department, list_text(context, graph, choke.before, 4)});
    }
  }
  if (table.size() == 0) {
    lines.head(
        message("No single system stands on every way from the infected to a protected "
                "system."));
    return;
  }
  lines.head(message("Choke points: every way to these protected systems leads through them"));
  lines.add(table.text(context, 2));
}

void add_choke_flows(Lines& lines, const TextContext& context, const FlowGraph& graph,
                     const ContainResult& result) {
  const Catalogue& c = context.catalogue;
  Table table;
  table.column(c.text("DATA FLOW"))
      .column(c.text("SERVICE"))
      .column(c.text("ZONES"))
      .column(c.text("ON EVERY WAY TO"));
  for (const ChokePoint& choke : result.chokes) {
    if (choke.kind == CutKind::DataFlow) {
      const DataFlow& flow = graph[choke.data_flow];
      table.row({ends_text(graph, flow), service_title(c, graph, graph[flow.service].name),
                 zones_text(context, graph, flow), list_text(context, graph, choke.before, 4)});
    }
  }
  if (table.size() == 0) {
    lines.head(
        message("No single data flow lies on every way from the infected to a protected "
                "system."));
    return;
  }
  lines.head(message("Data flows that every way to these protected systems takes"));
  lines.add(table.text(context, 2));
}

void add_chokes(Lines& lines, const TextContext& context, const FlowGraph& graph,
                const ContainResult& result) {
  const bool any =
      std::any_of(result.guarded.begin(), result.guarded.end(),
                  [](const Protected& p) { return p.state == ProtectedState::Reachable; });
  if (!any) {
    return;
  }
  add_choke_systems(lines, context, graph, result);
  add_choke_flows(lines, context, graph, result);
}

}  // namespace

std::string contain_text(const TextContext& context, const FlowGraph& graph,
                         const ContainOptions& options, const ContainResult& result) {
  Lines lines(context);
  add_answer(lines, context, graph, result);
  add_comparison(lines, context, result);
  add_cuts(lines, context, graph, result);
  add_chokes(lines, context, graph, result);
  lines.blank();
  const bool any = std::any_of(result.cuts.begin(), result.cuts.end(),
                               [](const ContainCut& cut) { return cut.state == CutState::Found; });
  lines.say(message("Infected systems themselves come off the network first."));
  if (any) {
    lines.say(
        message("These cuts are for when one cannot, or when others on their side of the cut "
                "may be infected, too. Before cutting, ask the departments named what they "
                "can do without."));
  }
  lines.say(message("What no sensor saw is not in it: see `hamon coverage`."));
  add_assumptions(lines, context, graph, options.spread);
  return lines.str();
}

}  // namespace hamon
