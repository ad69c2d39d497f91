#pragma once

#include "analyze/check.hpp"
#include "render/text_context.hpp"
#include "render/text_parts.hpp"

#include <ostream>
#include <string>
#include <vector>

namespace hamon {

/// The ways in and out as a table, undeclared ones first; empty when there are none.
[[nodiscard]] std::string entrances_text(const TextContext& context, const FlowGraph& graph,
                                         const std::vector<Entrance>& entrances);
/// RFC 4180 as `write_ledger_csv`: one entrance a line, header first.
void write_entrances_csv(std::ostream& out, const FlowGraph& graph,
                         const std::vector<Entrance>& entrances);

/// How regularly it begins, and how a permanent connection was used, in a sentence each.
void add_rhythm(Lines& lines, const TextContext& context, const FlowGraph& graph,
                const std::optional<Regularity>& regularity, const std::optional<LinkUse>& use,
                std::size_t indent);

}  // namespace hamon
