#pragma once

#include "analyze/bit_rows.hpp"
#include "analyze/contact_timeline.hpp"
#include "analyze/radius.hpp"
#include "analyze/timeless_closure.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace hamon {

/// Carries the bits of a block of sources from system to system, along contacts in their order.
class TimelySweep {
 public:
  TimelySweep(const FlowGraph& graph, ContactTimeline& timeline, const RadiusOptions& options);

  /// One pass for a block of sources, column i for the i-th of them; `bound`, run for the same
  /// block, says where nothing more can come. False when more gains would have to wait for their
  /// incubation than the options allow: then a block of fewer words has to be asked for, of which
  /// one always goes.
  [[nodiscard]] bool run(std::span<const RadiusSource> block, const TimelessClosure& bound,
                         std::size_t words);

  /// Afterwards: the sources that compromise the system, or affect it, the compromised included.
  [[nodiscard]] std::span<const BitRows::Word> compromised(std::uint32_t system) const {
    return compromised_[system];
  }
  [[nodiscard]] std::span<const BitRows::Word> affected(std::uint32_t system) const {
    return damage_ ? affected_[system] : compromised_[system];
  }

 private:
  /// Of each direction, how many gains of the giver the taker has been given.
  struct Given {
    std::array<std::uint32_t, 2> active{}, affected{};
  };
  /// A direction of a link whose contact is open.
  struct Lane {
    std::uint32_t link;
    std::uint32_t way;
    Timestamp end;
  };
  /// What a system gained, waiting for its incubation: so many of the next words that wait.
  struct Waiting {
    Timestamp at;
    std::uint32_t system;
    std::uint32_t words;
  };

  void start(std::span<const RadiusSource> block, const TimelessClosure& bound, std::size_t words);
  void open(const ContactTimeline::Opening& opening);
  void activate_until(Timestamp time);
  void carry(std::uint32_t link, std::uint32_t way, Timestamp now);
  void compromise(std::uint32_t system, Timestamp now);
  void wait(std::uint32_t system, Timestamp at);
  void take_waiting(const Waiting& waiting);
  void forget_taken();
  void activate(std::uint32_t system);
  void affect(std::uint32_t system);
  void settle(Timestamp now);
  void touch(std::uint32_t system);
  void want_less(std::uint32_t system);
  /// Nothing that it passes on can still grow.
  [[nodiscard]] bool is_final(std::uint32_t system) const {
    return outside_[system] || (wants_[system] == 0 && waiting_of_[system] == 0);
  }

  ContactTimeline& timeline_;
  Duration incubation_;
  std::size_t most_waiting_;
  bool damage_;
  std::vector<bool> outside_;
  BitRows compromised_, active_, affected_;
  std::vector<BitRows::Word> gained_;  // what was found to be new last
  std::vector<std::uint32_t> active_gains_, affected_gains_;
  std::vector<std::uint32_t> to_compromise_, to_affect_;  // bits that can still come
  std::vector<std::uint8_t> wants_;                       // `carry` bits that can still bring them
  std::size_t wanting_ = 0;                               // systems that want something
  std::vector<Given> given_;
  std::vector<std::vector<Lane>> lanes_;  // of each giver
  std::vector<std::uint32_t> touched_;    // systems with something new to pass on
  std::vector<bool> is_touched_;
  std::vector<std::uint32_t> waiting_of_;
  std::vector<Waiting> waiting_;
  std::vector<std::uint32_t> waiting_places_;  // of words that are not zero
  std::vector<BitRows::Word> waiting_words_;
  std::size_t next_waiting_ = 0, next_word_ = 0;
  bool overflow_ = false;
};

}  // namespace hamon
