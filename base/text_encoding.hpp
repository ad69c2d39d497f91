#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// Whether the bytes are UTF-8 without overlong forms and surrogates (RFC 3629).
[[nodiscard]] bool is_utf8(std::string_view bytes);
/// The bytes without the byte order mark that Windows programs put before UTF-8.
[[nodiscard]] std::string_view without_bom(std::string_view bytes);
/// CP932 (Windows Shift_JIS) in UTF-8; nothing when the bytes are not CP932.
[[nodiscard]] std::optional<std::string> from_cp932(std::string_view bytes);
/// Turns CP932 into UTF-8, text by text.
class Cp932Decoder {
 public:
  Cp932Decoder();
  Cp932Decoder(const Cp932Decoder&) = delete;
  Cp932Decoder& operator=(const Cp932Decoder&) = delete;
  ~Cp932Decoder();

  /// False, and `out` of no use, when the bytes are not CP932.
  [[nodiscard]] bool decode(std::string_view bytes, std::string& out);

 private:
  void* converter_;  // iconv's; nullptr where the system has no such table
};

/// Adds one character to UTF-8 text.
void append_utf8(std::string& out, char32_t c);
/// The characters of UTF-8 text; a byte that is none stands for itself.
[[nodiscard]] std::vector<char32_t> code_points(std::string_view utf8);
/// As a reader compares words: full-width ASCII as ASCII, lower case, without blanks, long-vowel
/// marks and the punctuation `_-/・()（）[]【】.,:：`; half-width katakana as it is.
[[nodiscard]] std::string folded(std::string_view utf8);
/// Full-width ASCII (`１０．１`) and the ideographic blank as ASCII; everything else unchanged.
[[nodiscard]] std::string half_width(std::string_view utf8);

}  // namespace hamon
