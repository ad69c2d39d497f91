#pragma once

#include "capture/zeek_source.hpp"

#include <string>
#include <vector>

namespace hamon::testing_zeek {

/// What a Zeek log gave.
struct ReadLog {
  std::vector<FlowRecord> flows;
  std::vector<Binding> bindings;
  std::vector<Diagnostic> diagnostics;
  SourceReport report;
};

class KeepingSink : public FlowSink {
 public:
  explicit KeepingSink(ReadLog& log) : log_(log) {}
  void flow(FlowRecord&& record) override { log_.flows.push_back(std::move(record)); }
  void binding(Binding&& binding) override { log_.bindings.push_back(std::move(binding)); }

 private:
  ReadLog& log_;
};

inline ReadLog read_log(const std::string& text, const TimeZone* zone = nullptr,
                        std::size_t block = 4096) {
  ReadOptions options;
  options.zone = zone;
  ReadLog log;
  KeepingSink sink(log);
  CollectingSink diagnostics;
  log.report =
      make_zeek_source(memory_stream(std::as_bytes(std::span(text)), block), "x.log", options)
          ->read(sink, diagnostics);
  log.diagnostics = std::move(diagnostics.diagnostics);
  return log;
}

/// A header as Zeek writes it; blanks in `fields` become tabs.
inline std::string header(const std::string& path, std::string fields) {
  for (char& c : fields) {
    c = c == ' ' ? '\t' : c;
  }
  return "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t" +
         path + "\n#fields\t" + fields + "\n";
}

/// A line of values; blanks become tabs.
inline std::string row(std::string values) {
  for (char& c : values) {
    c = c == ' ' ? '\t' : c;
  }
  return values + "\n";
}

inline const char* const kConnFields =
    "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes "
    "conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts "
    "resp_ip_bytes tunnel_parents";

}  // namespace hamon::testing_zeek
