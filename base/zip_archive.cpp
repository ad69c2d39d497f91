#include "base/zip_archive.hpp"

#include <array>
#include <ctime>
#include <optional>
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

std::vector<std::string> ZipArchive::names() const {
  zip_t* archive = as_zip(archive_.get());
  std::vector<std::string> out;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    const char* name = zip_get_name(archive, static_cast<zip_uint64_t>(i), 0);
    out.emplace_back(name == nullptr ? "" : name);
  }
  return out;
}

Result<void> ZipArchive::read(const std::string& part, std::uint64_t most,
                              const std::function<bool(std::string_view)>& take) const {
  const zip_int64_t index = zip_name_locate(as_zip(archive_.get()), part.c_str(), ZIP_FL_NOCASE);
  if (index < 0) {
    return fail(message("the part {} of the archive cannot be read: {}", part,
                        zip_strerror(as_zip(archive_.get()))),
                {}, {}, fetch_again());
  }
  return read_at(static_cast<std::size_t>(index), most, take);
}

Result<void> ZipArchive::read_at(std::size_t place, std::uint64_t most,
                                 const std::function<bool(std::string_view)>& take) const {
  zip_t* archive = as_zip(archive_.get());
  const char* name = zip_get_name(archive, place, 0);
  const std::string part = name == nullptr ? "" : name;
  const std::unique_ptr<zip_file_t, CloseFile> file(zip_fopen_index(archive, place, 0));
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

namespace {

struct DiscardArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct FreeSource {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Archive = std::unique_ptr<zip_t, DiscardArchive>;
using Source = std::unique_ptr<zip_source_t, FreeSource>;

/// When clocks here show the first time that an archive can hold: the library writes local time.
std::time_t first_time() {
  std::tm time{};
  time.tm_year = 80;
  time.tm_mday = 1;
  time.tm_isdst = -1;
  return std::mktime(&time);
}

bool add(zip_t* archive, const ZipPart& part, std::time_t time) {
  zip_source_t* content = zip_source_buffer(archive, part.content.data(), part.content.size(), 0);
  const zip_int64_t index =
      content == nullptr ? -1 : zip_file_add(archive, part.name.c_str(), content, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    if (content != nullptr) {
      zip_source_free(content);
    }
    return false;
  }
  constexpr zip_uint32_t kFileForAllToRead = 0100644U << 16U;
  const auto place = static_cast<zip_uint64_t>(index);
  return zip_set_file_compression(archive, place, ZIP_CM_DEFLATE, 9) == 0 &&
         zip_file_set_mtime(archive, place, time, 0) == 0 &&
         zip_file_set_external_attributes(archive, place, 0, ZIP_OPSYS_UNIX, kFileForAllToRead) ==
             0;
}

std::optional<std::string> bytes_of(zip_source_t* source) {
  zip_stat_t info;
  if (zip_source_stat(source, &info) != 0 || zip_source_open(source) != 0) {
    return std::nullopt;
  }
  std::string out(info.size, '\0');
  const zip_int64_t got = zip_source_read(source, out.data(), out.size());
  zip_source_close(source);
  return got == static_cast<zip_int64_t>(out.size()) ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

Result<std::string> zip_of(std::span<const ZipPart> parts) {
  zip_error_t error;
  zip_error_init(&error);
  const Source memory(zip_source_buffer_create(nullptr, 0, 0, &error));
  Archive archive(memory ? zip_open_from_source(memory.get(), ZIP_TRUNCATE, &error) : nullptr);
  std::string why = zip_error_strerror(&error);
  zip_error_fini(&error);
  if (archive) {
    zip_source_keep(memory.get());  // the archive drops its own on closing
    bool good = true;
    for (const ZipPart& part : parts) {
      good = good && add(archive.get(), part, first_time());
    }
    if (good && zip_close(archive.get()) == 0) {
      (void)archive.release();
      if (auto bytes = bytes_of(memory.get())) {
        return std::move(*bytes);
      }
    } else {
      why = zip_strerror(archive.get());
    }
  }
  return fail(message("the ZIP archive cannot be written: {}", why));
}

}  // namespace hamon
