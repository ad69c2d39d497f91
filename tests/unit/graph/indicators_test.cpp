#include "graph/indicators.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

struct ReadList {
  Indicators indicators;
  CollectingSink sink;
  std::string error;

  /// `text@line`, in the order of `Indicators::all`.
  [[nodiscard]] std::string all() const {
    std::string out;
    for (const Indicator& one : indicators.all) {
      out += (out.empty() ? "" : " ") + one.text() + "@" + std::to_string(one.line);
    }
    return out;
  }
  [[nodiscard]] std::string others() const {
    std::string out;
    for (const auto& [kind, count] : indicators.files.front().not_understood) {
      out += (out.empty() ? "" : " ") + kind + "=" + std::to_string(count);
    }
    return out;
  }
  [[nodiscard]] const std::string& format() const { return indicators.files.front().format; }
};

ReadList read(std::string_view text) {
  ReadList out;
  const auto added = add_indicators(out.indicators, text, "list", out.sink);
  out.error = added ? "" : std::string(added.error().what.id);
  return out;
}

TEST(IndicatorTable, OfOneColumnNeedsNoHeader) {
  const auto list =
      read("# from the ISAC, 2026-06-10\n192[.]0[.]2[.]1\nc2.example # seen twice\n\n" +
           std::string(64, 'f') + "\n");
  EXPECT_EQ(list.all(), "192.0.2.1@2 c2.example@3");
  EXPECT_EQ(list.others(), "sha256=1");
  EXPECT_EQ(list.format(), "csv");
  EXPECT_TRUE(list.sink.diagnostics.empty());
}

TEST(IndicatorTable, HasItsColumnsInAnyOrder) {
  const auto list = read(
      "type,description,value,date\n"
      "ip,first stage,192.0.2.1,2026\n"
      "domain,,evil.exe,2026\n"
      "filename,dropper,evil.exe,2026\n"
      "sha256,," +
      std::string(64, 'a') + ",2026\n");
  EXPECT_EQ(list.all(), "192.0.2.1@2 evil.exe@3");
  EXPECT_EQ(list.others(), "filename=1 sha256=1");
  EXPECT_EQ(list.indicators.all.front().note, "first stage");
  ASSERT_EQ(list.sink.diagnostics.size(), 1U);  // `date` is not used
  EXPECT_EQ(list.sink.diagnostics.front().what, message("the column `{}` is not used", "date"));
}

TEST(IndicatorTable, MayBeJapaneseAndHaveSeveralColumnsOfValues) {
  // CP932: IPアドレス,ドメイン名,備考
  const auto list = read(
      "IP\x83\x41\x83\x68\x83\x8c\x83\x58,\x83\x68\x83\x81\x83\x43\x83\x93\x96\xbc,"
      "\x94\xf5\x8d\x6c\r\n"
      "192.0.2.1;192.0.2.2,c2.example,\r\n");
  EXPECT_EQ(list.all(), "192.0.2.1@2 192.0.2.2@2 c2.example@2");
}

TEST(IndicatorTable, WithoutAHeaderIsLookedThroughCellByCell) {
  const auto list = read("192.0.2.1,443,bad,2026-06-01\nnothing here,at all\n");
  EXPECT_EQ(list.all(), "192.0.2.1@1");
  EXPECT_EQ(list.others(), "other=1");
}

TEST(Indicators, StandOnceWhateverTheListsRepeat) {
  Indicators indicators;
  CollectingSink sink;
  ASSERT_TRUE(add_indicators(indicators, "192.0.2.1\nhxxp://192.0.2.1/\n", "a", sink));
  ASSERT_TRUE(add_indicators(indicators, "c2.example\n192.0.2.1\n", "b", sink));
  ASSERT_EQ(indicators.all.size(), 2U);
  EXPECT_EQ(indicators.all[0].file, 0U);
  EXPECT_EQ(indicators.all[0].line, 1U);
  EXPECT_EQ(indicators.files[0].used, 2U);
  EXPECT_EQ(indicators.files[0].repeated, 1U);
  EXPECT_EQ(indicators.files[1].repeated, 1U);
}

TEST(IndicatorBundle, GivesPatternsAndObservedAddresses) {
  const auto list = read(R"({"type": "bundle", "id": "bundle--1", "objects": [
{"type": "indicator", "id": "indicator--a", "name": "C2", "pattern_type": "stix",
 "pattern": "[ipv4-addr:value = '192.0.2.1' OR domain-name:value = 'c2.example']"},
{"type": "indicator", "id": "indicator--b", "pattern_type": "snort", "pattern": "alert tcp"},
{"type": "indicator", "id": "indicator--c", "pattern": "[file:hashes.MD5 = 'aa' AND ipv6-addr:value = '2001:db8::1']"},
{"type": "indicator", "id": "indicator--d", "revoked": true, "pattern": "[ipv4-addr:value = '192.0.2.9']"},
{"type": "indicator", "id": "indicator--e", "pattern": "[ipv4-addr:value != '192.0.2.8']"},
{"type": "ipv4-addr", "id": "ipv4-addr--f", "value": "198.51.100.7"},
{"type": "malware", "id": "malware--g", "name": "x"}]})");
  EXPECT_EQ(list.format(), "stix");
  EXPECT_EQ(list.all(), "192.0.2.1@2 198.51.100.7@8 2001:db8::1@5 c2.example@2");
  EXPECT_EQ(list.others(),
            "file:hashes.MD5=1 ipv4-addr:value !==1 malware=1 pattern-snort=1 revoked=1");
  EXPECT_EQ(list.indicators.all.front().id, "indicator--a");
  EXPECT_EQ(list.indicators.all.front().note, "C2");
}

TEST(IndicatorBundle, OfStix20KeepsItsObservedObjectsInADictionary) {
  const auto list = read(
      R"({"type":"bundle","id":"bundle--1","objects":[{"type":"observed-data","id":"observed-data--1",)"
      R"("objects":{"0":{"type":"ipv4-addr","value":"198.51.100.7"},"1":{"type":"file","name":"a"}}}]})");
  EXPECT_EQ(list.all(), "198.51.100.7@1");
  EXPECT_EQ(list.others(), "file=1");
}

TEST(MispAttributes, AreTakenFromEventsAndTheirObjects) {
  const auto list = read(R"({"Event": {"uuid": "e", "Attribute": [
{"type": "ip-dst", "uuid": "u1", "value": "192.0.2.1", "comment": "C2", "to_ids": true},
{"type": "ip-dst|port", "uuid": "u2", "value": "192.0.2.2|4444"},
{"type": "domain|ip", "uuid": "u3", "value": "c2.example|192.0.2.3"},
{"type": "md5", "uuid": "u4", "value": "d41d8cd98f00b204e9800998ecf8427e"},
{"type": "ip-src", "uuid": "u5", "value": "192.0.2.4", "deleted": true}],
"Galaxy": [{"type": "ransomware", "GalaxyCluster": [{"type": "ransomware", "value": "Elbie"}]}],
"Object": [{"name": "url", "Attribute": [{"type": "hostname", "uuid": "u6", "value": "ns1"}]}]}})");
  EXPECT_EQ(list.format(), "misp");
  EXPECT_EQ(list.all(), "192.0.2.1@2 192.0.2.2@3 192.0.2.3@4 c2.example@4 ns1@8");
  EXPECT_EQ(list.others(), "deleted=1 md5=1");
  EXPECT_EQ(list.indicators.all.front().id, "u1");
}

TEST(MispAttributes, MayBeAListAlone) {
  EXPECT_EQ(read(R"({"response":{"Attribute":[{"type":"domain","value":"c2.example"}]}})").all(),
            "c2.example@1");
  EXPECT_EQ(read(R"([{"type":"ip-src","value":"192.0.2.1"}])").all(), "192.0.2.1@1");
}

TEST(Indicators, AreRefusedWithTheReason) {
  EXPECT_EQ(read(R"({"hello": "world"})").error,
            "the JSON holds neither STIX objects nor MISP attributes");
  EXPECT_EQ(read(R"({"type": "bundle", "id": "bundle--1", )").error, "the file is no valid JSON");
  EXPECT_EQ(read(std::string("PK\0\0", 4)).error,
            "the indicator list is neither JSON nor a table in UTF-8 or CP932");
  EXPECT_EQ(read("[" + std::string(300, '[')).error, "objects and lists are more than {} deep");
  EXPECT_EQ(read("ip\n\"192.0.2.1\n").error, "a quote is opened and never closed");
}

TEST(Indicators, AreAtMostAMillion) {
  std::string text;
  for (int i = 0; i <= 1'000'000; ++i) {
    text += "10." + std::to_string(i >> 16) + "." + std::to_string((i >> 8) & 255) + "." +
            std::to_string(i & 255) + "\n";
  }
  EXPECT_EQ(read(text).error, "more than {} indicators");
  text.resize(text.rfind('\n', text.size() - 2) + 1);  // without the last
  const auto list = read(text);
  EXPECT_EQ(list.error, "");
  EXPECT_EQ(list.indicators.all.size(), 1'000'000U);
}

}  // namespace
}  // namespace hamon
