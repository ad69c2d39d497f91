#pragma once

#include "base/result.hpp"

#include <string>

namespace hamon {

/// The document as PDF, printed by a program of this machine that is found along `PATH`:
/// WeasyPrint, which has no network code in use, else Chromium or Google Chrome without a window,
/// for whom no name resolves. It gets a folder of its own under the folder for temporary files, and
/// the document asks for nothing besides; after twenty minutes it is ended. Errors: none of them is
/// there; it fails; nothing can be written.
[[nodiscard]] Result<std::string> printed_as_pdf(const std::string& html);

}  // namespace hamon
