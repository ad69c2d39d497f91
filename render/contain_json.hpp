#pragma once

#include "analyze/contain.hpp"
#include "render/json_documents.hpp"

#include <string>

namespace hamon {

/// `hamon/contain/1` (formats, section 3).
[[nodiscard]] std::string contain_json(const DocumentContext& context, const FlowGraph& graph,
                                       const ContainOptions& options, const ContainResult& result);

}  // namespace hamon
