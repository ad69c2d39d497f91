#pragma once

#include "capture/byte_stream.hpp"
#include "capture/flow_source.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace hamon::testing_line_source {

/// What a log gave.
struct ReadLog {
  std::vector<FlowRecord> flows;
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
  void binding(Binding&&) override {}

 private:
  ReadLog& log_;
};

using Make = std::unique_ptr<FlowSource> (*)(std::unique_ptr<ByteStream>, std::string,
                                             const ReadOptions&);

inline ReadLog read_log(Make make, const std::string& text, const ReadOptions& options,
                        std::size_t block = 4096) {
  ReadLog log;
  KeepingSink sink(log);
  CollectingSink diagnostics;
  log.report = make(memory_stream(std::as_bytes(std::span(text)), block), "x.txt", options)
                   ->read(sink, diagnostics);
  log.diagnostics = std::move(diagnostics.diagnostics);
  return log;
}

/// Local times are those of Tokyo, nine hours east of Greenwich without any summer time.
inline ReadOptions in_tokyo() {
  static const TimeZone tokyo = *TimeZone::named("Asia/Tokyo");
  ReadOptions options;
  options.zone = &tokyo;
  return options;
}

/// 2026-06-09T01:00:00Z.
inline constexpr Timestamp kTen = Timestamp::from_seconds(1'780'966'800);

inline ReadOptions taken_at_ten() {
  ReadOptions options;
  options.taken_at = kTen;
  return options;
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

}  // namespace hamon::testing_line_source
