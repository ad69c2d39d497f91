#pragma once

#include "base/address.hpp"

#include <cstdint>
#include <string>

/// Integers and addresses as bytes on the wire.
namespace hamon::wire {

[[nodiscard]] inline std::string u8(std::uint64_t v) {
  return std::string(1, static_cast<char>(static_cast<unsigned char>(v & 0xFF)));
}
[[nodiscard]] inline std::string u16(std::uint64_t v) {
  return u8(v >> 8U) + u8(v);
}
[[nodiscard]] inline std::string u32(std::uint64_t v) {
  return u16(v >> 16U) + u16(v);
}
[[nodiscard]] inline std::string little16(std::uint64_t v) {
  return u8(v) + u8(v >> 8U);
}
[[nodiscard]] inline std::string little32(std::uint64_t v) {
  return little16(v) + little16(v >> 16U);
}
[[nodiscard]] inline std::string zeros(std::size_t count) {
  return std::string(count, '\0');
}
[[nodiscard]] inline std::string bytes_of(const IpAddress& address) {
  const auto bytes = address.bytes();
  return {bytes.begin(), bytes.end()};
}
[[nodiscard]] inline std::string bytes_of(const MacAddress& card) {
  return {card.bytes.begin(), card.bytes.end()};
}

}  // namespace hamon::wire
