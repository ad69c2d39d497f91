#include "graph/indicator_text.hpp"

#include "base/text_encoding.hpp"

#include <algorithm>
#include <array>

namespace hamon {
namespace {

constexpr std::size_t kLongestName = 253;  // RFC 1035, without the dot at the end
constexpr std::size_t kLongestValue = 4096;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  if (text.find(from) == std::string::npos) {
    return;
  }
  std::string out;
  std::size_t at = 0;
  for (std::size_t found = text.find(from); found != std::string::npos;
       found = text.find(from, at)) {
    out.append(text, at, found - at).append(to);
    at = found + from.size();
  }
  text = out.append(text, at);
}

/// In lower case, as it was before somebody made it harmless.
std::string refanged(std::string_view value) {
  constexpr auto kForms = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"[.]", "."},
      {"(.)", "."},
      {"{.}", "."},
      {"[.", "."},
      {".]", "."},
      {"\\.", "."},
      {"[dot]", "."},
      {"(dot)", "."},
      {"[://]", "://"},
      {"[:]", ":"},
      {"[/]", "/"},
      {"[at]", "@"},
      {"[@]", "@"},
      {"hxxp", "http"},
      {"h**p", "http"},
      {"fxp://", "ftp://"},
  });
  std::string text = lower(half_width(value));
  for (const auto& [form, meant] : kForms) {
    replace_all(text, form, meant);
  }
  constexpr std::string_view kAround = " \t\r\n\"'<>`";
  const auto begin = text.find_first_not_of(kAround);
  return begin == std::string::npos
             ? std::string()
             : text.substr(begin, text.find_last_not_of(kAround) - begin + 1);
}

/// A name as programs compare it (RFC 1123, section 2.1; underscores occur): without the dot at its
/// end and `*.` before it. Nothing for what is none.
std::optional<std::string> host_name(std::string_view text) {
  if (text.starts_with("*.")) {
    text.remove_prefix(2);
  }
  if (text.starts_with('.')) {
    text.remove_prefix(1);
  }
  if (text.ends_with('.')) {
    text.remove_suffix(1);
  }
  const bool plain = std::ranges::all_of(
      text, [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.'; });
  if (!plain || text.empty() || text.size() > kLongestName || text.starts_with('.') ||
      text.ends_with('.') || text.find("..") != std::string_view::npos ||
      std::ranges::none_of(text, is_letter)) {
    return std::nullopt;
  }
  return std::string(text);
}

/// Endings of files that are no top-level domain: `evil.exe` is written like a name.
bool is_file_name(std::string_view text) {
  constexpr auto kEndings = std::to_array<std::string_view>(
      {"exe",  "dll", "sys", "scr",  "bat", "cmd", "ps1",  "psm1", "vbs",   "vbe",  "js",   "jse",
       "wsf",  "hta", "lnk", "msi",  "jar", "doc", "docx", "docm", "xls",   "xlsx", "xlsm", "ppt",
       "pptx", "pdf", "rtf", "txt",  "log", "ini", "dat",  "bin",  "tmp",   "iso",  "img",  "vhd",
       "vhdx", "rar", "7z",  "cab",  "gz",  "tar", "elf",  "apk",  "php",   "asp",  "aspx", "jsp",
       "html", "htm", "xml", "json", "png", "jpg", "gif",  "csv",  "onepkg"});
  const auto dot = text.rfind('.');
  return dot != std::string_view::npos &&
         std::ranges::find(kEndings, text.substr(dot + 1)) != kEndings.end();
}

/// The word for a value by its shape alone.
std::string kind_of(std::string_view text) {
  const bool hexadecimal =
      std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
  if (hexadecimal) {
    switch (text.size()) {
      case 32:
        return "md5";
      case 40:
        return "sha1";
      case 56:
        return "sha224";
      case 64:
        return "sha256";
      case 96:
        return "sha384";
      case 128:
        return "sha512";
      default:
        break;
    }
  }
  if (text.find('@') != std::string_view::npos) {
    return "e-mail";
  }
  if (text.find('\\') != std::string_view::npos || text.find('/') != std::string_view::npos) {
    return "path";
  }
  return is_file_name(text) ? "file-name" : "other";
}

/// `host:443` without its port; an IPv6 address keeps its colons.
std::string_view without_port(std::string_view host) {
  const auto colon = host.find(':');
  if (colon == std::string_view::npos || host.find(':', colon + 1) != std::string_view::npos ||
      colon + 1 == host.size() || !std::ranges::all_of(host.substr(colon + 1), is_digit)) {
    return host;
  }
  return host.substr(0, colon);
}

/// The host of `[user@]host[:port]`, where IPv6 stands in brackets (RFC 3986, section 3.2).
std::string_view host_of(std::string_view authority) {
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    authority.remove_prefix(at + 1);
  }
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    return close == std::string_view::npos ? authority : authority.substr(1, close - 1);
  }
  return without_port(authority);
}

bool set_prefix(IndicatorText& out, std::string_view text) {
  const auto prefix = Prefix::parse(text);
  if (!prefix) {
    return false;
  }
  const int shortest = prefix->address().is_v4() ? 8 : 16;
  if (prefix->length() < shortest) {
    out.not_understood = "prefix-too-wide";
  } else {
    out.prefix = prefix;
  }
  return true;
}

/// The host and whether a path stands behind it; `text` is what follows `scheme://`.
void set_url(IndicatorText& out, std::string_view text) {
  const auto end = std::min(text.find_first_of("/?#"), text.size());
  const std::string_view host = host_of(text.substr(0, end));
  out.path_left_out = end < text.size() && text.substr(end) != "/";
  if (const auto address = IpAddress::parse(host)) {
    out.prefix = Prefix(*address, address->is_v4() ? 32 : 128);
  } else if (auto name = host_name(host)) {
    out.host = std::move(*name);
  } else {
    out.not_understood = "url";
  }
}

}  // namespace

IndicatorText read_indicator_value(std::string_view value, bool host) {
  IndicatorText out;
  if (value.size() > kLongestValue) {
    out.not_understood = "other";
    return out;
  }
  if (set_prefix(out, value)) {
    return out;  // most are written as they are
  }
  const std::string text = refanged(value);
  if (const auto scheme = text.find("://"); scheme != std::string::npos) {
    set_url(out, std::string_view(text).substr(scheme + 3));
    return out;
  }
  const bool mail = text.find('@') != std::string::npos;
  if (set_prefix(out, text) || (!mail && set_prefix(out, host_of(text)))) {
    return out;
  }
  const std::string kind = kind_of(text);
  const auto slash = text.find('/');
  if (kind == "path" && slash != std::string::npos && slash > 0 &&
      text.find('\\') == std::string::npos) {
    const std::string_view before = without_port(std::string_view(text).substr(0, slash));
    const bool dotted = before.find('.') != std::string_view::npos && !before.starts_with('.');
    if (dotted && (IpAddress::parse(before) || host_name(before))) {
      set_url(out, text);  // a URL without its scheme
      return out;
    }
  }
  const auto name = host_name(without_port(text));
  const bool dotted = name && name->find('.') != std::string::npos;
  if (name && (host || (dotted && kind == "other"))) {
    out.host = *name;
  } else {
    out.not_understood = kind;
  }
  return out;
}

namespace {

/// Goes over a STIX pattern from left to right.
class PatternReader {
 public:
  explicit PatternReader(std::string_view text) : text_(text) {}

  std::vector<PatternTerm> terms() {
    std::vector<PatternTerm> out;
    while (skip_to_word()) {
      const std::string_view word = path();
      if (word.find(':') == std::string_view::npos) {
        continue;  // AND, OR, FOLLOWEDBY, WITHIN, EXISTS, …
      }
      PatternTerm term;
      term.path = word;
      read_operation(term);
      read_values(term);
      out.push_back(std::move(term));
    }
    return out;
  }

 private:
  static bool begins_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }

  [[nodiscard]] char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_blanks() {
    while (here() == ' ' || here() == '\t' || here() == '\n' || here() == '\r') {
      ++at_;
    }
  }

  /// To the next word that stands in no quotes.
  bool skip_to_word() {
    while (at_ < text_.size() && !begins_word(here())) {
      if (here() == '\'') {
        quoted();
      } else {
        ++at_;
      }
    }
    return at_ < text_.size();
  }

  /// `file:hashes.'SHA-256'`, `network-traffic:protocols[0]`, or a word of the language.
  std::string_view path() {
    const std::size_t begin = at_;
    bool property = false;  // behind the colon
    while (at_ < text_.size()) {
      const char c = here();
      property = property || c == ':';
      if (property && c == '\'') {
        quoted();
      } else if (begins_word(c) || c == '-' || c == ':' || c == '.' ||
                 (property && (c == '[' || c == '*'))) {
        ++at_;
      } else if (property && c == ']' && opens_index(text_.substr(begin, at_ - begin))) {
        ++at_;
      } else {
        break;
      }
    }
    return text_.substr(begin, at_ - begin);
  }

  /// `=`, `!=`, `IN`, `NOT LIKE`, …: signs, or words before a value.
  void read_operation(PatternTerm& term) {
    do {
      skip_blanks();
      const std::string_view word = operator_here();
      if (word.empty()) {
        return;
      }
      term.operation += (term.operation.empty() ? "" : " ") + std::string(word);
      at_ += word.size();
    } while (term.operation == "NOT");
  }

  [[nodiscard]] std::string_view operator_here() const {
    constexpr auto kOperators =
        std::to_array<std::string_view>({"==", "!=", "<>", "<=", ">=", "=", "<", ">", "NOT", "IN",
                                         "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"});
    const auto* found = std::ranges::find_if(
        kOperators, [&](std::string_view word) { return text_.substr(at_).starts_with(word); });
    return found == kOperators.end() ? std::string_view() : *found;
  }

  void read_values(PatternTerm& term) {
    skip_blanks();
    const bool several = here() == '(';
    at_ += several ? 1U : 0U;
    while (at_ < text_.size()) {
      skip_blanks();
      if (here() == '\'') {
        term.values.push_back(quoted());
      } else {
        const std::size_t begin = at_;
        while (begins_word(here()) || here() == '.' || here() == '-' || here() == '+') {
          ++at_;
        }
        if (at_ == begin) {
          break;
        }
        if (here() == '\'') {
          continue;  // the letter before a quoted time or binary
        }
        term.values.emplace_back(text_.substr(begin, at_ - begin));
      }
      skip_blanks();
      if (!several || here() != ',') {
        break;
      }
      ++at_;
    }
  }

  /// The text in quotes that begins here, without its escapes.
  std::string quoted() {
    std::string out;
    for (++at_; at_ < text_.size() && here() != '\''; ++at_) {
      if (here() == '\\' && at_ + 1 < text_.size()) {
        ++at_;
      }
      out.push_back(here());
    }
    at_ += at_ < text_.size() ? 1U : 0U;
    return out;
  }

  static bool opens_index(std::string_view path) {
    const auto open = path.rfind('[');
    return open != std::string_view::npos && path.find(']', open) == std::string_view::npos;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<PatternTerm> stix_terms(std::string_view pattern) {
  return PatternReader(pattern).terms();
}

}  // namespace hamon
