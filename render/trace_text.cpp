#include "render/trace_text.hpp"

#include "render/evidence.hpp"
#include "render/site_text.hpp"
#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/words.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kNames = 4;

std::string falls_text(const TextContext& context, const FlowGraph& graph,
                       const std::vector<Fall>& falls) {
  std::vector<std::string> texts;
  for (const Fall& fall : falls) {
    texts.push_back(context.catalogue.text(
        fall.data ? message("{} (data) by {}", graph[fall.system].name, time_text(graph, fall.by))
                  : message("{} by {}", graph[fall.system].name, time_text(graph, fall.by))));
  }
  return list_text(context, texts, kNames);
}

std::string kind_words(const Catalogue& c, const FlowGraph& graph, const Origin& origin) {
  switch (origin.kind) {
    case OriginKind::Event:
      return c.text(message("event: {}", graph.site().events[*origin.event].kind));
    case OriginKind::Link:
      return c.text(message("far end of link {}", origin.link));
    case OriginKind::Outside:
      return c.text("outside, undeclared");
    case OriginKind::Undeclared:
      return c.text("inside, undeclared");
    case OriginKind::Inside:
      break;
  }
  return word(c, graph[origin.system].role);
}

void add_answer(Lines& lines, const TextContext& context, const FlowGraph& graph,
                const TraceResult& result) {
  const std::string fell = falls_text(context, graph, result.targets);
  if (result.origins.empty()) {
    lines.say(message("Fallen: {}. No observed chain of contacts explains it.", fell), 0,
              Ink::Bold);
    lines.say(message("The origin is something that no sensor saw: removable media, an unwatched "
                      "segment, stolen credentials."),
              2);
  } else {
    const Origin& first = result.origins.front();
    lines.say(message("Fallen: {}. Look first at {} ({}): compromised by {} at the latest", fell,
                      graph[first.system].name, kind_words(context.catalogue, graph, first),
                      time_text(graph, first.window.end)),
              0, Ink::Bold);
    lines.say(message("possible origins: {}", result.origins.size()), 2, Ink::Red);
    if (result.targets.size() > 1) {
      lines.say(message("the first of them explains {} of {} targets", first.explains.size(),
                        result.targets.size()),
                2);
    }
  }
  lines.say(message("This is what is possible, not what happened."), 2, Ink::Bold);
}

std::string over_text(const Catalogue& c, const FlowGraph& graph, const SpreadStep& step) {
  const std::string service = graph[graph[step.data_flow].service].name;
  return step.forward ? service : service + " " + c.text("(as server)");
}

void add_origins(Lines& lines, const TextContext& context, const FlowGraph& graph,
                 const TraceResult& result) {
  if (result.origins.empty()) {
    return;
  }
  const Catalogue& c = context.catalogue;
  lines.head(message("Possible origins, the likeliest to look at first"));
  Table table;
  table.column(c.text("RANK"), Table::Align::Right)
      .column(c.text("SYSTEM"), Table::Align::Left, 30)
      .column(c.text("WHAT"), Table::Align::Left, 30)
      .column(c.text("ZONE"), Table::Align::Left, 20)
      .column(c.text("NOT BEFORE"))
      .column(c.text("AT THE LATEST"))
      .column(c.text("EXPLAINS"), Table::Align::Right)
      .column(c.text("STEPS"), Table::Align::Right);
  for (std::size_t i = 0; i < result.origins.size(); ++i) {
    const Origin& origin = result.origins[i];
    table.row({std::to_string(i + 1), graph[origin.system].name, kind_words(c, graph, origin),
               zone_text(context, graph, origin.system),
               origin.bounded ? time_text(graph, origin.window.begin) : "",
               time_text(graph, origin.window.end),
               fmt::format("{}/{}", origin.explains.size(), result.targets.size()),
               std::to_string(origin.hops)});
  }
  lines.add(table.text(context, 2));
}

void add_systems(Lines& lines, const TextContext& context, const FlowGraph& graph,
                 const TraceOptions& options, const TraceResult& result) {
  auto systems = by_latest(result);
  if (systems.empty()) {
    return;
  }
  std::reverse(systems.begin(), systems.end());
  const Catalogue& c = context.catalogue;
  const bool several = result.targets.size() > 1;
  lines.head(
      message("Backwards from the fall: compromised by then, a system takes a target with it"));
  Table table;
  table.column(c.text("AT THE LATEST"))
      .column(c.text("SYSTEM"), Table::Align::Left, 30)
      .column(c.text("ZONE"), Table::Align::Left, 20)
      .column(c.text("DEPARTMENT"), Table::Align::Left, 20)
      .column(c.text("NEXT"), Table::Align::Left, 30)
      .column(c.text("OVER"), Table::Align::Left, 24)
      .column(c.text("STEPS"), Table::Align::Right);
  if (several) {
    table.column(c.text("TARGET"), Table::Align::Left, 30);
  }
  if (!options.clean.empty()) {
    table.column(c.text("RULED OUT"));
  }
  for (const SystemId id : systems) {
    const TraceState& state = result.systems[index(id)];
    const SpreadStep& next = state.path.front();
    std::vector<Table::Cell> row = {time_text(graph, *state.latest),
                                    graph[id].name,
                                    zone_text(context, graph, id),
                                    graph[id].department,
                                    graph[next.to].name,
                                    over_text(c, graph, next),
                                    std::to_string(state.path.size())};
    if (several) {
      row.emplace_back(graph[state.path.back().to].name);
    }
    if (!options.clean.empty()) {
      row.emplace_back(state.ruled_out() ? c.text("yes, by a clean system") : "");
    }
    table.row(std::move(row));
  }
  lines.add(table.text(context, 2));
}

void add_assumptions(Lines& lines, const TextContext& context, const FlowGraph& graph,
                     const TraceOptions& options) {
  const Catalogue& c = context.catalogue;
  lines.blank().add(assumptions_text(context, graph));
  lines.fact(c.text("profile"), word(c, options.profile));
  lines.fact(c.text("incubation"), duration_words(c, effective_incubation(options)));
  if (!options.clean.empty()) {
    lines.fact(c.text("clean"), falls_text(context, graph, options.clean));
    lines.say(message("A clean system rules out origins as far as every contact that can carry an "
                      "infection does carry it."),
              2);
  }
}

}  // namespace

std::string trace_text(const TextContext& context, const FlowGraph& graph,
                       const TraceOptions& options, const TraceResult& result) {
  Lines lines(context);
  add_answer(lines, context, graph, result);
  add_origins(lines, context, graph, result);
  add_systems(lines, context, graph, options, result);
  add_events(lines, graph, message("Events that no sensor sees (origins where they explain)"));
  add_assumptions(lines, context, graph, options);
  return lines.str();
}

}  // namespace hamon
