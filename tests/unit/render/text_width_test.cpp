#include "render/text_width.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

// UAX #11: Wide and Fullwidth take two columns, Halfwidth and Neutral one.
TEST(TextWidth, CountsEastAsianWideCharactersTwice) {
  EXPECT_EQ(display_width("HIS-SV"), 6U);
  EXPECT_EQ(display_width("診療系"), 6U);
  EXPECT_EQ(display_width("診療系a"), 7U);
  EXPECT_EQ(display_width("Ａ"), 2U);   // U+FF21 fullwidth A
  EXPECT_EQ(display_width("ｱｲｳ"), 3U);  // U+FF71.. halfwidth katakana
  EXPECT_EQ(display_width("한"), 2U);
  EXPECT_EQ(display_width("𠮷"), 2U);  // U+20BB7, outside the basic plane
  EXPECT_EQ(display_width(""), 0U);
}

TEST(TextWidth, CombiningMarksAndControlsTakeNoColumn) {
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(display_width("か\u3099"), 2U);  // combining voiced sound mark
  EXPECT_EQ(char_width(U'\n'), 0);
  EXPECT_EQ(char_width(0x200B), 0);  // zero width space
}

TEST(TextWidth, CountsABrokenByteAsOneColumn) {
  EXPECT_EQ(display_width("a\xFFz"), 3U);
  EXPECT_EQ(display_width("\xE8\xA8"), 2U);  // the first two bytes of U+8A3A
}

TEST(TextWidth, PadsByColumnsNotBytes) {
  EXPECT_EQ(pad_right("検査", 6), "検査  ");
  EXPECT_EQ(pad_left("検査", 6), "  検査");
  EXPECT_EQ(pad_right("検査", 3), "検査");
  EXPECT_EQ(pad_left("", 2), "  ");
}

TEST(TextWidth, ShortensBetweenCharactersOnly) {
  EXPECT_EQ(shorten("abcdef", 6), "abcdef");
  EXPECT_EQ(shorten("abcdef", 5), "abcd…");
  EXPECT_EQ(shorten("電子カルテ", 10), "電子カルテ");
  EXPECT_EQ(shorten("電子カルテ", 9), "電子カル…");
  EXPECT_EQ(shorten("電子カルテ", 8),
            "電子カ…");  // four columns of two would leave none for the mark
  EXPECT_EQ(shorten("abc", 1), "…");
  EXPECT_EQ(shorten("abc", 0), "");
}

TEST(TextWidth, PrintableTakesAwayWhatSteersATerminal) {
  EXPECT_EQ(printable("pc\x1b[31m"), "pc\uFFFD[31m");
  EXPECT_EQ(printable("a\nb"), "a\uFFFDb");
  EXPECT_EQ(printable("a\u202Egpj"), "a\uFFFDgpj");  // right-to-left override
  EXPECT_EQ(printable("a\u0085b"), "a\uFFFDb");      // C1 control
  EXPECT_EQ(printable("外来-pc01"), "外来-pc01");
}

// Unicode 14.0, table 3-7: overlong forms, surrogates and values above U+10FFFF are ill-formed.
TEST(TextWidth, ReplacesWhatIsNoUtf8) {
  EXPECT_EQ(valid_utf8("\xC0\xAF"), "\uFFFD\uFFFD");
  EXPECT_EQ(valid_utf8("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(valid_utf8("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(valid_utf8("\xE8\xA8"), "\uFFFD\uFFFD");
  EXPECT_EQ(valid_utf8("a\xE8\xA8\xBAz"), "a診z");
  EXPECT_EQ(valid_utf8("\xF4\x8F\xBF\xBF"), "\U0010FFFF");
}

}  // namespace
}  // namespace hamon
