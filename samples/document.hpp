#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace hamon {

/// Puts a Markdown document together; sentences come from the catalogue, commands and names do not.
class MarkdownDocument {
 public:
  explicit MarkdownDocument(const std::string& title) : out_("# " + title + "\n\n") {}

  void heading(const std::string& text) { out_ += "## " + text + "\n\n"; }
  void paragraph(const std::string& text) { out_ += text + "\n\n"; }
  /// One command a line.
  void commands(std::initializer_list<std::string_view> lines) {
    for (const std::string_view line : lines) {
      out_ += "    " + std::string(line) + "\n";
    }
    out_ += '\n';
  }
  /// A row of a table; `rule` after the first, `end_table` after the last.
  void row(std::initializer_list<std::string> cells) {
    columns_ = cells.size();
    for (const std::string& cell : cells) {
      out_ += "| " + cell + " ";
    }
    out_ += "|\n";
  }
  void rule() {
    for (std::size_t i = 0; i < columns_; ++i) {
      out_ += "|---";
    }
    out_ += "|\n";
  }
  void end_table() { out_ += '\n'; }

  [[nodiscard]] const std::string& text() const { return out_; }

 private:
  std::string out_;
  std::size_t columns_ = 0;
};

}  // namespace hamon
