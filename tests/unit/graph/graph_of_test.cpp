#include "support/graph_of.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

std::vector<std::string> names(const FlowGraph& graph) {
  std::vector<std::string> out;
  for (const System& s : graph.systems()) {
    out.push_back(s.name);
  }
  return out;
}

TEST(BuildGraph, OfNothingIsEmpty) {
  const auto graph = graph_of({});
  EXPECT_TRUE(graph.systems().empty());
  EXPECT_TRUE(graph.data_flows().empty());
  EXPECT_FALSE(graph.window());
}

TEST(BuildGraph, OrdersSystemsByNameAndDataFlowsByTheirEnds) {
  const auto graph = graph_of({
      {"ws-1", "pacs", "tcp/104", "10:05", "10:06"},
      {"pacs", "archive", "tcp/11112", "10:00", "10:01"},
      {"pacs", "backup", "ssh", "10:10", "10:20"},
  });

  EXPECT_EQ(names(graph), (std::vector<std::string>{"archive", "backup", "pacs", "ws-1"}));
  ASSERT_EQ(graph.data_flows().size(), 3U);
  const DataFlow& first = graph.data_flows()[0];
  EXPECT_EQ(first.initiator, graph.id("pacs"));
  EXPECT_EQ(first.responder, graph.id("archive"));
  EXPECT_EQ(graph[first.service].name, "dicom");
  EXPECT_EQ(first.bytes_out, 5 * 40 + 100U);
  const DataFlow& second = graph.data_flows()[1];
  EXPECT_EQ(graph[second.service].name, "ssh");
  EXPECT_EQ(second.carry.forward, carry::kStrong);
  EXPECT_EQ(graph.contacts()[second.contacts.begin], (Interval{at("10:10"), at("10:20")}));
  EXPECT_EQ(graph.window(), (Interval{at("10:00"), at("10:20")}));
}

TEST(BuildGraph, MergesContactsThatTouchAndNoOthers) {
  const auto graph = graph_of({
      {"a", "b", "smb", "10:00", "10:01"},
      {"a", "b", "smb", "10:01", "10:02"},     // touches
      {"a", "b", "smb", "10:02:01", "10:03"},  // one second later
  });
  ASSERT_EQ(graph.data_flows().size(), 1U);
  const DataFlow& flow = graph.data_flows()[0];
  EXPECT_EQ(flow.conversations.size(), 3U);
  ASSERT_EQ(flow.contacts.size(), 2U);
  EXPECT_EQ(graph.contacts()[0], (Interval{at("10:00"), at("10:02")}));
  EXPECT_EQ(graph.contacts()[1], (Interval{at("10:02:01"), at("10:03")}));
}

TEST(BuildGraph, LetsHandshakesWithoutPayloadCarryNothing) {
  Line handshake{"a", "b", "smb", "10:00", "10:01"};
  handshake.payload_in = 0;
  const auto graph = graph_of({handshake, {"a", "b", "smb", "11:00", "11:01"}});
  const DataFlow& flow = graph.data_flows()[0];
  EXPECT_EQ(flow.contacts.size(), 2U);
  ASSERT_EQ(flow.carrying.size(), 1U);
  EXPECT_EQ(graph.contacts()[flow.carrying.begin].begin, at("11:00"));
}

TEST(BuildGraph, KeepsContactsThatAllCarryOnce) {
  const auto graph = graph_of({{"a", "b", "smb", "10:00", "10:01"},
                               {"a", "b", "smb", "11:00", "11:01"},
                               {"a", "c", "smb", "12:00", "12:01"}});
  EXPECT_EQ(graph.contacts().size(), 3U);
  for (const DataFlow& flow : graph.data_flows()) {
    EXPECT_EQ(flow.carrying, flow.contacts);
  }
}

TEST(BuildGraph, MakesNoSystemOfATargetThatNeverAnswered) {
  Line scan{"a", "10.0.0.99", "smb", "10:00", "10:00"};
  scan.state = FlowState::Attempted;
  const auto graph = graph_of({scan});
  EXPECT_EQ(names(graph), std::vector<std::string>{"a"});
  ASSERT_EQ(graph.attempts().size(), 1U);
  EXPECT_EQ(graph.attempts()[0].to, std::nullopt);
  EXPECT_TRUE(graph.systems()[0].observed);
}

}  // namespace
}  // namespace hamon
