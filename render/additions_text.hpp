#pragma once

#include "render/additions.hpp"
#include "render/text_context.hpp"

#include <string>

namespace hamon {

/// What the lists that were given say, for people; to stand before the answer itself: who talked
/// after it was said to be off the network, what was found beside what was predicted, and the hits
/// of indicators with the commands to type next. `case_path` as it was opened. Empty where nothing
/// was asked for.
[[nodiscard]] std::string additions_text(const TextContext& context, const FlowGraph& graph,
                                         const Additions& additions, const std::string& case_path);

/// `found infected`, …
[[nodiscard]] std::string condition_words(const Catalogue& catalogue, Condition condition);

}  // namespace hamon
