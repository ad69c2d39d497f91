#pragma once

#include "analyze/look.hpp"
#include "analyze/organisations.hpp"
#include "render/json_documents.hpp"

#include <string>

namespace hamon {

/// `hamon/look/1`: everything that `look` found, unshortened. The document's `case` has no id.
[[nodiscard]] std::string look_json(const DocumentContext& context, const FlowGraph& graph,
                                    const Look& look, const Organisations& organisations = {});

}  // namespace hamon
