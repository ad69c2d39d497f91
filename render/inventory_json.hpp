#pragma once

#include "analyze/ledger_gaps.hpp"
#include "analyze/matrix.hpp"
#include "render/json_documents.hpp"

#include <string>

namespace hamon {

/// `hamon/matrix/1` and `hamon/ledger/1` of formats, section 3, written as the other documents are.
[[nodiscard]] std::string matrix_json(const DocumentContext& context, const FlowGraph& graph,
                                      const Matrix& matrix);
[[nodiscard]] std::string ledger_json(const DocumentContext& context, const FlowGraph& graph,
                                      const LedgerGaps& gaps);

}  // namespace hamon
