#include "capture/text_lines.hpp"

#include "capture/table_row.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace hamon {
namespace {

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t") == std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos
             ? text.substr(0, 0)
             : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Follows the quotes of a row, by the same rules as `split_at`.
class QuoteState {
 public:
  explicit QuoteState(char delimiter) : delimiter_(delimiter) {}

  void read(std::string_view text) {
    for (const char c : text) {
      step(c);
    }
  }
  [[nodiscard]] bool is_open() const { return place_ == Place::InQuotes; }

 private:
  enum class Place { CellBegins, InQuotes, BehindQuote, InCell };

  void step(char c) {
    if (place_ == Place::InQuotes) {
      place_ = c == '"' ? Place::BehindQuote : place_;
    } else if (c == '"' && place_ != Place::InCell) {
      place_ = Place::InQuotes;
    } else if (c == delimiter_) {
      place_ = Place::CellBegins;
    } else if (place_ != Place::CellBegins || c != ' ') {
      place_ = Place::InCell;
    }
  }

  char delimiter_;
  Place place_ = Place::CellBegins;
};

/// The place of the quote that closes the one before `from`; the end when there is none.
std::size_t closing_quote(std::string_view text, std::size_t from) {
  for (;;) {
    const auto at = text.find('"', from);
    if (at == std::string_view::npos) {
      return text.size();
    }
    if (text.substr(at + 1, 1) != "\"") {
      return at;
    }
    from = at + 2;
  }
}

void split_at(std::string& text, char delimiter, bool quoted,
              std::vector<std::string_view>& cells) {
  cells.clear();
  const std::string_view view = text;
  bool quotes_close = quoted;
  for (std::size_t at = 0; cells.size() < TextRows::kMostCells; ++at) {
    const std::size_t begin = std::min(view.find_first_not_of(' ', at), view.size());
    const bool opens = quotes_close && view.substr(begin, 1) == "\"";
    const std::size_t close = opens ? closing_quote(view, begin + 1) : view.size();
    quotes_close = quotes_close && (!opens || close < view.size());
    if (close < view.size()) {
      std::size_t to = begin;
      for (std::size_t from = begin + 1; from < close; ++from) {
        from += text[from] == '"' ? 1U : 0U;  // of two quotes the second
        text[to++] = text[from];
      }
      cells.push_back(trimmed(view.substr(begin, to - begin)));
      at = std::min(view.find(delimiter, close), view.size());
    } else {
      const std::size_t end = std::min(view.find(delimiter, at), view.size());
      cells.push_back(trimmed(view.substr(at, end - at)));
      at = end;
    }
    if (at >= view.size()) {
      return;
    }
  }
}

}  // namespace

std::optional<TextLines::Line> TextLines::next() {
  const auto line = reader_.next();
  if (!line) {
    return std::nullopt;
  }
  Line out{line->text, reader_.number(), line->too_long, true, line->ended};
  if (out.text.find('\0') != std::string_view::npos) {
    out.is_text = false;
  } else if (encoding_ != MappedEncoding::Cp932 && is_utf8(out.text)) {
    return out;
  } else if (encoding_ == MappedEncoding::Utf8 || !cp932_.decode(out.text, decoded_)) {
    out.is_text = false;
  } else {
    out.text = decoded_;
  }
  return out;
}

void split_row(std::string& text, char delimiter, bool quoted,
               std::vector<std::string_view>& cells) {
  if (delimiter == ' ') {
    split_cells(text, delimiter, cells);
  } else {
    split_at(text, delimiter, quoted, cells);
  }
}

bool TextRows::take(Kept& out) {
  if (!waiting_.empty()) {
    out = std::move(waiting_.front());
    waiting_.pop_front();
    return true;
  }
  const auto line = lines_.next();
  if (!line) {
    return false;
  }
  out = {std::string(line->text), line->number, line->too_long, line->is_text, line->ended};
  return true;
}

void TextRows::join(char delimiter, Kept& row) {
  constexpr std::size_t kMostLines = 16;
  QuoteState quotes(delimiter);
  quotes.read(row.text);
  if (!quotes.is_open()) {
    return;
  }
  std::string joined = row.text;
  std::vector<Kept> taken;
  while (quotes.is_open() && taken.size() < kMostLines && joined.size() <= LineReader::kLongest) {
    Kept more;
    if (!take(more)) {
      break;
    }
    const bool usable = more.is_text && !more.too_long;
    joined += '\n';
    joined += more.text;
    quotes.read("\n");
    quotes.read(more.text);
    taken.push_back(std::move(more));
    if (!usable) {
      break;
    }
  }
  if (taken.empty()) {
    return;
  }
  if (!quotes.is_open() && taken.back().is_text && !taken.back().too_long) {
    row.text = std::move(joined);
    row.ended = taken.back().ended;
    return;
  }
  std::move(taken.rbegin(), taken.rend(), std::front_inserter(waiting_));
}

std::optional<TextRows::Row> TextRows::next(char delimiter) {
  Kept kept;
  do {
    if (!take(kept)) {
      return std::nullopt;
    }
  } while (!kept.too_long && kept.is_text && is_blank(kept.text));
  Row row;
  row.first = kept.number;
  row.too_long = kept.too_long;
  row.is_text = kept.is_text;
  if (kept.is_text && quoted_ && delimiter != ' ' && delimiter != '\0') {
    join(delimiter, kept);
  }
  row.ended = kept.ended;
  text_ = std::move(kept.text);
  if (kept.too_long || !kept.is_text) {
    return row;
  }
  if (delimiter == '\0') {
    row.cells.emplace_back(text_);
  } else {
    split_row(text_, delimiter, quoted_, row.cells);
  }
  return row;
}

}  // namespace hamon
