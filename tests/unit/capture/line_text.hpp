#pragma once

#include "capture/byte_stream.hpp"
#include "capture/flow_source.hpp"

#include <string>
#include <vector>

namespace hamon::testing_lines {

/// What a log gave.
struct ReadLog {
  std::vector<FlowRecord> flows;
  std::vector<Binding> bindings;
  std::vector<Diagnostic> diagnostics;
  SourceReport report;

  [[nodiscard]] std::uint64_t unused(const std::string& reason) const {
    for (const auto& [word, count] : report.unused) {
      if (word == reason) {
        return count;
      }
    }
    return 0;
  }
};

class KeepingSink : public FlowSink {
 public:
  explicit KeepingSink(ReadLog& log) : log_(log) {}
  void flow(FlowRecord&& record) override { log_.flows.push_back(std::move(record)); }
  void binding(Binding&& binding) override { log_.bindings.push_back(std::move(binding)); }

 private:
  ReadLog& log_;
};

/// `text` read by the source that `make` makes; times without offset are in `zone`.
template <class Make>
ReadLog read_with(const Make& make, const std::string& text, const TimeZone* zone = nullptr,
                  std::size_t block = 4096) {
  ReadOptions options;
  options.zone = zone;
  ReadLog log;
  KeepingSink sink(log);
  CollectingSink diagnostics;
  log.report = make(memory_stream(std::as_bytes(std::span(text)), block), "x.log", options)
                   ->read(sink, diagnostics);
  log.diagnostics = std::move(diagnostics.diagnostics);
  return log;
}

/// Seconds after `2026-06-09T00:00:00Z`.
inline Timestamp at(std::int64_t seconds) {
  return Timestamp::from_seconds(1'780'963'200 + seconds);
}

}  // namespace hamon::testing_lines
