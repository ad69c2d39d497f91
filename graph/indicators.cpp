#include "graph/indicators.hpp"

#include "base/json_objects.hpp"
#include "base/sha256.hpp"
#include "base/text_encoding.hpp"
#include "graph/csv_rows.hpp"
#include "graph/indicator_text.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace hamon {
namespace {

constexpr std::size_t kMostBytes = 64U << 20U;
constexpr std::size_t kMostPattern = 1U << 20U;
constexpr std::size_t kMostKinds = 100;
constexpr std::size_t kLongestKind = 64;
constexpr std::size_t kLongestNote = 200;
constexpr std::size_t kLongestId = 100;

/// The first `most` bytes, not within a character.
std::string cut(std::string_view text, std::size_t most) {
  std::size_t size = std::min(text.size(), most);
  while (size > 0 && size < text.size() &&
         (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
    --size;
  }
  return std::string(text.substr(0, size));
}

/// Where a value stands, and what is said of it.
struct IndicatorPlace {
  std::size_t line = 0;
  std::string_view id;
  std::string_view note;
};

/// Takes the values of one file.
class IndicatorSink {
 public:
  IndicatorSink(Indicators& indicators, IndicatorFile& file) : out_(indicators), file_(file) {}

  /// A value of an address, name or URL, or what turns out to be none. `host`: said to be a name.
  void take(std::string_view value, bool host, const IndicatorPlace& place) {
    IndicatorText read = read_indicator_value(value, host);
    if (read.path_left_out) {
      count("url-path");
    }
    if (!read.not_understood.empty()) {
      count(read.not_understood);
      return;
    }
    if (out_.all.size() >= Indicators::kMost) {
      full_ = true;
      return;
    }
    ++file_.used;
    Indicator& added = out_.all.emplace_back();
    added.prefix = read.prefix;
    added.name = std::move(read.host);
    added.file = static_cast<std::uint32_t>(out_.files.size() - 1);
    added.line = place.line;
    added.id = cut(place.id, kLongestId);
    added.note = cut(place.note, kLongestNote);
  }

  void count(std::string_view kind) {
    std::string word = cut(kind, kLongestKind);
    if (file_.not_understood.size() >= kMostKinds && !file_.not_understood.contains(word)) {
      word = "other";
    }
    ++file_.not_understood[word];
  }

  [[nodiscard]] bool full() const { return full_; }

 private:
  Indicators& out_;
  IndicatorFile& file_;
  bool full_ = false;
};

// ---- JSON ---------------------------------------------------------------------------------------

enum Key : std::size_t {
  kType,
  kValue,
  kPattern,
  kPatternType,
  kId,
  kUuid,
  kName,
  kComment,
  kRevoked,
  kDeleted,
  kKeys
};
constexpr std::array<std::string_view, kKeys> kNames = {
    "type", "value", "pattern", "pattern_type", "id",
    "uuid", "name",  "comment", "revoked",      "deleted"};

/// Objects of a STIX bundle or of a MISP export.
class JsonIndicators {
 public:
  explicit JsonIndicators(IndicatorSink& sink) : sink_(sink) {}

  void take(const JsonObject& object) {
    object_ = &object;
    const std::string_view type = text(kType);
    const bool stix_id = text(kId).find("--") != std::string_view::npos;
    if (type.empty()) {
      return;
    }
    const bool numbered =  // in observed-data, as STIX 2.0 writes it
        !object.under.empty() &&
        std::ranges::all_of(object.under, [](char c) { return c >= '0' && c <= '9'; });
    if (stix_id || object.under == "objects" || numbered) {
      take_stix(type);
    } else if (has(kValue) && is_attribute_list(object.under)) {
      take_misp(type);
    }
  }

  [[nodiscard]] std::string_view format() const { return misp_ ? "misp" : stix_ ? "stix" : ""; }

 private:
  [[nodiscard]] bool has(Key key) const { return object_->values[key].has_value(); }
  [[nodiscard]] std::string_view text(Key key) const {
    return has(key) ? std::string_view(*object_->values[key]) : std::string_view();
  }
  [[nodiscard]] IndicatorPlace place() const {
    return {object_->line, has(kUuid) ? text(kUuid) : text(kId),
            has(kName) ? text(kName) : text(kComment)};
  }

  static bool is_observable(std::string_view type) {
    return type == "ipv4-addr" || type == "ipv6-addr" || type == "domain-name" || type == "url";
  }
  /// Galaxies and tags have a type and a value, too, and are no attributes.
  static bool is_attribute_list(std::string_view under) {
    return under == "Attribute" || under == "response" || under == "ShadowAttribute" ||
           under.empty();
  }

  void take_stix(std::string_view type) {
    stix_ = true;
    if (type == "bundle" || type == "observed-data") {
      return;  // what they hold is taken by itself
    }
    if (text(kRevoked) == "true") {
      sink_.count("revoked");
    } else if (is_observable(type) && has(kValue)) {
      sink_.take(text(kValue), type == "domain-name", place());
    } else if (type == "indicator" && has(kPattern)) {
      take_pattern();
    } else {
      sink_.count(type);
    }
  }

  void take_pattern() {
    const std::string_view language = text(kPatternType);
    if (!language.empty() && language != "stix") {
      sink_.count("pattern-" + std::string(language));
      return;
    }
    const auto terms = text(kPattern).size() > kMostPattern ? std::vector<PatternTerm>()
                                                            : stix_terms(text(kPattern));
    if (terms.empty()) {
      sink_.count("pattern");
    }
    for (const PatternTerm& term : terms) {
      take_term(term);
    }
  }

  void take_term(const PatternTerm& term) {
    constexpr auto kPaths = std::to_array<std::string_view>(
        {"ipv4-addr:value", "ipv6-addr:value", "domain-name:value", "url:value",
         "network-traffic:src_ref.value", "network-traffic:dst_ref.value"});
    constexpr auto kOperations = std::to_array<std::string_view>({"=", "==", "IN", "ISSUBSET"});
    const bool known = std::ranges::find(kPaths, std::string_view(term.path)) != kPaths.end();
    if (!known) {
      sink_.count(term.path);
    } else if (term.values.empty() ||
               std::ranges::find(kOperations, std::string_view(term.operation)) ==
                   kOperations.end()) {
      sink_.count(term.path + " " + term.operation);
    } else {
      for (const std::string& value : term.values) {
        sink_.take(value, term.path == "domain-name:value", place());
      }
    }
  }

  void take_misp(std::string_view type) {
    misp_ = true;
    if (text(kDeleted) == "true") {
      sink_.count("deleted");
      return;
    }
    const std::string_view value = text(kValue);
    const auto bar = value.find('|');
    const std::string_view first = value.substr(0, bar);
    if (type == "ip-src" || type == "ip-dst" || type == "ip-src|port" || type == "ip-dst|port" ||
        type == "url") {
      sink_.take(type == "url" ? value : first, false, place());
    } else if (type == "domain" || type == "hostname" || type == "hostname|port") {
      sink_.take(first, true, place());
    } else if (type == "domain|ip" && bar != std::string_view::npos) {
      sink_.take(first, true, place());
      sink_.take(value.substr(bar + 1), false, place());
    } else {
      sink_.count(type);
    }
  }

  IndicatorSink& sink_;
  const JsonObject* object_ = nullptr;
  bool stix_ = false, misp_ = false;
};

// ---- tables -------------------------------------------------------------------------------------

enum class IndicatorColumn { None, Value, Host, Type, Note, Other };

IndicatorColumn indicator_column(std::string_view header) {
  struct Word {
    std::string_view word;  // folded
    IndicatorColumn column;
  };
  using enum IndicatorColumn;
  constexpr auto kWords = std::to_array<Word>({
      {"indicator", Value},
      {"indicators", Value},
      {"indicatorvalue", Value},
      {"value", Value},
      {"ioc", Value},
      {"iocs", Value},
      {"iocvalue", Value},
      {"observable", Value},
      {"ip", Value},
      {"ipaddress", Value},
      {"ips", Value},
      {"ipv4", Value},
      {"ipv6", Value},
      {"address", Value},
      {"addresses", Value},
      {"srcip", Value},
      {"dstip", Value},
      {"sourceip", Value},
      {"destinationip", Value},
      {"prefix", Value},
      {"cidr", Value},
      {"network", Value},
      {"url", Value},
      {"urls", Value},
      {"uri", Value},
      {"c2", Value},
      {"インジケタ", Value},
      {"インジケタ値", Value},
      {"指標", Value},
      {"侵害指標", Value},
      {"値", Value},
      {"ipアドレス", Value},
      {"アドレス", Value},
      {"通信先", Value},
      {"接続先", Value},
      {"不審な通信先", Value},
      {"不審通信先", Value},
      {"host", Host},
      {"hostname", Host},
      {"fqdn", Host},
      {"domain", Host},
      {"domains", Host},
      {"domainname", Host},
      {"ドメイン", Host},
      {"ドメイン名", Host},
      {"ホスト", Host},
      {"ホスト名", Host},
      {"type", Type},
      {"indicatortype", Type},
      {"ioctype", Type},
      {"kind", Type},
      {"種別", Type},
      {"種類", Type},
      {"タイプ", Type},
      {"description", Note},
      {"comment", Note},
      {"note", Note},
      {"notes", Note},
      {"説明", Note},
      {"備考", Note},
      {"コメント", Note},
      {"内容", Note},
      {"md5", Other},
      {"sha1", Other},
      {"sha256", Other},
      {"sha512", Other},
      {"hash", Other},
      {"ハッシュ", Other},
      {"ハッシュ値", Other},
      {"filename", Other},
      {"ファイル名", Other},
      {"email", Other},
      {"mail", Other},
      {"registry", Other},
      {"mutex", Other},
  });
  const std::string word = folded(header);
  const auto* found = std::ranges::find(kWords, std::string_view(word), &Word::word);
  return found == kWords.end() ? None : found->column;
}

/// Whether a type says that the value is a name; nothing: that it is neither address nor name.
std::optional<bool> is_host_type(std::string_view type) {
  constexpr auto kAddresses = std::to_array<std::string_view>(
      {"",           "ip",       "ipv4",    "ipv6",  "ipv4addr", "ipv6addr", "ipaddress",
       "ipsrc",      "ipdst",    "address", "cidr",  "prefix",   "network",  "netblock",
       "subnet",     "url",      "uri",     "c2",    "c&c",      "ioc",      "indicator",
       "ipアドレス", "アドレス", "通信先",  "接続先"});
  constexpr auto kHosts =
      std::to_array<std::string_view>({"domain", "domainname", "hostname", "host", "fqdn", "dns",
                                       "ドメイン", "ドメイン名", "ホスト", "ホスト名"});
  const std::string word = folded(type.substr(0, type.find('|')));
  if (std::ranges::find(kHosts, std::string_view(word)) != kHosts.end()) {
    return true;
  }
  if (std::ranges::find(kAddresses, std::string_view(word)) != kAddresses.end()) {
    return false;
  }
  return std::nullopt;
}

/// Rows of a table; the first may be its header.
class TableIndicators {
 public:
  TableIndicators(IndicatorSink& sink, std::string file_name, DiagnosticSink& diagnostics)
      : sink_(sink), file_name_(std::move(file_name)), diagnostics_(diagnostics) {}

  void take(const CsvRow& row) {
    const bool blank =
        std::ranges::all_of(row.cells, [](const auto& cell) { return trimmed(cell).empty(); });
    if (blank || trimmed(row.cells.front()).starts_with('#')) {
      return;
    }
    if (!begun_) {
      begun_ = true;
      if (take_header(row)) {
        return;
      }
    }
    columns_.empty() ? take_bare(row) : take_row(row);
  }

 private:
  bool take_header(const CsvRow& row) {
    std::vector<IndicatorColumn> columns;
    for (const auto& cell : row.cells) {
      columns.push_back(indicator_column(cell));
    }
    const bool known = std::ranges::any_of(columns, [](IndicatorColumn c) {
      return c != IndicatorColumn::None && c != IndicatorColumn::Note && c != IndicatorColumn::Type;
    });
    if (!known) {
      return false;
    }
    for (std::size_t i = 0; i < columns.size() && i < kMostKinds; ++i) {
      if (columns[i] == IndicatorColumn::None && !trimmed(row.cells[i]).empty()) {
        diagnostics_.report(
            {Severity::Note,
             message("the column `{}` is not used", cut(trimmed(row.cells[i]), kLongestKind)),
             file_name_, Place::line(row.line), Message{}});
      }
    }
    header_ = row.cells;
    columns_ = std::move(columns);
    return true;
  }

  [[nodiscard]] std::string cell_of(const CsvRow& row, IndicatorColumn column) const {
    for (std::size_t i = 0; i < columns_.size() && i < row.cells.size(); ++i) {
      if (columns_[i] == column && !trimmed(row.cells[i]).empty()) {
        return trimmed(row.cells[i]);
      }
    }
    return {};
  }

  void take_row(const CsvRow& row) {
    const std::string type = cell_of(row, IndicatorColumn::Type);
    const std::string note = cell_of(row, IndicatorColumn::Note);
    const auto host = is_host_type(type);
    for (std::size_t i = 0; i < row.cells.size() && i < columns_.size(); ++i) {
      const std::string cell = trimmed(row.cells[i]);
      if (cell.empty()) {
        continue;
      }
      if (columns_[i] == IndicatorColumn::Other) {
        sink_.count(folded(header_[i]));
      } else if (columns_[i] == IndicatorColumn::Host) {
        take_parts(cell, true, {row.line, {}, note});
      } else if (columns_[i] == IndicatorColumn::Value && host) {
        take_parts(cell, *host, {row.line, {}, note});
      } else if (columns_[i] == IndicatorColumn::Value) {
        sink_.count(type);
      }
    }
  }

  /// Without a header: what in a row can be an indicator is one.
  void take_bare(const CsvRow& row) {
    const bool one = std::ranges::count_if(
                         row.cells, [](const auto& cell) { return !trimmed(cell).empty(); }) == 1;
    bool any = false;
    for (const auto& whole : row.cells) {
      const std::string cell = whole.substr(0, whole.find(" #"));  // a remark
      const IndicatorText read = read_indicator_value(trimmed(cell));
      const bool understood = read.not_understood.empty();
      const bool hash = read.not_understood != "other" && !understood;
      if (one ? !trimmed(cell).empty() : understood || hash) {
        take_parts(trimmed(cell), false, {row.line, {}, {}});
        any = true;
      }
    }
    if (!any) {
      sink_.count("other");
    }
  }

  /// Several values may stand in one cell, parted by blanks, `;`, `,`, `、` or `|`.
  void take_parts(const std::string& cell, bool host, const IndicatorPlace& place) {
    std::string text = half_width(cell);
    for (std::size_t at = text.find("、"); at != std::string::npos; at = text.find("、", at)) {
      text.replace(at, std::string_view("、").size(), 1, ' ');
    }
    constexpr std::string_view kBetween = " \t\r\n;,|";
    for (std::size_t at = text.find_first_not_of(kBetween); at != std::string::npos;) {
      const std::size_t end = std::min(text.find_first_of(kBetween, at), text.size());
      const std::string part = text.substr(at, end - at);
      const bool number = std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
      if (!number || (at == 0 && end == text.size())) {
        sink_.take(part, host, place);  // a number behind an address is its port
      }
      at = text.find_first_not_of(kBetween, end);
    }
  }

  IndicatorSink& sink_;
  std::string file_name_;
  DiagnosticSink& diagnostics_;
  bool begun_ = false;
  std::vector<std::string> header_;
  std::vector<IndicatorColumn> columns_;
};

Result<void> read_table(const std::string& text, const std::string& file_name, IndicatorSink& sink,
                        DiagnosticSink& diagnostics) {
  const std::string_view first = std::string_view(text).substr(0, text.find('\n'));
  CsvReader csv(text, csv_separator(first));
  TableIndicators table(sink, file_name, diagnostics);
  while (const auto row = csv.next()) {
    table.take(*row);
  }
  if (csv.open_quote() != 0) {
    return fail(message("a quote is opened and never closed"), file_name,
                Place::line(csv.open_quote()),
                message("close it with \"; what follows was read as one cell"));
  }
  return {};
}

/// Sorts by value and keeps of equal ones what stood first.
void keep_once(Indicators& indicators) {
  std::ranges::stable_sort(indicators.all, [](const Indicator& a, const Indicator& b) {
    return std::tie(a.name, a.prefix, a.file, a.line) < std::tie(b.name, b.prefix, b.file, b.line);
  });
  const auto same = [](const Indicator& a, const Indicator& b) {
    return a.prefix == b.prefix && a.name == b.name;
  };
  std::size_t kept = 0;
  for (std::size_t i = 0; i < indicators.all.size(); ++i) {
    if (kept > 0 && same(indicators.all[kept - 1], indicators.all[i])) {
      ++indicators.files[indicators.all[i].file].repeated;
    } else {
      if (kept != i) {
        indicators.all[kept] = std::move(indicators.all[i]);
      }
      ++kept;
    }
  }
  indicators.all.resize(kept);
}

bool looks_like_json(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  // `[2001:db8::1]` begins a list of addresses, `[{` and `[]` one of objects.
  if (begin == std::string_view::npos || text[begin] == '{') {
    return begin != std::string_view::npos;
  }
  const auto next = text.find_first_not_of(" \t\r\n", begin + 1);
  return text[begin] == '[' && next != std::string_view::npos &&
         (text[next] == '{' || text[next] == ']' || text[next] == '[');
}

}  // namespace

std::string Indicator::text() const {
  if (!prefix) {
    return name;
  }
  return prefix->is_single() ? prefix->address().text() : prefix->text();
}

std::string_view Indicator::type() const {
  return !prefix ? "domain-name" : prefix->address().is_v4() ? "ipv4-addr" : "ipv6-addr";
}

Result<void> add_indicators(Indicators& indicators, std::string_view bytes,
                            const std::string& file_name, DiagnosticSink& diagnostics) {
  if (bytes.size() > kMostBytes) {
    return fail(message("the file is larger than 64 MiB"), file_name);
  }
  const auto text = utf8_of_table(bytes);
  if (!text) {
    return fail(message("the indicator list is neither JSON nor a table in UTF-8 or CP932"),
                file_name, {}, message("read are CSV, STIX 2.1 and MISP JSON"));
  }
  indicators.files.emplace_back();
  IndicatorFile& file = indicators.files.back();
  file.name = file_name;
  file.sha256 = sha256_hex(bytes);
  file.format = "csv";
  IndicatorSink sink(indicators, file);
  if (looks_like_json(*text)) {
    JsonIndicators objects(sink);
    const auto read = read_json_objects(*text, file_name, kNames,
                                        [&](const JsonObject& object) { objects.take(object); });
    if (!read) {
      return read;
    }
    file.format = objects.format();
    if (file.format.empty()) {
      return fail(message("the JSON holds neither STIX objects nor MISP attributes"), file_name, {},
                  message("read are CSV, STIX 2.1 and MISP JSON"));
    }
  } else if (const auto read = read_table(*text, file_name, sink, diagnostics); !read) {
    return read;
  }
  if (sink.full()) {
    return fail(message("more than {} indicators", Indicators::kMost), file_name, {},
                message("leave out lists that have nothing to do with this case"));
  }
  keep_once(indicators);
  return {};
}

}  // namespace hamon
