#include "capture/azure_log.hpp"

#include "line_text.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using testing_lines::at;
using testing_lines::ReadLog;

ReadLog read_azure(const std::string& text, std::size_t block = 4096) {
  return testing_lines::read_with(make_azure_log_source, text, nullptr, block);
}

std::string group(const std::string& tuples) {
  return R"({"records":[{"properties":{"Version":2,"flows":[{"rule":"a\"b","flows":[{"mac":"00005E005301","flowTuples":[)" +
         tuples + "]}]}]}}]}";
}

const std::string kSeconds = std::to_string(at(0).ns / 1'000'000'000);

TEST(AzureLog, ReadsTheTuplesOfSecurityGroupsOfBothVersions) {
  const auto log =
      read_azure(group("\"" + kSeconds + ",192.0.2.7,192.0.2.9,50000,445,T,I,A\",\"" + kSeconds +
                       ",192.0.2.7,192.0.2.9,50001,53,U,O,A,E,1,99,1,167\",\"" + kSeconds +
                       ",192.0.2.7,192.0.2.9,50002,22,T,I,D,B,,,,\""),
                 3);
  ASSERT_EQ(log.flows.size(), 3U);
  EXPECT_EQ(log.flows[0].start, at(0));
  EXPECT_EQ(log.flows[0].initiator_port, 50000);
  EXPECT_EQ(log.flows[0].protocol, protocol::kTcp);
  EXPECT_EQ(log.flows[1].bytes_out, 99U);
  EXPECT_EQ(log.flows[1].bytes_in, 167U);
  EXPECT_EQ(log.flows[1].state, FlowState::Established);
  EXPECT_EQ(log.flows[2].state, FlowState::Rejected);
  EXPECT_TRUE(log.diagnostics.empty());
}

TEST(AzureLog, ReadsVirtualNetworksAndARecordALine) {
  const auto log = read_azure(R"({"flowLogVersion":4,"flow.0":")" + kSeconds +
                              "500,192.0.2.7,192.0.2.9,50000,443,6,O,E,NX,5,900,4,2000\"}\n" +
                              R"({"flowLogVersion":4,"flow.0":")" + kSeconds +
                              "000,192.0.2.8,192.0.2.9,50000,22,6,I,D,NX,0,0,0,0\"}\n");
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.flows[0].start, at(0) + Duration::milliseconds(500));
  EXPECT_EQ(log.flows[0].bytes_in, 2000U);
  EXPECT_EQ(log.flows[1].state, FlowState::Rejected);
  EXPECT_EQ(log.flows[1].first, 2U);
}

TEST(AzureLog, CountsBadTuplesAndTheCutOne) {
  const std::string text = group("\"1,2\",\"" + kSeconds + ",x,192.0.2.9,1,2,T,I,A\"");
  const auto log = read_azure(text);
  EXPECT_EQ(log.unused("wrong_columns"), 1U);
  EXPECT_EQ(log.unused("bad_address"), 1U);
  EXPECT_EQ(read_azure(text.substr(0, text.size() - 3)).unused("cut_off"), 1U);
}

TEST(AzureLog, IsRecognisedByItsTuples) {
  const auto looks = [](std::string_view text) {
    return looks_like_azure_log(std::as_bytes(std::span(text)));
  };
  EXPECT_TRUE(looks(group("")));
  EXPECT_FALSE(looks(R"({"flowLogVersion":4})"));
  EXPECT_FALSE(looks("flowTuples"));
}

}  // namespace
}  // namespace hamon
