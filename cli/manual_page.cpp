#include "cli/manual_page.hpp"

#include <algorithm>
#include <array>
#include <ostream>

namespace hamon {
namespace {

/// Text in which nothing is a request or an escape of the formatter; hyphens stay those of the
/// keyboard, so that what is copied from a page can be typed.
std::string escaped(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) {
    out += "\\&";
  }
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '~' || c == '^') {
      out += c == '~' ? "\\(ti" : "\\(ha";
    } else {
      out += c == '\n' ? ' ' : c;
    }
  }
  return out;
}

/// Whether no line may begin with the letter at the front of `text`.
bool clings(std::string_view text) {
  constexpr std::array<std::string_view, 10> kClinging = {"、", "。", "」", "）", "』",
                                                          "ー", "・", "ッ", "ャ", "ョ"};
  return std::any_of(kClinging.begin(), kClinging.end(),
                     [&](std::string_view letter) { return text.starts_with(letter); });
}

/// Escaped text that may be broken between any two Japanese letters: the formatter by itself breaks
/// only at blanks.
std::string flowing(std::string_view sentence) {
  const auto is_later_byte = [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
  };
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  const std::string text = escaped(sentence);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = !is_ascii(text[i]) && !is_later_byte(text[i]);
    if (begins && i > 0 && !is_ascii(text[i - 1]) && !clings(std::string_view(text).substr(i))) {
      out += "\\:";
    }
    out += text[i];
  }
  return out;
}

std::string bold(std::string_view text) {
  return "\\fB" + escaped(text) + "\\fR";
}

std::string italic(std::string_view text) {
  return "\\fI" + escaped(text) + "\\fR";
}

std::string joined(const std::vector<std::string>& words, const std::string& between) {
  std::string out;
  for (const std::string& word : words) {
    out += out.empty() ? word : between + word;
  }
  return out;
}

/// Writes sections in one language.
class Page {
 public:
  Page(std::ostream& out, const Catalogue& words) : out_(out), words_(words) {}

  void begin(const std::string& name, const std::string& version, const std::string& what) {
    out_ << ".\\\" Written by the build from what --help prints.\n";
    out_ << ".TH " << name << " 1 \"\" \"hamon " << version << "\" \"Hamon\"\n.nh\n.ad l\n";
    section(words_.text("NAME"));
    std::string small = name;
    std::transform(small.begin(), small.end(), small.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    out_ << escaped(small) << " \\- " << escaped(what) << "\n";
  }

  void section(const std::string& heading) { out_ << ".SH " << heading << "\n"; }

  void synopsis(const std::string& words, const CommandDescription& command) {
    out_ << ".PP\n" << bold(words) << " [" << italic(words_.text("OPTIONS")) << "]";
    for (const OptionDescription& argument : command.arguments) {
      const std::string word = italic(argument.names.front()) + (argument.repeated ? " ..." : "");
      out_ << " " << (argument.required ? word : "[" + word + "]");
    }
    if (!command.commands.empty()) {
      out_ << " " << italic(words_.text("COMMAND"));
    }
    out_ << "\n";
  }

  void text(std::string_view sentence) { out_ << ".PP\n" << flowing(sentence) << "\n"; }

  void entry(const std::string& head, std::string_view sentence) {
    out_ << ".TP\n" << head << "\n" << flowing(sentence) << "\n";
  }

  void option(const OptionDescription& option) {
    entry(head_of(option), option.what);
    note(words_.text("One of:"), option.choices);
    note(words_.text("Excludes:"), option.excludes);
    note(words_.text("Needs:"), option.needs);
  }

  void options(const CommandDescription& command) {
    if (!command.arguments.empty()) {
      section(words_.text("ARGUMENTS"));
      for (const OptionDescription& argument : command.arguments) {
        option(argument);
      }
    }
    section(words_.text("OPTIONS"));
    for (const OptionDescription& o : command.options) {
      option(o);
    }
  }

  void environment() {
    section(words_.text("ENVIRONMENT"));
    entry(bold("HAMON_CASE"), words_.text("The case file where -c is not given"));
    entry(bold("HAMON_FONT"), words_.text("The font file for PDF and PNG; without it, the first "
                                          "Japanese font of a known list that is installed"));
    entry(bold("LC_ALL") + ", " + bold("LC_MESSAGES") + ", " + bold("LANG"),
          words_.text("The language where --lang is not given"));
    entry(bold("TZDIR"), words_.text("The folder of the time zones (default: that of the system)"));
    entry(bold("SOURCE_DATE_EPOCH"),
          words_.text("The time that documents give as that of their making, in seconds since "
                      "1970, so that two runs write the same bytes"));
  }

  void see_also(const std::vector<std::string>& pages) {
    section(words_.text("SEE ALSO"));
    std::vector<std::string> shown;
    for (const std::string& page : pages) {
      shown.push_back(bold(page) + "(1)");
    }
    out_ << joined(shown, ", ") << "\n";
  }

 private:
  [[nodiscard]] std::string head_of(const OptionDescription& option) const {
    std::vector<std::string> names;
    for (const std::string& name : option.names) {
      names.push_back(name.starts_with('-') ? bold(name) : italic(name));
    }
    std::string out = joined(names, ", ");
    if (option.names.front().starts_with('-') && !option.value.empty()) {
      out += " " + italic(option.value) + (option.repeated ? " ..." : "");
    }
    return option.required ? out + " (" + escaped(words_.text("REQUIRED")) + ")" : out;
  }

  void note(const std::string& label, const std::vector<std::string>& names) {
    if (!names.empty()) {
      out_ << ".br\n" << escaped(label) << " " << escaped(joined(names, ", ")) << "\n";
    }
  }

  std::ostream& out_;
  const Catalogue& words_;
};

/// `hamon-spread` in capitals, as pages are headed.
std::string heading_of(const std::string& name) {
  std::string out = name;
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

}  // namespace

void write_manual_page(std::ostream& out, const CommandDescription& program, const Catalogue& words,
                       const std::string& version) {
  Page page(out, words);
  page.begin("HAMON", version,
             words.text("maps who talks to whom on a hospital's network, and how far an infection "
                        "could spread"));
  page.section(words.text("SYNOPSIS"));
  page.synopsis("hamon", program);
  page.section(words.text("DESCRIPTION"));
  page.text(program.what);
  page.section(words.text("COMMANDS"));
  std::vector<std::string> pages;
  for (const CommandDescription& command : program.commands) {
    page.entry(bold("hamon " + command.name), command.what);
    pages.push_back("hamon-" + command.name);
  }
  page.options(program);
  page.environment();
  page.section(words.text("EXIT STATUS"));
  page.text(program.footer);
  page.see_also(pages);
}

void write_manual_page(std::ostream& out, const CommandDescription& program,
                       const CommandDescription& command, const Catalogue& words,
                       const std::string& version) {
  Page page(out, words);
  page.begin(heading_of("hamon-" + command.name), version, command.what);
  page.section(words.text("SYNOPSIS"));
  if (command.commands.empty()) {
    page.synopsis("hamon " + command.name, command);
  }
  for (const CommandDescription& sub : command.commands) {
    page.synopsis("hamon " + command.name + " " + sub.name, sub);
  }
  page.section(words.text("DESCRIPTION"));
  page.text(command.what);
  page.options(command);
  for (const CommandDescription& sub : command.commands) {
    out << ".SH " << escaped("hamon " + command.name + " " + sub.name) << "\n";
    out << flowing(sub.what) << "\n";
    for (const auto* list : {&sub.arguments, &sub.options}) {
      for (const OptionDescription& o : *list) {
        page.option(o);
      }
    }
  }
  page.section(words.text("EXIT STATUS"));
  page.text(program.footer);
  page.see_also({"hamon"});
}

}  // namespace hamon
