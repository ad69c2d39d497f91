#pragma once

#include "base/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hamon {

/// The logs of Windows that tell who came from where.
enum class EventProvider : std::uint8_t { Other, Security, RemoteConnections, LocalSessions };

/// What of an event is read. Names of users, shares, programs and domains are not among it.
enum class EventField : std::uint8_t {
  Address,       ///< 4624, 4648, 5140, 21, 25: where the logon or access came from
  Port,          ///< there
  Param3,        ///< 1149: the same as `Address`
  LogonType,     ///< 4624
  Workstation,   ///< 4624: what the client calls itself
  TargetServer,  ///< 4648
  TargetInfo,    ///< 4648: `TERMSRV/name` and the like
  LogonId,       ///< 4624, 4634, 4647: of the logon itself
  SessionId,     ///< 21, 23, 24, 25
};
inline constexpr std::size_t kEventFields = static_cast<std::size_t>(EventField::SessionId) + 1;

/// One event of a Windows event log.
struct WindowsEvent {
  EventProvider provider = EventProvider::Other;
  std::uint32_t id = 0;
  Timestamp time;
  std::string computer;  ///< the machine that wrote it, as written; empty where that is not said
  std::array<std::string, kEventFields> values;
  std::uint64_t first = 0;  ///< numbers of its first and last line, or of its record, from 1
  std::uint64_t last = 0;

  [[nodiscard]] const std::string& operator[](EventField field) const {
    return values[static_cast<std::size_t>(field)];
  }
  void set(EventField field, std::string_view value);
};

/// By any of the names that XML, Event Viewer and PowerShell use.
[[nodiscard]] EventProvider event_provider(std::string_view name);

/// The field that an event calls `name` in its XML.
[[nodiscard]] std::optional<EventField> event_field(std::string_view name);

}  // namespace hamon
