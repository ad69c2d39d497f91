#include "base/zip_archive.hpp"

#include <array>
#include <utility>

#include <zip.h>

namespace hamon {
namespace {

zip_t* as_zip(void* archive) {
  return static_cast<zip_t*>(archive);
}

struct CloseFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

Message fetch_again() {
  return message("fetch the file again, or open it and save it anew");
}

}  // namespace

void ZipArchive::Closer::operator()(void* archive) const {
  zip_discard(as_zip(archive));
}

Result<ZipArchive> ZipArchive::open(std::span<const std::byte> bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive == nullptr) {
    if (source != nullptr) {
      zip_source_free(source);
    }
    auto failed = fail(message("the ZIP archive is damaged or cut: {}", zip_error_strerror(&error)),
                       {}, {}, fetch_again());
    zip_error_fini(&error);
    return failed;
  }
  zip_error_fini(&error);
  return ZipArchive(archive);
}

bool ZipArchive::has(const std::string& part) const {
  return zip_name_locate(as_zip(archive_.get()), part.c_str(), ZIP_FL_NOCASE) >= 0;
}

Result<void> ZipArchive::read(const std::string& part, std::uint64_t most,
                              const std::function<bool(std::string_view)>& take) const {
  zip_t* archive = as_zip(archive_.get());
  const zip_int64_t index = zip_name_locate(archive, part.c_str(), ZIP_FL_NOCASE);
  const std::unique_ptr<zip_file_t, CloseFile> file(
      index < 0 ? nullptr : zip_fopen_index(archive, static_cast<zip_uint64_t>(index), 0));
  if (!file) {
    return fail(
        message("the part {} of the archive cannot be read: {}", part, zip_strerror(archive)), {},
        {}, fetch_again());
  }
  std::array<char, std::size_t{64} << 10U> block{};
  std::uint64_t total = 0;
  for (;;) {
    const zip_int64_t count = zip_fread(file.get(), block.data(), block.size());
    if (count < 0) {
      return fail(message("the part {} of the archive cannot be read: {}", part,
                          zip_file_strerror(file.get())),
                  {}, {}, fetch_again());
    }
    if (count == 0) {
      return {};
    }
    total += static_cast<std::uint64_t>(count);
    if (total > most) {
      return fail(
          message("the part {} of the archive unpacks to more than {} MiB", part, most >> 20U), {},
          {}, message("is this the right file?"));
    }
    if (!take({block.data(), static_cast<std::size_t>(count)})) {
      return {};
    }
  }
}

}  // namespace hamon
