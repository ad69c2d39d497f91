#pragma once

#include "analyze/bit_rows.hpp"
#include "analyze/radius.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace hamon {

/// Which sources reach which systems when time is ignored. A system stands for up to three points:
/// compromised, affected, and, where it is outside, a start that passes on what is its own.
class TimelessClosure {
 public:
  TimelessClosure(const FlowGraph& graph, const SpreadIndex& index, Profile profile);

  /// Where a source starts, in order, each once: sources that start alike reach alike.
  [[nodiscard]] std::vector<std::uint32_t> starts(const RadiusSource& source) const;
  /// Rows for a block of sources of at most `64 * words`, column i for the i-th of them.
  void run(std::span<const RadiusSource> block, std::size_t words);

  [[nodiscard]] std::span<const BitRows::Word> compromised(std::uint32_t system) const {
    return rows_[row_[component_[system]]];
  }
  [[nodiscard]] std::span<const BitRows::Word> affected(std::uint32_t system) const {
    return rows_[row_[component_[affected_point(system)]]];
  }
  /// Of the block, one a source.
  [[nodiscard]] std::vector<Reach> reach() const;
  [[nodiscard]] std::size_t rows() const { return row_count_; }

 private:
  [[nodiscard]] std::uint32_t affected_point(std::uint32_t system) const {
    return damage_ ? systems_ + system : system;
  }
  void add_edges(const FlowGraph& graph, const SpreadIndex& index, Profile profile);
  void find_components();
  void condense();
  void share_rows();
  [[nodiscard]] std::vector<std::uint32_t> counts(std::uint32_t first_point) const;

  std::uint32_t systems_;
  bool damage_;                              // some point is affected without being compromised
  std::vector<std::uint32_t> start_;         // of each system: where its own columns start
  std::vector<std::uint32_t> first_, next_;  // edges of each point
  std::vector<std::uint32_t> component_;     // of each point
  std::vector<std::uint32_t> order_;         // components, givers first
  std::vector<std::uint32_t> first_after_, after_;  // edges of each component
  std::vector<std::uint32_t> row_;  // of each component; one that gets all from one other has its
  std::size_t row_count_ = 0;
  BitRows rows_;
  std::size_t columns_ = 0;
};

}  // namespace hamon
