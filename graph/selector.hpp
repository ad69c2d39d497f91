#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "graph/flow_graph.hpp"

namespace hamon {

/// A list of selector texts (any of them), bound to a graph. Zones and groups select a conversation's end whose system has its
/// home there or whose own address lies there; systems, globs, `outside` and `internal` select by system;
/// addresses and prefixes by the conversation's own address; routers and links by the addresses they declare; `vendor:NAME` by the systems
/// of that vendor and the outside ends of its links, `event:WHICH` by what the events say (graph/contact_points.hpp).
class Selector {
 public:
  /// Errors: a word that names nothing, with the nearest known words as hint.
  [[nodiscard]] static Result<Selector> bind(const std::vector<std::string>& texts, const FlowGraph& graph);

  [[nodiscard]] bool matches(const FlowGraph& graph, std::optional<SystemId> system,
                             const IpAddress& address) const;
  /// The systems it stands for where a set of systems is asked (seeds, isolation, protection): for zones and groups those whose
  /// home it is, for addresses and prefixes those that ever held one. Sorted.
  [[nodiscard]] std::vector<SystemId> systems(const FlowGraph& graph) const;

  /// The part of address space it can match, for the scope of a claim: declared prefixes (indices into
  /// `scope_prefixes(graph)`) and whether it reaches outside.
  struct Scope {
    std::vector<std::size_t> prefixes;  ///< sorted
    bool outside = false;
  };
  [[nodiscard]] Scope scope(const FlowGraph& graph) const;

 private:
  friend class SelectorBinder;
  friend class ScopeCollector;
  struct Term {
    enum class Kind { Any, Outside, Internal, Zones, Systems, Prefixes } kind = Kind::Any;
    std::vector<ZoneId> zones;
    std::vector<SystemId> systems;  ///< sorted
    std::vector<Prefix> prefixes;
  };
  std::vector<Term> terms_;
};

/// All prefixes of declared zones, sorted: the cells of a claim's scope.
[[nodiscard]] std::vector<Prefix> scope_prefixes(const FlowGraph& graph);

/// Service texts (name, class, `tcp/443`) against a conversation; an empty list matches everything.
[[nodiscard]] bool matches_service(const std::vector<ServiceText>& texts, const FlowGraph& graph,
                                   const Conversation& conversation);

/// `SEL@TIME` split at the last `@`; time in the site's zone when it has no offset.
struct TimedSelector {
  std::string text;
  std::optional<Timestamp> time;
};
[[nodiscard]] Result<TimedSelector> parse_timed_selector(std::string_view text, const FlowGraph& graph);

}  // namespace hamon
