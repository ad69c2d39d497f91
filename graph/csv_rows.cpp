#include "graph/csv_rows.hpp"

#include "base/text_encoding.hpp"

#include <algorithm>

namespace hamon {

std::optional<CsvRow> CsvReader::next() {
  if (at_ >= text_.size()) {
    return std::nullopt;
  }
  CsvRow row;
  row.line = line_;
  while (true) {
    row.cells.push_back(cell());
    if (at_ < text_.size() && text_[at_] == separator_) {
      ++at_;
      continue;
    }
    end_of_line();
    return row;
  }
}

std::string CsvReader::cell() {
  return at_ < text_.size() && text_[at_] == '"' ? quoted() : cell_rest();
}

std::string CsvReader::quoted() {
  const std::size_t opened = line_;
  std::string out;
  for (++at_; at_ < text_.size(); ++at_) {
    if (text_[at_] == '"') {
      if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') {
        ++at_;
        return out + cell_rest();
      }
      ++at_;
    }
    line_ += text_[at_] == '\n' ? 1U : 0U;
    out.push_back(text_[at_]);
  }
  open_quote_ = opened;
  return out;
}

std::string CsvReader::cell_rest() {
  const auto begin = at_;
  while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' &&
         text_[at_] != '\r') {
    ++at_;
  }
  return std::string(text_.substr(begin, at_ - begin));
}

void CsvReader::end_of_line() {
  if (at_ < text_.size() && text_[at_] == '\r') {
    ++at_;
    if (at_ >= text_.size() || text_[at_] != '\n') {
      ++line_;  // a lone carriage return ends a line too
      return;
    }
  }
  if (at_ < text_.size() && text_[at_] == '\n') {
    ++at_;
    ++line_;
  }
}

char csv_separator(std::string_view text) {
  const std::string_view first = text.substr(0, text.find('\n'));
  const auto count = [&](char c) { return std::ranges::count(first, c); };
  if (count(',') > 0) {
    return ',';
  }
  return count('\t') > 0 ? '\t' : count(';') > 0 ? ';' : ',';
}

std::string trimmed(std::string_view cell) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto begin = cell.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) {
    return {};
  }
  return std::string(cell.substr(begin, cell.find_last_not_of(kBlank) - begin + 1));
}

std::optional<std::string> utf8_of_table(std::string_view bytes) {
  bytes = without_bom(bytes);
  if (bytes.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  return is_utf8(bytes) ? std::string(bytes) : from_cp932(bytes);
}

}  // namespace hamon
