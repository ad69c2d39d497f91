#pragma once

#include "base/flow_record.hpp"
#include "capture/export_record.hpp"
#include "capture/flow_source.hpp"
#include "capture/line_reader.hpp"
#include "capture/log_report.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hamon {

/// Takes what the lines of one log say, and widens the window of the source by it.
class LineOutput {
 public:
  LineOutput(FlowSink& sink, LogReport& report)
      : report_(report), window_(sink, report), output_(window_, notes_) {}

  /// A flow in the words of the device that counted it; `ExportOutput` settles ends and state.
  void flow(const ExportedFlow& flow, std::uint64_t line, std::uint32_t part = 0,
            const IpAddress& exporter = {});
  /// A record that needs no settling: times, ends, state and line numbers are set.
  void record(FlowRecord&& record) { window_.flow(std::move(record)); }
  /// A name or an address, first said in `line`.
  void binding(Binding binding, std::uint64_t line);
  /// An interval in which the source looked and saw nothing.
  void watched(Timestamp begin, Timestamp end) { report_.saw(begin, end); }
  /// What became of a line, or of one of several records in it.
  void count(LineFate fate, std::uint64_t line) { report_.count(fate, line); }

 private:
  class WindowSink : public FlowSink {
   public:
    WindowSink(FlowSink& sink, LogReport& report) : sink_(sink), report_(report) {}
    void flow(FlowRecord&& record) override {
      report_.saw(record.start, record.end);
      sink_.flow(std::move(record));
    }
    void binding(Binding&& binding) override {
      report_.saw(binding.first, binding.last);
      sink_.binding(std::move(binding));
    }

   private:
    FlowSink& sink_;
    LogReport& report_;
  };

  LogReport& report_;
  WindowSink window_;
  ExportNotes notes_;
  ExportOutput output_;
};

/// What reads the lines of one format, one after the other.
class LineFormat {
 public:
  virtual ~LineFormat() = default;
  /// `text` is not empty, without its end, at most `LineReader::kLongest` bytes, of any content.
  /// Nothing: the line is a header or counted by itself, and is no record.
  [[nodiscard]] virtual std::optional<LineFate> read(std::string_view text, std::uint64_t line,
                                                     LineOutput& output) = 0;
  /// Hands on what is still kept, once every line was read.
  virtual void end(LineOutput& output);
  /// As in `SourceReport::kind`; asked at the end.
  [[nodiscard]] virtual std::string kind() const = 0;
  /// Adds what the format itself knows (drops, gaps) once every line was read.
  virtual void finish(const std::string& name, SourceReport& report, DiagnosticSink& diagnostics);
};

/// The log in `stream`, read line by line by `format`. Memory does not depend on its length.
[[nodiscard]] std::unique_ptr<FlowSource> make_line_source(std::unique_ptr<ByteStream> stream,
                                                           std::string name, ReadOptions options,
                                                           std::unique_ptr<LineFormat> format);

/// The first line of `head` that is not blank, without byte order mark and line end.
[[nodiscard]] std::string_view first_line(std::span<const std::byte> head);

/// Moves `count` of the unused records from one reason to another, more exact one.
void split_unused(SourceReport& report, std::string_view from, std::string_view to,
                  std::uint64_t count);

/// The reason why `text` is no time: `BadTime`, or `TimeWithoutZone` where only that is missing.
[[nodiscard]] LineFate time_fault(std::string_view text);

}  // namespace hamon
