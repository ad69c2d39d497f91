#pragma once

#include "capture/log_words.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace hamon {

/// The parts of which Cisco ASA's messages are made ("Cisco Secure Firewall ASA Series Syslog
/// Messages").

/// The number of a message (`%ASA-6-302013: …`, also PIX, FTD and NGIPS) and its text; nothing when
/// `line` holds none.
struct AsaMessage {
  std::uint32_t number = 0;
  std::string_view text;
};
[[nodiscard]] std::optional<AsaMessage> asa_message(std::string_view line);

/// Takes an end off the front of `text`: `outside:192.0.2.1/443`, `192.0.2.1/443`,
/// `outside/192.0.2.1(443)`; what follows in parentheses (the translated address, a user, whose
/// name is not kept) goes too. `mapped` is how the other side names the end: as `out` where nothing
/// else stands there.
[[nodiscard]] LineFate take_asa_end(std::string_view& text, LogEnd& out, LogEnd& mapped);

/// `0:10:06` in seconds; nothing when it is no such length.
[[nodiscard]] std::optional<std::int64_t> asa_duration(std::string_view text);

/// Type and code behind `(type 8, code 0)` or `type 8 code 0` anywhere in `text`.
struct AsaIcmp {
  std::uint16_t type = 0;
  std::uint16_t code = 0;
};
[[nodiscard]] std::optional<AsaIcmp> asa_icmp(std::string_view text);

}  // namespace hamon
