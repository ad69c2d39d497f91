#pragma once

#include "capture/byte_reader.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hamon::made {

/// Bytes of hexadecimal digits; blanks are passed over.
inline std::vector<std::uint8_t> from_hex(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  std::string pair;
  for (const char c : text) {
    if (c != ' ') {
      pair.push_back(c);
    }
    if (pair.size() == 2) {
      bytes.push_back(static_cast<std::uint8_t>(std::stoi(pair, nullptr, 16)));
      pair.clear();
    }
  }
  return bytes;
}

inline Bytes view(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace hamon::made
