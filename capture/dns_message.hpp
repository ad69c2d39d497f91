#pragma once

#include "base/address.hpp"
#include "capture/byte_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// What a DNS message (RFC 1035; also mDNS, RFC 6762, and LLMNR, RFC 4795) says of names. At most
/// 64 records are looked at.
struct DnsMessage {
  /// A name at an address.
  struct Host {
    std::string name;
    IpAddress address;
  };

  static constexpr std::uint8_t kUpdate = 5;  ///< opcode of RFC 2136

  bool response = false;
  std::uint8_t opcode = 0;
  std::vector<std::string> names;       ///< asked for, then owners and aliases in the answers
  std::optional<std::string> question;  ///< the first one, when it is a host name
  std::vector<IpAddress> addresses;     ///< of the A and AAAA records that answer it, also by way
                                        ///< of aliases
  std::vector<Host> hosts;    ///< every A and AAAA record of every section, with its owner
  std::vector<Host> reverse;  ///< PTR records below in-addr.arpa and ip6.arpa (RFC 3596, section
                              ///< 2.5) in the answers
  std::vector<std::string> targets;  ///< hosts of the SRV records (RFC 2782) of every section

  /// Nothing when the bytes are no DNS message. One that was cut gives what stands before the cut.
  [[nodiscard]] static std::optional<DnsMessage> parse(Bytes bytes);
};

/// The address that a name below in-addr.arpa or ip6.arpa stands for; lower case.
[[nodiscard]] std::optional<IpAddress> address_of_reverse_name(std::string_view name);

}  // namespace hamon
