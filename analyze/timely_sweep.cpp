#include "analyze/timely_sweep.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::uint8_t kDamages = carry::kDamage | carry::kPass;

}  // namespace

TimelySweep::TimelySweep(const FlowGraph& graph, ContactTimeline& timeline,
                         const RadiusOptions& options)
    : timeline_(timeline),
      incubation_(options.profile == Profile::Contact ? Duration{} : options.incubation),
      most_waiting_(options.most_waiting),
      damage_(options.profile != Profile::Contact) {
  for (const System& system : graph.systems()) {
    outside_.push_back(system.outside);
  }
}

void TimelySweep::start(std::span<const RadiusSource> block, const TimelessClosure& bound,
                        std::size_t words) {
  const std::size_t systems = outside_.size();
  compromised_ = BitRows(systems, words);
  active_ = BitRows(systems, words);
  affected_ = BitRows(damage_ ? systems : 0, words);
  gained_.assign(words, 0);
  active_gains_.assign(systems, 0);
  affected_gains_.assign(systems, 0);
  given_.assign(timeline_.links().size(), {});
  lanes_.assign(systems, {});
  touched_.clear();
  is_touched_.assign(systems, false);
  waiting_of_.assign(systems, 0);
  waiting_.clear();
  waiting_places_.clear();
  waiting_words_.clear();
  next_waiting_ = next_word_ = 0;
  overflow_ = false;
  for (std::size_t column = 0; column < block.size(); ++column) {
    for (const SystemId system : block[column]) {
      const std::size_t v = index(system);
      compromised_.set(v, column);
      active_.set(v, column);
      active_gains_[v] = 1;
      if (damage_) {
        affected_.set(v, column);
        affected_gains_[v] = 1;
      }
    }
  }
  to_compromise_.resize(systems);
  to_affect_.resize(systems);
  wants_.assign(systems, carry::kStrong | kDamages);
  wanting_ = systems;
  for (std::uint32_t v = 0; v < systems; ++v) {
    to_compromise_[v] = bits_in(bound.compromised(v)) - bits_in(compromised_[v]);
    to_affect_[v] = damage_ ? bits_in(bound.affected(v)) - bits_in(affected_[v]) : 0;
    want_less(v);
  }
}

bool TimelySweep::run(std::span<const RadiusSource> block, const TimelessClosure& bound,
                      std::size_t words) {
  start(block, bound, words);
  for (std::size_t n = 0; n < ContactTimeline::kParts && wanting_ > 0 && !overflow_; ++n) {
    for (const ContactTimeline::Opening& opening : timeline_.part(n)) {
      activate_until(opening.time.begin);
      open(opening);
      if (overflow_ || wanting_ == 0) {
        break;
      }
    }
  }
  activate_until(Timestamp::max());
  for (std::uint32_t v = 0; damage_ && v < outside_.size(); ++v) {
    affected_.join(v, compromised_[v]);  // also what became active too late to pass on anything
  }
  return !overflow_;
}

void TimelySweep::want_less(std::uint32_t system) {
  const auto left = static_cast<std::uint8_t>((to_compromise_[system] > 0 ? carry::kStrong : 0) |
                                              (to_affect_[system] > 0 ? kDamages : 0));
  if (left == 0 && wants_[system] != 0) {
    --wanting_;
  }
  wants_[system] = left;
}

void TimelySweep::touch(std::uint32_t system) {
  if (!is_touched_[system]) {
    is_touched_[system] = true;
    touched_.push_back(system);
  }
}

void TimelySweep::open(const ContactTimeline::Opening& opening) {
  const ContactTimeline::Link& link = timeline_.links()[opening.link];
  for (std::uint32_t way = 0; way < 2; ++way) {
    const std::uint32_t from = link.ends[way];
    if ((link.kinds[way] & wants_[link.ends[1 - way]]) == 0) {
      continue;
    }
    carry(opening.link, way, opening.time.begin);
    if (is_final(from)) {
      continue;
    }
    std::vector<Lane>& lanes = lanes_[from];
    if (lanes.size() == lanes.capacity()) {
      std::erase_if(lanes, [&](const Lane& lane) { return lane.end < opening.time.begin; });
      lanes.reserve(std::max<std::size_t>(4, 2 * lanes.size()));
    }
    lanes.push_back({opening.link, way, opening.time.end});
  }
  settle(opening.time.begin);
}

void TimelySweep::carry(std::uint32_t link, std::uint32_t way, Timestamp now) {
  const ContactTimeline::Link& ends = timeline_.links()[link];
  const std::uint32_t from = ends.ends[way];
  const std::uint32_t to = ends.ends[1 - way];
  const auto kinds = static_cast<std::uint8_t>(ends.kinds[way] & wants_[to]);
  Given& given = given_[link];
  if (given.active[way] != active_gains_[from] &&
      (kinds & (carry::kStrong | carry::kDamage)) != 0) {
    given.active[way] = active_gains_[from];
    if ((kinds & carry::kStrong) != 0 && compromised_.gain(to, active_[from], gained_)) {
      compromise(to, now);
    }
    if ((kinds & carry::kDamage) != 0 && affected_.gain(to, active_[from], gained_)) {
      affect(to);
    }
  }
  if ((kinds & carry::kPass) != 0) {
    // A system outside passes on what started there, nothing else.
    const bool own = outside_[from];
    const std::uint32_t gains = own ? active_gains_[from] : affected_gains_[from];
    if (given.affected[way] != gains) {
      given.affected[way] = gains;
      if (affected_.gain(to, own ? active_[from] : affected_[from], gained_)) {
        affect(to);
      }
    }
  }
}

// Of `system`, by what `gained_` holds.
void TimelySweep::compromise(std::uint32_t system, Timestamp now) {
  to_compromise_[system] -= bits_in(gained_);
  want_less(system);
  const Timestamp at = now + incubation_;
  if (at == now) {
    activate(system);
  } else if (at <= timeline_.end()) {
    wait(system, at);
  }
}

void TimelySweep::wait(std::uint32_t system, Timestamp at) {
  Waiting waiting{at, system, 0};
  for (std::uint32_t w = 0; w < gained_.size(); ++w) {
    if (gained_[w] != 0) {
      waiting_places_.push_back(w);
      waiting_words_.push_back(gained_[w]);
      ++waiting.words;
    }
  }
  waiting_.push_back(waiting);
  ++waiting_of_[system];
  overflow_ =
      overflow_ || (gained_.size() > 1 && waiting_words_.size() - next_word_ > most_waiting_);
}

void TimelySweep::take_waiting(const Waiting& waiting) {
  std::fill(gained_.begin(), gained_.end(), 0);
  for (std::uint32_t i = 0; i < waiting.words; ++i, ++next_word_) {
    gained_[waiting_places_[next_word_]] = waiting_words_[next_word_];
  }
  --waiting_of_[waiting.system];
  ++next_waiting_;
}

void TimelySweep::forget_taken() {
  constexpr std::size_t kWorthIt = 1U << 16U;
  if (next_word_ > kWorthIt && next_word_ > waiting_words_.size() / 2) {
    const auto words = static_cast<std::ptrdiff_t>(next_word_);
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(next_waiting_));
    waiting_places_.erase(waiting_places_.begin(), waiting_places_.begin() + words);
    waiting_words_.erase(waiting_words_.begin(), waiting_words_.begin() + words);
    next_waiting_ = next_word_ = 0;
  }
}

// Gains wait in the order in which they become active, since all wait equally long.
void TimelySweep::activate_until(Timestamp time) {
  while (next_waiting_ < waiting_.size() && waiting_[next_waiting_].at <= time && !overflow_) {
    const Waiting waiting = waiting_[next_waiting_];
    take_waiting(waiting);
    activate(waiting.system);
    settle(waiting.at);
    forget_taken();
  }
}

// By what `gained_` holds.
void TimelySweep::activate(std::uint32_t system) {
  if (!outside_[system]) {
    active_.join(system, gained_);
    ++active_gains_[system];
    touch(system);
  }
  if (damage_ && affected_.gain(system, gained_, gained_)) {
    affect(system);
  }
}

// Likewise.
void TimelySweep::affect(std::uint32_t system) {
  to_affect_[system] -= bits_in(gained_);
  want_less(system);
  ++affected_gains_[system];
  if (!outside_[system]) {
    touch(system);
  }
}

void TimelySweep::settle(Timestamp now) {
  while (!touched_.empty()) {
    const std::uint32_t giver = touched_.back();
    touched_.pop_back();
    is_touched_[giver] = false;
    std::erase_if(lanes_[giver], [&](const Lane& lane) {
      const ContactTimeline::Link& link = timeline_.links()[lane.link];
      if (lane.end < now || (link.kinds[lane.way] & wants_[link.ends[1 - lane.way]]) == 0) {
        return true;
      }
      carry(lane.link, lane.way, now);
      return false;
    });
    if (is_final(giver)) {
      lanes_[giver] = {};
    }
  }
}

}  // namespace hamon
