#pragma once

#include "capture/byte_stream.hpp"
#include "capture/flow_source.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

/// What tests of log readers share.
namespace hamon::testing_log {

/// What a log gave.
struct ReadLog {
  using Unused = std::vector<std::pair<std::string, std::uint64_t>>;

  std::vector<FlowRecord> flows;
  std::vector<Binding> bindings;
  std::vector<Diagnostic> diagnostics;
  SourceReport report;

  [[nodiscard]] std::uint64_t unused(const std::string& reason) const {
    for (const auto& [word, lines] : report.unused) {
      if (word == reason) {
        return lines;
      }
    }
    return 0;
  }
  [[nodiscard]] bool tells(std::string_view words) const {
    for (const Diagnostic& d : diagnostics) {
      if (d.what.id.find(words) != std::string_view::npos) {
        return true;
      }
    }
    return false;
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

/// `text` read by the source that `make` makes.
template <class Make>
ReadLog read_with(const Make& make, const std::string& text, const ReadOptions& options,
                  std::size_t block = 4096) {
  ReadLog log;
  KeepingSink sink(log);
  CollectingSink diagnostics;
  log.report = make(memory_stream(std::as_bytes(std::span(text)), block), "x.log", options)
                   ->read(sink, diagnostics);
  log.diagnostics = std::move(diagnostics.diagnostics);
  return log;
}

/// `zone` outlives what is read with it.
inline ReadOptions in_zone(const TimeZone* zone) {
  ReadOptions options;
  options.zone = zone;
  return options;
}

/// Local times are those of Tokyo, nine hours east of Greenwich without any summer time.
inline ReadOptions in_tokyo() {
  static const TimeZone tokyo = *TimeZone::named("Asia/Tokyo");
  return in_zone(&tokyo);
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

inline std::vector<std::string> all_said(const ReadLog& log) {
  std::vector<std::string> out;
  for (const FlowRecord& r : log.flows) {
    out.push_back(said(r));
  }
  return out;
}

}  // namespace hamon::testing_log
