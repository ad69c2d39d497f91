#include "graph/ledger.hpp"

#include "base/text_encoding.hpp"
#include "base/workbook.hpp"
#include "graph/csv_rows.hpp"
#include "graph/role_words.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace hamon {
namespace {

constexpr std::size_t kMostBytes = 64U << 20U;
constexpr std::size_t kMostReports = 200;
constexpr std::size_t kHeaderRows = 20;  // titles and dates may stand above the header

enum class Column { None, Name, Address, Mac, Department, Role, Vendor, Os, Zone, Note };

struct HeaderWord {
  std::string_view word;  // folded
  Column column;
};

// Folded: without blanks, `・`, `/` and the long-vowel mark.
constexpr auto kHeaders = std::to_array<HeaderWord>({
    {"機器名", Column::Name},
    {"機器名称", Column::Name},
    {"装置名", Column::Name},
    {"端末名", Column::Name},
    {"サバ名", Column::Name},
    {"システム名", Column::Name},
    {"コンピュタ名", Column::Name},
    {"ホスト名", Column::Name},
    {"名称", Column::Name},
    {"名前", Column::Name},
    {"name", Column::Name},
    {"hostname", Column::Name},
    {"host", Column::Name},
    {"computername", Column::Name},
    {"ipアドレス", Column::Address},
    {"ipv4アドレス", Column::Address},
    {"ipv6アドレス", Column::Address},
    {"アドレス", Column::Address},
    {"ip", Column::Address},
    {"ipv4", Column::Address},
    {"ipv6", Column::Address},
    {"ipaddress", Column::Address},
    {"ipaddresses", Column::Address},
    {"address", Column::Address},
    {"addresses", Column::Address},
    {"macアドレス", Column::Mac},
    {"mac", Column::Mac},
    {"macaddress", Column::Mac},
    {"物理アドレス", Column::Mac},
    {"設置部署", Column::Department},
    {"設置部門", Column::Department},
    {"管理部署", Column::Department},
    {"使用部署", Column::Department},
    {"部署", Column::Department},
    {"部署名", Column::Department},
    {"部門", Column::Department},
    {"department", Column::Department},
    {"用途種別", Column::Role},
    {"用途", Column::Role},
    {"種別", Column::Role},
    {"機器種別", Column::Role},
    {"役割", Column::Role},
    {"role", Column::Role},
    {"type", Column::Role},
    {"メカ保守業者", Column::Vendor},
    {"メカ", Column::Vendor},
    {"メカ名", Column::Vendor},
    {"製造元", Column::Vendor},
    {"保守業者", Column::Vendor},
    {"業者", Column::Vendor},
    {"ベンダ", Column::Vendor},
    {"vendor", Column::Vendor},
    {"maker", Column::Vendor},
    {"os", Column::Os},
    {"os名", Column::Os},
    {"オペレティングシステム", Column::Os},
    {"ゾン", Column::Zone},
    {"ゾン名", Column::Zone},
    {"セグメント", Column::Zone},
    {"ネットワク", Column::Zone},
    {"zone", Column::Zone},
    {"segment", Column::Zone},
    {"備考", Column::Note},
    {"備考欄", Column::Note},
    {"メモ", Column::Note},
    {"note", Column::Note},
    {"notes", Column::Note},
    {"remarks", Column::Note},
});

Column column_of(std::string_view header) {
  std::string word = folded(header);
  while (!word.empty() && word.back() >= '0' && word.back() <= '9' && !word.ends_with("ipv4") &&
         !word.ends_with("ipv6")) {
    word.pop_back();  // `IPアドレス1`, `IPアドレス2`
  }
  const auto* found = std::ranges::find(kHeaders, std::string_view(word), &HeaderWord::word);
  return found == kHeaders.end() ? Column::None : found->column;
}

/// Cells that say that there is nothing to say.
bool says_nothing(std::string_view cell) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"", "なし", "無し", "無", "未定", "不明", "dhcp", "動的", "自動", "na", "none"});
  return std::ranges::find(kWords, std::string_view(folded(cell))) != kWords.end();
}

/// The parts of a cell with several addresses.
std::vector<std::string> parts_of(const std::string& cell) {
  std::string text = half_width(cell);
  for (std::size_t at = text.find("、"); at != std::string::npos; at = text.find("、", at)) {
    text.replace(at, std::string_view("、").size(), 1, ';');
  }
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == ' ' || c == ';' || c == ',' || c == '\n' || c == '\r' || c == '\t') {
      out.emplace_back();
    } else {
      out.back().push_back(c);
    }
  }
  std::erase_if(out, says_nothing);
  return out;
}

/// Reads the rows below a known header into entries.
class LedgerReader {
 public:
  LedgerReader(std::string file_name, DiagnosticSink& diagnostics)
      : file_name_(std::move(file_name)), diagnostics_(diagnostics) {}

  /// Whether the row names at least the machines or their addresses.
  bool take_header(const CsvRow& row);
  void take(const CsvRow& row);
  void finish();
  [[nodiscard]] bool has_header() const { return !columns_.empty(); }
  [[nodiscard]] Ledger ledger() { return std::move(ledger_); }
  void warn(std::size_t line, Message what, Message hint);

 private:
  void take_cell(LedgerEntry& entry, Column column, const std::string& cell);
  void take_addresses(LedgerEntry& entry, const std::string& cell);
  void take_macs(LedgerEntry& entry, const std::string& cell);
  void note_repeats(const LedgerEntry& entry);

  std::string file_name_;
  DiagnosticSink& diagnostics_;
  std::vector<Column> columns_;
  Ledger ledger_;
  std::map<IpAddress, std::size_t> address_lines_;
  std::map<std::string, std::size_t> name_lines_;
  std::map<std::string, std::size_t> unknown_roles_;
  std::size_t reports_ = 0;
};

void LedgerReader::warn(std::size_t line, Message what, Message hint) {
  ++reports_;
  if (reports_ <= kMostReports) {
    diagnostics_.report(
        {Severity::Warning, std::move(what), file_name_, Place::line(line), std::move(hint)});
  }
}

bool LedgerReader::take_header(const CsvRow& row) {
  std::vector<Column> columns;
  for (const auto& cell : row.cells) {
    columns.push_back(column_of(cell));
  }
  const bool known = std::ranges::any_of(
      columns, [](Column c) { return c == Column::Name || c == Column::Address; });
  if (!known) {
    return false;
  }
  std::vector<std::string> ignored;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] == Column::None && !trimmed(row.cells[i]).empty()) {
      ignored.push_back(trimmed(row.cells[i]));
    }
  }
  for (const auto& name : ignored) {
    diagnostics_.report({Severity::Note, message("the column `{}` is not used", name), file_name_,
                         Place::line(row.line), Message{}});
  }
  columns_ = std::move(columns);
  return true;
}

void LedgerReader::take(const CsvRow& row) {
  if (std::ranges::all_of(row.cells, [](const auto& cell) { return trimmed(cell).empty(); })) {
    return;
  }
  LedgerEntry entry;
  entry.line = row.line;
  for (std::size_t i = 0; i < row.cells.size() && i < columns_.size(); ++i) {
    take_cell(entry, columns_[i], trimmed(row.cells[i]));
  }
  if (entry.name.empty() && entry.addresses.empty() && entry.macs.empty()) {
    warn(row.line, message("the row names neither a machine nor an address and is left out"),
         message("fill in the name or the address"));
    return;
  }
  note_repeats(entry);
  ledger_.entries.push_back(std::move(entry));
}

void LedgerReader::take_cell(LedgerEntry& entry, Column column, const std::string& cell) {
  const auto keep_first = [&](std::string& field) {
    if (field.empty()) {
      field = cell;
    }
  };
  switch (column) {
    case Column::None:
      break;
    case Column::Name:
      keep_first(entry.name);
      break;
    case Column::Address:
      take_addresses(entry, cell);
      break;
    case Column::Mac:
      take_macs(entry, cell);
      break;
    case Column::Department:
      keep_first(entry.department);
      break;
    case Column::Role:
      keep_first(entry.role_text);
      if (!entry.role && !says_nothing(cell)) {
        entry.role = role_from_words(cell);
        if (!entry.role) {
          unknown_roles_.emplace(cell, entry.line);
        }
      }
      break;
    case Column::Vendor:
      keep_first(entry.vendor);
      break;
    case Column::Os:
      keep_first(entry.os);
      break;
    case Column::Zone:
      keep_first(entry.zone);
      break;
    case Column::Note:
      keep_first(entry.note);
      break;
  }
}

void LedgerReader::take_addresses(LedgerEntry& entry, const std::string& cell) {
  for (const auto& part : parts_of(cell)) {
    // `10.1.1.5/24` says which network the machine is in; the machine is its address.
    const auto address = IpAddress::parse(std::string_view(part).substr(0, part.find('/')));
    if (!address) {
      warn(entry.line, message("`{}` is no address and is left out", part),
           message("write an IPv4 or IPv6 address; several separated by a blank or `;`"));
    } else if (std::ranges::find(entry.addresses, *address) == entry.addresses.end()) {
      entry.addresses.push_back(*address);
    }
  }
}

void LedgerReader::take_macs(LedgerEntry& entry, const std::string& cell) {
  for (const auto& part : parts_of(cell)) {
    const auto mac = MacAddress::parse(part);
    if (!mac || mac->is_group() || mac->is_zero()) {
      warn(entry.line, message("`{}` is no MAC address of one machine and is left out", part),
           message("write it as 02:00:0a:0a:01:0b"));
    } else if (std::ranges::find(entry.macs, *mac) == entry.macs.end()) {
      entry.macs.push_back(*mac);
    }
  }
}

void LedgerReader::note_repeats(const LedgerEntry& entry) {
  for (const auto& address : entry.addresses) {
    const auto [first, inserted] = address_lines_.emplace(address, entry.line);
    if (!inserted) {
      warn(entry.line, message("{} stands already in line {}", address.text(), first->second),
           message("correct the row that is out of date"));
    }
  }
  if (entry.name.empty()) {
    return;
  }
  const auto [first, inserted] = name_lines_.emplace(entry.name, entry.line);
  if (!inserted) {
    warn(entry.line, message("the name `{}` stands already in line {}", entry.name, first->second),
         message("rows of one name are taken as one machine"));
  }
}

void LedgerReader::finish() {
  for (const auto& [word, line] : unknown_roles_) {
    warn(line, message("the role `{}` is not known; the machine counts as `other`", word),
         message("declare `role:` in the site file, or write a known word such as {}",
                 "端末, サーバ, 医療機器"));
  }
  if (reports_ > kMostReports) {
    diagnostics_.report({Severity::Warning,
                         message("{} more warnings are not shown", reports_ - kMostReports),
                         file_name_, Place{}, Message{}});
  }
}

std::optional<std::string> as_utf8(std::string_view bytes, const std::string& file_name,
                                   DiagnosticSink& diagnostics) {
  const auto refuse = [&](Message what, Message hint) {
    diagnostics.report({Severity::Error, std::move(what), file_name, {}, std::move(hint)});
    return std::nullopt;
  };
  if (bytes.size() > kMostBytes) {
    return refuse(message("the ledger has {} bytes; {} are read at most", bytes.size(), kMostBytes),
                  message("is this the right file?"));
  }
  bytes = without_bom(bytes);
  if (bytes.find('\0') != std::string_view::npos) {
    return refuse(message("the ledger is no CSV text"),
                  message("save the sheet as \"CSV UTF-8\"; .xls and Unicode text are not read"));
  }
  if (is_utf8(bytes)) {
    return std::string(bytes);
  }
  auto converted = from_cp932(bytes);
  if (!converted) {
    return refuse(message("the ledger is neither UTF-8 nor CP932 (Shift_JIS)"),
                  message("save the sheet as \"CSV UTF-8\""));
  }
  return converted;
}

/// Rows until the header was found, or so many that there is none.
class LedgerRows {
 public:
  explicit LedgerRows(LedgerReader& reader) : reader_(reader) {}

  /// False when no header is to be expected any more.
  bool take(const CsvRow& row) {
    if (reader_.has_header()) {
      reader_.take(row);
      return true;
    }
    return reader_.take_header(row) || ++above_ < kHeaderRows;
  }

 private:
  LedgerReader& reader_;
  std::size_t above_ = 0;
};

/// Reads the first sheet that has a ledger's header: others may be its cover.
bool read_workbook(std::string_view bytes, const std::string& file_name, LedgerReader& reader,
                   DiagnosticSink& diagnostics) {
  const auto workbook = Workbook::open(std::as_bytes(std::span(bytes)), file_name);
  if (!workbook) {
    diagnostics.report(workbook.error());
    return false;
  }
  for (const std::string& sheet : workbook->sheets()) {
    LedgerRows rows(reader);
    const auto read = workbook->read(sheet, [&rows](const SheetRow& from) {
      CsvRow row;
      row.line = from.number;
      for (const SheetCell& cell : from.cells) {
        row.cells.push_back(cell.text);
      }
      return rows.take(row);
    });
    if (!read) {
      diagnostics.report(read.error());
      return false;
    }
    if (reader.has_header()) {
      break;
    }
  }
  return true;
}

bool read_csv(std::string_view bytes, const std::string& file_name, LedgerReader& reader,
              DiagnosticSink& diagnostics) {
  const auto text = as_utf8(bytes, file_name, diagnostics);
  if (!text) {
    return false;
  }
  CsvReader csv(*text, csv_separator(*text));
  LedgerRows rows(reader);
  while (const auto row = csv.next()) {
    if (!rows.take(*row)) {
      break;
    }
  }
  if (reader.has_header() && csv.open_quote() != 0) {
    reader.warn(csv.open_quote(), message("a quote is opened and never closed"),
                message("close it with \"; what follows was read as one cell"));
  }
  return true;
}

}  // namespace

std::optional<Ledger> parse_ledger(std::string_view bytes, const std::string& file_name,
                                   DiagnosticSink& diagnostics) {
  LedgerReader reader(file_name, diagnostics);
  const bool read = looks_like_workbook(std::as_bytes(std::span(bytes)))
                        ? read_workbook(bytes, file_name, reader, diagnostics)
                        : read_csv(bytes, file_name, reader, diagnostics);
  if (!read) {
    return std::nullopt;
  }
  if (!reader.has_header()) {
    diagnostics.report({Severity::Error,
                        message("the ledger has no header that names machines or addresses"),
                        file_name, Place::line(1),
                        message("name the columns in the first line: {}",
                                "機器名, IPアドレス, MACアドレス, 設置部署, 用途・種別, "
                                "メーカー・保守業者, OS, ゾーン, 備考")});
    return std::nullopt;
  }
  reader.finish();
  return reader.ledger();
}

}  // namespace hamon
