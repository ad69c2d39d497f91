#include "cli/options_description.hpp"

#include "cli/command_line.hpp"

#include <algorithm>
#include <sstream>

namespace hamon {
namespace {

/// The words of a library's `TEXT:{a,b,c}`.
std::vector<std::string> choices_in(const std::string& type) {
  const auto begin = type.find('{');
  const auto end = type.rfind('}');
  std::vector<std::string> out;
  if (begin == std::string::npos || end == std::string::npos) {
    return out;
  }
  std::istringstream words(type.substr(begin + 1, end - begin - 1));
  for (std::string word; std::getline(words, word, ',');) {
    out.push_back(word);
  }
  return out;
}

/// In the order of their names: the library keeps them by address.
std::vector<std::string> names_of(const std::set<CLI::Option*>& options) {
  std::vector<std::string> out;
  for (const CLI::Option* option : options) {
    out.push_back(option->get_name());
  }
  std::sort(out.begin(), out.end());
  return out;
}

OptionDescription described(const CLI::Option& option, const Catalogue& words) {
  OptionDescription out;
  for (const std::string& name : option.get_snames()) {
    out.names.push_back("-" + name);
  }
  for (const std::string& name : option.get_lnames()) {
    out.names.push_back("--" + name);
  }
  if (!option.nonpositional()) {
    out.names.push_back(option.get_name(true, false));
  }
  out.what = option.get_description();
  if (option.get_items_expected_max() > 0) {
    const std::string type = option.get_type_name();
    const std::string kind = type.substr(0, type.find(':'));
    out.value = kind == "INT" || kind == "UINT" ? words.text("NUMBER") : words.text("TEXT");
    out.choices = choices_in(type);
  }
  out.required = option.get_required();
  out.repeated = option.get_items_expected_max() > 1;
  out.excludes = names_of(option.get_excludes());
  out.needs = names_of(option.get_needs());
  return out;
}

CommandDescription described(const CLI::App& app, const Catalogue& words) {
  CommandDescription out;
  out.name = app.get_name();
  out.what = app.get_description();
  out.footer = app.get_footer();
  for (const CLI::Option* option : app.get_options()) {
    auto& list = option->nonpositional() ? out.options : out.arguments;
    list.push_back(described(*option, words));
  }
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    out.commands.push_back(described(*command, words));
  }
  return out;
}

}  // namespace

CommandDescription describe_command_line(Language language) {
  const Catalogue& words = Catalogue::in(language);
  Invocation unused;
  CommandLine line(unused, words);
  return described(line.app(), words);
}

}  // namespace hamon
