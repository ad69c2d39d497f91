#include "cli/session.hpp"

#include "render/diagnostic_text.hpp"
#include "render/text_width.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>

#include <unistd.h>

namespace hamon {
namespace {

bool variable_set(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no thread changes it
  return value != nullptr && *value != '\0';
}

std::string reason(int error) {
  return std::generic_category().message(error);
}

}  // namespace

Session::Session(std::ostream& out, std::ostream& err, const Invocation& invocation)
    : out_(out),
      err_(err),
      text_{Catalogue::in(invocation.language),
            isatty(STDOUT_FILENO) == 1 && !variable_set("NO_COLOR")},
      quiet_(invocation.common.quiet) {}

void Session::report(Diagnostic diagnostic) {
  if (quiet_ && diagnostic.severity == Severity::Note) {
    return;
  }
  end_progress();
  err_ << diagnostic_text(text_, diagnostic);
}

int Session::trouble(const Error& error) {
  report(error);
  return exit_status::kTrouble;
}

Timestamp Session::generated() {
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
      epoch != nullptr) {  // NOLINT(concurrency-mt-unsafe)
    std::int64_t seconds = 0;
    const char* end = epoch + std::strlen(epoch);
    if (std::from_chars(epoch, end, seconds).ptr == end && end != epoch &&
        seconds < INT64_MAX / 1'000'000'000) {
      return Timestamp::from_seconds(seconds);
    }
  }
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Timestamp::from_seconds(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

std::function<void(std::uint64_t, std::uint64_t)> Session::progress(const std::string& name) {
  if (quiet_ || isatty(STDERR_FILENO) != 1) {
    return {};
  }
  return [this, name](std::uint64_t read, std::uint64_t total) {
    progress_shown_ = true;
    const std::string far =
        total == 0 ? fmt::format("{} MB", read / 1'000'000)
                   : fmt::format("{:3} %", std::min<std::uint64_t>(read * 100 / total, 100));
    err_ << '\r' << pad_right(shorten(name, 60), 60) << ' ' << far << std::flush;
  };
}

void Session::end_progress() {
  if (progress_shown_) {
    err_ << '\r' << std::string(70, ' ') << '\r' << std::flush;
    progress_shown_ = false;
  }
}

namespace {

// What is no regular file has no size beforehand, so the bound is held while reading.
Result<std::string> read_bounded(std::istream& in, const std::string& path) {
  constexpr std::size_t kMost = 64U << 20;
  std::string content;
  std::array<char, 1U << 16> piece;
  while (in.read(piece.data(), piece.size()) || in.gcount() > 0) {
    content.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (content.size() > kMost) {
      return fail(message("the file is larger than 64 MiB"), path);
    }
  }
  if (in.bad()) {
    return fail(message("cannot read the file: {}", reason(errno)), path);
  }
  return content;
}

}  // namespace

Result<std::string> read_text_file(const std::string& path) {
  if (path == "-") {
    return read_bounded(std::cin, path);
  }
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return fail(message("this is a folder, a file was expected"), path);
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return fail(message("cannot read the file: {}", reason(errno)), path);
  }
  return read_bounded(file, path);
}

Result<void> write_file(Session& session, const std::string& path, const std::string& content) {
  if (path == "-") {
    session.out() << content << std::flush;
    return {};
  }
  const std::string part = path + ".part";
  std::ofstream file(part, std::ios::binary | std::ios::trunc);
  file << content;
  file.close();
  std::error_code error;
  if (file) {
    std::filesystem::rename(part, path, error);
  }
  if (!file || error) {
    const std::string why = error ? error.message() : reason(errno);
    std::filesystem::remove(part, error);
    return fail(message("cannot write the file: {}", why), path, {},
                message("is there room, and may you write in this folder?"));
  }
  return {};
}

}  // namespace hamon
