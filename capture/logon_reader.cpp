#include "capture/logon_reader.hpp"

#include "base/host_stand_in.hpp"
#include "capture/host_name.hpp"
#include "capture/log_words.hpp"
#include "capture/zeek_row.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/ranges.h>

namespace hamon {
namespace {

constexpr std::uint16_t kRdp = 3389;
constexpr std::uint16_t kSmb = 445;
constexpr std::size_t kMostWaiting = 20'000;  // events
constexpr std::size_t kMostEnded = 200'000;
constexpr std::size_t kMostHosts = 10'000;

/// An address as an event writes it: without zone, an embedded IPv4 address as such.
std::optional<IpAddress> event_address(std::string_view text) {
  text = text.substr(0, text.find('%'));
  for (const std::string_view mapped : {"::ffff:", "::FFFF:"}) {
    if (text.starts_with(mapped) && text.find('.') != std::string_view::npos) {
      text.remove_prefix(mapped.size());
    }
  }
  return zeek_address(text);
}

/// What stands where the logon came from the machine itself, or from nowhere.
bool is_local(std::string_view text) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"", "-", "local", "localhost", "ローカル", "不明", "unknown"});
  const std::string word = lower_case(text.substr(0, 32));
  return std::ranges::find(kWords, word) != kWords.end();
}

void set_service(FlowRecord& record, std::string_view service) {
  record.service = service;
  record.service_basis = ServiceBasis::Sensor;
}

/// The kind of logon (Microsoft, 4624, table of logon types).
enum class Came : std::uint8_t { NotByNetwork, ByNetwork, ByRemoteDesktop };

std::optional<Came> came_by(std::string_view type) {
  const auto number = zeek_count(type);
  if (!number || *number > 13) {
    return std::nullopt;
  }
  switch (*number) {
    case 3:
      return Came::ByNetwork;
    case 7:   // unlocked: with an address where a remote session is taken up again
    case 10:  // remote interactive
    case 12:  // the same with cached credentials
      return Came::ByRemoteDesktop;
    default:
      return Came::NotByNetwork;
  }
}

bool is_logon(std::uint32_t id) {
  constexpr auto kIds = std::to_array<std::uint32_t>({21, 25, 1149, 4624, 4648, 5140});
  return std::ranges::find(kIds, id) != kIds.end();
}

bool is_logoff(std::uint32_t id) {
  constexpr auto kIds = std::to_array<std::uint32_t>({23, 24, 4634, 4647});
  return std::ranges::find(kIds, id) != kIds.end();
}

/// Adds to the events of a report; `reason` is empty for those that were used.
void add_events(SourceReport& report, std::string_view reason, std::uint64_t events) {
  report.records += events;
  if (reason.empty()) {
    report.used += events;
    return;
  }
  const auto known =
      std::ranges::find(report.unused, reason, &std::pair<std::string, std::uint64_t>::first);
  if (known != report.unused.end()) {
    known->second += events;
  } else {
    report.unused.emplace_back(reason, events);
    std::ranges::sort(report.unused);
  }
}

}  // namespace

IpAddress LogonReader::place_of(const std::string& host, const WindowsEvent& event) {
  const IpAddress place = stand_in_address(host);
  Binding name;
  name.kind = BindingKind::HostName;
  name.address = place;
  name.name = host;
  names_.add(std::move(name), event.time, event.first);
  if (hosts_.size() < kMostHosts) {
    hosts_.insert(std::string(host.substr(0, host.find('.'))));
  }
  return place;
}

/// Ends and times of what came from `from` to the machine that wrote the event.
LineFate LogonReader::read_incoming(const WindowsEvent& event, std::string_view from,
                                    std::uint16_t port, FlowRecord& record) {
  if (is_local(from)) {
    return LineFate::NothingToKeep;
  }
  const auto address = event_address(from);
  if (!address) {
    return LineFate::BadAddress;
  }
  if (address->is_loopback() || address->is_unspecified()) {
    return LineFate::NothingToKeep;
  }
  record.initiator = *address;
  record.initiator_port = log_port(event[EventField::Port]).value_or(0);
  record.responder = place_of(event.computer, event);
  record.responder_port = port;
  record.protocol = protocol::kTcp;
  record.direction = DirectionBasis::Sensor;
  record.start = record.end = event.time;
  record.first = event.first;
  record.last = event.last;
  record.names = {event.computer};
  record.state = FlowState::Established;
  record.payload_out = record.payload_in = 1;
  return LineFate::Used;
}

/// Beginning and end are joined whichever comes first: Event Viewer writes the newest first.
void LogonReader::begin(const std::string& key, FlowRecord&& record, TextLogOutput& out) {
  if (const auto found = ended_.find(key); found != ended_.end()) {
    const Ending ending = found->second;
    ended_.erase(found);
    if (ending.time >= record.start) {
      record.end = ending.time;
      record.first = std::min(record.first, ending.line);
      record.last = std::max(record.last, ending.line);
      out.flow(std::move(record));
      return;
    }
  }
  open_.open(key, std::move(record), out);
}

LineFate LogonReader::end(const std::string& key, const WindowsEvent& event, TextLogOutput& out) {
  if (auto record = open_.close(key)) {
    const bool fits = record->start <= event.time;
    if (fits) {
      record->end = event.time;
      record->first = std::min(record->first, event.first);
      record->last = std::max(record->last, event.last);
    }
    out.flow(std::move(*record));
    if (fits) {
      return LineFate::Used;
    }
  }
  if (ended_.size() >= kMostEnded) {
    ended_.clear();
  }
  ended_.insert_or_assign(key, Ending{event.time, event.last});
  return LineFate::NothingToKeep;
}

LineFate LogonReader::read_logon(const WindowsEvent& event, TextLogOutput& out) {
  const auto came = came_by(event[EventField::LogonType]);
  if (!came) {
    return LineFate::BadNumber;
  }
  if (*came == Came::NotByNetwork) {
    return LineFate::NothingToKeep;
  }
  const bool desktop = *came == Came::ByRemoteDesktop;
  FlowRecord record;
  const LineFate fate =
      read_incoming(event, event[EventField::Address], desktop ? kRdp : kSmb, record);
  if (fate != LineFate::Used) {
    return fate;
  }
  if (desktop) {
    set_service(record, "rdp");
  } else if (const auto name = plain_host_name(event[EventField::Workstation])) {
    Binding self;  // of a network logon the client tells its own name
    self.kind = BindingKind::HostName;
    self.address = record.initiator;
    self.name = *name;
    if (!is_address_text(*name)) {
      names_.add(std::move(self), event.time, event.first);
    }
  }
  begin(session_key({event.computer, event[EventField::LogonId]}), std::move(record), out);
  return LineFate::Used;
}

/// A program of this machine used credentials towards another: that it answered, nobody says.
LineFate LogonReader::read_credentials(const WindowsEvent& event, TextLogOutput& out) {
  const std::string_view target = event[EventField::TargetServer];
  const auto address = event_address(target);
  const auto name = plain_host_name(target);
  if (is_local(target) || (address && address->is_loopback())) {
    return LineFate::NothingToKeep;
  }
  if (!address && !name) {
    return LineFate::BadAddress;
  }
  FlowRecord record;
  record.initiator = place_of(event.computer, event);
  record.responder = address ? *address : stand_in_address(*name);
  if (record.initiator == record.responder) {
    return LineFate::NothingToKeep;
  }
  if (!address) {
    (void)place_of(*name, event);
  }
  const std::string info = lower_case(event[EventField::TargetInfo]);
  record.protocol = protocol::kTcp;
  if (info.starts_with("termsrv/")) {
    record.responder_port = kRdp;
    set_service(record, "rdp");
  } else if (info.starts_with("cifs/")) {
    record.responder_port = kSmb;
    set_service(record, "smb");
  } else {
    record.has_ports = false;
  }
  record.state = FlowState::Attempted;
  record.direction = DirectionBasis::Sensor;
  record.start = record.end = event.time;
  record.first = event.first;
  record.last = event.last;
  record.names = {event.computer};
  if (name && !address) {
    record.names.push_back(*name);
    std::ranges::sort(record.names);
    record.names.erase(std::unique(record.names.begin(), record.names.end()), record.names.end());
  }
  out.flow(std::move(record));
  return LineFate::Used;
}

LineFate LogonReader::read_security(const WindowsEvent& event, TextLogOutput& out) {
  switch (event.id) {
    case 4624:
      return read_logon(event, out);
    case 4634:
    case 4647:
      return event[EventField::LogonId].empty()
                 ? LineFate::NothingToKeep
                 : end(session_key({event.computer, event[EventField::LogonId]}), event, out);
    case 4648:
      return read_credentials(event, out);
    case 5140: {
      FlowRecord record;
      const LineFate fate = read_incoming(event, event[EventField::Address], kSmb, record);
      if (fate == LineFate::Used) {
        set_service(record, "smb");
        out.flow(std::move(record));
      }
      return fate;
    }
    default:
      return LineFate::NothingToKeep;
  }
}

LineFate LogonReader::read_known(const WindowsEvent& event, TextLogOutput& out) {
  if (event.provider == EventProvider::Security) {
    return read_security(event, out);
  }
  FlowRecord record;
  if (event.provider == EventProvider::RemoteConnections) {
    if (event.id != 1149) {
      return LineFate::NothingToKeep;
    }
    const std::string& from = event[EventField::Param3];
    const LineFate fate =
        read_incoming(event, from.empty() ? event[EventField::Address] : from, kRdp, record);
    if (fate == LineFate::Used) {
      set_service(record, "rdp");
      out.flow(std::move(record));
    }
    return fate;
  }
  const std::string key = session_key({event.computer, "session", event[EventField::SessionId]});
  if (event.id == 23 || event.id == 24) {  // logged off, disconnected
    return end(key, event, out);
  }
  if (event.id != 21 && event.id != 25) {  // logged on, connected again
    return LineFate::NothingToKeep;
  }
  const LineFate fate = read_incoming(event, event[EventField::Address], kRdp, record);
  if (fate == LineFate::Used) {
    set_service(record, "rdp");
    begin(key, std::move(record), out);
  }
  return fate;
}

void LogonReader::heard_of_host(std::string_view account, TextLogOutput& out) {
  if (!host_.empty() || !account.ends_with('$')) {
    return;
  }
  host_ = plain_host_name(account.substr(0, account.size() - 1)).value_or(std::string());
  if (!host_.empty()) {
    for (WindowsEvent& event : std::exchange(waiting_, {})) {
      event.computer = host_;
      ++late_[read_known(event, out)];
    }
  }
}

std::optional<LineFate> LogonReader::read(WindowsEvent&& event, TextLogOutput& out) {
  if (event.provider == EventProvider::Other) {
    return LineFate::LogNotRead;
  }
  event.computer = plain_host_name(event.computer).value_or(host_);
  if (!event.computer.empty()) {
    return read_known(event, out);
  }
  if (!is_logon(event.id) && !is_logoff(event.id)) {
    return LineFate::NothingToKeep;
  }
  if (waiting_.size() >= kMostWaiting) {
    ++without_host_;
  } else {
    waiting_.push_back(std::move(event));
  }
  return std::nullopt;
}

void LogonReader::finish(TextLogOutput& out) {
  for (const WindowsEvent& event : waiting_) {
    is_logon(event.id) ? ++without_host_ : ++late_[LineFate::NothingToKeep];
  }
  waiting_.clear();
  open_.finish(out);
  for (Binding& binding : names_.take()) {
    out.binding(std::move(binding));
  }
}

void LogonReader::report(const std::string& file, SourceReport& report,
                         DiagnosticSink& diagnostics) const {
  constexpr std::size_t kShown = 5;
  for (const auto& [fate, events] : late_) {
    add_events(report, fate == LineFate::Used ? std::string_view{} : name_of(fate), events);
  }
  if (without_host_ > 0) {
    add_events(report, "no_host", without_host_);
    report.damaged = true;
    diagnostics.report(
        {Severity::Warning,
         message("events that do not tell which machine wrote them: {}", without_host_),
         file,
         {},
         message("name the machine with --sensor, or save the log as .evtx")});
  }
  if (!hosts_.empty()) {
    std::vector<std::string> shown;
    std::ranges::copy_n(hosts_.begin(),
                        static_cast<std::ptrdiff_t>(std::min(kShown, hosts_.size())),
                        std::back_inserter(shown));
    diagnostics.report(
        {Severity::Note,
         message("the log names machines without their addresses: {} ({})", hosts_.size(),
                 fmt::to_string(fmt::join(shown, ", "))),
         file,
         {},
         message("give their names and addresses in the site file or the ledger; names that DHCP "
                 "or the machines themselves tell are found as well")});
    report.format_note += (report.format_note.empty() ? "" : ", ") + std::string("hosts by name ") +
                          std::to_string(hosts_.size());
  }
}

}  // namespace hamon
