#include "render/look_text.hpp"

#include "render/text_width.hpp"

#include <sstream>

#include "support/rendered_hospital.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

std::string looked(Language language, const std::vector<StatedRecord>& records,
                   const std::vector<std::string>& inputs = {"conn.log"}) {
  const FlowGraph graph = hospital("", records);
  return look_text({Catalogue::in(language), false, 20}, graph, look(graph, {}), inputs);
}

TEST(LookText, SaysWhatWasReadAndWhatIsAssumedBeforeWhatItFound) {
  const std::string text = looked(Language::English, rendered_records());
  const std::size_t read = text.find("conn.log");
  const std::size_t assumed = text.find("Counts as inside (assumed");
  const std::size_t entered = text.find("Opened from outside to inside: 1");
  EXPECT_LT(read, assumed);
  EXPECT_LT(assumed, entered);
  ASSERT_NE(entered, std::string::npos);
  EXPECT_THAT(text, HasSubstr("10.0.0.0/8, 172.16.0.0/12"));
  EXPECT_THAT(text, HasSubstr("203.0.113.10 → 10.1.0.1  rdp (by port alone)  once"));
}

TEST(LookText, NamesWhoAnnouncesAnOutsideAddressBelowIt) {
  const FlowGraph graph = hospital("", rendered_records());
  const Organisations organisations{{{*IpAddress::parse("203.0.113.10"), "AS64500 Example"}}};
  const std::string text = look_text({Catalogue::in(Language::English), false, 20}, graph,
                                     look(graph, {}), {"conn.log"}, {}, organisations);
  EXPECT_THAT(text, ContainsRegex("203.0.113.10 → 10.1.0.1  rdp[^\n]*\n    AS64500 Example\n"));
}

TEST(LookText, EndsWithTheCommandsToType) {
  const std::string text = looked(Language::English, rendered_records(), {"my log"});
  EXPECT_THAT(text, HasSubstr("  hamon init 'my log' -o site.yaml"));
  EXPECT_THAT(text, HasSubstr("  hamon import --site site.yaml 'my log'"));
  EXPECT_THAT(text, HasSubstr("  hamon find --with 203.0.113.10"));
}

TEST(LookText, SaysTheSameInJapanese) {
  const std::string text = looked(Language::Japanese, rendered_records());
  EXPECT_THAT(text, HasSubstr("概観: 内部の機器 "));
  EXPECT_THAT(text, HasSubstr("外部から内部へ開かれた接続: 相手 1 件"));
  EXPECT_THAT(text, HasSubstr("ないことの証明ではない"));
}

TEST(LookText, IsNeverAVerdict) {
  for (const auto& records : {rendered_records(), std::vector<StatedRecord>{}}) {
    const std::string text = looked(Language::English, records);
    EXPECT_THAT(text, Not(HasSubstr("safe")));
    EXPECT_THAT(text, Not(HasSubstr("closed")));
  }
}

TEST(LookText, OfNothingSaysSoAndWhatToTry) {
  const std::string text = looked(Language::English, {});
  EXPECT_THAT(text, HasSubstr("First look: no conversation in this input\n"));
  EXPECT_THAT(text, HasSubstr("mirror port"));
  EXPECT_THAT(text, Not(HasSubstr("hamon check")));
}

TEST(LookText, FitsAScreenHoweverMuchThereIs) {
  std::vector<StatedRecord> records;
  for (int i = 0; i < 200; ++i) {
    const std::string n = std::to_string(i);
    records.push_back({"10.1." + n + ".1", "203.0.113." + n, 443, i, i + 1});
    records.push_back({"203.0.113." + n, "10.1." + n + ".2", 3389, i, i + 1});
    records.push_back({"10.1.7.3", "10.1." + n + ".2", 22, i, i + 1});
    records.push_back({"198.51.100.1", "10.1." + n + ".9", 22, i, i, FlowState::Attempted});
  }
  for (const Language language : {Language::English, Language::Japanese}) {
    std::istringstream lines(looked(language, records));
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      EXPECT_LE(display_width(line), 100U) << line;
    }
    EXPECT_LE(count, 50U);
  }
}

TEST(LookText, SaysOfSeveralFarEndsThatTheyAreOutside) {
  const std::string text = looked(Language::English, {{"10.1.0.1", "203.0.113.1", 22, 0, 1},
                                                      {"10.1.0.1", "203.0.113.2", 22, 0, 1}});
  EXPECT_THAT(text, HasSubstr("10.1.0.1 → 203.0.113.1, 203.0.113.2 (outside)"));
}

TEST(LookText, DoubtsAClockBeforeTheYear2000) {
  constexpr int kThirtyYears = 30 * 365 * 24 * 60;  // minutes before 2026
  const std::string before =
      looked(Language::English, {{"10.1.0.1", "10.1.0.2", 22, -kThirtyYears, -kThirtyYears + 1}});
  EXPECT_THAT(before, HasSubstr("clock was wrong"));
  EXPECT_THAT(looked(Language::English, rendered_records()), Not(HasSubstr("clock was wrong")));
}

TEST(ShellWords, QuoteWhatAShellWouldTakeApart) {
  EXPECT_EQ(shell_words({"a.pcap", "b c.log", "it's"}), "a.pcap 'b c.log' 'it'\\''s'");
  EXPECT_EQ(shell_words({"診療.log"}), "診療.log");
  EXPECT_EQ(shell_words({"-"}), "FILE");
}

TEST(ShellWords, OfManyInputsAreTheirFolder) {
  const std::string name(60, 'x');
  EXPECT_EQ(shell_words({"d/" + name, "d/a" + name, "d/b" + name}), "d/");
  EXPECT_EQ(shell_words({"d/" + name, "e/a" + name, "d/b" + name}), "FILE...");
}

}  // namespace
}  // namespace hamon
