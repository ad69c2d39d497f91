#pragma once

#include "base/flow_record.hpp"
#include "capture/flow_source.hpp"
#include "capture/log_report.hpp"
#include "capture/log_time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hamon {

/// One line of a text log, what syslog wrote before it taken off.
struct TextLine {
  std::string_view text;
  WrittenTime time;  ///< what syslog says
  std::uint64_t number = 0;
};

/// What a device's lines say besides conversations.
struct TextLogNotes {
  std::uint64_t translated = 0;   ///< conversations or lines that tell of a translated address
  std::uint64_t events_lost = 0;  ///< that the device says it could not log
  std::uint64_t vpn_up = 0;       ///< tunnels or sessions that came up
  std::uint64_t vpn_down = 0;
  std::uint64_t kept_open = 0;  ///< beginnings without an end when the log ended
  std::uint64_t denied = 0;     ///< conversations that were refused
  std::uint64_t allowed = 0;    ///< and all others
};

/// Where a reader puts what it has read.
class TextLogOutput {
 public:
  TextLogOutput(FlowSink& sink, LogReport& report, LogClock& time)
      : clock(time), sink_(sink), report_(report) {}

  /// `start`, `end` and lines are set; an end before the start becomes the start.
  void flow(FlowRecord&& record) {
    record.end = std::max(record.start, record.end);
    ++(record.state == FlowState::Rejected ? notes.denied : notes.allowed);
    report_.saw(record.start, record.end);
    sink_.flow(std::move(record));
  }
  void binding(Binding&& binding) {
    report_.saw(binding.first, binding.last);
    sink_.binding(std::move(binding));
  }

  LogClock& clock;
  TextLogNotes notes;
  std::vector<SourceLimit> limits;

 private:
  FlowSink& sink_;
  LogReport& report_;
};

/// Reads the lines of one kind of device. It may keep beginnings until their ends come, a bounded
/// number of them.
class TextLogReader {
 public:
  virtual ~TextLogReader() = default;
  /// As in `SourceReport::kind` and for `--as`.
  [[nodiscard]] virtual std::string_view kind() const = 0;
  /// Whether a line is of this kind, by its content alone; after a header also by that.
  [[nodiscard]] virtual bool recognises(std::string_view text) const = 0;
  /// What became of a line that `recognises`; nothing for a header, which is no record.
  [[nodiscard]] virtual std::optional<LineFate> read(const TextLine& line, TextLogOutput& out) = 0;
  /// Hands on what is still kept.
  virtual void finish(TextLogOutput& /*out*/) {}
  /// Gives copies of the conversations that are kept, in the order of `record_before`; they stay.
  virtual void report_open(TextLogOutput& /*out*/) const {}
  /// How many conversations are kept.
  [[nodiscard]] virtual std::size_t kept() const { return 0; }
};

/// A firewall that lets a conversation begin has not seen the answer yet.
inline constexpr FlowState kPermitted = FlowState::OneWay;

}  // namespace hamon
