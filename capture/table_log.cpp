#include "capture/table_log.hpp"

#include "capture/json_cells.hpp"
#include "capture/line_source.hpp"
#include "capture/table_row.hpp"

#include <algorithm>
#include <utility>

namespace hamon {
namespace {

using enum TableField;

constexpr auto kNfdumpNames =
    std::to_array<ColumnName>({{"ts", Start},           {"te", End},
                               {"td", Length},          {"sa", Source},
                               {"da", Target},          {"sp", SourcePort},
                               {"dp", TargetPort},      {"pr", Protocol},
                               {"flg", TcpFlags},       {"ipkt", PacketsOut},
                               {"ibyt", BytesOut},      {"opkt", PacketsIn},
                               {"obyt", BytesIn},       {"svln", Vlan},
                               {"ismc", SourceMac},     {"idmc", TargetMac},
                               {"firstseen", Start},    {"lastseen", End},
                               {"duration", Length},    {"proto", Protocol},
                               {"srcaddr", Source},     {"dstaddr", Target},
                               {"srcport", SourcePort}, {"dstport", TargetPort},
                               {"packets", PacketsOut}, {"bytes", BytesOut},
                               {"flags", TcpFlags}});

constexpr auto kArgusNames = std::to_array<ColumnName>(
    {{"starttime", Start},    {"stime", Start},     {"lasttime", End},        {"ltime", End},
     {"dur", Length},         {"proto", Protocol},  {"srcaddr", Source},      {"saddr", Source},
     {"sport", SourcePort},   {"dir", Direction},   {"dstaddr", Target},      {"daddr", Target},
     {"dport", TargetPort},   {"state", State},     {"totpkts", PacketsBoth}, {"pkts", PacketsBoth},
     {"totbytes", BytesBoth}, {"bytes", BytesBoth}, {"srcpkts", PacketsOut},  {"spkts", PacketsOut},
     {"dstpkts", PacketsIn},  {"dpkts", PacketsIn}, {"srcbytes", BytesOut},   {"sbytes", BytesOut},
     {"dstbytes", BytesIn},   {"dbytes", BytesIn},  {"smac", SourceMac},      {"dmac", TargetMac},
     {"svlan", Vlan}});

constexpr auto kSilkNames = std::to_array<ColumnName>({{"sip", Source},
                                                       {"dip", Target},
                                                       {"sport", SourcePort},
                                                       {"dport", TargetPort},
                                                       {"pro", Protocol},
                                                       {"protocol", Protocol},
                                                       {"packets", PacketsOut},
                                                       {"pkts", PacketsOut},
                                                       {"bytes", BytesOut},
                                                       {"flags", TcpFlags},
                                                       {"stime", Start},
                                                       {"stime+msec", Start},
                                                       {"etime", End},
                                                       {"etime+msec", End},
                                                       {"duration", Length},
                                                       {"dur", Length},
                                                       {"dur+msec", Length}});

constexpr auto kAwsNames = std::to_array<ColumnName>({{"srcaddr", Source},
                                                      {"dstaddr", Target},
                                                      {"srcport", SourcePort},
                                                      {"dstport", TargetPort},
                                                      {"protocol", Protocol},
                                                      {"packets", PacketsOut},
                                                      {"bytes", BytesOut},
                                                      {"start", Start},
                                                      {"end", End},
                                                      {"action", Action},
                                                      {"log-status", Status},
                                                      {"log_status", Status},
                                                      {"tcp-flags", TcpFlags},
                                                      {"tcp_flags", TcpFlags}});

constexpr std::string_view kAwsDefault =
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start "
    "end action log-status";

/// How one program writes its tables.
struct Dialect {
  std::string_view kind;
  std::string_view separators;
  std::span<const ColumnName> names;
  std::size_t least;  ///< of its names that a header has
};

constexpr auto kDialects = std::to_array<Dialect>({{"nfdump-csv", ",", kNfdumpNames, 6},
                                                   {"argus-text", ",\t;|", kArgusNames, 6},
                                                   {"silk-rwcut", "|", kSilkNames, 5},
                                                   {"aws-vpc", " ", kAwsNames, 2}});
constexpr std::size_t kAws = 3;

/// Blanks separate only where nothing else could.
char separator_of(std::string_view line) {
  for (const char c : {'\t', '|', ';', ','}) {
    if (line.find(c) != std::string_view::npos) {
      return c;
    }
  }
  return ' ';
}

/// A header and the dialect that knows most of its names.
struct Recognised {
  const Dialect* dialect = nullptr;
  TableHeader header;
  char separator = ',';
};

Recognised recognise(std::string_view line) {
  Recognised best;
  if (line.find_first_of("aAiI") == std::string_view::npos || line.size() > 4096) {
    return best;
  }
  const char separator = separator_of(line);
  std::vector<std::string_view> cells;
  split_cells(line, separator, cells);
  std::size_t most = 0;
  for (const Dialect& dialect : kDialects) {
    if (dialect.separators.find(separator) == std::string_view::npos) {
      continue;
    }
    TableHeader header(cells, dialect.names);
    const std::size_t known = header.known();
    if (known > most && known >= dialect.least && header.has(Source) && header.has(Target)) {
      most = known;
      best = {&dialect, std::move(header), separator};
    }
  }
  return best;
}

bool is_aws_status(std::string_view word) {
  return word == "OK" || word == "NODATA" || word == "SKIPDATA";
}

/// A line of the default format, which may come without a header.
bool is_aws_default(std::string_view line) {
  std::vector<std::string_view> cells;
  split_cells(line, ' ', cells);
  return cells.size() == 14 && cells[0] == "2" && is_aws_status(cells[13]) &&
         (cells[12] == "ACCEPT" || cells[12] == "REJECT" || cells[12] == "-");
}

bool is_aws_json(std::string_view line) {
  return line.starts_with('{') && line.find("\"srcaddr\"") != std::string_view::npos &&
         line.find("\"dstaddr\"") != std::string_view::npos;
}

/// Lines that nfdump writes below its table.
bool is_nfdump_trailer(std::string_view line) {
  return line.starts_with("Summary") || line.starts_with("Time window:") ||
         line.starts_with("Total flows processed") || line.starts_with("Sys:") ||
         line.starts_with("No matching flows") || line.starts_with("flows,bytes,packets,avg_bps");
}

constexpr std::size_t kSums = 2;  // lines of nfdump's summary: what is summed, and the sums

bool is_sum(std::string_view line) {
  return line.find_first_not_of("0123456789,._-abcdefghijklmnopqrstuvwxyz") ==
         std::string_view::npos;
}

/// What Argus reports besides IP: its own state, ARP, and other link-layer protocols.
bool is_no_ip(std::string_view protocol) {
  constexpr auto kWords =
      std::to_array<std::string_view>({"man", "arp", "rarp", "llc", "lldp", "stp", "cdp", "eapol",
                                       "pppoed", "vtp", "mopdl", "loop", "ipx-sap", "decdts"});
  return std::ranges::find(kWords, protocol) != kWords.end();
}

/// Who opened, and the flags of both ends (`SPA_FSPA`) where the state holds them.
void read_argus(const TableRow& row, ExportedFlow& flow) {
  const std::string_view dir = row[Direction];
  if (dir == "->" || dir == "<->") {
    flow.opener = ExportedOpener::Source;
  } else if (dir == "<-") {
    flow.opener = ExportedOpener::Target;
  }
  const std::string_view state = row[State];
  const auto bar = state.find('_');
  if (flow.protocol != protocol::kTcp) {
    return;
  }
  if (bar != std::string_view::npos) {
    flow.forward.tcp_flags = tcp_flags_by_letters(state.substr(0, bar));
    flow.backward.tcp_flags = tcp_flags_by_letters(state.substr(bar + 1));
  } else if (state == "REQ") {
    flow.forward.tcp_flags = 0x02;  // SYN, not yet answered
  }
}

class TableLog : public LineFormat {
 public:
  explicit TableLog(const ReadOptions& options)
      : zone_(options.zone), utc_(TimeZone::utc()), assume_utc_(options.assume_utc) {}

  std::optional<LineFate> read(std::string_view text, std::uint64_t line,
                               LineOutput& output) override;
  [[nodiscard]] std::string kind() const override {
    return kind_.empty() ? "table" : std::string(kind_);
  }
  void finish(const std::string& name, SourceReport& report, DiagnosticSink& diagnostics) override;

 private:
  void use(Recognised recognised);
  [[nodiscard]] LineFate fill(std::string_view text);
  [[nodiscard]] LineFate read_row(std::uint64_t line, LineOutput& output);
  [[nodiscard]] LineFate note_gap(std::uint64_t line, LineOutput& output);
  [[nodiscard]] TableReading reading() const;

  const TimeZone* zone_;
  TimeZone utc_;
  bool assume_utc_;
  Recognised table_;
  std::string_view kind_;
  std::size_t sums_left_ = 0;  // lines that may still belong to nfdump's summary
  JsonCellReader json_;
  std::vector<std::string_view> cells_;
  TableRow row_;
  Timestamp last_time_;
  std::uint64_t assumed_ = 0;
  std::uint64_t without_data_ = 0;
  std::uint64_t skipped_ = 0;
  std::uint64_t first_skipped_ = 0;
  std::vector<SourceLimit> limits_;
};

void TableLog::use(Recognised recognised) {
  table_ = std::move(recognised);
  sums_left_ = 0;
  if (kind_.empty()) {
    kind_ = table_.dialect->kind;
  }
}

TableReading TableLog::reading() const {
  const bool silk = table_.dialect->kind == "silk-rwcut";  // UTC unless told otherwise
  const bool argus = table_.dialect->kind == "argus-text";
  TableReading how;
  how.zone = zone_ != nullptr ? zone_ : (silk || assume_utc_ ? &utc_ : nullptr);
  how.both_ways = argus;
  how.with_link_layer = argus;
  return how;
}

LineFate TableLog::fill(std::string_view text) {
  if (text.starts_with('{')) {
    row_.clear();
    if (!json_.read(text)) {
      return LineFate::BadJson;
    }
    for (const auto& [key, value] : json_.cells()) {
      for (const auto& [name, field] : kAwsNames) {
        if (name == key) {
          row_.set(field, value);
        }
      }
    }
    return LineFate::Used;
  }
  split_cells(text, table_.separator, cells_);
  return table_.header.fill(cells_, row_) ? LineFate::Used : LineFate::WrongColumns;
}

LineFate TableLog::note_gap(std::uint64_t line, LineOutput& output) {
  const auto begin = table_time(row_[Start], &utc_);
  const auto end = table_time(row_[End], &utc_);
  const bool timed = begin && end && *begin <= *end;
  if (row_[Status] == "SKIPDATA") {
    first_skipped_ = skipped_++ == 0 ? line : first_skipped_;
    add_limit(limits_,
              {"not_kept", timed ? std::optional(Interval{*begin, *end}) : std::nullopt, 0});
  } else {
    ++without_data_;  // watched, and nothing went by
    if (timed) {
      output.watched(*begin, *end);
    }
  }
  return LineFate::NothingToKeep;
}

LineFate TableLog::read_row(std::uint64_t line, LineOutput& output) {
  if (row_[Status] == "NODATA" || row_[Status] == "SKIPDATA") {
    return note_gap(line, output);
  }
  const bool argus = table_.dialect->kind == "argus-text";
  if (argus && is_no_ip(row_[Protocol])) {
    return LineFate::NothingToKeep;
  }
  ExportedFlow flow;
  const LineFate fate = read_table_flow(row_, reading(), flow);
  if (fate != LineFate::Used) {
    return fate;
  }
  if (!flow.start && !flow.end) {
    if (!assume_utc_) {
      return LineFate::BadTime;
    }
    flow.start = last_time_;
    ++assumed_;
  }
  last_time_ = flow.start.value_or(last_time_);
  if (argus) {
    read_argus(row_, flow);
  } else if (table_.dialect == &kDialects[kAws]) {
    flow.icmp.reset();  // the ports of ICMP are 0 there, not type and code
  }
  output.flow(flow, line);
  return LineFate::Used;
}

std::optional<LineFate> TableLog::read(std::string_view text, std::uint64_t line,
                                       LineOutput& output) {
  if (is_nfdump_trailer(text)) {
    sums_left_ = text.starts_with("Summary") ? kSums : 1;
    return std::nullopt;
  }
  const bool digit_first = text[0] >= '0' && text[0] <= '9';
  if (!digit_first && text[0] != '{') {
    if (Recognised header = recognise(text); header.dialect != nullptr) {
      use(std::move(header));
      return std::nullopt;
    }
  } else if (table_.dialect == nullptr && (is_aws_json(text) || is_aws_default(text))) {
    use(recognise(kAwsDefault));
  }
  if (sums_left_ > 0 && is_sum(text)) {
    --sums_left_;
    return std::nullopt;
  }
  if (table_.dialect == nullptr) {
    return LineFate::NoHeader;
  }
  const LineFate fate = fill(text);
  return fate == LineFate::Used ? read_row(line, output) : fate;
}

void TableLog::finish(const std::string& name, SourceReport& report, DiagnosticSink& diagnostics) {
  if (without_data_ > 0) {
    split_unused(report, "nothing_to_keep", "no_data", without_data_);
  }
  std::ranges::sort(limits_);
  report.limits = std::move(limits_);
  if (skipped_ > 0) {
    split_unused(report, "nothing_to_keep", "skipped_data", skipped_);
    diagnostics.report({Severity::Warning,
                        message("intervals of which the log was not kept (SKIPDATA): {}", skipped_),
                        name, Place::line(first_skipped_),
                        message("what went by then is not known; the log cannot show that nothing "
                                "did")});
  }
  if (assumed_ > 0) {
    diagnostics.report({Severity::Note,
                        message("rows without any time: {}", assumed_),
                        name,
                        {},
                        message("they are given the time of the line before them")});
  }
}

}  // namespace

bool looks_like_table_log(std::span<const std::byte> head) {
  const std::string_view line = first_line(head);
  return is_aws_default(line) || is_aws_json(line) || recognise(line).dialect != nullptr;
}

std::unique_ptr<FlowSource> make_table_log_source(std::unique_ptr<ByteStream> stream,
                                                  std::string name, const ReadOptions& options) {
  return make_line_source(std::move(stream), std::move(name), options,
                          std::make_unique<TableLog>(options));
}

}  // namespace hamon
