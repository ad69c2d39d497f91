#include "capture/host_name.hpp"

#include "base/address.hpp"

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

}  // namespace hamon
