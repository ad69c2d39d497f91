#pragma once

#include "capture/flow_mapping.hpp"
#include "capture/line_source.hpp"
#include "capture/log_time.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// What one row or line says, by field.
class MappedValues {
 public:
  [[nodiscard]] std::string_view operator[](MappedField field) const {
    return values_[static_cast<std::size_t>(field)].text;
  }
  /// Whether a workbook keeps the value as a number.
  [[nodiscard]] bool is_number(MappedField field) const {
    return values_[static_cast<std::size_t>(field)].is_number;
  }
  void set(MappedField field, std::string_view text, bool is_number = false) {
    values_[static_cast<std::size_t>(field)] = {text == "-" ? std::string_view{} : text, is_number};
  }
  void clear() { values_.fill({}); }

 private:
  struct Value {
    std::string_view text;
    bool is_number = false;
  };
  std::array<Value, kMappedFields> values_{};
};

/// Makes flows of what rows or lines say, by a mapping.
class MappedFlows {
 public:
  /// `written`: when the file was, for years that nothing tells. `from_1904`: of a workbook's
  /// dates.
  MappedFlows(std::shared_ptr<const FlowMapping> mapping, const ReadOptions& options,
              Timestamp written, bool from_1904 = false);

  /// Hands on the flow; `Used`, or why there is none. `line_time` is what syslog says.
  [[nodiscard]] LineFate read(const MappedValues& values, const WrittenTime& line_time,
                              std::uint64_t line, LineOutput& output);
  /// Tells of words that the mapping does not know, of times read as UTC and without year.
  void finish(const std::string& name, SourceReport& report, DiagnosticSink& diagnostics) const;
  [[nodiscard]] const FlowMapping& mapping() const { return *mapping_; }

 private:
  struct UnknownWord {
    std::string word;
    MappedField field;
    std::uint64_t line = 0;
  };

  [[nodiscard]] LineFate read_time(MappedField field, const MappedValues& values, LogClock& clock,
                                   std::optional<Timestamp>& out) const;
  [[nodiscard]] LineFate read_times(const MappedValues& values, const WrittenTime& line_time,
                                    ExportedFlow& flow);
  [[nodiscard]] LineFate read_ends(const MappedValues& values, ExportedFlow& flow) const;
  [[nodiscard]] LineFate read_counts(const MappedValues& values, ExportedFlow& flow) const;
  [[nodiscard]] LineFate read_words(const MappedValues& values, std::uint64_t line,
                                    ExportedFlow& flow);
  void read_rest(const MappedValues& values, ExportedFlow& flow) const;
  static void give_names(const MappedValues& values, const ExportedFlow& flow, std::uint64_t line,
                         LineOutput& output);
  void note_unknown(std::string_view word, MappedField field, std::uint64_t line);

  std::shared_ptr<const FlowMapping> mapping_;
  bool from_1904_;
  LogClock start_clock_;
  LogClock end_clock_;
  LogClock line_clock_;
  std::vector<UnknownWord> unknown_words_;  // the first few
};

}  // namespace hamon
