#include "capture/log_report.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::array<std::string_view, kLineFates> kWords = {
    "used",     "nothing_to_keep", "log_not_read", "no_header",         "wrong_columns",
    "not_text", "bad_time",        "no_time",      "time_without_zone", "bad_address",
    "bad_port", "bad_protocol",    "bad_number",   "bad_json",          "unknown_word",
    "too_long", "cut_off"};

Message what_of(LineFate fate, std::uint64_t lines) {
  switch (fate) {
    case LineFate::NoHeader:
      return message("lines before any #fields line: {}", lines);
    case LineFate::WrongColumns:
      return message("lines whose columns are not those of their #fields line: {}", lines);
    case LineFate::BadTime:
      return message("lines without a readable time: {}", lines);
    case LineFate::NotText:
      return message("lines of bytes that are no text: {}", lines);
    case LineFate::NoTime:
      return message("lines without any time: {}", lines);
    case LineFate::TimeWithoutZone:
      return message("lines whose time has no offset from UTC: {}", lines);
    case LineFate::BadAddress:
      return message("lines without a readable address: {}", lines);
    case LineFate::BadPort:
      return message("lines without a readable port: {}", lines);
    case LineFate::BadProtocol:
      return message("lines without a readable protocol: {}", lines);
    case LineFate::BadNumber:
      return message("lines with a count that is no number: {}", lines);
    case LineFate::BadJson:
      return message("lines that are no JSON object: {}", lines);
    case LineFate::UnknownWord:
      return message("lines with a word that the mapping does not explain: {}", lines);
    case LineFate::TooLong:
      return message("lines longer than 1 MiB: {}", lines);
    case LineFate::CutOff:
      return message("the last line is cut off");
    case LineFate::Used:
    case LineFate::NothingToKeep:
    case LineFate::LogNotRead:
      break;
  }
  return {};
}

Message hint_of(LineFate fate) {
  switch (fate) {
    case LineFate::NoHeader:
      return message("keep the lines that begin with # when logs are cut or joined");
    case LineFate::NoTime:
      return message(
          "let the device or the syslog server write the time before each line; of tables of "
          "connections --at says when they were taken");
    case LineFate::TimeWithoutZone:
      return message("name the zone of the sensor's clock with --tz, e.g. --tz Asia/Tokyo");
    case LineFate::CutOff:
      return message("the file was copied while it was written, or the copy is incomplete");
    default:
      return message(
          "these lines were left out, all others were read; look at the line named here");
  }
}

}  // namespace

std::string_view name_of(LineFate fate) {
  return kWords[static_cast<std::size_t>(fate)];
}

void LogReport::count_into(SourceReport& report) const {
  report.records = 0;
  report.used = entries_[static_cast<std::size_t>(LineFate::Used)].lines;
  report.unused.clear();
  for (std::size_t i = 0; i < kLineFates; ++i) {
    const auto fate = static_cast<LineFate>(i);
    const std::uint64_t lines = entries_[i].lines;
    report.records += lines;
    if (fate != LineFate::Used && lines > 0) {
      report.unused.emplace_back(name_of(fate), lines);
    }
    report.damaged = report.damaged || (fate >= LineFate::NoHeader && lines > 0);
  }
  std::ranges::sort(report.unused);
}

void LogReport::explain(const std::string& name, DiagnosticSink& diagnostics) const {
  for (std::size_t i = static_cast<std::size_t>(LineFate::NoHeader); i < kLineFates; ++i) {
    const auto fate = static_cast<LineFate>(i);
    if (const Entry& entry = entries_[i]; entry.lines > 0) {
      diagnostics.report({Severity::Warning, what_of(fate, entry.lines), name,
                          Place::line(entry.first_line), hint_of(fate)});
    }
  }
}

SourceReport LogReport::finish(const std::string& name, std::string kind, ByteStream& stream,
                               const ReadOptions& options, const std::optional<Error>& damage,
                               DiagnosticSink& diagnostics) const {
  SourceReport report;
  report.name = name;
  report.kind = std::move(kind);
  report.sensor = options.sensor;
  report.window = window_;
  count_into(report);
  explain(name, diagnostics);
  if (damage) {
    report.damaged = true;
    Diagnostic told = *damage;
    told.file = name;
    diagnostics.report(std::move(told));
  }
  if (options.hash) {
    report.sha256 = stream.sha256();
  }
  return report;
}

}  // namespace hamon
