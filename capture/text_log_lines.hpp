#pragma once

#include "base/diagnostic.hpp"
#include "capture/log_report.hpp"
#include "capture/syslog_line.hpp"
#include "capture/text_log_reader.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// The readers of all devices over the lines of one log, or of one sender: each line goes to the
/// one that knows it.
class TextLogLines {
 public:
  TextLogLines();

  /// Whether any reader knows the line.
  [[nodiscard]] bool recognises(const SyslogLine& line) const;
  /// What became of a line; nothing for a header or a comment, which is no record.
  [[nodiscard]] std::optional<LineFate> read(const SyslogLine& line, std::uint64_t number,
                                             TextLogOutput& out);
  /// Hands on what readers still keep.
  void finish(TextLogOutput& out);
  /// Gives copies of the conversations that readers keep until their end comes; all stay kept.
  void report_open(TextLogOutput& out) const;
  /// How many that are.
  [[nodiscard]] std::size_t kept() const;

  /// Whether lines of this kind (`TextLogReader::kind`) were read.
  [[nodiscard]] bool used(std::string_view kind) const;
  /// The kind of all lines read; `text-log` where there are several or none.
  [[nodiscard]] std::string kind() const;

 private:
  std::vector<std::unique_ptr<TextLogReader>> readers_;
  std::vector<bool> used_;
  std::size_t last_reader_ = 0;
};

/// What devices said besides conversations, as a source's `format_note` keeps it.
[[nodiscard]] std::string facts_of(const TextLogNotes& notes);

/// Tells what such a log cannot show: lines of other kinds, and, where a router of YAMAHA's wrote
/// (`yamaha`), what its filters pass in silence.
void explain_limits(const LogReport& report, bool yamaha, const std::string& name,
                    DiagnosticSink& diagnostics);

}  // namespace hamon
