#include "capture/host_name.hpp"

#include "base/address.hpp"

#include <algorithm>

namespace hamon {

std::optional<std::string> plain_host_name(std::string_view text) {
  constexpr std::size_t kMostCharacters = 253;  // RFC 1035, section 2.3.4, as text
  if (text.ends_with('.')) {
    text.remove_suffix(1);
  }
  if (text.empty() || text.size() > kMostCharacters) {
    return std::nullopt;
  }
  std::string name;
  name.reserve(text.size());
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool digit = (lower >= '0' && lower <= '9') || lower == '.';
    if (!digit && lower != '-' && lower != '_' && !(lower >= 'a' && lower <= 'z')) {
      return std::nullopt;
    }
    name.push_back(lower);
  }
  return name;
}

bool is_address_text(std::string_view name) {
  return IpAddress::parse(name).has_value();
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

std::optional<std::string> printable(std::string_view text, std::size_t most) {
  constexpr std::string_view kAround(" \0", 2);
  const auto first = text.find_first_not_of(kAround);
  if (first == std::string_view::npos) {
    return std::nullopt;
  }
  text = text.substr(first, text.find_last_not_of(kAround) - first + 1);
  const bool plain = std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
  return plain && text.size() <= most ? std::optional<std::string>(text) : std::nullopt;
}

std::optional<std::string> ascii_of_utf16(Bytes bytes) {
  std::string text;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    if (bytes[i + 1] != 0 || bytes[i] >= 0x80) {
      return std::nullopt;
    }
    text.push_back(static_cast<char>(bytes[i]));
  }
  return text;
}

std::string hexadecimal(Bytes bytes, std::size_t most) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes.first(std::min(bytes.size(), most))) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

std::string text_of_labels(Bytes bytes) {
  constexpr std::uint8_t kMostOfLabel = 63;
  std::string text;
  ByteReader labels(bytes);
  while (labels.left() > 0) {
    const std::uint8_t length = labels.u8();
    const Bytes label = labels.bytes(length > kMostOfLabel ? 0 : length);
    if (label.empty()) {
      break;
    }
    text.append(text.empty() ? "" : ".").append(as_text(label));
  }
  return text;
}

}  // namespace hamon
