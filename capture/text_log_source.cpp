#include "capture/text_log_source.hpp"

#include "capture/line_reader.hpp"
#include "capture/log_words.hpp"
#include "capture/text_log_lines.hpp"

#include <deque>
#include <utility>

namespace hamon {
namespace {

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
        clock_(options_.zone, options_.assume_utc, written_time(name_)) {}

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
  void tell_times(DiagnosticSink& diagnostics) const;
  void note(Severity severity, Message what, Message hint, DiagnosticSink& diagnostics) const;

  std::unique_ptr<ByteStream> stream_;
  std::string name_;
  ReadOptions options_;
  LogClock clock_;
  TextLogLines lines_;
  LogReport report_;
};

void TextLogSource::read_line(const LineReader::Line& line, std::uint64_t number,
                              TextLogOutput& out) {
  if (line.too_long) {
    report_.count(LineFate::TooLong, number);
    return;
  }
  if (line.text.find_first_not_of(" \t") == std::string_view::npos) {
    return;
  }
  const auto fate = lines_.read(strip_syslog(line.text), number, out);
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

SourceReport TextLogSource::read(FlowSink& sink, DiagnosticSink& diagnostics) {
  LineReader lines(*stream_, options_);
  TextLogOutput out(sink, report_, clock_);
  if (!options_.follow) {  // a year is not waited for where lines come as they are written
    read_first_lines(lines, out);
  }
  while (const auto line = lines.next()) {
    if (!line->ended && lines.damage()) {
      report_.count(LineFate::CutOff, lines.number());
      break;
    }
    read_line(*line, lines.number(), out);
  }
  lines_.finish(out);
  tell_times(diagnostics);
  explain_limits(report_, lines_.used("yamaha"), name_, diagnostics);
  SourceReport report =
      report_.finish(name_, lines_.kind(), *stream_, options_, lines.damage(), diagnostics);
  report.damaged = report.damaged || clock_.without_time() > 0;
  report.format_note = facts_of(out.notes);
  if (out.notes.events_lost > 0) {
    report.drops = out.notes.events_lost;
  }
  std::ranges::sort(out.limits);
  report.limits = std::move(out.limits);
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
  const TextLogLines readers;
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
    if (readers.recognises(strip_syslog(line))) {
      return true;
    }
  }
  return false;
}

std::unique_ptr<FlowSource> make_text_log_source(std::unique_ptr<ByteStream> stream,
                                                 std::string name, ReadOptions options) {
  return std::make_unique<TextLogSource>(std::move(stream), std::move(name), std::move(options));
}

}  // namespace hamon
