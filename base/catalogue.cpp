#include "base/catalogue.hpp"

#include <cstddef>
#include <locale>

#include <boost/locale/gnu_gettext.hpp>
#include <boost/locale/message.hpp>
#include <fmt/args.h>
#include <fmt/format.h>

namespace hamon {

extern const unsigned char kCatalogueJa[];
extern const std::size_t kCatalogueJaSize;

namespace {

namespace gettext = boost::locale::gnu_gettext;

std::locale make_japanese() {
  gettext::messages_info info;
  info.language = "ja";
  info.encoding = "UTF-8";
  info.domains.emplace_back("hamon");
  info.paths.emplace_back("");
  info.callback = [](const std::string& file, const std::string&) {
    return file.find("ja/") == std::string::npos
               ? std::vector<char>()
               : std::vector<char>(kCatalogueJa, kCatalogueJa + kCatalogueJaSize);
  };
  return {std::locale::classic(), gettext::create_messages_facet<char>(info)};
}

}  // namespace

std::optional<Language> parse_language(std::string_view text) {
  const std::string_view head = text.substr(0, text.find_first_of("_-.@"));
  if (head == "ja") {
    return Language::Japanese;
  }
  return head == "en" ? std::optional(Language::English) : std::nullopt;
}

Catalogue::Catalogue(Language language) : language_(language) {}

const Catalogue& Catalogue::in(Language language) {
  static const Catalogue japanese(Language::Japanese);
  static const Catalogue english(Language::English);
  return language == Language::Japanese ? japanese : english;
}

std::string Catalogue::look_up(std::string_view id) const {
  static const std::locale locale = make_japanese();
  if (language_ == Language::English || id.empty()) {
    return std::string(id);
  }
  return boost::locale::translate(std::string(id)).str(locale);
}

std::string Catalogue::text(const Message& message) const {
  const std::string pattern = look_up(message.id);
  fmt::dynamic_format_arg_store<fmt::format_context> arguments;
  for (const std::string& argument : message.args) {
    arguments.push_back(argument);
  }
  try {
    return fmt::vformat(pattern, arguments);
  } catch (const fmt::format_error&) {  // a translation with other places than the sentence: show
                                        // what there is
    return pattern;
  }
}

std::string Catalogue::text(const char* id) const {
  return look_up(id);
}

}  // namespace hamon
