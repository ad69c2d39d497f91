#pragma once

#include "capture/log_report.hpp"
#include "capture/log_time.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace hamon {

/// One direction of an entry of Linux's connection tracking.
struct ConntrackTuple {
  std::string_view source;
  std::string_view destination;
  std::string_view source_port;
  std::string_view destination_port;
  std::string_view icmp_type;
  std::string_view icmp_code;
  std::string_view packets;  ///< no data where accounting is off
  std::string_view bytes;
};

enum class ConntrackEvent : std::uint8_t { None, New, Update, Destroy };

/// A line of `conntrack -L`, `conntrack -E` or `/proc/net/nf_conntrack`, its fields by name. Views
/// of the line. Source: libnetfilter_conntrack, src/conntrack/snprintf_default.c; Linux,
/// net/netfilter/nf_conntrack_standalone.c, ct_seq_show.
struct ConntrackLine {
  ConntrackEvent event = ConntrackEvent::None;
  std::uint8_t protocol = 0;
  std::optional<std::uint64_t> timeout_s;  ///< until the entry is forgotten
  std::string_view state;                  ///< of TCP, SCTP, DCCP
  ConntrackTuple original;                 ///< as the initiator sent it
  ConntrackTuple reply;                    ///< as answers are expected
  bool unreplied = false;
  bool assured = false;  ///< or handed to an offload, which only assured ones are
  std::string_view id;
  WrittenTime stamped;                 ///< by `-o timestamp`
  WrittenTime started;                 ///< by `-o ktimestamp`
  WrittenTime stopped;                 ///< likewise
  std::optional<std::uint64_t> age_s;  ///< `delta-time`

  /// `WrongColumns` where it is no such line, `BadProtocol` or `BadNumber`, else `Used`.
  [[nodiscard]] static LineFate parse(std::string_view text, ConntrackLine& out);
};

/// Whether `text` is such a line, by its beginning and its two directions.
[[nodiscard]] bool is_conntrack_line(std::string_view text);

}  // namespace hamon
