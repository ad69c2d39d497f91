#pragma once

#include "capture/text_log_source.hpp"

#include <string>
#include <vector>

namespace hamon::testing_text_log {

/// What a text log gave.
struct ReadLog {
  std::vector<FlowRecord> flows;
  std::vector<Binding> bindings;
  std::vector<Diagnostic> diagnostics;
  SourceReport report;
  using Unused = std::vector<std::pair<std::string, std::uint64_t>>;
};

class KeepingSink : public FlowSink {
 public:
  explicit KeepingSink(ReadLog& log) : log_(log) {}
  void flow(FlowRecord&& record) override { log_.flows.push_back(std::move(record)); }
  void binding(Binding&& binding) override { log_.bindings.push_back(std::move(binding)); }

 private:
  ReadLog& log_;
};

inline ReadLog read_log(const std::string& text, const ReadOptions& options,
                        std::size_t block = 4096) {
  ReadLog log;
  KeepingSink sink(log);
  CollectingSink diagnostics;
  log.report =
      make_text_log_source(memory_stream(std::as_bytes(std::span(text)), block), "x.log", options)
          ->read(sink, diagnostics);
  log.diagnostics = std::move(diagnostics.diagnostics);
  return log;
}

/// Local times are those of Tokyo, nine hours east of Greenwich without any summer time.
inline ReadLog read_in_tokyo(const std::string& text) {
  static const TimeZone tokyo = *TimeZone::named("Asia/Tokyo");
  ReadOptions options;
  options.zone = &tokyo;
  return read_log(text, options);
}

/// Without a zone, as `import` without `--tz` reads.
inline ReadLog read_without_zone(const std::string& text) {
  return read_log(text, {});
}

/// Without a zone, as `flows` reads.
inline ReadLog read_as_utc(const std::string& text) {
  ReadOptions options;
  options.assume_utc = true;
  return read_log(text, options);
}

inline std::string utc(Timestamp t) {
  return format_time(t, TimeZone::utc());
}

/// `192.0.2.1:50000 > 192.0.2.2:443 tcp established`.
inline std::string said(const FlowRecord& r) {
  const auto end = [&r](const IpAddress& a, std::uint16_t port) {
    return r.has_ports ? a.text() + ":" + std::to_string(port) : a.text();
  };
  return end(r.initiator, r.initiator_port) + " > " + end(r.responder, r.responder_port) + " " +
         protocol_name(r.protocol) + " " + std::string(name_of(r.state));
}

/// The only reason why the only line was not used.
inline std::string only_reason(const std::string& line) {
  const ReadLog log = read_in_tokyo(line + "\n");
  return log.flows.empty() && log.bindings.empty() && log.report.unused.size() == 1
             ? log.report.unused.front().first
             : "not one reason alone";
}

}  // namespace hamon::testing_text_log
