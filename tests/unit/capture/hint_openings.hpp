#pragma once

#include "capture/protocol_hint.hpp"

#include <string_view>
#include <vector>

#include "unit/capture/made_capture.hpp"
#include <gtest/gtest.h>

/// First payloads as the standards write them, and what has to be recognised in them.
namespace hamon::made {

inline constexpr auto kClient = PayloadRole::Client;
inline constexpr auto kServer = PayloadRole::Server;
inline constexpr auto kEither = PayloadRole::Unknown;

inline Bytes bytes_of(const Data& data) {
  return {reinterpret_cast<const std::uint8_t*>(data.data()), data.size()};
}
inline Data zeros(std::size_t n) {
  return Data(n, '\0');
}
/// A literal with zeros in it.
template <std::size_t N>
Data raw(const char (&text)[N]) {
  return Data(text, N - 1);
}
inline Data little16(unsigned v) {
  return reversed(u16(v));
}
inline Data little32(std::uint64_t v) {
  return reversed(u32(v));
}
/// Two hexadecimal digits a byte; blanks between them are skipped.
inline Data hex(std::string_view digits) {
  Data out;
  unsigned value = 0;
  bool half = false;
  for (const char c : digits) {
    if (c == ' ') {
      continue;
    }
    const unsigned nibble = static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    value = value * 16 + nibble;
    if (half) {
      out += u8(value & 0xFF);
    }
    half = !half;
  }
  return out;
}

struct Opening {
  std::string_view service;
  PayloadRole role;
  Data payload;
  std::uint16_t target = 40000;  ///< the port it is sent to; the sender's is 40001
};

using Recognise = ProtocolHint (*)(Bytes, std::uint16_t, std::uint16_t);

/// Each opening is recognised with its role, and so is each when it is longer than what was looked
/// for needs; of no cut one is anything else said.
inline void expect_openings(Recognise recognise, const std::vector<Opening>& openings) {
  for (const Opening& opening : openings) {
    const ProtocolHint hint = recognise(bytes_of(opening.payload), 40001, opening.target);
    EXPECT_EQ(hint.service, opening.service) << testing::PrintToString(opening.payload);
    EXPECT_EQ(hint.role, opening.role) << opening.service;
    for (std::size_t n = 0; n < opening.payload.size(); ++n) {
      const Data cut = opening.payload.substr(0, n);
      const std::string_view service = recognise(bytes_of(cut), 40001, opening.target).service;
      EXPECT_TRUE(service.empty() || service == opening.service)
          << opening.service << " cut at " << n << " is " << service;
    }
  }
}

struct NearMiss {
  std::string_view why;
  Data payload;
  std::uint16_t target = 40000;
};

inline void expect_nothing(Recognise recognise, const std::vector<NearMiss>& misses) {
  for (const NearMiss& miss : misses) {
    EXPECT_EQ(recognise(bytes_of(miss.payload), 40001, miss.target).service, "") << miss.why;
  }
}

}  // namespace hamon::made
