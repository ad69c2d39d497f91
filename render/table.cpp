#include "render/table.hpp"

#include "base/message.hpp"
#include "base/result.hpp"
#include "render/svg_canvas.hpp"
#include "render/text_width.hpp"

#include <algorithm>

#include <fmt/format.h>

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

/// Has letters between which lines break anywhere.
bool wide(std::string_view word) {
  return display_width(word) < word.size();
}

/// The text of a cell in HTML, its short words and those with a hyphen kept in one line: states,
/// names of systems, and times, which may be parted between date and clock.
std::string unbroken(std::string_view text) {
  constexpr std::size_t kShort = 12;  // columns
  constexpr std::size_t kLongest = 30;
  constexpr std::size_t kDate = 11;  // `2026-06-10T`
  std::string out;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    out += begin == 0 ? "" : " ";
    const bool keep = word.find('-') != std::string_view::npos
                          ? word.size() <= kLongest
                          : wide(word) && display_width(word) <= kShort;
    if (!keep) {
      out += xml_text(word);
    } else if (word.size() > kDate && word[kDate - 1] == 'T' && word[4] == '-' && word[7] == '-') {
      out += fmt::format("<span>{}</span><wbr><span>{}</span>", xml_text(word.substr(0, kDate)),
                         xml_text(word.substr(kDate)));
    } else {
      out += fmt::format("<span>{}</span>", xml_text(word));
    }
    begin = end + 1;
  }
  return out;
}

}  // namespace

std::string_view class_of(Ink ink) {
  switch (ink) {
    case Ink::Bold:
      return "bold";
    case Ink::Dim:
      return "dim";
    case Ink::Red:
      return "red";
    case Ink::Green:
      return "green";
    case Ink::Yellow:
      return "yellow";
    case Ink::Plain:
      break;
  }
  return "plain";
}

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
  for (Cell& cell : cells) {
    cell.text = printable(cell.text);
  }
  rows_.push_back(std::move(cells));
  return *this;
}

Table& Table::omit(std::size_t count) {
  omitted_ += count;
  return *this;
}

bool Table::has_head() const {
  return std::any_of(columns_.begin(), columns_.end(),
                     [](const Column& c) { return !c.title.empty(); });
}

std::string Table::html(const TextContext& context, std::size_t shown) const {
  std::string out = has_head() ? "<table class=\"sortable\">\n<thead><tr>" : "<table>\n";
  if (has_head()) {
    for (const Column& column : columns_) {
      out += fmt::format("<th>{}</th>", xml_text(printable(column.title)));
    }
    out += "</tr></thead>\n";
  }
  out += "<tbody>\n";
  for (std::size_t r = 0; r < shown; ++r) {
    out += "<tr>";
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const Cell cell = c < rows_[r].size() ? rows_[r][c] : Cell("");
      std::string classes = columns_[c].align == Align::Right ? "right" : "";
      if (cell.ink != Ink::Plain) {
        classes.append(classes.empty() ? "" : " ").append(class_of(cell.ink));
      }
      out += classes.empty() ? "<td>" : fmt::format("<td class=\"{}\">", classes);
      out += unbroken(cell.text) + "</td>";
    }
    out += "</tr>\n";
  }
  out += "</tbody></table>\n";
  if (const std::size_t more = rows_.size() + omitted_ - shown; more > 0) {
    out += "<p class=\"dim\">" + and_more(context, more) + "</p>\n";
  }
  return out;
}

std::string Table::text(const TextContext& context, std::size_t indent, bool all) const {
  // Of a list that is one line too long, the line that says so would take the place of the last
  // row.
  const bool whole = omitted_ == 0 && (all || rows_.size() <= context.rows + 1);
  const std::size_t shown = whole ? rows_.size() : std::min(rows_.size(), context.rows);
  if (context.markup == Markup::Html) {
    return html(context, shown);
  }
  std::vector<std::size_t> widths;
  for (const Column& column : columns_) {
    widths.push_back(display_width(column.title));
  }
  std::vector<std::vector<Cell>> rows(rows_.begin(),
                                      rows_.begin() + static_cast<std::ptrdiff_t>(shown));
  for (std::vector<Cell>& cells : rows) {
    for (std::size_t c = 0; c < cells.size(); ++c) {
      cells[c].text = shorten(cells[c].text, columns_[c].most);
      widths[c] = std::max(widths[c], display_width(cells[c].text));
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
  if (has_head()) {
    std::vector<Cell> head;
    for (const Column& column : columns_) {
      head.emplace_back(column.title, Ink::Dim);
    }
    write(head);
  }
  for (const std::vector<Cell>& cells : rows) {
    write(cells);
  }
  if (!whole) {
    out.append(indent, ' ').append(and_more(context, rows_.size() + omitted_ - shown)).append("\n");
  }
  return out;
}

}  // namespace hamon
