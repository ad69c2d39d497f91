#include "capture/flow_source.hpp"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <system_error>
#include <utility>

#include <glob.h>

namespace hamon {
namespace {

namespace fs = std::filesystem;

/// Insertions, deletions and replacements that make `b` of `a` (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

/// The three names beside `missing` that are most like it, nearest first.
std::string nearest_names(const fs::path& missing) {
  constexpr std::size_t kMostNames = 10'000;  // of a folder that is looked through
  const std::string wanted = missing.filename().string();
  const fs::path folder = missing.has_parent_path() ? missing.parent_path() : fs::path(".");
  std::vector<std::pair<std::size_t, std::string>> names;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (names.size() >= kMostNames) {
      break;
    }
    std::string name = it->path().filename().string();
    const std::size_t distance = edit_distance(wanted, name);
    if (distance <= std::max<std::size_t>(3, wanted.size() / 2)) {
      names.emplace_back(distance, std::move(name));
    }
  }
  std::sort(names.begin(), names.end());
  std::string joined;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, names.size()); ++i) {
    joined += (joined.empty() ? "" : ", ") + names[i].second;
  }
  return joined;
}

tl::unexpected<Error> no_such_file(const std::string& path) {
  const std::string names = nearest_names(path);
  return fail(message("there is no such file or folder"), path, {},
              names.empty() ? message("check the name") : message("similar names: {}", names));
}

/// The regular files of `folder` and the folders in it, without hidden ones, sorted.
Result<std::vector<std::string>> files_below(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, error);
  for (const fs::recursive_directory_iterator end; !error && it != end; it.increment(error)) {
    const bool hidden = it->path().filename().string().starts_with('.');
    std::error_code status_error;  // a file that goes away meanwhile is no file
    if (hidden && it->is_directory(status_error)) {
      it.disable_recursion_pending();
    } else if (!hidden && it->is_regular_file(status_error)) {
      files.push_back(it->path().string());
    }
  }
  if (error) {
    return fail(message("the folder cannot be read: {}", error.message()), folder);
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// What a pattern (`fw/*.log`) names, sorted by bytes; empty when nothing matches. A shell that was
/// given it quoted, or has none, leaves this to the program.
std::vector<std::string> matches_of(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> names;
  if (pattern.find_first_of("*?[") != std::string::npos &&
      glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0) {
    names.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  }
  globfree(&found);
  std::sort(names.begin(), names.end());
  return names;
}

/// Adds the file `path`, or the files of the folder `path`.
Result<void> add_path(const std::string& path, std::vector<std::string>& paths) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    paths.push_back(path);
    return {};
  }
  auto files = files_below(path);
  if (!files) {
    return tl::unexpected(std::move(files).error());
  }
  paths.insert(paths.end(), files->begin(), files->end());
  return {};
}

}  // namespace

Result<std::vector<std::string>> expand_inputs(const std::vector<std::string>& inputs) {
  std::vector<std::string> paths;
  for (const std::string& input : inputs) {
    std::error_code error;
    const bool is_there = input == "-" || fs::exists(fs::symlink_status(input, error));
    const std::vector<std::string> names =
        is_there ? std::vector<std::string>{input} : matches_of(input);
    if (names.empty()) {
      return no_such_file(input);
    }
    for (const std::string& name : names) {
      if (auto added = add_path(name, paths); !added) {
        return tl::unexpected(std::move(added).error());
      }
    }
  }
  return paths;
}

}  // namespace hamon
