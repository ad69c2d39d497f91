#include "render/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

TextContext english(std::size_t rows = 20, bool colour = false) {
  return {Catalogue::in(Language::English), colour, rows};
}

TextContext html(std::size_t rows = 100) {
  return {Catalogue::in(Language::English), false, rows, Markup::Html};
}

TEST(Table, AlignsColumnsByDisplayWidth) {
  Table table;
  table.column("ZONE").column("SYSTEMS", Table::Align::Right).column("NOTE");
  table.row({"診療系", "12", "x"}).row({"INFO", "3", "y"});
  EXPECT_EQ(table.text(english()),
            "ZONE    SYSTEMS  NOTE\n"
            "診療系       12  x\n"
            "INFO          3  y\n");
}

TEST(Table, WithoutTitlesHasNoHeadAndNoBlanksAtLineEnds) {
  Table table;
  table.column("").column("");
  table.row({"a", ""}).row({"long", "b"}).row({"c"});
  EXPECT_EQ(table.text(english(), 2), "  a\n  long  b\n  c\n");
}

TEST(Table, ShortensALongListAndSaysHowMuchIsMissing) {
  Table table;
  table.column("");
  for (int i = 0; i < 5; ++i) {
    table.row({std::to_string(i)});
  }
  EXPECT_EQ(table.text(english(3)), "0\n1\n2\n… and 2 more (--json has all)\n");
  EXPECT_EQ(table.text(english(4)),
            "0\n1\n2\n3\n4\n");  // the last row needs no more room than the note
  EXPECT_EQ(table.text(english(3), 0, true), "0\n1\n2\n3\n4\n");
}

TEST(Table, ColoursOnlyWhenAskedAndNotTheBlanks) {
  Table table;
  table.column("").column("");
  table.row({{"no", Ink::Red}, "x"}).row({"maybe", "y"});
  EXPECT_EQ(table.text(english(20, true)), "\x1b[1;31mno\x1b[0m     x\nmaybe  y\n");
  EXPECT_EQ(table.text(english()), "no     x\nmaybe  y\n");
}

TEST(Table, ShortensACellToItsColumnAndDisarmsControls) {
  Table table;
  table.column("", Table::Align::Left, 5);
  table.row({"abcdefgh"}).row({"a\x1b"});
  EXPECT_EQ(table.text(english()), "abcd…\na\uFFFD\n");
}

TEST(Table, WithoutRowsIsItsHead) {
  Table table;
  table.column("A").column("B");
  EXPECT_EQ(table.text(english()), "A  B\n");
}

TEST(HtmlTable, EscapesCellsAndHeadsAndShortensNothing) {
  Table table;
  table.column("A <b>", Table::Align::Left, 4).column("N", Table::Align::Right);
  table.row({{"\"x\" & <script>", Ink::Red}, "12"});
  EXPECT_EQ(table.text(html()),
            "<table class=\"sortable\">\n<thead><tr><th>A &lt;b&gt;</th><th>N</th></tr></thead>\n"
            "<tbody>\n<tr><td class=\"red\">&quot;x&quot; &amp; &lt;script&gt;</td>"
            "<td class=\"right\">12</td></tr>\n</tbody></table>\n");
}

TEST(HtmlTable, KeepsNamesInOneLineAndPartsATimeBeforeItsClock) {
  Table table;
  table.column("");
  table.row({"ward-7 2026-06-10T02:36:00+09:00"});
  EXPECT_THAT(table.text(html()),
              testing::HasSubstr("<td><span>ward-7</span> <span>2026-06-10T</span><wbr>"
                                 "<span>02:36:00+09:00</span></td>"));
}

TEST(HtmlTable, SaysHowManyRowsItLeavesOut) {
  Table table;
  table.column("A");
  for (int i = 0; i < 5; ++i) {
    table.row({std::to_string(i)});
  }
  const std::string text = table.text(html(2));
  EXPECT_THAT(text, testing::HasSubstr("<td>1</td>"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("<td>2</td>")));
  EXPECT_THAT(text, testing::HasSubstr("and 3 more"));
}

}  // namespace
}  // namespace hamon
