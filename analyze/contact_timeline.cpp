#include "analyze/contact_timeline.hpp"

#include "analyze/propagation.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kOpeningsOfAStretch = 64;

std::uint8_t kinds_towards(const FlowGraph& graph, Profile profile, std::uint8_t kinds,
                           SystemId to) {
  if (profile == Profile::Contact) {
    return carry::kStrong;
  }
  const bool infects = (kinds & spreading_kinds(profile)) != 0 && graph[to].susceptible;
  return static_cast<std::uint8_t>((kinds & (carry::kDamage | carry::kPass)) |
                                   (infects ? carry::kStrong : 0));
}

}  // namespace

ContactTimeline::ContactTimeline(const FlowGraph& graph, Profile profile, Timestamp from)
    : contacts_(profile == Profile::Contact ? graph.contacts() : graph.carrying_contacts()),
      from_(from),
      end_(from) {
  for (const DataFlow& flow : graph.data_flows()) {
    const Range contacts = profile == Profile::Contact ? flow.contacts : flow.carrying;
    const Link link{{static_cast<std::uint32_t>(index(flow.initiator)),
                     static_cast<std::uint32_t>(index(flow.responder))},
                    {kinds_towards(graph, profile, flow.carry.forward, flow.responder),
                     kinds_towards(graph, profile, flow.carry.backward, flow.initiator)}};
    if (flow.initiator != flow.responder && (link.kinds[0] | link.kinds[1]) != 0 &&
        contacts.size() > 0) {
      links_.push_back(link);
      contacts_of_.push_back(contacts);
    }
  }
  std::size_t count = 0;
  Timestamp last = from_;
  each_opening([&](const Opening& opening) {
    ++count;
    last = std::max(last, opening.time.begin);
    end_ = std::max(end_, opening.time.end);
  });
  while (stretch_of(last) > count / kOpeningsOfAStretch) {
    ++shift_;
  }
  first_.resize(stretch_of(last) + 2);
  sorted_.resize(first_.size() - 1);
  each_opening([&](const Opening& opening) { ++first_[stretch_of(opening.time.begin) + 1]; });
  for (std::size_t n = 1; n < first_.size(); ++n) {
    first_[n] += first_[n - 1];
  }
  openings_.resize(count);
  auto next = first_;
  each_opening(
      [&](const Opening& opening) { openings_[next[stretch_of(opening.time.begin)]++] = opening; });
  contacts_of_ = {};
}

template <class Visit>
void ContactTimeline::each_opening(Visit visit) const {
  for (std::uint32_t link = 0; link < links_.size(); ++link) {
    for (std::uint32_t i = contacts_of_[link].begin; i < contacts_of_[link].end; ++i) {
      const Interval& contact = contacts_[i];
      if (contact.end >= from_) {
        visit(Opening{{std::max(contact.begin, from_), contact.end}, link});
      }
    }
  }
}

std::span<const ContactTimeline::Opening> ContactTimeline::stretch(std::size_t n) {
  const auto begin = openings_.begin() + static_cast<std::ptrdiff_t>(first_[n]);
  const auto end = openings_.begin() + static_cast<std::ptrdiff_t>(first_[n + 1]);
  if (!sorted_[n]) {
    std::sort(begin, end,
              [](const Opening& a, const Opening& b) { return a.time.begin < b.time.begin; });
    sorted_[n] = true;
  }
  return {begin, end};
}

}  // namespace hamon
