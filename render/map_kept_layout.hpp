#pragma once

#include "render/map_layout.hpp"

namespace hamon {

/// The kept layout itself where the map has the same nodes of the same sizes and the same arrows;
/// else, without arrows, one in which the nodes that were there keep their places. Nothing where
/// `kept` cannot be read, knows less than half of the nodes, or boxes would overlap.
[[nodiscard]] std::optional<MapLayout> layout_like(const MapModel& map, const MapRoom& room,
                                                   std::string_view kept);

}  // namespace hamon
