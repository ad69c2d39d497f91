#include "capture/mapped_source.hpp"

#include "base/workbook.hpp"
#include "capture/log_words.hpp"
#include "capture/mapped_rows.hpp"
#include "capture/peeked_stream.hpp"
#include "capture/syslog_line.hpp"
#include "capture/text_lines.hpp"
#include "capture/utf16_stream.hpp"

#include <algorithm>
#include <utility>

namespace hamon {
namespace {

std::vector<MappedCell> as_cells(const std::vector<std::string_view>& texts) {
  std::vector<MappedCell> cells;
  cells.reserve(texts.size());
  for (const std::string_view text : texts) {
    cells.push_back({text, false});
  }
  return cells;
}

/// The character at which a line falls into most of the mapping's columns, else into most cells.
char delimiter_of(std::string_view line, const FlowMapping& mapping, const MappedColumns& columns) {
  if (mapping.delimiter) {
    return *mapping.delimiter;
  }
  char best = ',';
  std::pair<std::size_t, std::size_t> most{0, 1};  // columns, cells
  std::vector<std::string_view> cells;
  for (const char c : {',', '\t', ';', '|'}) {
    std::string text(line);
    split_row(text, c, mapping.quoted, cells);
    const std::pair found{columns.known_in(as_cells(cells)), cells.size()};
    if (found > most) {
      most = found;
      best = c;
    }
  }
  return best;
}

constexpr std::size_t kEnough = 64;  // bytes that tell UTF-16

/// Text that is UTF-16 still: what bears its mark was turned into UTF-8 where the file was opened.
bool is_utf16(const FlowMapping& mapping, std::span<const std::byte> head) {
  head = head.first(std::min(head.size(), kEnough));
  return looks_like_utf16(head) || (mapping.encoding == MappedEncoding::Utf16 &&
                                    std::ranges::find(head, std::byte{0}) != head.end());
}

class MappedSource : public FlowSource {
 public:
  MappedSource(std::unique_ptr<ByteStream> stream, std::string name, const ReadOptions& options)
      : name_(std::move(name)), options_(options), mapping_(options.mapping) {
    auto peeked = std::make_unique<PeekedStream>(std::move(stream));
    is_workbook_ = mapping_->is_table() && looks_like_workbook(peeked->head(4));
    const bool wide =
        !is_workbook_ &&
        is_utf16(*mapping_,
                 peeked->head(mapping_->encoding == MappedEncoding::Utf16 ? kEnough : 2));
    stream_ = wide ? make_utf16_stream(std::move(peeked)) : std::move(peeked);
  }

  SourceReport read(FlowSink& sink, DiagnosticSink& diagnostics) override {
    LineOutput output(sink, report_);
    if (is_workbook_) {
      return read_workbook(output, diagnostics);
    }
    MappedFlows flows(mapping_, options_, written_time(name_));
    TextLines lines(*stream_, options_, mapping_->encoding);
    if (mapping_->is_table()) {
      read_table(lines, flows, output, diagnostics);
    } else {
      read_lines(lines, flows, output);
    }
    SourceReport report = report_.finish(name_, mapping_->is_table() ? "csv" : "mapped-log",
                                         *stream_, options_, lines.damage(), diagnostics);
    flows.finish(name_, report, diagnostics);
    return report;
  }

 private:
  void read_table(TextLines& lines, MappedFlows& flows, LineOutput& output,
                  DiagnosticSink& diagnostics);
  [[nodiscard]] SourceReport read_workbook(LineOutput& output, DiagnosticSink& diagnostics);
  [[nodiscard]] Result<void> read_sheet(std::span<const std::byte> bytes, LineOutput& output,
                                        SourceReport& said, DiagnosticSink& diagnostics);
  void read_lines(TextLines& lines, MappedFlows& flows, LineOutput& output);
  [[nodiscard]] LineFate read_text(std::string_view text, std::uint64_t number, MappedFlows& flows,
                                   LineOutput& output);
  void count(LineFate fate, std::uint64_t line, bool ended) {
    const bool damaged = fate >= LineFate::NoHeader;
    report_.count(damaged && !ended ? LineFate::CutOff : fate, line);
  }

  std::unique_ptr<ByteStream> stream_;
  std::string name_;
  ReadOptions options_;
  bool is_workbook_ = false;
  std::shared_ptr<const FlowMapping> mapping_;
  LogReport report_;
  MappedValues values_;
  std::vector<std::string_view> groups_;
};

void MappedSource::read_table(TextLines& lines, MappedFlows& flows, LineOutput& output,
                              DiagnosticSink& diagnostics) {
  MappedRows table(flows, name_, output, diagnostics);
  TextRows rows(lines, mapping_->quoted);
  for (std::size_t i = 0; i < mapping_->skip; ++i) {
    if (!lines.next()) {
      return;
    }
  }
  // One character separates the cells of the whole table: that of the first row which is one.
  char delimiter = mapping_->delimiter.value_or('\0');
  while (auto row = rows.next(delimiter)) {
    if (row->too_long || !row->is_text) {
      report_.count(row->too_long ? LineFate::TooLong : LineFate::NotText, row->first);
      continue;
    }
    if (!row->ended && lines.damage()) {  // it may look whole and still lack its last digits
      report_.count(LineFate::CutOff, row->first);
      break;
    }
    std::string text;
    char found = delimiter;
    if (delimiter == '\0') {
      text = row->cells[0];
      found = delimiter_of(text, *mapping_, table.columns());
      split_row(text, found, mapping_->quoted, row->cells);
    }
    const auto fate = table.read(as_cells(row->cells), row->first);
    delimiter = mapping_->delimiter || table.columns().ready() ? found : '\0';
    if (fate) {
      count(*fate, row->first, row->ended);
    }
  }
  table.finish();
}

/// Reads the sheet; `said` takes what the mapping adds to the report.
Result<void> MappedSource::read_sheet(std::span<const std::byte> bytes, LineOutput& output,
                                      SourceReport& said, DiagnosticSink& diagnostics) {
  const auto workbook = Workbook::open(bytes, name_);
  if (!workbook) {
    return tl::unexpected(workbook.error());
  }
  MappedFlows flows(mapping_, options_, written_time(name_), workbook->from_1904());
  MappedRows table(flows, name_, output, diagnostics);
  std::vector<MappedCell> cells;
  auto read = workbook->read(mapping_->sheet, [&](const SheetRow& row) {
    cells.clear();
    for (const SheetCell& cell : row.cells) {
      cells.push_back({cell.text, cell.is_number});
    }
    const bool blank =
        std::ranges::all_of(cells, [](const MappedCell& cell) { return cell.text.empty(); });
    if (row.number > mapping_->skip && !blank) {
      if (const auto fate = table.read(cells, row.number)) {
        report_.count(*fate, row.number);
      }
    }
    return true;
  });
  table.finish();
  flows.finish(name_, said, diagnostics);
  return read;
}

SourceReport MappedSource::read_workbook(LineOutput& output, DiagnosticSink& diagnostics) {
  std::vector<std::byte> bytes;
  std::optional<Error> damage;
  while (!damage && bytes.size() <= Workbook::kMostBytes) {
    const auto block = stream_->next();
    if (!block) {
      damage = block.error();
    } else if (block->empty()) {
      break;
    } else {
      bytes.insert(bytes.end(), block->begin(), block->end());
    }
  }
  SourceReport said;
  if (const auto read = read_sheet(bytes, output, said, diagnostics); !read && !damage) {
    damage = read.error();
  }
  SourceReport report = report_.finish(name_, "xlsx", *stream_, options_, damage, diagnostics);
  report.format_note = said.format_note;
  return report;
}

LineFate MappedSource::read_text(std::string_view text, std::uint64_t number, MappedFlows& flows,
                                 LineOutput& output) {
  const SyslogLine line = mapping_->syslog ? strip_syslog(text) : SyslogLine{text, {}};
  for (const FlowMapping::Pattern& pattern : mapping_->patterns) {
    if (!pattern.match.match(line.text, groups_)) {
      continue;
    }
    values_.clear();
    for (std::size_t i = 0; i < kMappedFields; ++i) {
      const auto& set = pattern.set[i] ? pattern.set[i] : mapping_->fields[i].value;
      if (set) {
        values_.set(static_cast<MappedField>(i), *set);
      }
    }
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      if (pattern.groups[i] && !groups_[i].empty()) {
        values_.set(*pattern.groups[i], groups_[i]);
      }
    }
    return flows.read(values_, line.time, number, output);
  }
  for (const LinePattern& pattern : mapping_->ignore) {
    if (pattern.match(line.text, groups_)) {
      return LineFate::NothingToKeep;
    }
  }
  return LineFate::LogNotRead;
}

void MappedSource::read_lines(TextLines& lines, MappedFlows& flows, LineOutput& output) {
  while (const auto line = lines.next()) {
    if (line->too_long || !line->is_text) {
      report_.count(line->too_long ? LineFate::TooLong : LineFate::NotText, line->number);
      continue;
    }
    if (!line->ended && lines.damage()) {
      report_.count(LineFate::CutOff, line->number);
      break;
    }
    if (line->text.find_first_not_of(" \t") != std::string_view::npos) {
      count(read_text(line->text, line->number, flows, output), line->number, line->ended);
    }
  }
}

}  // namespace

bool looks_like_mapped(std::span<const std::byte> head, const FlowMapping& mapping) {
  constexpr int kLines = 200;
  if (mapping.is_table() && looks_like_workbook(head)) {
    return true;
  }
  auto stream = memory_stream(head);
  if (is_utf16(mapping, head)) {
    stream = make_utf16_stream(std::move(stream));
  }
  const ReadOptions options;
  TextLines lines(*stream, options, mapping.encoding);
  std::vector<std::string_view> groups;
  const MappedColumns columns(mapping);
  for (int i = 0; i < kLines; ++i) {
    const auto line = lines.next();
    if (!line) {
      return false;
    }
    if (!line->is_text || line->too_long) {
      continue;
    }
    if (mapping.is_table()) {
      if (static_cast<std::size_t>(i) < mapping.skip) {
        continue;
      }
      std::string text(line->text);
      std::vector<std::string_view> cells;
      split_row(text, delimiter_of(line->text, mapping, columns), mapping.quoted, cells);
      if (columns.is_header(as_cells(cells))) {
        return true;
      }
    } else {
      const std::string_view text = mapping.syslog ? strip_syslog(line->text).text : line->text;
      if (std::ranges::any_of(mapping.patterns,
                              [&](const auto& p) { return p.match.match(text, groups); })) {
        return true;
      }
    }
  }
  return false;
}

std::unique_ptr<FlowSource> make_mapped_source(std::unique_ptr<ByteStream> stream, std::string name,
                                               const ReadOptions& options) {
  HAMON_ASSERT(options.mapping != nullptr);
  return std::make_unique<MappedSource>(std::move(stream), std::move(name), options);
}

}  // namespace hamon
