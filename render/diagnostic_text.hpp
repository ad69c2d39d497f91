#pragma once

#include "base/diagnostic.hpp"
#include "render/text_context.hpp"

#include <string>

namespace hamon {

/// The form of conventions, section 5, ended with a newline; lines without content are left out:
///
///     warning: 37 frames end inside their IPv4 header
///       in ward-7.pcapng, packet 1204
///       hint: the capture kept few bytes per packet; 96 or more keep every header
[[nodiscard]] std::string diagnostic_text(const TextContext& context, const Diagnostic& diagnostic);

}  // namespace hamon
