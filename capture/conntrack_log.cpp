#include "capture/conntrack_log.hpp"

#include "capture/conntrack_line.hpp"
#include "capture/kept_flows.hpp"
#include "capture/line_source.hpp"
#include "capture/log_words.hpp"
#include "capture/snapshot_time.hpp"
#include "capture/zeek_row.hpp"

#include <algorithm>
#include <array>

namespace hamon {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

FlowState tcp_state(const ConntrackLine& line, const FlowRecord& record) {
  if (line.assured ||
      is_one_of(line.state, {"ESTABLISHED", "FIN_WAIT", "CLOSE_WAIT", "LAST_ACK", "TIME_WAIT"})) {
    return FlowState::Established;
  }
  // The kernel forgets a connection that is reset at once, before it counts as answered.
  const bool reset = record.packets_in > 0 && line.unreplied;
  const bool closed = line.state == "CLOSE" && !line.unreplied;
  return reset || closed ? FlowState::Rejected : FlowState::Attempted;
}

FlowState state_of(const ConntrackLine& line, const FlowRecord& record) {
  if (line.protocol == protocol::kTcp) {
    return tcp_state(line, record);
  }
  if (line.protocol == protocol::kSctp && !line.state.empty()) {
    return line.state == "ESTABLISHED" || line.state.starts_with("SHUTDOWN")
               ? FlowState::Established
               : FlowState::Attempted;
  }
  if (!line.unreplied) {
    return FlowState::Established;
  }
  return record.has_ports ? FlowState::Attempted : FlowState::OneWay;
}

LineFate read_end(std::string_view address, std::string_view port, bool has_ports, LogEnd& out) {
  const auto read = zeek_address(address);
  if (!read) {
    return LineFate::BadAddress;
  }
  out = {*read, 0, false};
  if (has_ports) {
    const auto number = log_port(port);
    if (!number) {
      return LineFate::BadPort;
    }
    out.port = *number;
  }
  return LineFate::Used;
}

LineFate read_ends(const ConntrackLine& line, FlowRecord& record) {
  const ConntrackTuple& t = line.original;
  const bool has_ports = protocol_has_ports(line.protocol);
  LogEnd source;
  LogEnd destination;
  for (const LineFate fate :
       {read_end(t.source, t.source_port, has_ports, source),
        read_end(t.destination, t.destination_port, has_ports, destination)}) {
    if (fate != LineFate::Used) {
      return fate;
    }
  }
  set_ends(record, line.protocol, source, destination);
  if (t.icmp_type.data() != nullptr) {
    const auto type = log_port(t.icmp_type);
    const auto code = log_port(t.icmp_code);
    if (!type || !code || *type > 255 || *code > 255) {
      return LineFate::BadPort;
    }
    set_icmp(record, *type, *code);
  }
  return LineFate::Used;
}

/// Answers may go to or come from other addresses or ports than the first direction's: those are
/// the ends behind a translation. The identifier of ICMP is no port: it stands the same in both.
void read_translation(const ConntrackLine& line, FlowRecord& record) {
  const auto from = zeek_address(line.reply.source);
  const auto to = zeek_address(line.reply.destination);
  if (!from || !to) {
    return;
  }
  Ends back = record.ends();
  back.initiator = *to;
  back.responder = *from;
  if (protocol_has_ports(line.protocol)) {
    back.initiator_port = log_port(line.reply.destination_port).value_or(back.initiator_port);
    back.responder_port = log_port(line.reply.source_port).value_or(back.responder_port);
  }
  record.set_translation(record.ends(), back);
}

bool read_count(std::string_view text, std::uint64_t& out) {
  const auto value = text.data() == nullptr ? std::optional<std::uint64_t>(0) : zeek_count(text);
  out = value.value_or(0);
  return value.has_value();
}

LineFate read_counts(const ConntrackLine& line, FlowRecord& record) {
  const bool read = read_count(line.original.packets, record.packets_out) &&
                    read_count(line.original.bytes, record.bytes_out) &&
                    read_count(line.reply.packets, record.packets_in) &&
                    read_count(line.reply.bytes, record.bytes_in);
  return read ? LineFate::Used : LineFate::BadNumber;
}

/// Another connection between the same ports began to count anew.
bool begins_anew(const FlowRecord& before, const FlowRecord& now) {
  return now.packets_out < before.packets_out || now.packets_in < before.packets_in;
}

class ConntrackFormat : public LineFormat {
 public:
  explicit ConntrackFormat(const ReadOptions& options) : clock_(options) {}

  std::optional<LineFate> read(std::string_view text, std::uint64_t line,
                               LineOutput& output) override;
  void end(LineOutput& output) override { kept_.give_all(output); }
  [[nodiscard]] std::string kind() const override { return "conntrack"; }
  void finish(const std::string& name, SourceReport& report, DiagnosticSink& diagnostics) override;

 private:
  [[nodiscard]] std::optional<LineFate> read_other(std::string_view text, LineOutput& output);
  [[nodiscard]] LineFate read_times(const ConntrackLine& line, FlowRecord& record);
  [[nodiscard]] LineFate read_entry(const ConntrackLine& line, FlowRecord&& record,
                                    LineOutput& output);
  void take_entry(const std::string& key, FlowRecord&& record, LineOutput& output);
  void take_event(const std::string& key, const ConntrackLine& line, FlowRecord&& record,
                  LineOutput& output);
  void take_end(const std::string& key, FlowRecord&& record, LineOutput& output);
  void next_table(LineOutput& output);

  SnapshotClock clock_;
  KeptFlows kept_;
  std::uint64_t table_ = 1;
  bool table_has_entries_ = false;
  std::uint64_t translated_ = 0;
  std::uint64_t loopback_ = 0;
  std::uint64_t losses_ = 0;
};

void ConntrackFormat::next_table(LineOutput& output) {
  if (table_has_entries_) {
    kept_.give_older(table_, output);  // not in the table that ends here
    ++table_;
    table_has_entries_ = false;
  }
}

/// What the program writes besides entries, and dates that people write between tables.
std::optional<LineFate> ConntrackFormat::read_other(std::string_view text, LineOutput& output) {
  if (text.starts_with("conntrack v")) {  // `(conntrack-tools): 12 flow entries have been shown.`
    next_table(output);
    return std::nullopt;
  }
  if (text.find("ENOBUFS") != std::string_view::npos) {
    ++losses_;
    return std::nullopt;
  }
  if (const auto date = date_line(text)) {
    next_table(output);
    clock_.take(*date);
    return std::nullopt;
  }
  return has_control_characters(text) ? LineFate::NotText : LineFate::LogNotRead;
}

/// An entry is seen when its line was stamped or it stopped, else so long after its start as it
/// says, else when the table was taken. A table gives no end: it goes on at least until then.
LineFate ConntrackFormat::read_times(const ConntrackLine& line, FlowRecord& record) {
  using enum WrittenTime::Kind;
  constexpr std::uint64_t kOldest = std::uint64_t{1} << 31U;  // seconds
  const Duration age =
      Duration::seconds(static_cast<std::int64_t>(std::min(line.age_s.value_or(0), kOldest)));
  const bool has_start = line.started.kind != None;
  Timestamp started;
  if (has_start) {
    if (const LineFate fate = clock_.read(line.started, started); fate != LineFate::Used) {
      return fate;
    }
  }
  const WrittenTime& own = line.stamped.kind != None ? line.stamped : line.stopped;
  Timestamp seen = started + age;
  if (own.kind != None || !has_start) {
    if (const LineFate fate = clock_.read(own, seen); fate != LineFate::Used) {
      return fate;
    }
  }
  record.end = seen;
  record.start = std::min(seen, has_start ? started : seen - age);
  return LineFate::Used;
}

void ConntrackFormat::take_entry(const std::string& key, FlowRecord&& record, LineOutput& output) {
  table_has_entries_ = true;
  auto* before = kept_.find(key);
  if (before == nullptr || begins_anew(before->record, record)) {
    kept_.keep(key, {std::move(record), table_, 0}, output);
    return;
  }
  continue_record(before->record, record);
  before->table = table_;
}

void ConntrackFormat::take_end(const std::string& key, FlowRecord&& record, LineOutput& output) {
  if (const auto* before = kept_.find(key)) {
    // Forgotten, unless it was reset, so long after its last packet.
    const Timestamp last = record.end - Duration::seconds(static_cast<std::int64_t>(
                                            std::min<std::uint64_t>(before->timeout_s, 1U << 31U)));
    FlowRecord whole = kept_.take(key);
    record.end = std::max(whole.end, last);
    continue_record(whole, record);
    record = std::move(whole);
  }
  output.record(std::move(record));
}

void ConntrackFormat::take_event(const std::string& key, const ConntrackLine& line,
                                 FlowRecord&& record, LineOutput& output) {
  if (line.event == ConntrackEvent::Destroy) {
    take_end(key, std::move(record), output);
    return;
  }
  auto* before = line.event == ConntrackEvent::Update ? kept_.find(key) : nullptr;
  if (before != nullptr) {
    continue_record(before->record, record);
  } else {
    before = &kept_.keep(key, {std::move(record), 0, 0}, output);
  }
  before->timeout_s = line.timeout_s.value_or(before->timeout_s);
}

LineFate ConntrackFormat::read_entry(const ConntrackLine& line, FlowRecord&& record,
                                     LineOutput& output) {
  if (record.initiator.is_loopback() || record.initiator == record.responder) {
    ++loopback_;
    return LineFate::NothingToKeep;
  }
  record.state = state_of(line, record);
  const bool tcp = record.protocol == protocol::kTcp;
  const bool begins = line.event == ConntrackEvent::New;
  record.saw_syn = begins && tcp && line.state == "SYN_SENT";
  if (begins && tcp && !record.saw_syn) {  // picked up in the middle: whoever sent next
    record.direction = DirectionBasis::FirstPacket;
  }
  constexpr std::size_t kLongestId = 20;  // digits
  const std::string key = directed_ends(record) + ' ' + std::string(line.id.substr(0, kLongestId)) +
                          (line.event == ConntrackEvent::None ? " entry" : " event");
  read_translation(line, record);
  translated_ += kept_.find(key) == nullptr && record.translation ? 1U : 0U;
  if (line.event == ConntrackEvent::None) {
    take_entry(key, std::move(record), output);
  } else {
    take_event(key, line, std::move(record), output);
  }
  return LineFate::Used;
}

std::optional<LineFate> ConntrackFormat::read(std::string_view text, std::uint64_t number,
                                              LineOutput& output) {
  if (!is_conntrack_line(text)) {
    return read_other(text, output);
  }
  ConntrackLine line;
  FlowRecord record;
  record.first = record.last = number;
  if (const LineFate fate = ConntrackLine::parse(text, line); fate != LineFate::Used) {
    return fate;
  }
  for (const LineFate fate : {read_ends(line, record), read_counts(line, record)}) {
    if (fate != LineFate::Used) {
      return fate;
    }
  }
  if (const LineFate fate = read_times(line, record); fate != LineFate::Used) {
    return fate;
  }
  return read_entry(line, std::move(record), output);
}

void ConntrackFormat::finish(const std::string& name, SourceReport& report,
                             DiagnosticSink& diagnostics) {
  const auto tell = [&](Severity severity, Message what, Message hint) {
    diagnostics.report({severity, std::move(what), name, {}, std::move(hint)});
  };
  clock_.finish(name, report, diagnostics);
  if (loopback_ > 0) {
    split_unused(report, "nothing_to_keep", "loopback", loopback_);
  }
  const auto note = [&report](std::string_view word, std::uint64_t count) {
    if (count > 0) {
      report.format_note += (report.format_note.empty() ? "" : ", ") + std::string(word) + " " +
                            std::to_string(count);
    }
  };
  note("translated", translated_);
  note("still open", kept_.left_open());
  if (translated_ > 0) {
    tell(Severity::Note,
         message("connections whose addresses or ports were translated: {}", translated_),
         message("a sensor behind the translation shows others: both are one connection in the "
                 "map, with the real address of each end"));
  }
  if (losses_ > 0) {
    note("times events were lost", losses_);
    tell(Severity::Warning,
         message("the log says that events were lost (ENOBUFS): {} times", losses_),
         message("connections of that time may be missing; --buffer-size of conntrack lets it keep "
                 "up"));
  }
}

}  // namespace

bool looks_like_conntrack(std::span<const std::byte> head) {
  constexpr int kLines = 50;
  std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  for (int i = 0; i < kLines && !text.empty(); ++i) {
    const auto stop = text.find('\n');
    std::string_view line = text.substr(0, stop);
    text.remove_prefix(stop == std::string_view::npos ? text.size() : stop + 1);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    if (is_conntrack_line(line)) {
      return true;
    }
  }
  return false;
}

std::unique_ptr<FlowSource> make_conntrack_source(std::unique_ptr<ByteStream> stream,
                                                  std::string name, const ReadOptions& options) {
  return make_line_source(std::move(stream), std::move(name), options,
                          std::make_unique<ConntrackFormat>(options));
}

}  // namespace hamon
