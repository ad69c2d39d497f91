#pragma once

#include "analyze/ledger_gaps.hpp"
#include "analyze/matrix.hpp"
#include "render/text_context.hpp"

#include <ostream>
#include <string>

namespace hamon {

/// `hamon matrix` for people: from zone to zone as a square, then what each department uses.
[[nodiscard]] std::string matrix_text(const TextContext& context, const FlowGraph& graph,
                                      const Matrix& matrix);
/// `hamon ledger` for people: what stands in no list, what was never seen, what has more addresses.
[[nodiscard]] std::string ledger_text(const TextContext& context, const FlowGraph& graph,
                                      const LedgerGaps& gaps);

/// `--csv`: RFC 4180, LF line ends, header first, cells guarded as by `csv_cell`. Zones first, then
/// departments, told apart by the first column.
void write_matrix_csv(std::ostream& out, const FlowGraph& graph, const Matrix& matrix);
/// One system a line; the first column says why it stands there.
void write_ledger_csv(std::ostream& out, const FlowGraph& graph, const LedgerGaps& gaps);

}  // namespace hamon
