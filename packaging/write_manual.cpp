// Writes man pages and completion into a folder: FOLDER/man1/hamon*.1, FOLDER/ja/man1/hamon*.1,
// FOLDER/hamon.bash, FOLDER/_hamon. What they say comes from the program's own command line.
//
//   write_manual FOLDER VERSION

#include "cli/completion.hpp"
#include "cli/manual_page.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace {

using hamon::Catalogue;
using hamon::CommandDescription;
using hamon::Language;
namespace fs = std::filesystem;

void write_pages(const fs::path& folder, Language language, const std::string& version) {
  const CommandDescription program = hamon::describe_command_line(language);
  const Catalogue& words = Catalogue::in(language);
  fs::create_directories(folder);
  std::ofstream all(folder / "hamon.1");
  write_manual_page(all, program, words, version);
  for (const CommandDescription& command : program.commands) {
    std::ofstream page(folder / ("hamon-" + command.name + ".1"));
    write_manual_page(page, program, command, words, version);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() != 2) {
    std::cerr << "usage: write_manual FOLDER VERSION\n";
    return EXIT_FAILURE;
  }
  const fs::path folder = arguments[0];
  write_pages(folder / "man1", Language::English, arguments[1]);
  write_pages(folder / "ja" / "man1", Language::Japanese, arguments[1]);
  const CommandDescription program = hamon::describe_command_line(Language::English);
  std::ofstream bash(folder / "hamon.bash");
  hamon::write_bash_completion(bash, program);
  std::ofstream zsh(folder / "_hamon");
  hamon::write_zsh_completion(zsh, program);
  bash.flush();
  zsh.flush();
  return bash && zsh ? EXIT_SUCCESS : EXIT_FAILURE;
}
