#pragma once

#include "base/diagnostic.hpp"
#include "base/mirror_report.hpp"
#include "render/text_context.hpp"

#include <string>
#include <vector>

namespace hamon {

/// What is wrong with a mirror port or clock, each with what to do about it; `where` is the
/// interface or file.
[[nodiscard]] std::vector<Diagnostic> mirror_warnings(const Catalogue& catalogue,
                                                      const MirrorReport& report,
                                                      const std::string& where);

/// What the frames show, in a few lines, whether anything is wrong or not.
[[nodiscard]] std::string mirror_text(const TextContext& context, const MirrorReport& report,
                                      const std::string& where);

}  // namespace hamon
