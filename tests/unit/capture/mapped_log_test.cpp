#include "capture/line_pattern.hpp"
#include "capture/mapped_source.hpp"

#include <chrono>

#include "mapped_text.hpp"

namespace hamon {
namespace {

using testing_lines::at;
using testing_mapped::read_mapped;

// A router of no maker.
const std::string kMapping = R"(
name: edge-router
zone: Asia/Tokyo
lines:
  patterns:
    - 'SESSION CLOSE (?<protocol>tcp|udp) (?<source>[0-9a-f.:]+)/(?<source_port>\d+) -> (?<target>[0-9a-f.:]+)/(?<target_port>\d+) sent=(?<bytes_out>\d+) rcvd=(?<bytes_in>\d+) time=(?<duration>\d+)'
    - match: 'DENY (?<protocol>\w+) (?<source>\S+) -> (?<target>\S+)'
      set: {state: rejected}
  ignore: ['^\S+ \S+ LINK (UP|DOWN)']
fields:
  opened_by: {value: source}
)";

TEST(MappedLog, ReadsLinesByTheFirstPatternThatMatches) {
  const auto log =
      read_mapped(kMapping,
                  "<134>1 2026-06-09T00:00:20Z edge1 rt - - - SESSION CLOSE tcp 192.0.2.7/50000 -> "
                  "198.51.100.9/443 sent=1200 rcvd=3400 time=10\n"
                  "Jun  9 09:00:21 edge1 DENY icmp 192.0.2.8 -> 198.51.100.9\n"
                  "2026-06-09 09:00:22 edge1 rt LINK UP port 3\n"
                  "2026-06-09 09:00:23 edge1 fan is loud\n");
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.flows[0].end, at(20)) << "a line with a duration is written at the end";
  EXPECT_EQ(log.flows[0].start, at(10));
  EXPECT_EQ(log.flows[0].bytes_in, 3'400U);
  EXPECT_EQ(log.flows[0].state, FlowState::Established);
  EXPECT_EQ(log.flows[1].state, FlowState::Rejected);
  EXPECT_EQ(log.flows[1].first, 2U);
  EXPECT_EQ(log.unused("nothing_to_keep"), 1U);
  EXPECT_EQ(log.unused("log_not_read"), 1U);
  EXPECT_EQ(log.report.kind, "mapped-log");
  EXPECT_FALSE(log.report.damaged);
}

TEST(MappedLog, CountsHostileLines) {
  const auto log =
      read_mapped(kMapping, std::string(10'000'000, 'a') + "\n" + std::string("DENY\0tcp\n", 9) +
                                "2026-06-09 09:00:21 DENY tcp 192.0.2.8 -> 198.51.100.999\r\n"
                                "2026-06-09 09:00:21 DENY tcp 192.0.2.8 -> 198.51.100.9");
  EXPECT_EQ(log.unused("too_long"), 1U);
  EXPECT_EQ(log.unused("not_text"), 1U);
  EXPECT_EQ(log.unused("bad_address"), 1U);
  EXPECT_EQ(log.flows.size(), 1U);
}

TEST(MappedLog, ALineWithoutTimeIsLeftOutUnlessItMayBeGuessed) {
  EXPECT_EQ(read_mapped(kMapping, "edge1 DENY tcp 192.0.2.8 -> 192.0.2.9\n").unused("no_time"), 1U);
}

TEST(LinePattern, TakesTimeLinearInTheLineWhateverTheExpression) {
  std::string why;
  const auto pattern = LinePattern::compile("(a+)+(?<source>b)", why);
  ASSERT_TRUE(pattern);
  std::vector<std::string_view> groups;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(
      pattern->match(std::string(100'000, 'a'), groups));  // 2^100000 steps by backtracking
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(LinePattern, ReadsANamedGroupAlsoBehindAnEscapedParenthesis) {
  std::string why;
  const auto pattern = LinePattern::compile("\\(?<(?<source>[^>]+)>", why);
  ASSERT_TRUE(pattern) << why;
  std::vector<std::string_view> groups;
  ASSERT_TRUE(pattern->match("(<192.0.2.1>", groups));
  EXPECT_EQ(groups.at(0), "192.0.2.1");
}

TEST(LinePattern, RefusesWhatTakesTooMuchMemory) {
  std::string why;
  EXPECT_FALSE(LinePattern::compile("((a{1000}){1000}){1000}", why));
  EXPECT_FALSE(why.empty());
}

}  // namespace
}  // namespace hamon
