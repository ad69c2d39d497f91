#pragma once

#include "analyze/check.hpp"
#include "render/additions.hpp"
#include "render/json_documents.hpp"

#include <string>
#include <vector>

namespace hamon {

/// The document of `hamon check` (formats, section 3), in the manner of render/json_documents.hpp.
[[nodiscard]] std::string check_json(const DocumentContext& context, const FlowGraph& graph,
                                     const CheckResult& result, const Additions& additions = {});
/// `hamon/entrances/1`: of it the entrances alone.
[[nodiscard]] std::string entrances_json(const DocumentContext& context, const FlowGraph& graph,
                                         const std::vector<Entrance>& entrances);

}  // namespace hamon
