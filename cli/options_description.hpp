#pragma once

#include "base/catalogue.hpp"

#include <string>
#include <vector>

namespace hamon {

/// An option or argument as `--help` lists it.
struct OptionDescription {
  std::vector<std::string> names;    ///< `-c`, `--case`; of an argument its one word, e.g. `FILE`
  std::string what;                  ///< the sentence behind it
  std::string value;                 ///< what it takes, e.g. `TEXT`; empty: a flag
  std::vector<std::string> choices;  ///< all it takes; empty: not a choice of words
  bool required = false;
  bool repeated = false;              ///< takes several values
  std::vector<std::string> excludes;  ///< options that cannot stand beside it
  std::vector<std::string> needs;     ///< options that must
};

/// A command as `--help` describes it, in one language.
struct CommandDescription {
  std::string name;  ///< `hamon`, `spread`, `check` of `site`
  std::string what;
  std::string footer;
  std::vector<OptionDescription> options;    ///< in the order of `--help`
  std::vector<OptionDescription> arguments;  ///< likewise
  std::vector<CommandDescription> commands;  ///< likewise
};

/// The program with everything that its command line takes: what man pages and completion are
/// written from. The same source as `--help`.
[[nodiscard]] CommandDescription describe_command_line(Language language);

}  // namespace hamon
