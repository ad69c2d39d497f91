#pragma once

#include "base/address.hpp"
#include "capture/byte_reader.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// What NetBIOS over TCP/IP (RFC 1002) says of computers. Names of kind 0x00 (workstation) and 0x20
/// (server) that one system holds alone; others, which name users (0x03) and groups, are left out.
struct NetbiosMessage {
  struct Host {
    std::string name;
    IpAddress address;
  };

  bool response = false;
  std::vector<std::string> asked;     ///< sought by the sender
  std::vector<Host> hosts;            ///< registered or answered, with their addresses
  std::vector<std::string> own;       ///< the sender's
  std::optional<std::string> called;  ///< of the other end

  /// Name service, UDP port 137 (section 4.2).
  [[nodiscard]] static std::optional<NetbiosMessage> name_service(Bytes bytes);
  /// Datagram service, UDP port 138 (section 4.4), with the host announcements of [MS-BRWS] 2.2.1.
  [[nodiscard]] static std::optional<NetbiosMessage> datagram(Bytes bytes);
  /// A session request, TCP port 139 (section 4.3.2).
  [[nodiscard]] static std::optional<NetbiosMessage> session_request(Bytes bytes);
};

}  // namespace hamon
