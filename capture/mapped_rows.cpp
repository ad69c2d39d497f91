#include "capture/mapped_rows.hpp"

namespace hamon {
namespace {

constexpr std::size_t kTitleRows = 20;  // that may stand above a header

}  // namespace

MappedRows::MappedRows(MappedFlows& flows, std::string name, LineOutput& output,
                       DiagnosticSink& diagnostics)
    : flows_(flows),
      columns_(flows.mapping()),
      name_(std::move(name)),
      output_(output),
      diagnostics_(diagnostics) {}

bool MappedRows::take_if_header(const std::vector<MappedCell>& cells, std::uint64_t line) {
  if (!columns_.is_header(cells)) {
    return false;
  }
  columns_.take_header(cells);
  if (!told_) {
    told_ = true;
    columns_.tell_missing(cells, name_, line, diagnostics_);
  }
  titles_.clear();
  return true;
}

void MappedRows::pass_over(const std::vector<MappedCell>& cells, std::uint64_t line) {
  titles_.push_back(line);
  const std::pair likeness{columns_.known_in(cells), cells.size()};
  if (titles_.size() == 1 || likeness > likeness_) {
    likeness_ = likeness;
    likest_line_ = line;
    likest_.clear();
    for (const MappedCell& cell : cells) {
      likest_.emplace_back(cell.text);
    }
  }
}

std::optional<LineFate> MappedRows::read(const std::vector<MappedCell>& cells, std::uint64_t line) {
  if (!columns_.ready()) {
    if (take_if_header(cells, line)) {
      return std::nullopt;
    }
    if (titles_.size() < kTitleRows) {
      pass_over(cells, line);
      return std::nullopt;
    }
    return LineFate::NoHeader;
  }
  if (!columns_.fill(cells, values_)) {
    return take_if_header(cells, line) ? std::nullopt : std::optional(LineFate::WrongColumns);
  }
  const LineFate fate = flows_.read(values_, {}, line, output_);
  if (fate == LineFate::BadAddress && take_if_header(cells, line)) {
    return std::nullopt;
  }
  return fate;
}

void MappedRows::finish() {
  if (columns_.ready()) {
    return;
  }
  for (const std::uint64_t line : titles_) {
    output_.count(LineFate::NoHeader, line);
  }
  if (!titles_.empty()) {
    std::vector<MappedCell> cells;
    for (const std::string& text : likest_) {
      cells.push_back({text, false});
    }
    columns_.tell_missing(cells, name_, likest_line_, diagnostics_);
  }
}

}  // namespace hamon
