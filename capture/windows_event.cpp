#include "capture/windows_event.hpp"

#include "capture/log_words.hpp"

#include <algorithm>
#include <utility>

namespace hamon {

void WindowsEvent::set(EventField field, std::string_view value) {
  constexpr std::size_t kLongest = 256;  // bytes; a host name has at most 253
  values[static_cast<std::size_t>(field)] = value.size() > kLongest ? std::string_view{} : value;
}

EventProvider event_provider(std::string_view name) {
  using enum EventProvider;
  // `Microsoft-Windows-Security-Auditing`, `Microsoft Windows security auditing.`
  if (has_word(name, "Security-Auditing") || has_word(name, "security auditing")) {
    return Security;
  }
  if (has_word(name, "TerminalServices-RemoteConnectionManager")) {
    return RemoteConnections;
  }
  return has_word(name, "TerminalServices-LocalSessionManager") ? LocalSessions : Other;
}

std::optional<EventField> event_field(std::string_view name) {
  using enum EventField;
  constexpr auto kNames =
      std::to_array<std::pair<std::string_view, EventField>>({{"IpAddress", Address},
                                                              {"Address", Address},
                                                              {"IpPort", Port},
                                                              {"Param3", Param3},
                                                              {"LogonType", LogonType},
                                                              {"WorkstationName", Workstation},
                                                              {"TargetServerName", TargetServer},
                                                              {"TargetInfo", TargetInfo},
                                                              {"TargetLogonId", LogonId},
                                                              {"SessionID", SessionId}});
  const auto* const found =
      std::ranges::find(kNames, name, &std::pair<std::string_view, EventField>::first);
  return found == kNames.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace hamon
