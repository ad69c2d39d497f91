#pragma once

#include "analyze/incidence.hpp"
#include "graph/flow_graph.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace hamon {

/// A calendar day of the site's zone that the case's window touches.
struct ObservedDay {
  Window time;
  bool whole = false;  ///< the window leaves out at most an hour at either end, holes at most half
  double watched = 0;  ///< share of it inside the window and outside holes
  std::uint64_t data_flows = 0;  ///< some record of them ran on it
  std::uint64_t fresh = 0;       ///< their first record of the whole case began on it
};

/// Which data flows are meant: by the systems at both ends and their zones at home.
enum class FlowScope : std::uint8_t {
  All,
  Border,          ///< one end is outside
  Between,         ///< inside, of different zones
  Within,          ///< inside, of one zone, or both of none
  Clinical,        ///< an end is at home in a zone of kind `clinical`
  ClinicalBorder,  ///< and the other one is outside
};
inline constexpr std::size_t kFlowScopes = 6;
[[nodiscard]] std::string_view name_of(FlowScope scope);  ///< `all`, `border`, `between`, …

/// What can be said once there are enough whole days.
struct UnseenEstimate {
  LowerBound bound;  ///< Chao2 over the whole days
  /// Data flows to be expected after so many whole days, whichever: at most 50 points, the last
  /// one all days.
  struct Point {
    std::size_t days = 0;
    double data_flows = 0;
  };
  std::vector<Point> curve;
  std::size_t recent_with_new = 0;  ///< of the recent whole days, those with a first appearance
  std::uint64_t recent_new = 0;     ///< first appearances on them
};

/// Of one scope. Unrecognised services on ports from 49152 up between the same two systems count as
/// one data flow for each transport.
struct UnseenFlows {
  FlowScope scope = FlowScope::All;
  std::uint64_t data_flows = 0;     ///< of the whole case
  std::uint64_t on_whole_days = 0;  ///< of these, seen on a whole day
  std::uint64_t once = 0;           ///< on one whole day only
  std::uint64_t twice = 0;
  std::optional<UnseenEstimate> estimate;  ///< nothing: too short, or none seen
};

struct NewDataFlow {
  DataFlowId flow{};
  Timestamp first;
};

/// What was missed, as far as what was seen can tell (design, section 5).
struct Unseen {
  static constexpr std::size_t kDaysNeeded = 7;  ///< whole ones, for any estimate

  std::vector<ObservedDay> days;  ///< all of the window, in order
  std::size_t whole_days = 0;
  double days_watched = 0;  ///< whole days count 1, others their watched share
  std::size_t recent_days =
      0;  ///< the last whole days looked at for new data flows: seven, or half of all
  std::vector<UnseenFlows> flows;   ///< in the order of `FlowScope`; clinical ones where there are
                                    ///< clinical zones
  std::vector<NewDataFlow> newest;  ///< first seen from the first of the recent days on, the latest
                                    ///< first; at most 20
};

/// How often a link may be used, for `chance_to_show`.
struct UseRate {
  std::string_view name;  ///< `day`, `week`, `month`, `quarter`
  double per_day = 0;
};
inline constexpr std::array<UseRate, 4> kUseRates = {
    {{"day", 1.0}, {"week", 1.0 / 7}, {"month", 12 / 365.25}, {"quarter", 4 / 365.25}}};

/// `holes`: times without any record inside the graph's window, sorted, disjoint.
/// A data flow showed on a day if a record of it ran on it.
/// O(F + C + D) for F data flows, C contacts and D days.
[[nodiscard]] Unseen unseen_flows(const FlowGraph& graph, const std::vector<Interval>& holes);

/// How much of `days_watched` lies in `time`.
[[nodiscard]] double days_watched(const Unseen& missed, const Interval& time);

}  // namespace hamon
