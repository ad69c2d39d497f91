#pragma once

#include "analyze/diff.hpp"
#include "render/json_documents.hpp"

#include <string>

namespace hamon {

/// `hamon/diff/1` of formats, section 3, written as the other documents are; its head is that of
/// `about`: the later case, or the whole one of which two windows are compared.
[[nodiscard]] std::string diff_json(const DocumentContext& context, const FlowGraph& about,
                                    const DiffSide& before, const DiffSide& after,
                                    const Diff& diff);

}  // namespace hamon
