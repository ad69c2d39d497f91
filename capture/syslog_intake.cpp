#include "base/source_facts.hpp"
#include "capture/datagram_intake.hpp"
#include "capture/exporter_watch.hpp"
#include "capture/text_log_lines.hpp"

#include <algorithm>
#include <map>

namespace hamon {
namespace {

constexpr std::size_t kMostSenders = 1'024;
constexpr std::size_t kMostKept = 400'000;      // conversations of all senders together
constexpr std::uint64_t kLinesBetween = 1'024;  // looks at how many are kept

/// Names the sender in each record.
class SenderSink : public FlowSink {
 public:
  SenderSink(FlowSink& sink, const IpAddress& sender) : sink_(sink), sender_(sender) {}
  void flow(FlowRecord&& record) override {
    record.exporter = sender_;
    sink_.flow(std::move(record));
  }
  void binding(Binding&& binding) override { sink_.binding(std::move(binding)); }

 private:
  FlowSink& sink_;
  IpAddress sender_;
};

/// A device, with its own clock and its own conversations that have begun.
struct Sender {
  Sender(FlowSink& to, const IpAddress& address, const TimeZone* zone, Timestamp now,
         LogReport& report)
      : sink(to, address), clock(zone, false, now), out(sink, report, clock) {}

  SenderSink sink;
  mutable LogClock clock;
  TextLogOutput out;
  TextLogLines lines;
  std::uint64_t last = 0;  // number of its latest datagram
};

class SyslogIntake : public DatagramIntake {
 public:
  SyslogIntake(FlowSink& sink, const TimeZone* zone) : sink_(sink), zone_(zone) {}

  void datagram(const UdpDatagram& datagram, std::uint64_t number) override;
  void report_open(FlowSink& sink) const override;
  void finish() override;
  void describe(SourceReport& report) const override;
  void explain(const std::string& name, DiagnosticSink& diagnostics) const override;

 private:
  [[nodiscard]] Sender& sender_of(const UdpDatagram& datagram);
  [[nodiscard]] SyslogLine line_of(std::string_view text, const UdpDatagram& datagram,
                                   Sender& sender);
  void forget_silent();
  void limit_kept();
  [[nodiscard]] TextLogNotes notes() const;
  [[nodiscard]] std::size_t routers_of_yamaha() const;

  FlowSink& sink_;
  const TimeZone* zone_;
  mutable LogReport report_;
  std::map<IpAddress, std::unique_ptr<Sender>> senders_;
  TextLogNotes gone_;  // of senders that are forgotten
  ExporterWatch watch_;
  std::uint64_t datagrams_ = 0;
};

void add_notes(TextLogNotes& sum, const TextLogNotes& more) {
  sum.translated += more.translated;
  sum.events_lost += more.events_lost;
  sum.vpn_up += more.vpn_up;
  sum.vpn_down += more.vpn_down;
  sum.kept_open += more.kept_open;
  sum.denied += more.denied;
  sum.allowed += more.allowed;
}

// What senders put behind the message.
std::string_view text_of(Bytes payload) {
  std::string_view text(reinterpret_cast<const char*>(payload.data()), payload.size());
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == '\0')) {
    text.remove_suffix(1);
  }
  return text;
}

Sender& SyslogIntake::sender_of(const UdpDatagram& datagram) {
  const auto found = senders_.find(datagram.sender);
  if (found != senders_.end()) {
    return *found->second;
  }
  if (senders_.size() >= kMostSenders) {
    forget_silent();
  }
  auto made = std::make_unique<Sender>(sink_, datagram.sender, zone_, datagram.arrived, report_);
  return *senders_.emplace(datagram.sender, std::move(made)).first->second;
}

void SyslogIntake::forget_silent() {
  const auto silent =
      std::ranges::min_element(senders_, {}, [](const auto& entry) { return entry.second->last; });
  silent->second->lines.finish(silent->second->out);
  add_notes(gone_, silent->second->out.notes);
  senders_.erase(silent);
}

SyslogLine SyslogIntake::line_of(std::string_view text, const UdpDatagram& datagram,
                                 Sender& sender) {
  SyslogLine line = strip_syslog(text);
  const bool instant = line.time.kind == WrittenTime::Kind::Instant;
  if (line.time.kind == WrittenTime::Kind::None || (zone_ == nullptr && !instant)) {
    watch_.heard(datagram.sender, std::nullopt, datagram.arrived);
    line.time = WrittenTime::at(datagram.arrived);  // sent when it happened, by the RFCs
    return line;
  }
  Timestamp sent;
  const bool readable = sender.clock.read(line.time, sent) == LineFate::Used;
  watch_.heard(datagram.sender, readable ? std::optional(sent) : std::nullopt, datagram.arrived);
  return line;
}

void SyslogIntake::datagram(const UdpDatagram& datagram, std::uint64_t number) {
  ++datagrams_;
  Sender& sender = sender_of(datagram);
  sender.last = number;
  const std::string_view text = text_of(datagram.payload);
  const SyslogLine line = line_of(text, datagram, sender);
  if (const auto fate = sender.lines.read(line, number, sender.out)) {
    report_.count(*fate, number);
  } else {
    report_.count(LineFate::NothingToKeep, number);
  }
  if (datagrams_ % kLinesBetween == 0) {
    limit_kept();
  }
}

void SyslogIntake::limit_kept() {
  std::size_t all = 0;
  Sender* most = nullptr;
  for (const auto& [address, sender] : senders_) {
    const std::size_t kept = sender->lines.kept();
    all += kept;
    if (most == nullptr || kept > most->lines.kept()) {
      most = sender.get();
    }
  }
  if (all > kMostKept) {
    most->lines.finish(most->out);
  }
}

void SyslogIntake::report_open(FlowSink& sink) const {
  for (const auto& [address, sender] : senders_) {
    SenderSink named(sink, address);
    TextLogOutput out(named, report_, sender->clock);
    sender->lines.report_open(out);
  }
}

void SyslogIntake::finish() {
  for (const auto& [address, sender] : senders_) {
    sender->lines.finish(sender->out);
  }
}

TextLogNotes SyslogIntake::notes() const {
  TextLogNotes sum = gone_;
  for (const auto& [address, sender] : senders_) {
    add_notes(sum, sender->out.notes);
  }
  return sum;
}

std::size_t SyslogIntake::routers_of_yamaha() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      senders_, [](const auto& entry) { return entry.second->lines.used("yamaha"); }));
}

void SyslogIntake::describe(SourceReport& report) const {
  report_.count_into(report);
  const TextLogNotes sum = notes();
  const std::string facts = facts_of(sum);
  if (!facts.empty()) {
    report.format_note += (report.format_note.empty() ? "" : ", ") + facts;
  }
  add_fact(report.format_note, "datagrams", datagrams_);
  add_fact(report.format_note, "senders", watch_.size());
  add_fact(report.format_note, "yamaha", routers_of_yamaha());
  add_clock_fact(report.format_note, watch_);
  if (sum.events_lost > 0) {
    report.drops = sum.events_lost;
  }
}

void SyslogIntake::explain(const std::string& name, DiagnosticSink& diagnostics) const {
  report_.explain(name, diagnostics);
  explain_limits(report_, routers_of_yamaha() > 0, name, diagnostics);
}

}  // namespace

std::unique_ptr<DatagramIntake> make_syslog_intake(FlowSink& sink, const TimeZone* zone) {
  return std::make_unique<SyslogIntake>(sink, zone);
}

}  // namespace hamon
