#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace hamon {

/// Which gates to close, at what least cost, so that nothing leads from `source` to `sink`.
struct CutProblem {
  static constexpr std::uint32_t kOpen = UINT32_MAX;  ///< an arc that no gate closes

  /// Closed with its gate. Of several arcs of one gate none may need another one to be closed as
  /// well: no cheapest cut holds two of them, as it is with the two directions of one data flow.
  struct Arc {
    std::uint32_t from = 0, to = 0;  ///< nodes
    std::uint32_t gate = kOpen;
  };
  /// Paid once when any of its gates is closed.
  struct Joint {
    static constexpr std::size_t kMost = 4;
    std::array<std::uint32_t, kMost> gate{};  ///< two or more
    std::uint32_t count = 0;
    std::int64_t cost = 0;

    Joint() = default;
    Joint(std::initializer_list<std::uint32_t> gates, std::int64_t paid) : cost(paid) {
      for (const std::uint32_t g : gates) {
        add(g);
      }
    }
    void add(std::uint32_t g) { gate[count++] = g; }
    [[nodiscard]] std::span<const std::uint32_t> gates() const { return {gate.data(), count}; }
  };
  std::uint32_t nodes = 0;
  std::uint32_t source = 0, sink = 0;
  std::vector<Arc> arcs;
  std::vector<std::int64_t> costs;  ///< per gate: what it pays alone; all costs together below 2^40
  std::vector<Joint> joints;
};

struct MinimumCut {
  bool possible = false;
  std::vector<std::uint32_t> gates;  ///< sorted
  std::int64_t cost = 0;
  bool minimal = true;  ///< proven to be the cheapest
};

/// Max-flow/min-cut (push-relabel, O(V³)); of the cheapest cuts the one nearest to the source.
/// Joint costs make the problem hard: they are divided among their gates, which bounds every cut
/// from below, and the division follows the cuts that are found until it proves one; where it does
/// not, branch and bound over gates. After `most_flows` maximum flows the best cut so far, with
/// `minimal` false unless proven.
[[nodiscard]] MinimumCut minimum_cut(const CutProblem& problem, std::size_t most_flows);

}  // namespace hamon
