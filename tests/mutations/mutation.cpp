#include "tests/mutations/mutation.hpp"

#include <algorithm>

namespace hamon::mutations {
namespace {

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t limit) { return next() % limit; }

 private:
  std::uint64_t state_;
};

/// FNV-1a, 64 bits.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  }
  return hash;
}

/// Lengths and types break most where they are all ones, all zeros, or off by one bit.
std::byte drawn_byte(Random& random) {
  switch (random.below(4)) {
    case 0:
      return std::byte{0xFF};
    case 1:
      return std::byte{0x00};
    case 2:
      return std::byte{1} << random.below(8);
    default:
      return static_cast<std::byte>(random.below(256));
  }
}

}  // namespace

Mutation mutation_of(const Plan& plan, std::string_view name, std::size_t size,
                     std::uint64_t index) {
  Random random(plan.seed * 0x9E3779B97F4A7C15ULL ^ hash_of(name) ^ size ^ (index << 40));
  if (index < plan.cuts) {
    return {Mutation::Kind::Cut, index, static_cast<std::size_t>(random.below(size)), {}};
  }
  Mutation change{Mutation::Kind::Change, index - plan.cuts, size, {}};
  static constexpr std::size_t kHead = 512;
  const std::size_t reach = random.below(2) == 0 ? std::min(size, kHead) : size;
  const std::uint64_t count = random.below(4) == 0 ? 1 + random.below(16) : 1;
  for (std::uint64_t i = 0; i < count; ++i) {
    change.bytes.push_back({static_cast<std::size_t>(random.below(reach)), drawn_byte(random)});
  }
  return change;
}

}  // namespace hamon::mutations
