#include "render/table.hpp"

#include "base/message.hpp"
#include "base/result.hpp"
#include "render/text_width.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kGap = 2;  // blanks between columns

std::string_view code_of(Ink ink) {
  switch (ink) {
    case Ink::Bold:
      return "\x1b[1m";
    case Ink::Dim:
      return "\x1b[2m";
    case Ink::Red:
      return "\x1b[1;31m";
    case Ink::Green:
      return "\x1b[32m";
    case Ink::Yellow:
      return "\x1b[33m";
    case Ink::Plain:
      break;
  }
  return {};
}

}  // namespace

std::string paint(const TextContext& context, Ink ink, std::string_view text) {
  if (!context.colour || ink == Ink::Plain || text.empty()) {
    return std::string(text);
  }
  return std::string(code_of(ink)).append(text).append("\x1b[0m");
}

std::string and_more(const TextContext& context, std::size_t count) {
  return "… " + context.catalogue.text(message("and {} more (--json has all)", count));
}

Table& Table::column(std::string title, Align align, std::size_t most) {
  columns_.push_back({std::move(title), align, most});
  return *this;
}

Table& Table::row(std::vector<Cell> cells) {
  HAMON_ASSERT(cells.size() <= columns_.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i].text = shorten(printable(cells[i].text), columns_[i].most);
  }
  rows_.push_back(std::move(cells));
  return *this;
}

Table& Table::omit(std::size_t count) {
  omitted_ += count;
  return *this;
}

std::string Table::text(const TextContext& context, std::size_t indent, bool all) const {
  // Of a list that is one line too long, the line that says so would take the place of the last
  // row.
  const bool whole = omitted_ == 0 && (all || rows_.size() <= context.rows + 1);
  const std::size_t shown = whole ? rows_.size() : std::min(rows_.size(), context.rows);
  std::vector<std::size_t> widths;
  for (const Column& column : columns_) {
    widths.push_back(display_width(column.title));
  }
  for (std::size_t r = 0; r < shown; ++r) {
    for (std::size_t c = 0; c < rows_[r].size(); ++c) {
      widths[c] = std::max(widths[c], display_width(rows_[r][c].text));
    }
  }

  std::string out;
  const auto write = [&](const std::vector<Cell>& cells) {
    out.append(indent, ' ');
    std::size_t blanks = 0;  // owed before the next text, so that no line ends in blanks
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const std::size_t missing = widths[c] - display_width(cells[c].text);
      const bool right = columns_[c].align == Align::Right;
      blanks += (c == 0 ? 0 : kGap) + (right ? missing : 0);
      if (!cells[c].text.empty()) {
        out.append(blanks, ' ').append(paint(context, cells[c].ink, cells[c].text));
        blanks = 0;
      }
      blanks += right ? 0 : missing;
    }
    out += '\n';
  };
  if (std::any_of(columns_.begin(), columns_.end(),
                  [](const Column& c) { return !c.title.empty(); })) {
    std::vector<Cell> head;
    for (const Column& column : columns_) {
      head.emplace_back(column.title, Ink::Dim);
    }
    write(head);
  }
  for (std::size_t r = 0; r < shown; ++r) {
    write(rows_[r]);
  }
  if (!whole) {
    out.append(indent, ' ').append(and_more(context, rows_.size() + omitted_ - shown)).append("\n");
  }
  return out;
}

}  // namespace hamon
