#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// A ZIP archive in memory (PKWARE APPNOTE), read part by part.
class ZipArchive {
 public:
  /// `bytes` outlive this. Errors: no archive, or one that was cut: its directory stands at its
  /// end.
  [[nodiscard]] static Result<ZipArchive> open(std::span<const std::byte> bytes);

  [[nodiscard]] bool has(const std::string& part) const;
  /// The names of its parts in the archive's order, as stored: any text, perhaps twice.
  [[nodiscard]] std::vector<std::string> names() const;
  /// Hands a part to `take`, unpacked, in blocks of at most 64 KiB, until it returns false.
  /// Errors, after all that could be read: there is no such part, it is damaged or encrypted, or it
  /// unpacks to more than `most` bytes.
  [[nodiscard]] Result<void> read(const std::string& part, std::uint64_t most,
                                  const std::function<bool(std::string_view)>& take) const;
  /// The same for the part at this place among `names`.
  [[nodiscard]] Result<void> read_at(std::size_t place, std::uint64_t most,
                                     const std::function<bool(std::string_view)>& take) const;

 private:
  struct Closer {
    void operator()(void* archive) const;
  };
  explicit ZipArchive(void* archive) : archive_(archive) {}
  std::unique_ptr<void, Closer> archive_;  // the library's
};

/// A part to be written.
struct ZipPart {
  std::string name;
  std::string content;
};

/// An archive of these parts in this order, deflated and dated 1980-01-01: the same parts give the
/// same bytes, whoever writes them and when. Errors: a name twice, no memory.
[[nodiscard]] Result<std::string> zip_of(std::span<const ZipPart> parts);

}  // namespace hamon
