#include "capture/copy_filter.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace hamon {
namespace {

__extension__ using Wide = unsigned __int128;

std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

std::uint64_t word(const std::uint8_t* p) {
  std::uint64_t value = 0;
  std::memcpy(&value, p, sizeof value);  // only ever compared with words read the same way
  return value;
}

constexpr std::uint64_t kA = 0xA0761D6478BD642FU;
constexpr std::uint64_t kB = 0xE7037ED1A0B428DBU;

/// The mixing of wyhash, sixteen bytes a step; what is left of them is filled with zeros.
std::uint64_t hash_of(const std::uint8_t* p, std::size_t size, std::uint64_t seed) {
  while (size >= 16) {
    seed = fold(word(p) ^ kA, word(p + 8) ^ seed);
    p += 16;
    size -= 16;
  }
  if (size > 0) {
    std::array<std::uint8_t, 16> last{};
    std::copy_n(p, size, last.begin());
    seed = fold(word(last.data()) ^ kB, word(last.data() + 8) ^ seed);
  }
  return seed;
}

/// The packet's hash, with what routers change on the way left out.
std::uint64_t hash_of(Bytes packet, std::uint32_t ip_bytes) {
  constexpr std::size_t kHead = 16;
  std::array<std::uint8_t, kHead> head{};
  std::copy_n(packet.begin(), std::min(kHead, packet.size()), head.begin());
  if (head[0] >> 4U == 4) {
    head[1] = head[8] = head[10] = head[11] = 0;  // DSCP, TTL, checksum (RFC 791)
  } else {
    head[0] &= 0xF0U;  // traffic class, hop limit (RFC 8200)
    head[1] &= 0x0FU;
    head[7] = 0;
  }
  const std::size_t rest = std::min<std::size_t>(packet.size(), ip_bytes);  // without padding
  const std::uint64_t begun = hash_of(head.data(), kHead, kB ^ ip_bytes);
  return rest > kHead ? hash_of(packet.data() + kHead, rest - kHead, begun) : begun;
}

bool is_eligible(Bytes packet, const PacketSummary& summary) {
  const bool v4 = packet[0] >> 4U == 4;
  return (v4 && packet.size() >= 6 && load_u16(packet.data() + 4) != 0) ||
         (summary.key.has_ports() && summary.payload_bytes > 0);  // else what is payload is unknown
}

}  // namespace

bool CopyFilter::is_copy(Bytes packet, const PacketSummary& summary) {
  constexpr Duration kWithin = Duration::milliseconds(5);
  if (packet.empty() || !is_eligible(packet, summary)) {
    return false;
  }
  ++counts_.eligible;
  const std::uint64_t hash = hash_of(packet, summary.ip_bytes);
  Seen& place = seen_[hash % kPlaces];
  const bool copy = place.hash == hash && place.time != Timestamp::min() &&
                    summary.time - place.time <= kWithin && place.time - summary.time <= kWithin;
  place = {hash, summary.time};
  counts_.copies += copy ? 1U : 0U;
  return copy;
}

}  // namespace hamon
