#pragma once

#include "analyze/radius.hpp"
#include "render/json_documents.hpp"

#include <cstddef>
#include <string>

namespace hamon {

/// `hamon/radius/1`, written as the other documents are; at most `most` systems and as many links.
[[nodiscard]] std::string radius_json(const DocumentContext& context, const FlowGraph& graph,
                                      const RadiusRanking& ranking, std::size_t most);

}  // namespace hamon
