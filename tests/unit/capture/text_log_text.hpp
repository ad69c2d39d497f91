#pragma once

#include "capture/text_log_source.hpp"

#include "log_text.hpp"

namespace hamon::testing_text_log {

using testing_log::KeepingSink;
using testing_log::ReadLog;
using testing_log::said;
using testing_log::utc;

inline ReadLog read_log(const std::string& text, const ReadOptions& options,
                        std::size_t block = 4096) {
  return testing_log::read_with(make_text_log_source, text, options, block);
}

inline ReadLog read_in_tokyo(const std::string& text) {
  return read_log(text, testing_log::in_tokyo());
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

/// The only reason why the only line was not used.
inline std::string only_reason(const std::string& line) {
  const ReadLog log = read_in_tokyo(line + "\n");
  return log.flows.empty() && log.bindings.empty() && log.report.unused.size() == 1
             ? log.report.unused.front().first
             : "not one reason alone";
}

}  // namespace hamon::testing_text_log
