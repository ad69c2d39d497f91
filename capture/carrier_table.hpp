#pragma once

#include "base/time.hpp"
#include "capture/flow_key.hpp"
#include "capture/tunnel.hpp"

#include <cstdint>

#include <boost/unordered/unordered_flat_map.hpp>

namespace hamon {

/// What carries the packets inside tunnels. Two things are told apart: the *carrier*, tunnel kind
/// and outer addresses, which is part of an inner conversation's key, as the two directions may use
/// different outer ports; and the conversation of the outer packets, whose record the inner one
/// names.
class CarrierTable {
 public:
  /// `most`: conversations of outer packets that are remembered.
  explicit CarrierTable(std::size_t most = std::size_t{1} << 17) : most_(most) {}

  struct Place {
    std::uint16_t carrier = 0;  ///< for `FlowKey::carrier`; never 0
    std::uint64_t record = 0;   ///< `flow_id` of the outer packets' record
  };

  /// A packet of `outer`, itself within `outer_place` where it is not outermost. Follows the flow
  /// table's rule of when a conversation begins anew.
  [[nodiscard]] Place add(const FlowKey& outer, const Place& outer_place, TunnelKind outer_kind,
                          TunnelKind kind, Timestamp time, std::uint64_t number);

  /// Packets whose carrier had no number left and share one.
  [[nodiscard]] std::uint64_t crowded() const { return crowded_; }

 private:
  struct Hash {
    std::size_t operator()(const FlowKey& key) const { return key.hash(); }
  };
  struct Conversation {
    Timestamp start;
    Timestamp last;
    std::uint64_t record = 0;
  };

  [[nodiscard]] std::uint16_t number_of(FlowKey addresses, TunnelKind kind);

  std::size_t most_;
  boost::unordered_flat_map<FlowKey, std::uint16_t, Hash> numbers_;
  boost::unordered_flat_map<FlowKey, Conversation, Hash> conversations_;
  std::uint64_t crowded_ = 0;
};

}  // namespace hamon
