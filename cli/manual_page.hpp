#pragma once

#include "cli/options_description.hpp"

#include <iosfwd>

namespace hamon {

/// The man page `hamon(1)`, in the macros of man(7), UTF-8: what the program is, its commands, and
/// what all of them share.
void write_manual_page(std::ostream& out, const CommandDescription& program, const Catalogue& words,
                       const std::string& version);

/// The man page of one of its commands, e.g. `hamon-spread(1)`.
void write_manual_page(std::ostream& out, const CommandDescription& program,
                       const CommandDescription& command, const Catalogue& words,
                       const std::string& version);

}  // namespace hamon
