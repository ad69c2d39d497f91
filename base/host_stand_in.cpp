#include "base/host_stand_in.hpp"

#include "base/sha256.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace hamon {
namespace {

constexpr std::array<std::uint8_t, 8> kPrefix = {0x01, 0, 0, 0, 0, 0, 0, 0};

}  // namespace

IpAddress stand_in_address(std::string_view host_name) {
  std::string label(host_name.substr(0, host_name.find('.')));
  std::ranges::transform(label, label.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const std::string digest = sha256_hex("host " + label);
  const auto digit = [&digest](std::size_t i) {
    const char c = digest[i];
    return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
  };
  std::array<std::byte, 16> bytes{};
  for (std::size_t i = 0; i < kPrefix.size(); ++i) {
    bytes[i] = static_cast<std::byte>(kPrefix[i]);
    bytes[kPrefix.size() + i] = static_cast<std::byte>(digit(2 * i) << 4U | digit(2 * i + 1));
  }
  return IpAddress::v6(bytes);
}

bool is_stand_in(const IpAddress& address) {
  return !address.is_v4() && std::ranges::equal(address.bytes().first(kPrefix.size()), kPrefix);
}

}  // namespace hamon
