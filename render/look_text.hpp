#pragma once

#include "analyze/look.hpp"
#include "analyze/organisations.hpp"
#include "graph/card_vendors.hpp"
#include "render/text_context.hpp"

#include <string>
#include <vector>

namespace hamon {

/// `hamon look` for people: one screen of at most 100 columns, short lists shortened. What was read
/// and what counts as inside stand first, then who opened something from outside, and last the
/// commands to type next, about `inputs` as they were typed. `vendors` say who made the network
/// cards of systems without a name, `organisations` who announces
/// outside addresses.
[[nodiscard]] std::string look_text(const TextContext& context, const FlowGraph& graph,
                                    const Look& look, const std::vector<std::string>& inputs,
                                    const CardVendors& vendors = {},
                                    const Organisations& organisations = {});

/// The words of one command line for a shell: quoted where it would take them apart. Inputs that
/// would fill more than a line become their common folder, else `FILE...`.
[[nodiscard]] std::string shell_words(const std::vector<std::string>& inputs);

}  // namespace hamon
