#include "graph/observed_states.hpp"

#include "support/graph_of.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

/// Two machines in a site whose clocks show Japan's time.
NamedGraph machines() {
  Site site;
  site.has_zone = true;
  site.zone = *TimeZone::named("Asia/Tokyo");
  return graph_of({{"emr-sv", "emr-db", "smb", "10:00", "10:10"}}, site);
}

/// `system state time by;` a row; with errors the first of them and its hint.
std::string read(const FlowGraph& graph, std::string_view text) {
  CollectingSink sink;
  const auto states = parse_observed_states(text, "state.csv", graph, sink);
  std::string out;
  if (!states) {
    const Diagnostic& first = sink.diagnostics.at(0);
    out = std::to_string(first.place.number) + ": " + std::string(first.what.id);
    for (const auto& argument : first.hint.args) {
      out += " | " + argument;
    }
    return out + (sink.diagnostics.size() > 1 ? " …" : "");
  }
  for (const ObservedState& row : states->rows) {
    out += graph[row.system].name + " " + std::string(name_of(row.condition)) + " " +
           (row.time ? format_time(*row.time, TimeZone::utc()) : "-") + " " + row.by + ";";
  }
  return out;
}

TEST(ObservedStates, AreReadInEnglish) {
  EXPECT_EQ(read(machines(),
                 "system,state,time,by\nemr-sv,infected,2026-06-10T02:50,Sato\n"
                 "10.0.0.2,offline,2026-06-10T03:00:00Z,\n"),
            "emr-sv infected 2026-06-09T17:50:00Z Sato;emr-db offline 2026-06-10T03:00:00Z ;");
}

TEST(ObservedStates, AreReadInJapaneseWithTheTimesThatExcelWrites) {
  EXPECT_EQ(read(machines(),
                 "確認者,状態,時刻,機器\n佐藤,感染,2026/6/10 2:50,emr-sv\n,切離し,2026年6月10日 "
                 "3時5分,emr-db\n,異常なし,2026/06/10 9:00:30,emr-db\n,暗号化,,emr-sv\n"),
            "emr-sv infected 2026-06-09T17:50:00Z 佐藤;emr-db offline 2026-06-09T18:05:00Z ;"
            "emr-db clean 2026-06-10T00:00:30Z ;emr-sv encrypted - ;");
}

TEST(ObservedStates, AreReadInCp932) {
  // 機器,状態 / emr-sv,感染
  EXPECT_EQ(read(machines(), "\x8b\x40\x8a\xed,\x8f\xf3\x91\xd4\r\nemr-sv,\x8a\xb4\x90\xf5\r\n"),
            "emr-sv infected - ;");
}

TEST(ObservedStates, KnowTheWordsOfPeople) {
  EXPECT_EQ(parse_condition("正常/異常なし"), std::nullopt);  // one of them
  EXPECT_EQ(parse_condition("電源断"), Condition::Offline);
  EXPECT_EQ(parse_condition("切離し済み"), Condition::Offline);
  EXPECT_EQ(parse_condition("サーバ"), std::nullopt);
  EXPECT_EQ(parse_condition("電源オフ"), Condition::Offline);
  EXPECT_EQ(parse_condition(" Encrypted "), Condition::Encrypted);
}

TEST(ObservedStates, NameTheLineAndWhatWasExpected) {
  const NamedGraph graph = machines();
  EXPECT_EQ(read(graph, "system,state\nemr-sv,infected\nemr-sb,infected\n"),
            "3: no system, zone, group, router, link or address is called `{}` | emr-db, emr-sv");
  EXPECT_EQ(read(graph, "system,state\nemr-sv,ill\n"),
            "2: there is no state `{}` | infected, clean, encrypted, offline / 感染, 正常 "
            "(異常なし), 暗号化, 切離し (電源断)");
  EXPECT_EQ(read(graph, "system,state,time\nemr-sv,clean,\nx,y,z\n"),
            "2: the state `{}` needs a time …");
  EXPECT_EQ(read(graph, "system,state,time\nemr-sv,clean,yesterday\n"), "2: {} is no time");
  EXPECT_EQ(read(graph, "system,state\n,infected\n"), "2: the row names no system");
  EXPECT_EQ(read(graph, "name,address\nemr-sv,1\n"),
            "1: the list has no header that names systems and states | system,state,time,by / "
            "機器,状態,時刻,確認者");
}

}  // namespace
}  // namespace hamon
