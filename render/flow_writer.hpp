#pragma once

#include "base/flow_record.hpp"

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace hamon {

enum class FlowFormat { Jsonl, Csv, Zeek, None };
/// `jsonl`, `csv`, `zeek`, `none`.
[[nodiscard]] std::optional<FlowFormat> parse_flow_format(std::string_view name);
[[nodiscard]] std::vector<std::string_view> all_flow_format_names();

/// Writes flow records one by one (formats, section 2), in the order they are given; the caller
/// sorts them by `record_before`. Buffers some 64 KiB.
class FlowWriter {
 public:
  /// `out` must live as long as the writer.
  FlowWriter(FlowFormat format, std::ostream& out);
  ~FlowWriter();
  FlowWriter(const FlowWriter&) = delete;
  FlowWriter& operator=(const FlowWriter&) = delete;

  /// `source`: the name under which the record's source was given.
  void write(const FlowRecord& record, std::string_view source);
  /// Writes what is buffered, and what ends a file of the format; a `zeek` or `csv` without records
  /// has its head.
  void finish();

 private:
  void flush();

  FlowFormat format_;
  std::ostream& out_;
  fmt::memory_buffer buffer_;
  bool finished_ = false;
};

}  // namespace hamon
