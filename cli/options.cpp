#include "cli/options.hpp"

#include "base/nearest_words.hpp"
#include "cli/command_line.hpp"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iterator>

namespace hamon {
namespace {

std::string environment(const char* name) {
  const char* value =
      std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read once, before any thread
  return value == nullptr ? std::string() : std::string(value);
}

bool is_option(const std::string& argument) {
  return argument.size() > 1 && argument.front() == '-';
}

/// The word that stands where a command belongs, if it names none.
std::optional<std::string> mistyped_command(const std::vector<std::string>& arguments,
                                            const std::vector<std::string>& known) {
  for (auto a = arguments.begin(); a != arguments.end(); ++a) {
    if (*a == "--lang" && std::next(a) != arguments.end()) {
      ++a;
    } else if (!is_option(*a)) {
      return std::find(known.begin(), known.end(), *a) == known.end() ? std::optional(*a)
                                                                      : std::nullopt;
    }
  }
  return std::nullopt;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    out += out.empty() ? word : ", " + word;
  }
  return out;
}

}  // namespace

CommandLine::CommandLine(Invocation& out, const Catalogue& words)
    : out_(out),
      words_(words),
      app_(
          words.text("Maps which system talks to which, tests whether a network is cut off as "
                     "claimed, and computes how far an infection could spread. It only listens.")) {
  app_.name("hamon");
  label();
  app_.require_subcommand(1);
  app_.set_help_flag("-h,--help", words.text("Print this help and exit"));
  app_.set_version_flag("--version", "hamon " HAMON_VERSION,
                        words.text("Print the version and exit"));
  app_.add_option("--lang", language_,
                  words.text("Language: ja or en (default: that of the locale)"));
  app_.fallthrough();
  app_.footer(
      words.text("Exit status: 0 answered; 1 a claim is refuted; 2 wrong use or trouble; 3 "
                 "incomplete: input damaged or "
                 "dropped, or a claim that cannot be tested."));
  add_look();
  add_init();
  add_import();
  add_site();
  add_flows();
  add_find();
  add_map();
  add_check();
  add_spread();
  add_trace();
  add_contain();
  add_restore();
  add_leak();
  add_diff();
  add_coverage();
  add_matrix();
  add_ledger();
  add_entrances();
  add_export();
  add_report();
  add_evidence();
  add_verify();
  add_capture();
  add_collect();
  add_doctor();
  add_sample();
}

std::vector<std::string> CommandLine::command_names() const {
  std::vector<std::string> names;
  for (const CLI::App* command : app_.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  return names;
}

void CommandLine::label() {
  const auto formatter = app_.get_formatter();
  formatter->label("Usage", words_.text("Usage"));
  formatter->label("Positionals", words_.text("Arguments"));
  formatter->label("OPTIONS", words_.text("OPTIONS"));
  formatter->label("SUBCOMMAND", words_.text("COMMAND"));
  formatter->label("REQUIRED", words_.text("REQUIRED"));
  formatter->label("TEXT", words_.text("TEXT"));
  app_.option_defaults()->group(words_.text("Options"));
}

CLI::App* CommandLine::add_named(CLI::App& parent, const char* name, std::string what) {
  CLI::App* sub = parent.add_subcommand(name, std::move(what));
  sub->group(words_.text("Commands"));
  sub->set_help_flag("-h,--help", words_.text("Print this help and exit"));
  return sub;
}

CLI::App* CommandLine::command(const char* name, std::string what, Invocation::Command value) {
  CLI::App* sub = add_named(app_, name, std::move(what));
  sub->callback([this, value] { out_.command = value; });
  return sub;
}

CLI::Option* CommandLine::add_case(CLI::App* sub) {
  return sub->add_option("-c,--case", out_.common.case_path,
                         words_.text("Case file (default: $HAMON_CASE, else ./hamon.case)"));
}

Language language_of(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string value;
    if (arguments[i] == "--lang" && i + 1 < arguments.size()) {
      value = arguments[i + 1];
    } else if (arguments[i].starts_with("--lang=")) {
      value = arguments[i].substr(7);
    }
    if (const auto language = parse_language(value)) {
      return *language;
    }
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (const std::string value = environment(name); !value.empty()) {
      return parse_language(value).value_or(Language::English);
    }
  }
  return Language::English;
}

Result<Invocation> parse_arguments(const std::vector<std::string>& arguments) {
  Invocation out;
  out.language = language_of(arguments);
  const std::string named = environment("HAMON_CASE");
  out.common.case_path = named.empty() ? "hamon.case" : named;
  CommandLine line(out, Catalogue::in(out.language));
  if (const auto word = mistyped_command(arguments, line.command_names())) {
    const auto near = nearest_words(*word, line.command_names());
    return fail(message("there is no command {}", *word), {}, {},
                near.empty() ? message("hamon --help lists the commands")
                             : message("did you mean {}?", joined(near)));
  }
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
  try {
    line.app().parse(reversed);
  } catch (const CLI::CallForHelp&) {
    out.command = Invocation::Command::Help;
    const CLI::App* app = &line.app();
    std::string before;
    while (!app->get_subcommands().empty()) {
      before += (before.empty() ? "" : " ") + app->get_name();
      app = app->get_subcommands().front();
    }
    out.help = app->help(before);
  } catch (const CLI::CallForVersion& version) {
    out.command = Invocation::Command::Help;
    out.help = std::string(version.what()) + "\n";
  } catch (const CLI::ParseError& error) {
    return fail(message("wrong use: {}", error.what()), {}, {},
                message("hamon COMMAND --help says what a command takes"));
  }
  return out;
}

}  // namespace hamon
