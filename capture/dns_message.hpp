#pragma once

#include "base/address.hpp"
#include "capture/byte_reader.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// What a DNS message (RFC 1035; also mDNS, RFC 6762, and LLMNR, RFC 4795) says of names.
struct DnsMessage {
  bool response = false;
  std::vector<std::string> names;       ///< asked for, then owners and aliases in the answers
  std::optional<std::string> question;  ///< the first one, when it is a host name
  std::vector<IpAddress> addresses;     ///< of the A and AAAA records that answer it

  /// Nothing when the bytes are no DNS message. One that was cut gives what stands before the cut.
  [[nodiscard]] static std::optional<DnsMessage> parse(Bytes bytes);
};

}  // namespace hamon
