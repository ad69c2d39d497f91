#pragma once

#include "cli/options_description.hpp"

#include <iosfwd>

namespace hamon {

/// The completion for bash: commands, options, and words to choose from; else names of files.
void write_bash_completion(std::ostream& out, const CommandDescription& program);

/// The completion for zsh (a file `_hamon`), which shows what each option means.
void write_zsh_completion(std::ostream& out, const CommandDescription& program);

}  // namespace hamon
