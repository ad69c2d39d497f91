#include "analyze/trace.hpp"

#include "graph/selector.hpp"

#include <algorithm>
#include <tuple>

namespace hamon {

std::string_view name_of(OriginKind kind) {
  switch (kind) {
    case OriginKind::Event:
      return "event";
    case OriginKind::Link:
      return "link";
    case OriginKind::Outside:
      return "outside";
    case OriginKind::Undeclared:
      return "undeclared";
    case OriginKind::Inside:
      break;
  }
  return "inside";
}

namespace {

// Of several times of one fall the earliest says most about when it fell.
std::vector<Fall> distinct(std::vector<Fall> falls) {
  const auto what = [](const Fall& f) { return std::tuple(f.system, f.data); };
  std::sort(falls.begin(), falls.end(), [&](const Fall& a, const Fall& b) {
    return std::tuple(what(a), a.by) < std::tuple(what(b), b.by);
  });
  falls.erase(std::unique(falls.begin(), falls.end(),
                          [&](const Fall& a, const Fall& b) { return what(a) == what(b); }),
              falls.end());
  return falls;
}

/// Finds what every candidate explains.
class OriginFinder {
 public:
  OriginFinder(const FlowGraph& graph, TraceResult& result) : graph_(graph), result_(result) {
    find_links();
    for (std::uint32_t v = 0; v < graph.systems().size(); ++v) {
      Origin origin;
      origin.system = SystemId{v};
      origin.kind = kind_of(v);
      origin.link = links_[v];
      origin.bounded = result.systems[v].excluded_until.has_value();
      candidates_.push_back(std::move(origin));
    }
    for (std::size_t e = 0; e < graph.site().events.size(); ++e) {
      add_event(e);
    }
  }

  /// Every candidate by the latest times of one target.
  void judge(std::uint32_t target, const std::vector<RetraceLabel>& latest) {
    const SystemId falls = result_.targets[target].system;
    for (Origin& origin : candidates_) {
      const RetraceLabel& label = latest[index(origin.system)];
      if (!label.latest || !is_possible(origin, *label.latest)) {
        continue;
      }
      if (!origin.event) {
        origin.window.end =
            origin.explains.empty() ? *label.latest : std::min(origin.window.end, *label.latest);
      }
      if (origin.system != falls) {
        origin.hops = origin.hops == 0 ? label.hops : std::min(origin.hops, label.hops);
      }
      origin.explains.push_back(target);
    }
  }

  [[nodiscard]] std::vector<Origin> ranked() {
    candidates_.erase(std::remove_if(candidates_.begin(), candidates_.end(),
                                     [&](const Origin& o) { return !is_origin(o); }),
                      candidates_.end());
    for (Origin& origin : candidates_) {
      if (!origin.event) {
        origin.window.begin = begin_of(origin);
      }
    }
    std::sort(candidates_.begin(), candidates_.end(), [](const Origin& a, const Origin& b) {
      const auto known = [](const Origin& o) { return o.kind == OriginKind::Inside; };
      // Systems have the order of their names.
      return std::tuple(b.explains.size(), known(a), b.window.end, a.hops, a.system, a.event) <
             std::tuple(a.explains.size(), known(b), a.window.end, b.hops, b.system, b.event);
    });
    return std::move(candidates_);
  }

 private:
  void find_links() {
    links_.resize(graph_.systems().size());
    for (const SiteLink& link : graph_.site().links) {
      const auto far = Selector::bind(link.outside, graph_);
      if (!far) {
        continue;  // names nothing in this case
      }
      for (const SystemId system : far->systems(graph_)) {
        std::string& name = links_[index(system)];
        name = name.empty() ? link.name : name;
      }
    }
  }

  [[nodiscard]] OriginKind kind_of(std::uint32_t v) const {
    const System& system = graph_.systems()[v];
    if (!links_[v].empty()) {
      return OriginKind::Link;
    }
    if (system.outside) {
      return OriginKind::Outside;
    }
    return system.in_site || system.in_ledger ? OriginKind::Inside : OriginKind::Undeclared;
  }

  void add_event(std::size_t e) {
    const SiteEvent& event = graph_.site().events[e];
    const auto where = Selector::bind({event.to}, graph_);
    if (!where) {
      return;  // at nothing that this case knows; answers list it all the same
    }
    for (const SystemId system : where->systems(graph_)) {
      Origin origin;
      origin.system = system;
      origin.kind = OriginKind::Event;
      origin.event = e;
      origin.window = {event.time, event.time};
      origin.bounded = true;
      candidates_.push_back(std::move(origin));
    }
  }

  // Some time up to `latest` is not excluded; an event has one time alone.
  [[nodiscard]] bool is_possible(const Origin& origin, Timestamp latest) const {
    const auto& excluded = result_.systems[index(origin.system)].excluded_until;
    if (origin.event) {
      return origin.window.begin <= latest && (!excluded || *excluded < origin.window.begin);
    }
    return !excluded || *excluded < latest;
  }

  // That a target fell by itself explains nothing, unless an event says how.
  [[nodiscard]] bool is_origin(const Origin& origin) const {
    if (origin.event) {
      return !origin.explains.empty();
    }
    return std::any_of(origin.explains.begin(), origin.explains.end(),
                       [&](std::uint32_t t) { return result_.targets[t].system != origin.system; });
  }

  [[nodiscard]] Timestamp begin_of(const Origin& origin) const {
    if (const auto& excluded = result_.systems[index(origin.system)].excluded_until) {
      return *excluded + Duration{1};
    }
    const Timestamp begin = graph_.window() ? graph_.window()->begin : origin.window.end;
    return std::min(begin, origin.window.end);
  }

  const FlowGraph& graph_;
  TraceResult& result_;
  std::vector<std::string> links_;  // of which a system is the far end
  std::vector<Origin> candidates_;
};

bool is_target(const TraceResult& result, SystemId system) {
  const auto at = std::lower_bound(result.targets.begin(), result.targets.end(), system,
                                   [](const Fall& f, SystemId id) { return f.system < id; });
  return at != result.targets.end() && at->system == system;
}

}  // namespace

TraceResult trace(const FlowGraph& graph, const SpreadIndex& index, const TraceOptions& options) {
  TraceResult result;
  result.targets = distinct(options.targets);
  result.systems.resize(graph.systems().size());
  Retrace retrace(graph, index, options.profile, options.incubation);
  if (!options.clean.empty()) {
    retrace.run(options.clean);
    for (std::size_t v = 0; v < result.systems.size(); ++v) {
      result.systems[v].excluded_until = retrace.compromised()[v].latest;
    }
  }
  OriginFinder origins(graph, result);
  retrace.run(result.targets);
  for (std::uint32_t v = 0; v < result.systems.size(); ++v) {
    if (retrace.compromised()[v].latest && !is_target(result, SystemId{v})) {
      result.systems[v].latest = retrace.compromised()[v].latest;
      result.systems[v].path = retrace.chain(SystemId{v});
    }
  }
  if (result.targets.size() == 1) {
    origins.judge(0, retrace.compromised());
  } else {
    for (std::uint32_t t = 0; t < result.targets.size(); ++t) {
      retrace.run({&result.targets[t], 1});
      origins.judge(t, retrace.compromised());
    }
  }
  result.origins = origins.ranked();
  return result;
}

}  // namespace hamon
