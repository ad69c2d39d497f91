#pragma once

#include "analyze/source_check.hpp"
#include "base/diagnostic.hpp"
#include "render/text_context.hpp"

#include <string>
#include <vector>

namespace hamon {

/// One finding as a sentence, and what to do about it.
struct SourceWords {
  Message what;
  Message hint;
};
[[nodiscard]] SourceWords source_words(const Catalogue& catalogue, const SourceFinding& finding);

/// What arrived at a port in so much time, in a few lines, whether anything is wrong or not.
[[nodiscard]] std::string source_text(const TextContext& context, const SourceReport& report,
                                      const std::string& where);

}  // namespace hamon
