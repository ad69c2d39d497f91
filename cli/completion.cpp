#include "cli/completion.hpp"

#include <ostream>

namespace hamon {
namespace {

/// A command with the words that call it: empty for the program itself, `site check`.
struct Called {
  std::string words;
  const CommandDescription* command;
};

void collect(const CommandDescription& command, const std::string& words,
             std::vector<Called>& out) {
  out.push_back({words, &command});
  for (const CommandDescription& sub : command.commands) {
    collect(sub, words.empty() ? sub.name : words + " " + sub.name, out);
  }
}

std::vector<Called> all_commands(const CommandDescription& program) {
  std::vector<Called> out;
  collect(program, {}, out);
  return out;
}

/// What can be typed behind a command. Every command also takes the program's `--lang`.
std::vector<const OptionDescription*> options_of(const CommandDescription& command,
                                                 const CommandDescription& program) {
  std::vector<const OptionDescription*> out;
  for (const OptionDescription& option : command.options) {
    out.push_back(&option);
  }
  for (const OptionDescription& option : program.options) {
    if (&command != &program && option.names.back() == "--lang") {
      out.push_back(&option);
    }
  }
  return out;
}

std::string words_of(const CommandDescription& command, const CommandDescription& program) {
  std::string out;
  for (const CommandDescription& sub : command.commands) {
    out += " " + sub.name;
  }
  for (const OptionDescription* option : options_of(command, program)) {
    for (const std::string& name : option->names) {
      out += " " + name;
    }
  }
  return out.empty() ? out : out.substr(1);
}

/// `*' spread --level'`: a word behind which a value stands.
std::string pattern_of(const Called& called, const std::string& option) {
  return "'" + called.words + " " + option + "'";
}

void write_values(std::ostream& out, const Called& called, const CommandDescription& program) {
  for (const OptionDescription* option : options_of(*called.command, program)) {
    if (option->value.empty()) {
      continue;
    }
    std::string patterns;
    for (const std::string& name : option->names) {
      patterns += (patterns.empty() ? "" : " | ") + pattern_of(called, name);
    }
    out << "    " << patterns << ")";
    if (!option->choices.empty()) {
      std::string choices;
      for (const std::string& choice : option->choices) {
        choices += (choices.empty() ? "" : " ") + choice;
      }
      out << " COMPREPLY=($(compgen -W '" << choices << "' -- \"$word\"));";
    }
    out << " return ;;\n";
  }
}

/// Text inside `'…'` of a shell.
std::string quoted(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return out;
}

/// Text between `[` and `]`, or before `:`, of a specification of zsh.
std::string explained(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return quoted(out);
}

std::string value_of(const OptionDescription& option) {
  if (option.value.empty()) {
    return {};
  }
  std::string choices;
  for (const std::string& choice : option.choices) {
    choices += (choices.empty() ? "(" : " ") + choice;
  }
  return ":" + explained(option.value) + ":" + (choices.empty() ? "_files" : choices + ")");
}

void write_specifications(std::ostream& out, const CommandDescription& command,
                          const CommandDescription& program, const std::string& indent) {
  for (const OptionDescription* option : options_of(command, program)) {
    for (const std::string& name : option->names) {
      out << " \\\n"
          << indent << "'" << (option->repeated ? "*" : "") << name << "["
          << explained(option->what) << "]" << value_of(*option) << "'";
    }
  }
}

std::string function_of(const std::string& words) {
  std::string out = "_hamon";
  for (const char c : words.empty() ? words : " " + words) {
    out += c == ' ' ? '_' : c;
  }
  return out;
}

/// One function a command: what it takes, or which commands it has.
void write_function(std::ostream& out, const Called& called, const CommandDescription& program) {
  const CommandDescription& command = *called.command;
  out << "\n" << function_of(called.words) << "() {\n";
  if (!command.commands.empty()) {
    out << "  local context state state_descr line\n  typeset -A opt_args\n  local -a commands=(\n";
    for (const CommandDescription& sub : command.commands) {
      out << "    '" << explained(sub.name) << ":" << quoted(sub.what) << "'\n";
    }
    out << "  )\n";
  }
  out << "  _arguments -C";
  write_specifications(out, command, program, "    ");
  if (command.commands.empty()) {
    for (const OptionDescription& argument : command.arguments) {
      out << " \\\n    '" << (argument.repeated ? "*" : "") << ":"
          << explained(argument.names.back()) << ":_files'";
    }
    out << "\n}\n";
    return;
  }
  out << " \\\n    '1:command:->command' \\\n    '*::argument:->argument'\n  case $state in\n"
      << "    command) _describe command commands ;;\n    argument)\n      case $words[1] in\n";
  for (const CommandDescription& sub : command.commands) {
    const std::string words = called.words.empty() ? sub.name : called.words + " " + sub.name;
    out << "        " << sub.name << ") " << function_of(words) << " ;;\n";
  }
  out << "      esac ;;\n  esac\n}\n";
}

}  // namespace

void write_bash_completion(std::ostream& out, const CommandDescription& program) {
  const auto commands = all_commands(program);
  out << "# bash completion for hamon, written by the build from what --help prints\n"
      << "_hamon() {\n"
      << "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' "
         "i\n"
      << "  COMPREPLY=()\n"
      << "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      << "    case \"${command:+$command }${COMP_WORDS[i]}\" in\n";
  for (const Called& called : commands) {
    if (!called.words.empty()) {
      out << "    '" << called.words << "') command='" << called.words << "' ;;\n";
    }
  }
  out << "    esac\n  done\n  case \"$command $before\" in\n";
  for (const Called& called : commands) {
    write_values(out, called, program);
  }
  out << "  esac\n  case $command in\n";
  for (const Called& called : commands) {
    const bool has_files = called.command->commands.empty();
    out << "  '" << called.words << "') " << (has_files ? "[[ $word == -* ]] && " : "")
        << "COMPREPLY=($(compgen -W '" << words_of(*called.command, program)
        << "' -- \"$word\")) ;;\n";
  }
  out << "  esac\n}\ncomplete -o bashdefault -o default -F _hamon hamon\n";
}

void write_zsh_completion(std::ostream& out, const CommandDescription& program) {
  out << "#compdef hamon\n# zsh completion for hamon, written by the build from what --help "
         "prints\n";
  for (const Called& called : all_commands(program)) {
    write_function(out, called, program);
  }
  out << "\n_hamon \"$@\"\n";
}

}  // namespace hamon
