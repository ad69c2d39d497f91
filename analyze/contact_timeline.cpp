#include "analyze/contact_timeline.hpp"

#include "analyze/propagation.hpp"

#include <algorithm>

namespace hamon {
namespace {

using Opening = ContactTimeline::Opening;

bool begins_before(const Opening& a, const Opening& b) {
  return a.time.begin < b.time.begin;
}

// Into many short stretches first, which then are few enough to be put in order each.
std::vector<Opening> by_begin(const std::vector<Opening>& openings) {
  constexpr std::size_t kOfAStretch = 8;
  if (openings.empty()) {
    return {};
  }
  const auto [first, last] = std::minmax_element(openings.begin(), openings.end(), begins_before);
  const Timestamp begin = first->time.begin;
  const auto length = static_cast<std::uint64_t>((last->time.begin - begin).ns);
  unsigned shift = 0;
  while (length >> shift > openings.size() / kOfAStretch) {
    ++shift;
  }
  const auto stretch_of = [&](const Opening& opening) {
    return static_cast<std::size_t>(static_cast<std::uint64_t>((opening.time.begin - begin).ns) >>
                                    shift);
  };
  std::vector<std::size_t> next((length >> shift) + 2);
  for (const Opening& opening : openings) {
    ++next[stretch_of(opening) + 1];
  }
  for (std::size_t n = 1; n < next.size(); ++n) {
    next[n] += next[n - 1];
  }
  std::vector<Opening> sorted(openings.size());
  for (const Opening& opening : openings) {
    sorted[next[stretch_of(opening)]++] = opening;
  }
  std::size_t start = 0;
  for (std::size_t n = 0; n + 1 < next.size(); ++n) {
    std::sort(sorted.begin() + static_cast<std::ptrdiff_t>(start),
              sorted.begin() + static_cast<std::ptrdiff_t>(next[n]), begins_before);
    start = next[n];
  }
  return sorted;
}

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
    : contacts_(graph.contacts()), from_(from), end_(from) {
  for (const DataFlow& flow : graph.data_flows()) {
    const Range contacts = profile == Profile::Contact ? flow.contacts : flow.carrying;
    const Link link{{static_cast<std::uint32_t>(index(flow.initiator)),
                     static_cast<std::uint32_t>(index(flow.responder))},
                    {kinds_towards(graph, profile, flow.carry.forward, flow.responder),
                     kinds_towards(graph, profile, flow.carry.backward, flow.initiator)}};
    if (flow.initiator == flow.responder || (link.kinds[0] | link.kinds[1]) == 0 ||
        contacts.size() == 0) {
      continue;
    }
    const Interval& last = contacts_[contacts.end - 1];
    if (last.end < from_) {
      continue;
    }
    std::uint32_t first = contacts.begin;
    while (contacts_[first].end < from_) {
      ++first;
    }
    links_.push_back(link);
    rests_.push_back({std::max(contacts_[first].begin, from_), {first, contacts.end}});
    end_ = std::max(end_, last.end);
  }
}

std::vector<ContactTimeline::Opening> ContactTimeline::openings_before(Timestamp end, bool all) {
  std::vector<Opening> openings;
  for (std::uint32_t link = 0; link < links_.size(); ++link) {
    Rest& rest = rests_[link];
    while (rest.contacts.size() > 0 && (rest.begin < end || all)) {
      openings.push_back({{rest.begin, contacts_[rest.contacts.begin].end}, link});
      if (++rest.contacts.begin < rest.contacts.end) {
        rest.begin = contacts_[rest.contacts.begin].begin;
      }
    }
  }
  return openings;
}

void ContactTimeline::make_part() {
  const unsigned halvings = static_cast<unsigned>(kParts - 1 - made_);
  const Duration part{(end_ - from_).ns >> halvings};
  parts_[made_++] = by_begin(openings_before(from_ + part, halvings == 0));
}

std::span<const ContactTimeline::Opening> ContactTimeline::part(std::size_t n) {
  while (made_ <= n) {
    make_part();
  }
  return parts_[n];
}

}  // namespace hamon
