#include "capture/text_log_source.hpp"

#include "capture/device_logs.hpp"
#include "capture/line_reader.hpp"
#include "capture/log_words.hpp"
#include "capture/syslog_line.hpp"

#include <chrono>
#include <deque>
#include <filesystem>
#include <utility>

namespace hamon {
namespace {

std::vector<std::unique_ptr<TextLogReader>> all_readers() {
  std::vector<std::unique_ptr<TextLogReader>> readers;
  readers.push_back(make_fortigate_reader());
  readers.push_back(make_asa_reader());
  readers.push_back(make_paloalto_reader());
  readers.push_back(make_netfilter_reader());
  readers.push_back(make_yamaha_reader());
  readers.push_back(make_windows_firewall_reader());
  return readers;
}

/// When the file was last written, in whole days' precision enough; now for what is no file.
Timestamp written_time(const std::string& path) {
  std::error_code error;
  const auto written = std::filesystem::last_write_time(path, error);
  const auto system = error ? std::chrono::system_clock::now()
                            : std::chrono::time_point_cast<std::chrono::system_clock::duration>(
                                  std::chrono::file_clock::to_sys(written));
  return {std::chrono::nanoseconds(system.time_since_epoch()).count()};
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The first date with a year anywhere in `text`.
std::optional<CivilTime> date_in(std::string_view text) {
  constexpr std::size_t kDate = 10;  // characters of 2026-06-09
  for (std::size_t i = 0; i + kDate <= text.size(); ++i) {
    const std::string_view d = text.substr(i, kDate);
    const bool century = d[0] == '2' && d[1] == '0';
    const bool shaped = (d[4] == '-' || d[4] == '/') && d[7] == d[4];
    if (!century || !shaped || (i > 0 && is_digit(text[i - 1]))) {
      continue;
    }
    const auto year = log_port(d.substr(0, 4));
    const auto month = log_port(d.substr(5, 2));
    const auto day = log_port(d.substr(8, 2));
    if (year && month && day) {
      CivilTime civil;
      civil.year = *year;
      civil.month = *month;
      civil.day = *day;
      if (civil.is_valid()) {
        return civil;
      }
    }
  }
  return std::nullopt;
}

class TextLogSource : public FlowSource {
 public:
  TextLogSource(std::unique_ptr<ByteStream> stream, std::string name, ReadOptions options)
      : stream_(std::move(stream)),
        name_(std::move(name)),
        options_(std::move(options)),
        clock_(options_.zone, options_.assume_utc, written_time(name_)),
        readers_(all_readers()),
        used_(readers_.size(), false) {}

  SourceReport read(FlowSink& sink, DiagnosticSink& diagnostics) override;

 private:
  /// A line that waits until a year is known.
  struct Waiting {
    std::string text;
    bool too_long = false;
    bool ended = true;
  };

  void read_first_lines(LineReader& lines, TextLogOutput& out);
  void read_line(const LineReader::Line& line, std::uint64_t number, TextLogOutput& out);
  [[nodiscard]] std::optional<LineFate> read_text(const SyslogLine& line, std::uint64_t number,
                                                  TextLogOutput& out);
  [[nodiscard]] std::string kind() const;
  void tell_times(DiagnosticSink& diagnostics) const;
  [[nodiscard]] bool leaves_out_unlogged() const;
  void tell_limits(const TextLogOutput& out, DiagnosticSink& diagnostics) const;
  void note(Severity severity, Message what, Message hint, DiagnosticSink& diagnostics) const;

  std::unique_ptr<ByteStream> stream_;
  std::string name_;
  ReadOptions options_;
  LogClock clock_;
  std::vector<std::unique_ptr<TextLogReader>> readers_;
  std::vector<bool> used_;
  std::size_t last_reader_ = 0;
  LogReport report_;
};

std::optional<LineFate> TextLogSource::read_text(const SyslogLine& line, std::uint64_t number,
                                                 TextLogOutput& out) {
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    const std::size_t n = (last_reader_ + i) % readers_.size();  // most lines are as the one before
    if (readers_[n]->recognises(line.text)) {
      last_reader_ = n;
      used_[n] = true;
      return readers_[n]->read({line.text, line.time, number}, out);
    }
  }
  if (line.text.starts_with('#')) {  // a comment or a header, which is no record
    return std::nullopt;
  }
  return has_control_characters(line.text) ? LineFate::NotText : LineFate::LogNotRead;
}

void TextLogSource::read_line(const LineReader::Line& line, std::uint64_t number,
                              TextLogOutput& out) {
  if (line.too_long) {
    report_.count(LineFate::TooLong, number);
    return;
  }
  if (line.text.find_first_not_of(" \t") == std::string_view::npos) {
    return;
  }
  const auto fate = read_text(strip_syslog(line.text), number, out);
  if (fate) {
    const bool damaged = *fate >= LineFate::NoHeader && *fate != LineFate::TimeWithoutZone;
    report_.count(damaged && !line.ended ? LineFate::CutOff : *fate, number);
  }
}

/// Lines may come without a year before the first that tells one.
void TextLogSource::read_first_lines(LineReader& lines, TextLogOutput& out) {
  constexpr std::size_t kMost = 1'000;  // lines
  constexpr std::size_t kMostBytes = std::size_t{1} << 20;
  std::deque<Waiting> waiting;
  std::size_t bytes = 0;
  while (waiting.size() < kMost && bytes < kMostBytes) {
    const auto line = lines.next();
    if (!line) {
      break;
    }
    waiting.push_back({std::string(line->text), line->too_long, line->ended});
    bytes += line->text.size();
    if (const auto date = date_in(line->text)) {
      clock_.learn_year(*date);
      break;
    }
  }
  std::uint64_t number = 0;
  for (const Waiting& w : waiting) {
    ++number;
    if (!w.ended && lines.damage()) {
      report_.count(LineFate::CutOff, number);
      return;
    }
    read_line({w.text, w.too_long, w.ended}, number, out);
  }
}

std::string TextLogSource::kind() const {
  std::string kind;
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    if (used_[i]) {
      kind = kind.empty() ? std::string(readers_[i]->kind()) : "text-log";
    }
  }
  return kind.empty() ? "text-log" : kind;
}

void TextLogSource::note(Severity severity, Message what, Message hint,
                         DiagnosticSink& diagnostics) const {
  diagnostics.report({severity, std::move(what), name_, {}, std::move(hint)});
}

void TextLogSource::tell_times(DiagnosticSink& diagnostics) const {
  if (clock_.read_as_utc()) {
    note(Severity::Note, message("times without offset from UTC were read as UTC"),
         message("name the zone of the sensor's clock with --tz, e.g. --tz Asia/Tokyo"),
         diagnostics);
  }
  if (clock_.guessed_year() != 0) {
    note(Severity::Note,
         message("the log writes no year; by the date of the file it begins in {}",
                 clock_.guessed_year()),
         message("keep the date of the file when it is copied, or log with the year"), diagnostics);
  }
  if (clock_.without_time() > 0) {
    note(Severity::Warning,
         message("lines without any time: {}; each took that of the line before it, the first 1970",
                 clock_.without_time()),
         message("let the device or the syslog server write the time before each line"),
         diagnostics);
  }
}

bool TextLogSource::leaves_out_unlogged() const {
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    if (used_[i] && readers_[i]->kind() == "yamaha") {
      return true;
    }
  }
  return false;
}

void TextLogSource::tell_limits(const TextLogOutput& out, DiagnosticSink& diagnostics) const {
  if (report_.lines(LineFate::LogNotRead) > 0) {
    note(Severity::Note,
         message("lines of other kinds, which are not read: {}",
                 report_.lines(LineFate::LogNotRead)),
         message("read are FortiGate, YAMAHA, netfilter, Windows Firewall, Cisco ASA and FTD, and "
                 "Palo Alto"),
         diagnostics);
  }
  if (leaves_out_unlogged()) {
    note(Severity::Note,
         message("a YAMAHA router writes nothing of what passes filters without syslog"),
         message("what is not in this log may still have happened; turn on syslog notice and the "
                 "filters' syslog option"),
         diagnostics);
  }
  if (out.tells_denials_only()) {
    note(Severity::Warning, message("the log tells only of what was denied"),
         message("what was permitted went by unseen; let the device log permitted traffic, too"),
         diagnostics);
  }
}

std::string format_note(const TextLogNotes& notes) {
  std::string out;
  const auto add = [&out](std::string_view word, std::uint64_t n) {
    if (n > 0) {
      out += (out.empty() ? "" : ", ") + std::string(word) + " " + std::to_string(n);
    }
  };
  add("translated", notes.translated);
  add("tunnels up", notes.vpn_up);
  add("tunnels down", notes.vpn_down);
  add("still open", notes.kept_open);
  return out;
}

SourceReport TextLogSource::read(FlowSink& sink, DiagnosticSink& diagnostics) {
  LineReader lines(*stream_, options_);
  TextLogOutput out(sink, report_, clock_);
  read_first_lines(lines, out);
  while (const auto line = lines.next()) {
    if (!line->ended && lines.damage()) {
      report_.count(LineFate::CutOff, lines.number());
      break;
    }
    read_line(*line, lines.number(), out);
  }
  for (const auto& reader : readers_) {
    reader->finish(out);
  }
  tell_times(diagnostics);
  tell_limits(out, diagnostics);
  SourceReport report =
      report_.finish(name_, kind(), *stream_, options_, lines.damage(), diagnostics);
  report.damaged = report.damaged || clock_.without_time() > 0;
  report.format_note = format_note(out.notes);
  report.limits = std::move(out.limits);
  for (const SourceLimit& limit : report.limits) {
    report.drops = report.drops.value_or(0) + limit.count;
  }
  if (out.tells_denials_only()) {
    report.limits.push_back({"denials_only", {}, 0});
  }
  if (leaves_out_unlogged()) {
    report.limits.push_back({"unlogged_filters", {}, 0});
  }
  std::ranges::sort(report.limits);
  return report;
}

}  // namespace

bool looks_like_text_log(std::span<const std::byte> head) {
  constexpr int kLines = 200;
  std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  const auto readers = all_readers();
  for (int i = 0; i < kLines && !text.empty(); ++i) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    if (has_control_characters(line)) {
      continue;
    }
    const SyslogLine stripped = strip_syslog(line);
    for (const auto& reader : readers) {
      if (reader->recognises(stripped.text)) {
        return true;
      }
    }
  }
  return false;
}

std::unique_ptr<FlowSource> make_text_log_source(std::unique_ptr<ByteStream> stream,
                                                 std::string name, ReadOptions options) {
  return std::make_unique<TextLogSource>(std::move(stream), std::move(name), std::move(options));
}

}  // namespace hamon
