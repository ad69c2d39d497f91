#include "analyze/claim_matcher.hpp"

#include <algorithm>

#include <fmt/ranges.h>

namespace hamon {
namespace {

// The site reader checked every name, so that an error here means that the case's own site file and
// graph disagree.
Result<void> bind_into(std::optional<Selector>& target, const std::vector<SelectorText>& texts,
                       const FlowGraph& graph) {
  if (texts.empty()) {
    return {};
  }
  auto bound = Selector::bind(texts, graph);
  if (!bound) {
    return tl::unexpected(bound.error());
  }
  target = std::move(*bound);
  return {};
}

struct BothEnds {
  bool one_way;
  bool other_way;
};

BothEnds both_ends(const FlowGraph& graph, const Conversation& c, const Selector& a,
                   const Selector& b) {
  return {a.matches(graph, c.from, c.initiator) && b.matches(graph, c.to, c.responder),
          a.matches(graph, c.to, c.responder) && b.matches(graph, c.from, c.initiator)};
}

bool inside_any(const std::vector<TimeWindow>& windows, const Interval& time,
                const TimeZone& zone) {
  return std::any_of(windows.begin(), windows.end(),
                     [&](const TimeWindow& w) { return contains(w, time, zone); });
}

}  // namespace

std::vector<SiteClaim> claims_of(const FlowGraph& graph) {
  if (!graph.site().claims.empty()) {
    return graph.site().claims;
  }
  SiteClaim claim;
  claim.id = "default";
  for (const Zone& zone : graph.zones()) {
    if (zone.kind == "clinical") {
      claim.closed.push_back(zone.name);
    }
  }
  if (claim.closed.empty()) {
    claim.closed = {"internal"};
  }
  claim.text = fmt::format("closed: [{}]", fmt::join(claim.closed, ", "));
  return {claim};
}

Result<BoundLink> BoundLink::bind(const SiteLink& link, const FlowGraph& graph) {
  BoundLink bound;
  bound.link_ = &link;
  auto inside = Selector::bind(link.inside, graph);
  if (!inside) {
    return tl::unexpected(inside.error());
  }
  auto outside = Selector::bind(link.outside, graph);
  if (!outside) {
    return tl::unexpected(outside.error());
  }
  bound.inside_ = std::move(*inside);
  bound.outside_ = std::move(*outside);
  return bound;
}

bool BoundLink::joins(const FlowGraph& graph, const Conversation& c) const {
  // What runs inside a link's tunnel has ends of its own and is no use of the link itself.
  if (c.tunnel_inner || !matches_service(link_->services, graph, c)) {
    return false;
  }
  const BothEnds ends = both_ends(graph, c, inside_, outside_);
  return ends.one_way || ends.other_way;
}

bool BoundLink::allows(const FlowGraph& graph, const Interval& time) const {
  return link_->windows.empty() || inside_any(link_->windows, time, graph.site().zone);
}

Result<BoundMatcher> BoundMatcher::bind(const FlowMatcher& matcher, const FlowGraph& graph) {
  BoundMatcher bound;
  bound.matcher_ = &matcher;
  const std::pair<std::optional<Selector>*, const std::vector<SelectorText>*> keys[] = {
      {&bound.from_, &matcher.from},
      {&bound.to_, &matcher.to},
      {&bound.with_, &matcher.with},
      {&bound.between_a_, &matcher.between_a},
      {&bound.between_b_, &matcher.between_b}};
  for (const auto& [target, texts] : keys) {
    if (auto done = bind_into(*target, *texts, graph); !done) {
      return tl::unexpected(done.error());
    }
  }
  if (!matcher.link.empty()) {
    const auto& links = graph.site().links;
    const auto link = std::ranges::find(links, matcher.link, &SiteLink::name);
    if (link == links.end()) {
      return fail(message("no declared link is called {}", matcher.link));
    }
    auto bound_link = BoundLink::bind(*link, graph);
    if (!bound_link) {
      return tl::unexpected(bound_link.error());
    }
    bound.link_ = std::move(*bound_link);
  }
  return bound;
}

bool BoundMatcher::matches_ends(const FlowGraph& graph, const Conversation& c) const {
  if (from_ && !from_->matches(graph, c.from, c.initiator)) {
    return false;
  }
  if (to_ && !to_->matches(graph, c.to, c.responder)) {
    return false;
  }
  if (with_ && !with_->matches(graph, c.from, c.initiator) &&
      !with_->matches(graph, c.to, c.responder)) {
    return false;
  }
  if (between_a_ && between_b_) {
    const BothEnds ends = both_ends(graph, c, *between_a_, *between_b_);
    if (!ends.one_way && !ends.other_way) {
      return false;
    }
  }
  return matches_service(matcher_->services, graph, c) && (!link_ || link_->joins(graph, c));
}

bool BoundMatcher::leaves_hours(const FlowGraph& graph, const Interval& time) const {
  return matcher_->outside_hours.empty() ||
         !inside_any(matcher_->outside_hours, time, graph.site().zone);
}

bool BoundMatcher::forbids_time(const FlowGraph& graph, const Interval& time) const {
  const auto& during = matcher_->during;
  const bool in_time =
      during.empty() || std::any_of(during.begin(), during.end(), [&](const TimeWindow& w) {
        return overlaps(w, time, graph.site().zone);
      });
  return in_time && leaves_hours(graph, time);
}

bool BoundMatcher::excuses_time(const FlowGraph& graph, const Interval& time) const {
  return (matcher_->during.empty() || inside_any(matcher_->during, time, graph.site().zone)) &&
         leaves_hours(graph, time) && (!link_ || link_->allows(graph, time));
}

BoundMatcher::Sides BoundMatcher::sides(const FlowGraph& graph) const {
  const auto scope = [&](const std::optional<Selector>& selector) {
    return selector ? std::optional(selector->scope(graph)) : std::nullopt;
  };
  Sides sides{scope(from_), scope(to_), scope(with_), scope(between_a_), scope(between_b_), {}, {}};
  if (link_) {
    sides.link_inside = link_->inside().scope(graph);
    sides.link_outside = link_->outside().scope(graph);
  }
  return sides;
}

Result<BoundClaim> BoundClaim::bind(SiteClaim claim, const FlowGraph& graph) {
  BoundClaim bound;
  if (!claim.closed.empty()) {
    FlowMatcher matcher;
    matcher.between_a = claim.closed;
    matcher.between_b = {"outside"};
    claim.never = {matcher};
    for (const SiteLink& link : graph.site().links) {
      FlowMatcher excused;
      excused.link = link.name;
      claim.except.push_back(excused);
    }
  }
  bound.claim_ = std::make_unique<SiteClaim>(std::move(claim));
  bound.graph_ = &graph;
  const SiteClaim& said = *bound.claim_;
  for (const auto& [target, matchers] :
       {std::pair(&bound.never_, &said.never), std::pair(&bound.except_, &said.except)}) {
    for (const FlowMatcher& matcher : *matchers) {
      auto one = BoundMatcher::bind(matcher, graph);
      if (!one) {
        return tl::unexpected(one.error());
      }
      target->push_back(std::move(*one));
    }
  }
  for (const SiteLink& link : graph.site().links) {
    auto one = BoundLink::bind(link, graph);
    if (!one) {
      return tl::unexpected(one.error());
    }
    bound.links_.push_back(std::move(*one));
  }
  if (auto done = bind_into(bound.closed_, said.closed, graph); !done) {
    return tl::unexpected(done.error());
  }
  if (!said.address_system.empty()) {
    if (auto done = bind_into(bound.identity_, {said.address_system}, graph); !done) {
      return tl::unexpected(done.error());
    }
  }
  return bound;
}

BoundClaim::Ends BoundClaim::ends(const Conversation& c) const {
  Ends ends;
  for (const BoundMatcher& matcher : never_) {
    if (matcher.matches_ends(*graph_, c)) {
      ends.never.push_back(&matcher);
    }
  }
  if (ends.never.empty()) {
    return ends;
  }
  for (const BoundMatcher& matcher : except_) {
    if (matcher.matches_ends(*graph_, c)) {
      ends.except.push_back(&matcher);
    }
  }
  for (const BoundLink& link : links_) {
    if (link.joins(*graph_, c)) {
      ends.links.push_back(&link);
    }
  }
  return ends;
}

Judgement BoundClaim::judge(const Ends& ends, const Interval& time) const {
  const bool forbidden = std::any_of(ends.never.begin(), ends.never.end(),
                                     [&](const auto* m) { return m->forbids_time(*graph_, time); });
  const bool excused = std::any_of(ends.except.begin(), ends.except.end(),
                                   [&](const auto* m) { return m->excuses_time(*graph_, time); });
  if (!forbidden || excused) {
    return {};
  }
  // A record that one declared link allows does not overrun another.
  const bool within = std::any_of(ends.links.begin(), ends.links.end(),
                                  [&](const auto* link) { return link->allows(*graph_, time); });
  if (within || ends.links.empty()) {
    return {Judgement::Kind::Direct, nullptr};
  }
  return {Judgement::Kind::OffHours, ends.links.front()};
}

}  // namespace hamon
