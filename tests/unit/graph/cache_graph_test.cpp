#include "graph/byte_codec.hpp"
#include "graph/graph_cache.hpp"

#include "support/graph_of.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

GraphOf example() {
  Line scan{"ws-1", "10.0.0.99", "smb", "10:00", "10:00"};
  scan.state = FlowState::Attempted;
  Site site;
  site.zones.push_back({"HIS", "診療系", "clinical", {*Prefix::parse("10.0.0.0/8")}, 1});
  site.internal = {*Prefix::parse("10.0.0.0/8")};
  return GraphOf({{"ws-1", "pacs", "tcp/104", "10:05", "10:06"},
                  {"pacs", "203.0.113.9", "https", "10:07", "10:20"},
                  {"2001:db8::9", "pacs", "ssh", "11:00", "11:00"},
                  scan},
                 site);
}

void expect_equal(const FlowGraph& a, const FlowGraph& b) {
  EXPECT_EQ(GraphCache::encode(a), GraphCache::encode(b));  // every field goes into the bytes
  ASSERT_EQ(a.systems().size(), b.systems().size());
  for (std::size_t i = 0; i < a.systems().size(); ++i) {
    EXPECT_EQ(a.systems()[i].name, b.systems()[i].name);
    EXPECT_EQ(a.systems()[i].addresses, b.systems()[i].addresses);
  }
  EXPECT_TRUE(std::ranges::equal(a.contacts(), b.contacts()));
  EXPECT_TRUE(std::ranges::equal(a.evidence(), b.evidence()));
  EXPECT_EQ(a.window(), b.window());
}

TEST(GraphCache, GivesBackTheGraph) {
  const GraphOf made = example();
  const NamedGraph graph = made.build();
  const auto read = GraphCache::decode(GraphCache::encode(graph), made.site(), {});
  ASSERT_TRUE(read);
  expect_equal(*read, graph);
  EXPECT_EQ(read->system_at(*IpAddress::parse("2001:db8::9"), {}), graph.id("2001:db8::9"));
  EXPECT_EQ(read->site().systems.size(), 2U);
}

TEST(GraphCache, OfAnEmptyGraphIsEmpty) {
  const auto read = GraphCache::decode(GraphCache::encode(FlowGraph()), {}, {});
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->systems().empty());
}

TEST(GraphCache, DependsOnTheCaseAndTheProgram) {
  EXPECT_NE(GraphCache::key("0123456789abcdef"), GraphCache::key("0123456789abcdee"));
  EXPECT_EQ(GraphCache::key("a").size(), 64U);
}

TEST(GraphCache, RefusesDamagedBytes) {
  const std::string good = GraphCache::encode(example().build());
  EXPECT_FALSE(GraphCache::decode("", {}, {}));
  EXPECT_FALSE(GraphCache::decode("garbage", {}, {}));
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string damaged = good;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    EXPECT_FALSE(GraphCache::decode(damaged, {}, {}) &&
                 GraphCache::encode(*GraphCache::decode(damaged, {}, {})) != good)
        << i;
  }
}

TEST(GraphCache, GivesNoIdBeyondItsListWhateverTheBytes) {
  const std::string plain =
      *decompress(GraphCache::encode(example().build()), std::size_t{1} << 20U);
  for (std::size_t i = 0; i < plain.size(); ++i) {
    for (const char value : {'\0', '\1', '\x7f', '\xff'}) {
      std::string damaged = plain;
      damaged[i] = value;
      const auto graph = GraphCache::decode(compress(damaged, 1), {}, {});
      if (!graph) {
        continue;
      }
      for (const DataFlow& flow : graph->data_flows()) {
        ASSERT_LT(index(flow.responder), graph->systems().size());
        ASSERT_LE(flow.contacts.end, graph->contacts().size());
      }
      for (const Conversation& c : graph->conversations()) {
        ASSERT_TRUE(c.to);
        ASSERT_LE(c.evidence.end, graph->evidence().size());
      }
    }
  }
}

}  // namespace
}  // namespace hamon
