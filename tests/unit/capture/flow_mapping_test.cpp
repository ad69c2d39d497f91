#include "capture/flow_mapping.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

struct Read {
  std::optional<FlowMapping> mapping;
  std::vector<Diagnostic> problems;

  [[nodiscard]] bool tells(std::size_t line, std::string_view id, std::string_view arg = {}) const {
    return std::ranges::any_of(problems, [&](const Diagnostic& d) {
      const bool has_arg = arg.empty() ||
                           std::ranges::find(d.what.args, arg) != d.what.args.end() ||
                           std::ranges::find(d.hint.args, arg) != d.hint.args.end();
      return d.place == Place::line(line) && (d.what.id == id || d.hint.id == id) && has_arg;
    });
  }
};

Read read(const std::string& yaml) {
  Read out;
  CollectingSink problems;
  out.mapping = parse_flow_mapping(yaml, "map.yaml", problems);
  out.problems = std::move(problems.diagnostics);
  return out;
}

const std::string kFields =
    "fields:\n"
    "  start: {column: [日付, 時刻], format: \"%Y/%m/%d %H:%M:%S\", zone: Asia/Tokyo}\n"
    "  source: 送信元\n"
    "  target: 宛先\n"
    "  protocol: {value: tcp}\n";

TEST(FlowMapping, NamesColumnsAndHowTheyAreWritten) {
  const auto out = read("name: export\ntable: {encoding: cp932, delimiter: tab, skip: 2}\n" +
                        kFields + "  bytes_out: {column: 送信量, unit: KiB}\n");
  ASSERT_TRUE(out.mapping);
  EXPECT_TRUE(out.problems.empty());
  EXPECT_EQ(out.mapping->encoding, MappedEncoding::Cp932);
  EXPECT_EQ(out.mapping->delimiter, '\t');
  EXPECT_EQ(out.mapping->skip, 2U);
  EXPECT_THAT((*out.mapping)[MappedField::Start].columns, testing::ElementsAre("日付", "時刻"));
  EXPECT_EQ((*out.mapping)[MappedField::BytesOut].factor, 1024U);
  EXPECT_FALSE(out.mapping->both_ways);
}

TEST(FlowMapping, ARowCountsBothDirectionsWhereAColumnCountsTheOneBack) {
  EXPECT_TRUE(read(kFields + "  bytes_in: 受信量\n").mapping.value().both_ways);
  EXPECT_FALSE(read(kFields + "  bytes_in: 受信量\nboth_ways: no\n").mapping.value().both_ways);
}

TEST(FlowMapping, TellsOfAMistypedFieldWithTheNearest) {
  const auto out = read(kFields + "  sorce_port: Port\n");
  EXPECT_FALSE(out.mapping);
  EXPECT_TRUE(out.tells(6, "`{}` is no key of `{}`", "sorce_port"));
  EXPECT_TRUE(out.tells(6, "the nearest known word is {}", "source_port"));
}

TEST(FlowMapping, TellsWhatIsMissing) {
  const auto out = read("fields: {target: 宛先}\n");
  EXPECT_TRUE(out.tells(1, "nothing says the {} of a flow", "source"));
  EXPECT_TRUE(out.tells(1, "nothing says the {} of a flow", "protocol"));
  EXPECT_TRUE(out.tells(1, "nothing says the time of a flow"));
}

TEST(FlowMapping, TellsOfUnreadableZonesFormatsAndValues) {
  const auto out = read(
      "zone: Asia/Tokio\nfields:\n  start: {column: T, format: \"%H:%M\"}\n  source: {value: pc1}\n"
      "  target: B\n  protocol: {value: tpc}\n  end: {column: E, since: 2026-06-09T10:00}\n"
      "table: {delimiter: \"::\"}\ncounts: octets\n");
  EXPECT_FALSE(out.mapping);
  EXPECT_TRUE(out.tells(1, "there is no time zone {}", "Asia/Tokio"));
  EXPECT_TRUE(out.tells(3, "`{}` describes no date and time", "%H:%M"));
  EXPECT_TRUE(out.tells(4, "`{}` is no address", "pc1"));
  EXPECT_TRUE(out.tells(6, "`{}` is no protocol", "tpc"));
  EXPECT_TRUE(out.tells(7, "`{}` is no time with its offset from UTC", "2026-06-09T10:00"));
  EXPECT_TRUE(out.tells(8, "`{}` separates no cells", "::"));
  EXPECT_TRUE(out.tells(9, "the word `{}` is not known here", "octets"));
}

TEST(FlowMapping, TakesPatternsWithNamedGroupsOfEitherSpelling) {
  const auto out = read(
      "lines:\n  patterns:\n"
      "    - 'from (?<source>\\S+) to (?P<target>\\S+) (?<protocol>tcp|udp)'\n"
      "    - {match: 'deny (?<source>\\S+) (?<target>\\S+)', set: {state: rejected, protocol: "
      "tcp}}\n");
  ASSERT_TRUE(out.mapping);
  EXPECT_FALSE(out.mapping->is_table());
  EXPECT_EQ(out.mapping->patterns.size(), 2U);
}

TEST(FlowMapping, TellsOfGroupsThatNameNoFieldAndOfExpressionsThatCannotBeUsed) {
  const auto out = read(
      "lines:\n  patterns:\n    - '(?<sourc>\\S+) (?<target>\\S+) (?<protocol>tcp)'\n"
      "    - '(?=look)'\n    - '(a'\n");
  EXPECT_FALSE(out.mapping);
  EXPECT_TRUE(out.tells(3, "the group `{}` names no field", "sourc"));
  EXPECT_TRUE(out.tells(3, "the nearest known word is {}", "source"));
  EXPECT_TRUE(out.tells(4, "this is no regular expression that can be used: {}"));
  EXPECT_TRUE(out.tells(5, "this is no regular expression that can be used: {}"));
}

TEST(FlowMapping, NumbersColumnsWithoutAHeader) {
  EXPECT_TRUE(
      read("table: {header: no}\nfields: {start: 1, source: 2, target: 3, protocol: 4}\n").mapping);
  const auto out =
      read("table: {header: no}\nfields: {start: 1, source: 0, target: B, protocol: 4}\n");
  EXPECT_TRUE(out.tells(2, "`{}` is no number of a column", "0"));
  EXPECT_TRUE(out.tells(2, "`{}` is no number of a column", "B"));
}

}  // namespace
}  // namespace hamon
