#include "cli/commands.hpp"
#include "samples/sample_files.hpp"

#include <filesystem>

namespace hamon {
namespace {

namespace fs = std::filesystem;

/// The folder stands there, empty or new; `made` tells which. Errors: a file of that name, a folder
/// with something in it, no right to make it.
Result<void> empty_folder(const std::string& path, bool& made) {
  std::error_code error;
  if (fs::exists(path, error) && !fs::is_directory(path, error)) {
    return fail(message("this is a file, a folder was expected"), path);
  }
  if (fs::is_directory(path, error)) {
    const bool empty = fs::is_empty(path, error);
    if (error) {
      return fail(message("cannot read the folder: {}", error.message()), path);
    }
    if (!empty) {
      return fail(message("the folder is not empty; a sample never overwrites anything"), path, {},
                  message("name a folder that is new or empty"));
    }
    return {};
  }
  made = fs::create_directories(path, error);
  if (error) {
    return fail(message("cannot make the folder: {}", error.message()), path, {},
                message("is there room, and may you write in this folder?"));
  }
  return {};
}

/// Takes back what a sample that could not be finished has left.
void take_back(const std::string& folder, bool made) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::error_code each;
    fs::remove_all(entry.path(), each);
  }
  if (made) {
    fs::remove(folder, error);
  }
}

Result<void> write_all(Session& session, const fs::path& folder,
                       const std::vector<SampleFile>& files) {
  for (const SampleFile& file : files) {
    const fs::path path = folder / file.path;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);  // what is wrong shows when writing
    if (auto written = write_file(session, path.string(), file.content); !written) {
      return written;
    }
  }
  return {};
}

}  // namespace

int run_sample(Session& session, const Invocation& invocation) {
  const std::string& folder = invocation.sample.folder;
  bool made = false;
  if (const auto ready = empty_folder(folder, made); !ready) {
    return session.trouble(ready.error());
  }
  const std::vector<SampleFile> files = sample_files(session.words());
  if (const auto written = write_all(session, folder, files); !written) {
    take_back(folder, made);
    session.trouble(written.error());
    return session.trouble(
        {Severity::Error,
         message("the sample could not be finished; what was written is removed"),
         folder,
         {},
         {}});
  }
  const std::string readme = (fs::path(folder) / "README.md").string();
  session.out() << session.words().text(message("{}: a sample hospital, {} files. Begin with {}",
                                                folder, files.size(), readme))
                << '\n';
  return exit_status::kDone;
}

}  // namespace hamon
