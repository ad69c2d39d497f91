#pragma once

#include "capture/binding_table.hpp"
#include "capture/open_sessions.hpp"
#include "capture/text_log_reader.hpp"
#include "capture/windows_event.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace hamon {

/// Makes records of the logons, sessions and share accesses that Windows logs (Microsoft, "Audit
/// logon events": 4624, 4634, 4647, 4648, 5140; Terminal Services: 1149, 21, 23, 24, 25).
///
/// The machine that wrote the log stands in a record under `stand_in_address` of its name, and a
/// binding tells the name. A logon that succeeded was an exchange in both directions: as no event
/// counts it, one byte of payload each way stands for it, the least there can have been.
class LogonReader {
 public:
  /// `host` is the machine that wrote events which do not say so; may be empty.
  explicit LogonReader(std::string_view host) : host_(host) {}

  /// What became of the event. Nothing for one without the name of its machine: it waits until
  /// another event tells that, and `report` counts it.
  [[nodiscard]] std::optional<LineFate> read(WindowsEvent&& event, TextLogOutput& out);
  /// A machine whose log this is, as its system account's name tells it (`EMR-DB1$`).
  void heard_of_host(std::string_view account, TextLogOutput& out);
  /// Hands on what is still open and the names.
  void finish(TextLogOutput& out);

  /// Adds to a finished report what had to wait, and tells which machines are known by name alone.
  void report(const std::string& file, SourceReport& report, DiagnosticSink& diagnostics) const;

 private:
  struct Ending {
    Timestamp time;
    std::uint64_t line = 0;
  };

  [[nodiscard]] LineFate read_known(const WindowsEvent& event, TextLogOutput& out);
  [[nodiscard]] LineFate read_security(const WindowsEvent& event, TextLogOutput& out);
  [[nodiscard]] LineFate read_logon(const WindowsEvent& event, TextLogOutput& out);
  [[nodiscard]] LineFate read_credentials(const WindowsEvent& event, TextLogOutput& out);
  [[nodiscard]] LineFate read_incoming(const WindowsEvent& event, std::string_view from,
                                       std::uint16_t port, FlowRecord& record);
  void begin(const std::string& key, FlowRecord&& record, TextLogOutput& out);
  [[nodiscard]] LineFate end(const std::string& key, const WindowsEvent& event, TextLogOutput& out);
  [[nodiscard]] IpAddress place_of(const std::string& host, const WindowsEvent& event);

  std::string host_;
  std::vector<WindowsEvent> waiting_;
  std::uint64_t without_host_ = 0;
  std::map<LineFate, std::uint64_t> late_;  // what became of events that had to wait
  OpenSessions open_;
  std::unordered_map<std::string, Ending> ended_;  // whose beginning comes later: newest first
  BindingTable names_;
  std::set<std::string> hosts_;
};

}  // namespace hamon
