#include "capture/address_readers.hpp"
#include "capture/host_name.hpp"
#include "capture/log_words.hpp"
#include "capture/zeek_row.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace hamon {
namespace {

constexpr std::size_t kLongestName = 253;  // characters (RFC 1035, section 2.3.4)

bool same_word(std::string_view a, std::string_view b) {
  return lower_case(a.substr(0, 32)) == lower_case(b);
}

/// A time to live: `1200`, `1h30m`.
bool is_lifetime(std::string_view word) {
  return !word.empty() && word[0] >= '0' && word[0] <= '9' &&
         word.find_first_not_of("0123456789smhdwSMHDW") == std::string_view::npos;
}

bool is_class(std::string_view word) {
  return same_word(word, "in") || same_word(word, "ch") || same_word(word, "hs");
}

/// The line without its comment; a semicolon within quotation marks begins none.
std::string_view without_comment(std::string_view line) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\') {
      ++i;
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ';' && !quoted) {
      return line.substr(0, i);
    }
  }
  return line;
}

/// The address that `7.2.1.10.in-addr.arpa` or the nibbles under `ip6.arpa` name.
std::optional<IpAddress> reverse_address(std::string_view name) {
  constexpr std::string_view kV4 = ".in-addr.arpa";
  constexpr std::string_view kV6 = ".ip6.arpa";
  const bool v4 = name.ends_with(kV4);
  if (!v4 && !name.ends_with(kV6)) {
    return std::nullopt;
  }
  name.remove_suffix(v4 ? kV4.size() : kV6.size());
  std::vector<std::string_view> labels;
  while (labels.size() <= 32) {
    const auto dot = name.rfind('.');
    labels.push_back(dot == std::string_view::npos ? name : name.substr(dot + 1));
    if (dot == std::string_view::npos) {
      break;
    }
    name = name.substr(0, dot);
  }
  if (labels.size() != (v4 ? 4U : 32U)) {
    return std::nullopt;
  }
  std::string text;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    text += v4 ? (i > 0 ? "." : "") : (i > 0 && i % 4 == 0 ? ":" : "");
    text += labels[i];
  }
  return IpAddress::parse(text);
}

class ZoneReader : public AddressReader {
 public:
  [[nodiscard]] std::string_view kind() const override { return "dns-zone"; }
  [[nodiscard]] bool begins(std::string_view line) const override;
  [[nodiscard]] std::optional<LineFate> read(std::string_view line, AddressOutput& out) override;

 private:
  [[nodiscard]] std::string absolute(std::string_view name) const;
  [[nodiscard]] LineFate read_record(std::string_view type, std::string_view data,
                                     AddressOutput& out) const;

  std::string origin_;  // without the dot at its end; empty: not known
  std::string owner_;
  bool in_parentheses_ = false;
};

/// A start of authority, or a directive that only zones have; or what `dnscmd` writes above.
bool ZoneReader::begins(std::string_view line) const {
  if (line.starts_with("$ORIGIN ") || line.starts_with("$TTL ")) {
    return true;
  }
  if (line.starts_with(';')) {
    return line.starts_with(";  Database file ") && line.ends_with(" zone.");
  }
  std::string_view rest = without_comment(line);
  for (int i = 0; i < 4; ++i) {
    const std::string_view word = take_word(rest);
    if (same_word(word, "soa")) {
      return i > 0 && rest.find('(') != std::string_view::npos;
    }
  }
  return false;
}

std::string ZoneReader::absolute(std::string_view name) const {
  if (name.ends_with('.')) {
    return lower_case(name.substr(0, name.size() - 1));
  }
  if (name == "@") {
    return origin_;
  }
  return lower_case(name) + (origin_.empty() ? "" : "." + origin_);
}

LineFate ZoneReader::read_record(std::string_view type, std::string_view data,
                                 AddressOutput& out) const {
  Binding binding;
  binding.kind = BindingKind::DnsAnswer;
  std::optional<IpAddress> address;
  std::optional<std::string> name;
  if (same_word(type, "a") || same_word(type, "aaaa")) {
    address = zeek_address(take_word(data));
    name = plain_host_name(owner_);
  } else if (same_word(type, "ptr")) {
    address = reverse_address(owner_);
    name = plain_host_name(absolute(take_word(data)));
    if (!address) {
      return LineFate::NothingToKeep;  // of a service or a whole network
    }
  } else {
    return LineFate::NothingToKeep;
  }
  if (!address) {
    return LineFate::BadAddress;
  }
  if (!name || owner_.starts_with('*')) {
    return LineFate::NothingToKeep;
  }
  binding.address = *address;
  binding.name = *std::move(name);
  out.now(std::move(binding));
  return LineFate::Used;
}

std::optional<LineFate> ZoneReader::read(std::string_view line, AddressOutput& out) {
  if (line.starts_with(";  Database file ")) {
    std::string_view rest = line;
    if (skip_past(rest, " for ")) {
      const std::string_view zone = take_word(rest);
      origin_ = lower_case(zone.substr(0, kLongestName));
      while (origin_.ends_with('.')) {
        origin_.pop_back();
      }
    }
    return std::nullopt;
  }
  std::string_view text = without_comment(line);
  if (in_parentheses_) {
    in_parentheses_ = text.find(')') == std::string_view::npos;
    return std::nullopt;
  }
  if (text.find_first_not_of(" \t\r") == std::string_view::npos) {
    return std::nullopt;
  }
  in_parentheses_ =
      text.find('(') != std::string_view::npos && text.find(')') == std::string_view::npos;
  const bool same_owner = text.starts_with(' ') || text.starts_with('\t');
  std::string_view word = take_word(text);
  if (word == "$ORIGIN") {
    origin_ = absolute(take_word(text)).substr(0, kLongestName);
    return std::nullopt;
  }
  if (word.starts_with('$')) {  // the lifetime; files and series, which are not read
    return word == "$TTL" ? std::nullopt : std::optional(LineFate::NothingToKeep);
  }
  if (!same_owner) {
    if (word.size() > kLongestName) {
      return LineFate::BadAddress;
    }
    owner_ = absolute(word);
    word = take_word(text);
  }
  while (is_lifetime(word) || is_class(word) || word.starts_with('[')) {  // `[AGE:3714921]`
    word = take_word(text);
  }
  return word.empty() ? std::optional(LineFate::WrongColumns) : read_record(word, text, out);
}

}  // namespace

std::unique_ptr<AddressReader> make_zone_reader() {
  return std::make_unique<ZoneReader>();
}

}  // namespace hamon
