#pragma once

#include "base/diagnostic.hpp"
#include "base/flow_record.hpp"
#include "capture/export_record.hpp"
#include "capture/line_pattern.hpp"
#include "capture/time_pattern.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hamon {

/// What a column of a table, or a named group of a pattern, says of a flow.
enum class MappedField : std::uint8_t {
  Start,
  End,
  Length,  ///< of time
  Source,
  SourcePort,
  Target,
  TargetPort,
  Protocol,
  PacketsOut,  ///< from source to target
  BytesOut,
  PacketsIn,
  BytesIn,
  PacketsBoth,  ///< in both directions together
  BytesBoth,
  State,
  OpenedBy,
  Service,
  Exporter,
  SourceMac,
  TargetMac,
  Vlan,
  SourceName,
  TargetName,
};
inline constexpr std::size_t kMappedFields = static_cast<std::size_t>(MappedField::TargetName) + 1;

/// As a mapping file writes it: `source_port`.
[[nodiscard]] std::string_view name_of(MappedField field);
[[nodiscard]] std::optional<MappedField> parse_mapped_field(std::string_view name);
/// Of all fields, in their order.
[[nodiscard]] const std::vector<std::string>& mapped_field_names();

/// What a word in a column of states says; `Skip`: the row is none of a conversation.
enum class MappedWord : std::uint8_t { Established, Attempted, Rejected, OneWay, Skip };

/// How numbers of time are counted.
enum class MappedUnit : std::uint8_t { None, Nanosecond, Microsecond, Millisecond, Second, Excel };

/// Where one field comes from and how it is written.
struct MappedRule {
  std::size_t line = 0;              ///< of the mapping file, from 1; 0: the field is not mapped
  std::vector<std::string> columns;  ///< names in the header, or numbers from 1 where there is none
  std::optional<std::string> value;  ///< of every row
  // Of times and lengths:
  std::optional<TimePattern> pattern;
  MappedUnit unit = MappedUnit::None;
  std::int64_t length_unit = 1'000'000'000;  ///< of a duration, in nanoseconds
  std::optional<TimeZone> zone;
  std::optional<Timestamp> since;  ///< what numbers are counted from; nothing: 1970
  // Of counts:
  std::uint64_t factor = 1;
  // Of states and of who opened, words folded:
  std::vector<std::pair<std::string, MappedWord>> states;
  std::optional<MappedWord> other_state;
  std::vector<std::pair<std::string, ExportedOpener>> openers;

  [[nodiscard]] bool is_mapped() const { return line != 0; }
};

enum class MappedEncoding : std::uint8_t { Auto, Utf8, Cp932, Utf16 };

/// What bytes a table counts.
enum class MappedCounts : std::uint8_t { Ip, Frames, Payload };

/// How the inputs of one kind are to be read: what a mapping file says (docs/formats.md). Its
/// words were checked when it was read.
struct FlowMapping {
  std::string name;
  MappedEncoding encoding = MappedEncoding::Auto;
  // Tables:
  std::optional<char> delimiter;  ///< nothing: by the header
  bool quoted = true;             ///< cells may stand in double quotes
  std::size_t skip = 0;           ///< lines above the table
  bool has_header = true;
  std::string sheet;  ///< of a workbook; empty: the first
  // Lines:
  struct Pattern {
    LinePattern match;
    std::vector<std::optional<MappedField>> groups;  ///< of `match`, in their order
    std::array<std::optional<std::string>, kMappedFields> set;
  };
  std::vector<Pattern> patterns;    ///< none: a table
  std::vector<LinePattern> ignore;  ///< lines that are known and say nothing
  bool syslog = true;               ///< what syslog wrote before a line is taken off
  // Both:
  std::array<MappedRule, kMappedFields> fields;
  std::optional<TimeZone> zone;  ///< of times without offset
  MappedCounts counts = MappedCounts::Ip;
  bool both_ways = false;  ///< a row counts both directions

  [[nodiscard]] bool is_table() const { return patterns.empty(); }
  [[nodiscard]] const MappedRule& operator[](MappedField field) const {
    return fields[static_cast<std::size_t>(field)];
  }
};

/// Reads a mapping file. Every problem goes to `diagnostics` with file, line, what was found, what
/// was expected and the nearest known word; nothing is returned if there was an error.
[[nodiscard]] std::optional<FlowMapping> parse_flow_mapping(std::string_view yaml,
                                                            const std::string& file_name,
                                                            DiagnosticSink& diagnostics);

}  // namespace hamon
