#pragma once

#include "analyze/indicator_hits.hpp"
#include "analyze/observed_state.hpp"
#include "graph/indicators.hpp"

namespace hamon {

/// What stands in an answer besides what its command asks: lists that were given with it. What is
/// pointed to must outlive the call; nothing: not asked for.
struct Additions {
  const Indicators* indicators = nullptr;
  const IndicatorHits* hits = nullptr;  ///< there with `indicators`
  const StateAnswer* states = nullptr;
};

}  // namespace hamon
