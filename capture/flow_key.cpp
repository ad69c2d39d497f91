#include "capture/flow_key.hpp"

#include <random>

namespace hamon {
namespace {

void store(std::uint64_t word, std::array<std::byte, 16>& bytes, std::size_t at) {
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[at + i] = static_cast<std::byte>(word >> (56 - 8 * i));
  }
}

}  // namespace

const std::array<std::uint64_t, 3> FlowKey::kSecret = [] {
  std::random_device device;
  std::array<std::uint64_t, 3> secret{};
  for (std::uint64_t& word : secret) {
    word = (static_cast<std::uint64_t>(device()) << 32) | device() | 1;
  }
  return secret;
}();

IpAddress FlowKey::address(unsigned end) const {
  const std::uint64_t high = addresses[end * 2U];
  const std::uint64_t low = addresses[end * 2U + 1];
  if (!is_v6()) {
    return IpAddress::v4(static_cast<std::uint32_t>(low));
  }
  std::array<std::byte, 16> bytes{};
  store(high, bytes, 0);
  store(low, bytes, 8);
  return IpAddress::v6(bytes);
}

}  // namespace hamon
