#pragma once

#include "graph/flow_graph.hpp"
#include "graph/selector.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// The claims of the site file; where it has none, `closed: <zones of kind clinical, else
/// internal>` as `default`.
[[nodiscard]] std::vector<SiteClaim> claims_of(const FlowGraph& graph);

/// A declared external connection, bound to a graph.
class BoundLink {
 public:
  [[nodiscard]] static Result<BoundLink> bind(const SiteLink& link, const FlowGraph& graph);

  /// One end inside, the other outside, whoever opened it; the service is one of the link's.
  [[nodiscard]] bool joins(const FlowGraph& graph, const Conversation& c) const;
  /// No windows, or wholly inside one of them.
  [[nodiscard]] bool allows(const FlowGraph& graph, const Interval& time) const;
  [[nodiscard]] const std::string& name() const { return link_->name; }
  [[nodiscard]] const Selector& inside() const { return inside_; }
  [[nodiscard]] const Selector& outside() const { return outside_; }

 private:
  const SiteLink* link_ = nullptr;
  Selector inside_, outside_;
};

/// A flow matcher of the site file, bound to a graph. What depends on the ends and the service is
/// asked apart from what depends on the time, since the first is equal for many records of a data
/// flow.
class BoundMatcher {
 public:
  [[nodiscard]] static Result<BoundMatcher> bind(const FlowMatcher& matcher,
                                                 const FlowGraph& graph);

  [[nodiscard]] bool matches_ends(const FlowGraph& graph, const Conversation& c) const;
  /// As `never` counts time: the record overlaps `during`, and does not lie wholly inside
  /// `outside_hours`.
  [[nodiscard]] bool forbids_time(const FlowGraph& graph, const Interval& time) const;
  /// As `except` counts time: wholly inside `during` and the link's windows.
  [[nodiscard]] bool excuses_time(const FlowGraph& graph, const Interval& time) const;

  /// Which pairs of cells (indices into `scope_prefixes`, their number for outside) it can match.
  struct Sides {
    std::optional<Selector::Scope> from, to, with, between_a, between_b, link_inside, link_outside;
  };
  [[nodiscard]] Sides sides(const FlowGraph& graph) const;

 private:
  [[nodiscard]] bool leaves_hours(const FlowGraph& graph, const Interval& time) const;

  const FlowMatcher* matcher_ = nullptr;
  std::optional<Selector> from_, to_, with_, between_a_, between_b_;
  std::optional<BoundLink> link_;
};

/// What a claim says of one established conversation.
struct Judgement {
  enum class Kind { Allowed, Direct, OffHours };
  Kind kind = Kind::Allowed;
  const BoundLink* link = nullptr;  ///< the one whose windows it overran, for OffHours
};

/// A claim's matchers, bound to a graph; `closed` stands for its `never` and adds to `except` (formats,
/// section 1). Views the claim and the graph's site.
class BoundClaim {
 public:
  /// Errors: a selector that names nothing in this graph.
  [[nodiscard]] static Result<BoundClaim> bind(SiteClaim claim, const FlowGraph& graph);
  BoundClaim(BoundClaim&&) = default;
  BoundClaim& operator=(BoundClaim&&) = default;

  /// The part of a judgement that is equal for all conversations with these ends and this service.
  struct Ends {
    std::vector<const BoundMatcher*> never, except;
    std::vector<const BoundLink*> links;  ///< declared links that it uses
  };
  [[nodiscard]] Ends ends(const Conversation& c) const;
  [[nodiscard]] Judgement judge(const Ends& ends, const Interval& time) const;

  [[nodiscard]] const SiteClaim& claim() const { return *claim_; }
  [[nodiscard]] const std::vector<BoundMatcher>& never() const { return never_; }
  [[nodiscard]] const std::optional<Selector>& closed() const { return closed_; }
  [[nodiscard]] const std::optional<Selector>& identity() const { return identity_; }

 private:
  BoundClaim() = default;

  std::unique_ptr<SiteClaim> claim_;  // matchers view it
  const FlowGraph* graph_ = nullptr;
  std::vector<BoundMatcher> never_, except_;
  std::vector<BoundLink> links_;
  std::optional<Selector> closed_, identity_;
};

}  // namespace hamon
