#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hamon::mutations {

/// What is done to a file before one reading of it.
struct Mutation {
  enum class Kind : std::uint8_t { Cut, Change };
  struct Byte {
    std::size_t at = 0;
    std::byte value{};
  };
  Kind kind = Kind::Cut;
  std::uint64_t number = 0;  ///< among those of its kind, from 0
  std::size_t size = 0;      ///< bytes that are left; a change leaves all
  std::vector<Byte> bytes;   ///< what a change writes, one byte up to sixteen
};

/// How many mutations a file gets, and which.
struct Plan {
  std::uint64_t cuts = 200;
  std::uint64_t changes = 200;
  std::uint64_t seed = 1;
};

/// The `index`-th mutation of a file of `size` bytes (at least 1): first all cuts, then all
/// changes. It follows from seed, `name` (without folders), size and index alone, so that it can be
/// made again. Half of the changes fall into the first 512 bytes, where headers lie.
[[nodiscard]] Mutation mutation_of(const Plan& plan, std::string_view name, std::size_t size,
                                   std::uint64_t index);

}  // namespace hamon::mutations
