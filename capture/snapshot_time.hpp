#pragma once

#include "capture/flow_source.hpp"
#include "capture/log_time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hamon {

/// The date and time that make up a whole line, as people write them before a table by `date`
/// (English or Japanese; `JST` and `UTC` are offsets, other zones' letters are not read), `date
/// -Is`, `Get-Date` or `echo %date% %time%` of Japanese Windows (UTF-8 or CP932: only the digits
/// count). Nothing for any other line, and for dates whose order of day and month is not plain.
[[nodiscard]] std::optional<WrittenTime> date_line(std::string_view line);

/// When the entries of tables of connections were seen, which most such tables do not say.
class SnapshotClock {
 public:
  explicit SnapshotClock(const ReadOptions& options);

  /// A line of its own: of all entries that follow, up to the next.
  void take(const WrittenTime& date) { date_ = date; }
  /// The time of an entry: `own` where it has one, else the last date line's, else `--at`. `Used`,
  /// `NoTime`, `TimeWithoutZone` or `BadTime`, as `LogClock` says.
  [[nodiscard]] LineFate read(const WrittenTime& own, Timestamp& out);

  /// Tells what was assumed, and what to do about entries that were refused. Sets `damaged` where
  /// entries without any time were used.
  void finish(const std::string& name, SourceReport& report, DiagnosticSink& diagnostics) const;

 private:
  LogClock clock_;
  std::optional<Timestamp> taken_at_;
  WrittenTime date_;
};

}  // namespace hamon
