#include "cli/pdf_printer.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hamon {
namespace {

namespace fs = std::filesystem;
constexpr auto kPatience = std::chrono::minutes(20);  // WeasyPrint takes some of a second a page
constexpr const char* kWeasyPrint = "weasyprint";
constexpr std::array kBrowsers = {"chromium", "chromium-browser", "google-chrome"};

std::optional<std::string> find_program(const std::string& name) {
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nobody writes it
  std::string_view rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    const std::string file = std::string(rest.substr(0, end)) + "/" + name;
    // An empty or relative entry of PATH means the folder one is in, where anybody's files may lie.
    if (rest.starts_with('/') && access(file.c_str(), X_OK) == 0) {
      return file;
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return std::nullopt;
}

/// A folder for this user alone that is gone with the object; no path: it could not be made.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code error;
    std::string pattern = (fs::temp_directory_path(error) / "hamon-XXXXXX").string();
    if (!error && mkdtemp(pattern.data()) != nullptr) {
      path_ = pattern;
    }
  }
  ~TemporaryFolder() {
    std::error_code error;
    if (!path_.empty()) {
      fs::remove_all(path_, error);
    }
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// A browser that resolves no name, asks for no update, reports nothing and has no profile but the
/// folder's; without a sandbox only for root, for whom it has none.
std::vector<std::string> browser_words(const std::string& browser, const fs::path& folder) {
  std::vector<std::string> words = {browser,
                                    "--headless",
                                    "--disable-gpu",
                                    "--disable-background-networking",
                                    "--disable-component-update",
                                    "--disable-default-apps",
                                    "--disable-domain-reliability",
                                    "--disable-extensions",
                                    "--disable-features=DialMediaRouteProvider,MediaRouter",
                                    "--disable-sync",
                                    "--no-first-run",
                                    "--no-pings",
                                    "--host-resolver-rules=MAP * ~NOTFOUND",
                                    "--no-pdf-header-footer",
                                    "--user-data-dir=" + (folder / "profile").string(),
                                    "--print-to-pdf=" + (folder / "report.pdf").string()};
  if (geteuid() == 0) {
    words.emplace_back("--no-sandbox");
  }
  words.push_back("file://" + (folder / "report.html").string());
  return words;
}

/// The words that print `report.html` of the folder as `report.pdf`; nothing: no program is there.
std::optional<std::vector<std::string>> command_in(const fs::path& folder) {
  if (const auto weasyprint = find_program(kWeasyPrint)) {
    return std::vector<std::string>{*weasyprint, "--quiet", (folder / "report.html").string(),
                                    (folder / "report.pdf").string()};
  }
  for (const char* name : kBrowsers) {
    if (const auto browser = find_program(name)) {
      return browser_words(*browser, folder);
    }
  }
  return std::nullopt;
}

/// Starts a program without input and output, in a group of its own.
std::optional<pid_t> start(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&files, stream, "/dev/null", O_RDWR, 0);
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t child = 0;
  const int failed =
      posix_spawn(&child, arguments.front(), &files, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return failed == 0 ? std::optional(child) : std::nullopt;
}

/// False when it fails or does not end in time; it is ended then.
bool wait_for(pid_t child) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > until) {
      kill(-child, SIGKILL);
      waitpid(child, &status, 0);
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

Result<std::string> printed_as_pdf(const std::string& html) {
  const TemporaryFolder folder;
  const auto no_room = [] {
    return fail(message("cannot write into the folder for temporary files"), {}, {},
                message("set TMPDIR to a folder with room, or write .html and print it from any "
                        "browser"));
  };
  if (folder.path().empty()) {
    return no_room();
  }
  std::ofstream in(folder.path() / "report.html", std::ios::binary);
  in << html;
  in.close();
  if (!in) {
    return no_room();
  }
  const auto words = command_in(folder.path());
  if (!words) {
    return fail(message("no program is here that prints PDF"), {}, {},
                message("install WeasyPrint or Chromium, or write .html and print it from any "
                        "browser"));
  }
  const auto child = start(*words);
  const bool done = child && wait_for(*child);
  std::ifstream out(folder.path() / "report.pdf", std::ios::binary);
  std::string pdf{std::istreambuf_iterator<char>(out), {}};
  if (!done || !pdf.starts_with("%PDF-")) {
    return fail(message("{} did not print the report", words->front()), {}, {},
                message("write .html and print it from any browser"));
  }
  return pdf;
}

}  // namespace hamon
