#pragma once

#include "capture/log_time.hpp"

#include <string_view>

namespace hamon {

/// A line of a text log without what a syslog daemon wrote before it.
struct SyslogLine {
  std::string_view
      text;          ///< the message; where host and tag stand is the format's own, so they stay
  WrittenTime time;  ///< the best of those in front; of equal ones the first
};

/// Takes priority (RFC 3164), of RFC 5424 all that stands before the message, and up to three times
/// off the front of `line`: relays put theirs before the sender's. `text` views `line`.
[[nodiscard]] SyslogLine strip_syslog(std::string_view line);

}  // namespace hamon
