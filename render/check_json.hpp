#pragma once

#include "analyze/check.hpp"
#include "render/json_documents.hpp"

#include <string>

namespace hamon {

/// The document of `hamon check` (formats, section 3), in the manner of render/json_documents.hpp.
[[nodiscard]] std::string check_json(const DocumentContext& context, const FlowGraph& graph,
                                     const CheckResult& result);

}  // namespace hamon
