#pragma once

#include "capture/text_log_reader.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hamon {

/// Who came in through a VPN gateway: the public address of a client, and the addresses of the pool
/// that it was given, from when to when. Users and certificates are not part of it.
class VpnSessions {
 public:
  static constexpr std::size_t kMost =
      100'000;  ///< names at once; one more lets all go as they are

  /// `name` is what the end of the session is known by. The same client may be given several
  /// addresses; another client under the same name ends the session before, unseen.
  void begin(std::string_view name, const IpAddress& given, const IpAddress& from, Timestamp time,
             std::uint64_t line, TextLogOutput& out);
  /// False when no beginning is known.
  bool end(std::string_view name, Timestamp time, TextLogOutput& out);
  /// Hands on the sessions whose end was not seen: they held to the last time of any session.
  void finish(TextLogOutput& out);

 private:
  struct Session {
    IpAddress given;
    IpAddress from;
    Timestamp first;
    Timestamp last;
    std::uint64_t line = 0;
    std::uint64_t told = 1;
  };

  static void hand_on(const Session& session, TextLogOutput& out);

  std::unordered_map<std::string, std::vector<Session>> open_;
  Timestamp latest_ = Timestamp::min();
};

/// The binding that says that the client at `from` had `given`.
[[nodiscard]] Binding vpn_binding(const IpAddress& given, const IpAddress& from,
                                  const Interval& held, std::uint64_t line);

}  // namespace hamon
