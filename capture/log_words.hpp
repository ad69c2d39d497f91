#pragma once

#include "base/address.hpp"
#include "base/flow_record.hpp"
#include "capture/log_report.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hamon {

/// One end of a conversation as a log writes it.
struct LogEnd {
  IpAddress address;
  std::uint16_t port = 0;
  bool has_port = false;
};

/// The next word of `text` (blanks before it left out), which is taken off; empty at the end.
[[nodiscard]] std::string_view take_word(std::string_view& text);

/// Takes off everything up to and with `mark`; false, and `text` as it was, when it is not there.
[[nodiscard]] bool skip_past(std::string_view& text, std::string_view mark);

/// Whether `word` stands in `text`, letters of either case (ASCII) being the same.
[[nodiscard]] bool has_word(std::string_view text, std::string_view word);

/// Whether `text` holds a zero byte or another control character than a tab.
[[nodiscard]] bool has_control_characters(std::string_view text);

/// Whether `before`, which stands in front of a device's own mark, is what syslog and the device
/// put there: few words (at most `words`), no quotation, no program's tag (`sshd[123]:`) but that
/// of ulogd. What people send (names, URLs) comes behind such things, and must not pass for a line.
[[nodiscard]] bool is_device_prefix(std::string_view before, std::size_t words);

/// A port; nothing when `text` is no number up to 65535.
[[nodiscard]] std::optional<std::uint16_t> log_port(std::string_view text);

/// An address and the port behind the last `separator`, if there is one. `BadAddress` or `BadPort`
/// when they cannot be read.
[[nodiscard]] LineFate log_end(std::string_view text, char separator, LogEnd& out);

/// The number of a protocol by its name (`TCP`, `ICMPv6`, `esp`, …) or number; `v6` says which
/// ICMP is meant.
[[nodiscard]] std::optional<std::uint8_t> log_protocol(std::string_view text, bool v6);

/// Whether the protocol has ports in the sense of `FlowRecord` (ICMP: type and code).
[[nodiscard]] bool protocol_has_ports(std::uint8_t protocol);

/// Sets ends, protocol and whether there are ports; for ICMP, ports are the caller's.
void set_ends(FlowRecord& record, std::uint8_t protocol, const LogEnd& initiator,
              const LogEnd& responder);

/// An end as a log writes it behind a translation; empty or zero where nothing was exchanged.
struct WrittenEnd {
  std::string_view address;
  std::string_view port;
};

/// Keeps what a device writes of the two ends behind its translation. `record` has the ends in
/// front.
void read_translation(const WrittenEnd& initiator, const WrittenEnd& responder, FlowRecord& record);

/// Type and code of an ICMP conversation.
void set_icmp(FlowRecord& record, std::uint16_t type, std::uint16_t code);

/// Exchanges initiator and responder with all that is theirs.
void exchange_ends(FlowRecord& record);

}  // namespace hamon
