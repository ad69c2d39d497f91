#pragma once

#include "base/address.hpp"
#include "capture/log_report.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace hamon {

/// One end of a socket as `ss` and `netstat` write it; nothing for `*` and for all addresses.
struct SocketEnd {
  std::optional<IpAddress> address;  ///< without its interface; an IPv4 address in IPv6 as IPv4
  std::optional<std::uint16_t> port;

  /// `192.0.2.1:22`, `[2001:db8::1]:22`, `2001:db8::1:22`, `[fe80::1]%eth0:22`, `192.0.2.1.22`
  /// (BSD),
  /// `*:*`. `BadAddress` or `BadPort` where names stand in place of numbers, else `Used`.
  [[nodiscard]] static LineFate parse(std::string_view text, SocketEnd& out);
};

enum class SocketState : std::uint8_t {
  Unsaid,  ///< no word that is known
  Listening,
  Asking,   ///< SYN sent
  Asked,    ///< SYN received
  Open,     ///< established, or was and is being closed
  Unbound,  ///< UDP without a peer, TCP that is bound or closed
};

/// A line of `ss -tuna`, or of `netstat -an` of Windows, Linux, BSD and macOS, by its shape: words
/// for protocol and state, counts of queues, two ends. Headers, which are translated, are not
/// needed. Sources: iproute2, misc/ss.c; net-tools, netstat.c; Windows, netstat /?.
struct SocketLine {
  std::uint8_t protocol = 0;  ///< 0: not said (`ss -t` and `ss -u` alone leave it out)
  SocketState state = SocketState::Unsaid;
  SocketEnd local;
  SocketEnd peer;
  std::string_view program;  ///< its process's name, where it is told

  /// `LogNotRead`: it is no such line. `NothingToKeep`: one about sockets of other kinds (UNIX,
  /// netlink, raw). `BadAddress`, `BadPort`: names instead of numbers. Else `Used`.
  /// `queues_first`: a header said that lines begin with the counts of queues, which `ss` with a
  /// filter of states does.
  [[nodiscard]] static LineFate parse(std::string_view text, bool queues_first, SocketLine& out);
};

/// Whether `text` names the columns of such a table, in English or Japanese (UTF-8 or CP932).
[[nodiscard]] bool is_socket_header(std::string_view text);

/// The service of which a program is the server, or nothing; of remote-access products also where
/// it is the client (`either_end`).
struct ProgramService {
  std::string_view service;
  bool either_end = false;
};
[[nodiscard]] std::optional<ProgramService> service_of_program(std::string_view program);

}  // namespace hamon
