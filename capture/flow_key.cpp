#include "capture/flow_key.hpp"

#include <random>

namespace hamon {
namespace {

__extension__ using Wide = unsigned __int128;

// A secret that changes from run to run, so that no capture can be made whose keys all collide.
// Nothing that is written depends on the order of hashes.
const std::array<std::uint64_t, 3> kSecret = [] {
  std::random_device device;
  std::array<std::uint64_t, 3> secret{};
  for (std::uint64_t& word : secret) {
    word = (static_cast<std::uint64_t>(device()) << 32) | device() | 1;
  }
  return secret;
}();

// Multiplies to 128 bits and folds (the mixing step of wyhash).
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

void store(std::uint64_t word, std::array<std::byte, 16>& bytes, std::size_t at) {
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[at + i] = static_cast<std::byte>(word >> (56 - 8 * i));
  }
}

}  // namespace

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

std::uint64_t FlowKey::hash() const {
  std::uint64_t h = fold(addresses[1] ^ kSecret[0], addresses[3] ^ kSecret[1]);
  if (is_v6()) {
    h ^= fold(addresses[0] ^ kSecret[1], addresses[2] ^ kSecret[2]);
  }
  return fold(h ^ kSecret[2], tail() ^ kSecret[0]);
}

}  // namespace hamon
