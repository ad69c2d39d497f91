#pragma once

#include "base/diagnostic.hpp"
#include "base/flow_record.hpp"
#include "capture/byte_stream.hpp"
#include "capture/flow_source.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hamon {

/// What became of one line of a log. From `NoHeader` on something in it could not be read.
enum class LineFate : std::uint8_t {
  Used,
  NothingToKeep,  ///< a well-formed line that says nothing of addresses, names or data flows
  LogNotRead,     ///< of a kind of log that is known and not read
  NoHeader,
  WrongColumns,
  NotText,
  BadTime,
  NoTime,
  TimeWithoutZone,
  BadAddress,
  BadPort,
  BadProtocol,
  BadNumber,
  BadJson,
  UnknownWord,  ///< that a mapping does not explain
  TooLong,
  CutOff,
};
inline constexpr std::size_t kLineFates = static_cast<std::size_t>(LineFate::CutOff) + 1;

/// The stable word for it, as in `SourceReport::unused`.
[[nodiscard]] std::string_view name_of(LineFate fate);

/// Counts what becomes of the lines of one log, and tells of the first of each kind that could not
/// be read.
class LogReport {
 public:
  void count(LineFate fate, std::uint64_t line) {
    auto& entry = entries_[static_cast<std::size_t>(fate)];
    if (entry.lines++ == 0) {
      entry.first_line = line;
    }
  }
  /// Widens the window of the source.
  void saw(Timestamp begin, Timestamp end) {
    if (!window_) {
      window_ = Interval{begin, end};
      return;
    }
    window_->begin = std::min(window_->begin, begin);
    window_->end = std::max(window_->end, end);
  }
  [[nodiscard]] std::uint64_t lines(LineFate fate) const {
    return entries_[static_cast<std::size_t>(fate)].lines;
  }

  /// Sets records, used, unused by reason, and `damaged` where something could not be read.
  void count_into(SourceReport& report) const;
  /// Tells of the first line of each kind that could not be read.
  void explain(const std::string& name, DiagnosticSink& diagnostics) const;

  /// The report of `stream`'s log; tells `diagnostics` what could not be read, `damage` included.
  [[nodiscard]] SourceReport finish(const std::string& name, std::string kind, ByteStream& stream,
                                    const ReadOptions& options, const std::optional<Error>& damage,
                                    DiagnosticSink& diagnostics) const;

 private:
  struct Entry {
    std::uint64_t lines = 0;
    std::uint64_t first_line = 0;
  };
  std::array<Entry, kLineFates> entries_{};
  std::optional<Interval> window_;
};

}  // namespace hamon
