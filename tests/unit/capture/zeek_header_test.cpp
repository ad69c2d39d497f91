#include "capture/zeek_header.hpp"

#include <array>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hamon {
namespace {

using enum ZeekField;

std::vector<std::string> cut(const std::string& line) {
  std::vector<std::string> values(1);
  for (const char c : line) {
    if (c == '\t') {
      values.emplace_back();
    } else {
      values.back() += c;
    }
  }
  return values;
}

void expect_split(ZeekHeader& header, const std::vector<ZeekField>& columns,
                  const std::string& line) {
  const auto values = cut(line);
  const LineFate fate = header.split(line);
  ASSERT_EQ(fate == LineFate::Used, values.size() == columns.size()) << line;
  for (std::size_t i = 0; fate == LineFate::Used && i < columns.size(); ++i) {
    const bool unset = values[i] == "-";
    EXPECT_EQ(header.row().has(columns[i]), !unset);
    EXPECT_EQ(header.row()[columns[i]], unset || values[i] == "(empty)" ? "" : values[i]) << line;
  }
}

TEST(ZeekHeader, SplitsLinesOfAnyLengthLikeAReaderOfSingleCharacters) {
  ZeekHeader header;
  header.take("#fields\tts\tuid\tservice\tproto");
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string line;
    for (std::size_t column = 0; column < 3 + random() % 3; ++column) {
      constexpr std::array<const char*, 5> kWords = {"-", "(empty)", "", "--", "tcp"};
      const std::size_t word = random() % 6;
      line += column > 0 ? "\t" : "";
      line += word < kWords.size() ? kWords[word] : std::string(random() % 150, 'x');
    }
    expect_split(header, {Ts, Uid, Service, Proto}, line);
  }
}

TEST(ZeekHeader, CountsTabsThatFillBlocks) {
  for (const std::size_t columns : {1U, 63U, 64U, 65U, 128U, 300U}) {
    std::string names = "#fields\tts";
    for (std::size_t i = 1; i < columns; ++i) {
      names += "\tcolumn" + std::to_string(i);
    }
    ZeekHeader header;
    header.take(names);
    for (std::size_t tabs = 0; tabs < 400; ++tabs) {
      EXPECT_EQ(header.split(std::string(tabs, '\t')),
                tabs + 1 == columns ? LineFate::Used : LineFate::WrongColumns)
          << columns << ' ' << tabs;
    }
  }
}

}  // namespace
}  // namespace hamon
