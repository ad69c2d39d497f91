#pragma once

#include "analyze/organisations.hpp"
#include "graph/flow_graph.hpp"
#include "render/text_context.hpp"

#include <ostream>
#include <string>
#include <vector>

namespace hamon {

/// `hamon find` for people: how many, who with whom, then the conversations by time. They come from
/// `find(graph, …)`.
[[nodiscard]] std::string find_text(const TextContext& context, const FlowGraph& graph,
                                    const std::vector<const Conversation*>& found,
                                    const Organisations& organisations = {});

/// `hamon find --csv`: one conversation a line, RFC 4180, LF line ends, header first; cells that a
/// spreadsheet would take for a formula are guarded with `'`.
void write_find_csv(std::ostream& out, const FlowGraph& graph,
                    const std::vector<const Conversation*>& found,
                    const Organisations& organisations = {});

}  // namespace hamon
