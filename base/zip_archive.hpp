#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace hamon {

/// A ZIP archive in memory (PKWARE APPNOTE), read part by part.
class ZipArchive {
 public:
  /// `bytes` outlive this. Errors: no archive, or one that was cut: its directory stands at its
  /// end.
  [[nodiscard]] static Result<ZipArchive> open(std::span<const std::byte> bytes);

  [[nodiscard]] bool has(const std::string& part) const;
  /// Hands a part to `take`, unpacked, in blocks of at most 64 KiB, until it returns false.
  /// Errors, after all that could be read: there is no such part, it is damaged or encrypted, or it
  /// unpacks to more than `most` bytes.
  [[nodiscard]] Result<void> read(const std::string& part, std::uint64_t most,
                                  const std::function<bool(std::string_view)>& take) const;

 private:
  struct Closer {
    void operator()(void* archive) const;
  };
  explicit ZipArchive(void* archive) : archive_(archive) {}
  std::unique_ptr<void, Closer> archive_;  // the library's
};

}  // namespace hamon
