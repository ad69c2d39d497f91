#pragma once

#include "capture/byte_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hamon {

/// What an NTLM message ([MS-NLMP] 2.2.1) says of computers. Its user, its domain and its
/// responses are never looked at.
struct NtlmMessage {
  enum class Kind : std::uint8_t { Challenge = 2, Authenticate = 3 };

  Kind kind = Kind::Challenge;
  std::string computer;  ///< NetBIOS name of the sender, lower case; empty if none
  std::string dns_name;  ///< its full name; empty if none; never in an Authenticate

  /// The first such message anywhere in the bytes, plain or in base64 as HTTP and mail carry it.
  /// Cost: linear.
  [[nodiscard]] static std::optional<NtlmMessage> find(Bytes bytes);
};

}  // namespace hamon
