#include "capture/event_table.hpp"

#include "base/text_encoding.hpp"
#include "capture/event_message.hpp"
#include "capture/line_reader.hpp"
#include "capture/line_source.hpp"
#include "capture/logon_reader.hpp"
#include "capture/wide_text.hpp"
#include "capture/zeek_row.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hamon {
namespace {

enum class Column : std::uint8_t { Id, Time, Provider, Computer, Message };
constexpr std::size_t kColumns = static_cast<std::size_t>(Column::Message) + 1;

/// Names of columns, as `folded`.
constexpr auto kNames = std::to_array<std::pair<std::string_view, Column>>(
    {{"id", Column::Id},
     {"eventid", Column::Id},
     {"イベントid", Column::Id},
     {"timecreated", Column::Time},
     {"dateandtime", Column::Time},
     {"timegenerated", Column::Time},
     {"日付と時刻", Column::Time},
     {"日時", Column::Time},
     {"providername", Column::Provider},
     {"source", Column::Provider},
     {"ソス", Column::Provider},  // folded: without the long-vowel mark
     {"machinename", Column::Computer},
     {"computer", Column::Computer},
     {"computername", Column::Computer},
     {"コンピュタ", Column::Computer},
     {"コンピュタ名", Column::Computer},
     {"message", Column::Message},
     {"メッセジ", Column::Message}});

std::string in_utf8(std::string_view text) {
  if (is_utf8(text)) {
    return std::string(text);
  }
  return from_cp932(text).value_or(std::string(text));
}

/// Which cell of a record holds what.
class Header {
 public:
  /// Nothing when `line` is no header of events.
  [[nodiscard]] static std::optional<Header> of(std::string_view line) {
    constexpr std::size_t kLongest = 4096;
    if (line.size() > kLongest) {
      return std::nullopt;
    }
    Header header;
    header.separator_ = line.find('\t') != std::string_view::npos  ? '\t'
                        : line.find(',') != std::string_view::npos ? ','
                                                                   : ';';
    const auto cells = csv_cells(in_utf8(line), header.separator_);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string name = folded(cells[i]);
      for (const auto& [known, column] : kNames) {
        auto& place = header.places_[static_cast<std::size_t>(column)];
        if (name == known && !place) {
          place = i;
        }
      }
    }
    header.cells_ = cells.size();
    auto& message = header.places_[static_cast<std::size_t>(Column::Message)];
    if (!message) {
      message = cells.size();  // Event Viewer writes it behind the last column
    }
    const bool known = header.has(Column::Id) && header.has(Column::Time) &&
                       header.has(Column::Provider) && cells.size() >= 4;
    return known ? std::optional(header) : std::nullopt;
  }

  [[nodiscard]] bool has(Column column) const {
    return places_[static_cast<std::size_t>(column)].has_value();
  }
  [[nodiscard]] std::string_view value(const std::vector<std::string>& cells, Column column) const {
    const auto place = places_[static_cast<std::size_t>(column)];
    return place && *place < cells.size() ? std::string_view(cells[*place]) : std::string_view{};
  }
  [[nodiscard]] std::size_t cells() const { return cells_; }
  [[nodiscard]] char separator() const { return separator_; }

 private:
  std::array<std::optional<std::size_t>, kColumns> places_{};
  std::size_t cells_ = 0;
  char separator_ = ',';
};

class EventTableSource : public FlowSource {
 public:
  EventTableSource(std::unique_ptr<ByteStream> stream, std::string name, ReadOptions options)
      : stream_(without_wide_text(std::move(stream))),
        name_(std::move(name)),
        options_(std::move(options)),
        clock_(options_.zone, options_.assume_utc, {}),
        logons_(options_.sensor) {}

  SourceReport read(FlowSink& sink, DiagnosticSink& diagnostics) override;

 private:
  void read_line(const LineReader::Line& line, std::uint64_t number, TextLogOutput& out);
  void read_record(std::string_view record, TextLogOutput& out);
  [[nodiscard]] std::optional<LineFate> read_event(std::string_view record, TextLogOutput& out);
  void tell(SourceReport& report, DiagnosticSink& diagnostics) const;

  std::unique_ptr<ByteStream> stream_;
  std::string name_;
  ReadOptions options_;
  LogClock clock_;
  LogReport report_;
  LogonReader logons_;
  std::optional<Header> header_;
  std::string pending_;  // lines of a record that goes on
  std::uint64_t first_ = 0;
  std::uint64_t last_ = 0;
  bool ended_ = true;
  std::uint64_t without_labels_ = 0;
  std::uint64_t first_without_labels_ = 0;
};

std::optional<LineFate> EventTableSource::read_event(std::string_view record, TextLogOutput& out) {
  const auto cells = csv_cells(record, header_->separator());
  if (cells.size() < header_->cells()) {
    return LineFate::WrongColumns;
  }
  const auto id = zeek_count(header_->value(cells, Column::Id));
  if (!id || *id > 0xFFFF) {
    return LineFate::BadNumber;
  }
  WindowsEvent event;
  event.provider = event_provider(header_->value(cells, Column::Provider));
  event.id = static_cast<std::uint32_t>(*id);
  event.computer = header_->value(cells, Column::Computer).substr(0, 256);
  event.first = first_;
  event.last = last_;
  const std::string message = in_utf8(header_->value(cells, Column::Message));
  read_event_message(message, event);
  const bool is_logon = event.provider == EventProvider::Security && event.id == 4624;
  if (is_logon && event[EventField::LogonType].empty() && lost_its_text(message)) {
    first_without_labels_ = without_labels_++ == 0 ? first_ : first_without_labels_;
    return LineFate::NothingToKeep;
  }
  const auto time = displayed_time(header_->value(cells, Column::Time));
  if (!time) {
    return LineFate::BadTime;
  }
  if (const LineFate fate = out.clock.read(*time, event.time); fate != LineFate::Used) {
    return fate;
  }
  if (event.provider == EventProvider::Security) {
    logons_.heard_of_host(machine_account(message), out);
  }
  return logons_.read(std::move(event), out);
}

void EventTableSource::read_record(std::string_view record, TextLogOutput& out) {
  if (record.find_first_not_of(" \t") == std::string_view::npos || record.starts_with("#TYPE")) {
    return;
  }
  if (auto header = Header::of(record)) {  // it may come again where exports were joined
    header_ = header;
    return;
  }
  const auto fate = header_ ? read_event(record, out) : std::optional(LineFate::NoHeader);
  if (fate) {
    const bool damaged = *fate >= LineFate::NoHeader && *fate != LineFate::TimeWithoutZone;
    report_.count(damaged && !ended_ ? LineFate::CutOff : *fate, first_);
  }
}

/// A record goes on while a quotation mark is open.
void EventTableSource::read_line(const LineReader::Line& line, std::uint64_t number,
                                 TextLogOutput& out) {
  constexpr std::size_t kMostRecord = std::size_t{64} << 10;  // bytes; messages have some thousand
  if (pending_.empty()) {
    first_ = number;
  }
  last_ = number;
  ended_ = line.ended;
  if (line.too_long || pending_.size() + line.text.size() > kMostRecord) {
    pending_.clear();
    report_.count(LineFate::TooLong, number);
    return;
  }
  pending_ += line.text;
  if (std::ranges::count(pending_, '"') % 2 != 0) {
    pending_ += '\n';
    return;
  }
  const std::string record = std::exchange(pending_, {});
  read_record(record, out);
}

void EventTableSource::tell(SourceReport& report, DiagnosticSink& diagnostics) const {
  if (clock_.read_as_utc()) {
    diagnostics.report({Severity::Note,
                        message("times without offset from UTC were read as UTC"),
                        name_,
                        {},
                        message("name the zone of the sensor's clock with --tz, e.g. --tz "
                                "Asia/Tokyo")});
  }
  if (without_labels_ > 0) {
    split_unused(report, "nothing_to_keep", "lost_text", without_labels_);
    report.damaged = true;
    diagnostics.report(
        {Severity::Warning,
         message("logons whose Japanese text the export has lost: {}", without_labels_), name_,
         Place::line(first_without_labels_),
         message("export again with Export-Csv -Encoding UTF8, or save the log as .evtx")});
  }
}

SourceReport EventTableSource::read(FlowSink& sink, DiagnosticSink& diagnostics) {
  LineReader lines(*stream_, options_);
  TextLogOutput out(sink, report_, clock_);
  while (const auto line = lines.next()) {
    read_line(*line, lines.number(), out);
  }
  if (!pending_.empty()) {
    report_.count(LineFate::CutOff, first_);
  }
  logons_.finish(out);
  SourceReport report =
      report_.finish(name_, "windows-events", *stream_, options_, lines.damage(), diagnostics);
  logons_.report(name_, report, diagnostics);
  tell(report, diagnostics);
  return report;
}

}  // namespace

bool looks_like_event_table(std::span<const std::byte> head) {
  std::string wide;
  if (const auto order = wide_order(head)) {
    constexpr std::size_t kLooked = 8192;
    WideDecoder(*order).decode(head.first(std::min(head.size(), kLooked)), wide);
    head = std::as_bytes(std::span(wide));
  }
  std::string_view line = first_line(head);
  if (line.starts_with("#TYPE") && line.find("Event") != std::string_view::npos) {
    const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
    const auto next = text.find('\n');
    line = next == std::string_view::npos
               ? std::string_view{}
               : first_line(head.subspan(std::min(next + 1, head.size())));
  }
  return Header::of(line).has_value();
}

std::unique_ptr<FlowSource> make_event_table_source(std::unique_ptr<ByteStream> stream,
                                                    std::string name, const ReadOptions& options) {
  return std::make_unique<EventTableSource>(std::move(stream), std::move(name), options);
}

}  // namespace hamon
