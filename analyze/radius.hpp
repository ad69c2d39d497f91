#pragma once

#include "analyze/spread.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hamon {

/// How far something comes: the start included, data-affected with the compromised among them.
struct Reach {
  std::uint32_t compromised = 0;
  std::uint32_t data_affected = 0;
  bool operator==(const Reach&) const = default;
};

/// The radius of one source.
struct Radius {
  Reach timely;                   ///< as `contacted` has it: by contacts in their order in time
  Reach timeless;                 ///< as if every data flow could carry at any time
  std::uint32_t departments = 0;  ///< touched by `timely`, the start's own included
  std::uint32_t zones = 0;        ///< likewise, of systems that have one
  bool operator==(const Radius&) const = default;
};

struct RadiusOptions {
  Timestamp from;  ///< every source is infected then
  Profile profile = Profile::Default;
  Duration incubation = Duration::minutes(10);  ///< contact: none
  /// Sources that are counted together at most, in words of 64; 0: as many as memory allows.
  std::size_t words = 0;
  /// Words of gains that may wait for their incubation at once, of 12 bytes; beyond that blocks are
  /// halved.
  std::size_t most_waiting = std::size_t{16} << 20U;
};

/// Systems that start together: one system, or all contact points of a vendor.
using RadiusSource = std::vector<SystemId>;

/// The radius of each source by itself, in their order: exactly the sizes of `contacted` with these
/// seeds, and of the same rule with time ignored.
///
/// Bits of sources travel together: a row of bits per system says which sources have reached it,
/// and one pass over the contacts by their begin carries rows from system to system. What was
/// gained becomes active after the incubation, and goes on over what is still open then. A contact
/// costs a row only where its giver has gained something since it last gave that way. Without time:
/// strongly connected components, and rows joined along them.
///
/// O(C log C) for the order of C contacts, and for each block of sources O(C + G·K) row steps, G
/// the gains of a system, K its data flows. At most some 256 MiB beyond 24 bytes a contact that can
/// carry. Source of the order of contacts in time: Wu et al., PVLDB 7 (2014).
[[nodiscard]] std::vector<Radius> radii(const FlowGraph& graph, const SpreadIndex& index,
                                        std::span<const RadiusSource> sources,
                                        const RadiusOptions& options);

/// The part without time alone: O(V + F) for V systems and F data flows, and for each block of
/// sources as many row steps as components touch.
[[nodiscard]] std::vector<Reach> timeless_reach(const FlowGraph& graph, const SpreadIndex& index,
                                                std::span<const RadiusSource> sources,
                                                Profile profile);

/// One row of the ranking.
struct RankedRadius {
  std::string name;  ///< of the link; empty: of a system
  RadiusSource source;
  Radius radius;
};
struct RadiusRanking {
  RadiusOptions options;
  std::vector<RankedRadius> systems;  ///< every system; greatest `timely`, then `timeless`, first
  std::vector<RankedRadius> links;    ///< likewise, each as `--from LINK` seeds it
  std::vector<std::string> unseen_links;  ///< declared, but no system of the case stands for them
};

/// The radius of every system and of every declared link, ranked.
[[nodiscard]] RadiusRanking rank_radii(const FlowGraph& graph, const SpreadIndex& index,
                                       const RadiusOptions& options);

}  // namespace hamon
