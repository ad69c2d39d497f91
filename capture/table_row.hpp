#pragma once

#include "capture/export_record.hpp"
#include "capture/log_report.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hamon {

/// What a column of a table of flows means.
enum class TableField : std::uint8_t {
  Start,
  End,
  Length,  ///< of time, in seconds
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
  TcpFlags,
  Direction,  ///< Argus: who opened
  State,      ///< Argus
  Action,     ///< `REJECT` and the like: refused
  Status,     ///< AWS: `OK`, `NODATA`, `SKIPDATA`
  SourceMac,
  TargetMac,
  Vlan,
  Service,
  SourceName,
  TargetName,
};
inline constexpr std::size_t kTableFields = static_cast<std::size_t>(TableField::TargetName) + 1;

/// One line by field; a field that is absent, empty or `-` has no text.
class TableRow {
 public:
  [[nodiscard]] std::string_view operator[](TableField field) const {
    return values_[static_cast<std::size_t>(field)];
  }
  void set(TableField field, std::string_view value) {
    values_[static_cast<std::size_t>(field)] = value == "-" ? std::string_view{} : value;
  }
  void clear() { values_.fill({}); }

 private:
  std::array<std::string_view, kTableFields> values_{};
};

/// The name that a program gives a column, in lower case.
using ColumnName = std::pair<std::string_view, TableField>;

/// Splits lines at `separator` (a blank: at runs of blanks), the blanks around each cell left out;
/// with commas, tabs and semicolons a cell may stand in double quotes. At most 256 cells are kept.
void split_cells(std::string_view line, char separator, std::vector<std::string_view>& cells);

/// What the columns of a table mean.
class TableHeader {
 public:
  /// The columns of `cells` by `names`, which are compared without regard to case. A name that
  /// comes again is read where it stands first.
  TableHeader(const std::vector<std::string_view>& cells, std::span<const ColumnName> names);
  TableHeader() = default;

  [[nodiscard]] bool has(TableField field) const;
  [[nodiscard]] bool empty() const { return columns_.empty(); }
  /// How many columns are known.
  [[nodiscard]] std::size_t known() const;
  /// False when `cells` are fewer than the header's.
  [[nodiscard]] bool fill(const std::vector<std::string_view>& cells, TableRow& row) const;

 private:
  std::vector<std::optional<TableField>> columns_;
};

/// How the times and counts of a table are to be taken.
struct TableReading {
  const TimeZone* zone = nullptr;  ///< of times without offset
  bool both_ways = false;          ///< a line counts both directions
  bool with_link_layer = false;
};

/// The flow that `row` tells; `Used` or the reason why it tells none. Without a start the end is
/// taken, without both the flow has neither.
[[nodiscard]] LineFate read_table_flow(const TableRow& row, const TableReading& reading,
                                       ExportedFlow& flow);

/// A protocol by its number or by the name that `/etc/protocols` gives it, in either case.
[[nodiscard]] std::optional<std::uint8_t> protocol_by_name(std::string_view word, bool v6);

/// A time: decimal seconds or milliseconds since 1970, or a date as ISO 8601 writes it, also with
/// slashes and two blanks.
[[nodiscard]] std::optional<Timestamp> table_time(std::string_view text, const TimeZone* zone);

/// A count: digits, also with `.0` behind them, or in the way nfdump shortens them (`1.2 M`).
[[nodiscard]] std::optional<std::uint64_t> table_count(std::string_view text);

/// Flags as letters (`.AP.SF`, `FSPA`) or a number.
[[nodiscard]] std::optional<std::uint8_t> tcp_flags_by_letters(std::string_view text);

}  // namespace hamon
