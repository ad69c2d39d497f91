#pragma once

#include "base/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hamon {

enum class Language { Japanese, English };

/// Nothing unless `text` is `ja` or `en`, or a locale name that begins so (`ja_JP.UTF-8`).
[[nodiscard]] std::optional<Language> parse_language(std::string_view text);

/// Sentences in one language. The Japanese texts (`po/ja.po`) are inside the program.
class Catalogue {
 public:
  /// Lives as long as the program.
  [[nodiscard]] static const Catalogue& in(Language language);

  [[nodiscard]] Language language() const { return language_; }
  /// The sentence with its arguments filled in; the English one where the catalogue has none.
  [[nodiscard]] std::string text(const Message& message) const;
  /// A word or sentence without arguments.
  [[nodiscard]] std::string text(const char* id) const;

 private:
  explicit Catalogue(Language language);
  [[nodiscard]] std::string look_up(std::string_view id) const;

  Language language_;
};

}  // namespace hamon
