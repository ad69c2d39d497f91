#include "capture/binding_table.hpp"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

namespace hamon {
namespace {

Binding fact(BindingKind kind, const char* address, const char* name) {
  Binding binding;
  binding.kind = kind;
  binding.address = IpAddress::parse(address).value();
  binding.name = name;
  return binding;
}

Timestamp at(std::int64_t seconds) {
  return Timestamp::from_seconds(1'780'966'800 + seconds);
}

// Three tables; `pacs` at .7 was said in each, in all four times.
std::vector<BindingTable> three_tables() {
  std::vector<BindingTable> tables(3);
  tables[0].add(fact(BindingKind::HostName, "192.0.2.7", "pacs"), at(50), 60);
  tables[0].add(fact(BindingKind::HostName, "192.0.2.8", "ris"), at(5), 9);
  tables[0].seen_at_mac(IpAddress::parse("192.0.2.7").value(),
                        MacAddress::parse("00:00:5e:00:53:01").value(), at(1), 2);
  tables[1].add(fact(BindingKind::HostName, "192.0.2.7", "pacs"), at(10), 12);
  tables[1].add(fact(BindingKind::HostName, "192.0.2.7", "pacs"), at(90), 99);
  tables[1].add(fact(BindingKind::DnsAnswer, "192.0.2.7", "pacs"), at(9), 12);
  tables[2].add(fact(BindingKind::HostName, "192.0.2.7", "pacs"), at(20), 30);
  return tables;
}

TEST(BindingTables, MergedEqualFactsAreOneWithTheWholeTimeAndTheSumOfTheirCounts) {
  const std::vector<Binding> merged = BindingTable::merge(three_tables());
  ASSERT_EQ(merged.size(), 4U);  // two of .7, one of .8, one stay at a MAC
  const auto pacs = std::ranges::find_if(
      merged, [](const Binding& b) { return b.kind == BindingKind::HostName && b.name == "pacs"; });
  ASSERT_NE(pacs, merged.end());
  EXPECT_EQ(pacs->count, 4U);
  EXPECT_EQ(pacs->first, at(10));
  EXPECT_EQ(pacs->last, at(90));
  EXPECT_EQ(pacs->first_record, 12U);
}

TEST(BindingTables, MergedInAnyOrderGiveTheSame) {
  const std::vector<Binding> expected = BindingTable::merge(three_tables());
  std::array<std::size_t, 3> order = {0, 1, 2};
  while (std::ranges::next_permutation(order).found) {
    std::vector<BindingTable> tables = three_tables();
    std::vector<BindingTable> turned;
    for (const std::size_t i : order) {
      turned.push_back(std::move(tables[i]));
    }
    EXPECT_EQ(BindingTable::merge(std::move(turned)), expected);
  }
}

TEST(BindingTables, MergedStaysAtAMacAreLeftAsTheyAre) {
  std::vector<BindingTable> tables(2);
  const IpAddress address = IpAddress::parse("192.0.2.7").value();
  const MacAddress here = MacAddress::parse("00:00:5e:00:53:01").value();
  const MacAddress there = MacAddress::parse("00:00:5e:00:53:02").value();
  tables[0].seen_at_mac(address, here, at(0), 1);
  tables[0].seen_at_mac(address, there, at(1), 2);
  tables[0].seen_at_mac(address, here, at(2), 3);
  const std::vector<Binding> merged = BindingTable::merge(std::move(tables));
  ASSERT_EQ(merged.size(), 3U);
  EXPECT_EQ(merged[0].mac, here);
  EXPECT_EQ(merged[1].mac, there);
  EXPECT_EQ(merged[2].mac, here);
  EXPECT_EQ(merged[2].count, 1U);
}

TEST(BindingTables, MergedOfNoneIsNone) {
  EXPECT_TRUE(BindingTable::merge({}).empty());
}

}  // namespace
}  // namespace hamon
