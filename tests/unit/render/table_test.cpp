#include "render/table.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

TextContext english(std::size_t rows = 20, bool colour = false) {
  return {Catalogue::in(Language::English), colour, rows};
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

}  // namespace
}  // namespace hamon
