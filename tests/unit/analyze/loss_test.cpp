#include "analyze/leak.hpp"
#include "analyze/restore.hpp"

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kSite = R"(
site: {name: test, timezone: Asia/Kolkata}
internal: [10.0.0.0/8]
systems: {pc: {addresses: [10.1.1.1]}, sv: {addresses: [10.1.1.2]}}
)";

SpreadOptions from(const NamedGraph& graph, const std::string& name, const std::string& time) {
  SpreadOptions options;
  options.seeds = {{graph.id(name), at(time)}};
  return options;
}

std::vector<std::string> hours(const LeakPath& path) {
  std::vector<std::string> out;
  for (const LeakHour& hour : path.hours) {
    out.push_back(format_time(hour.hour, TimeZone::utc()) + " " + std::to_string(hour.bytes));
  }
  return out;
}

TEST(Leak, CountsWholeRecordsThatEndAtOrAfterTheCompromiseInEitherRole) {
  // A record's bytes are 200 of headers and the payload.
  const auto graph =
      graph_of({{"pc", "198.51.100.1", "https", "10:00", "10:05", FlowState::Established, 1000, 5},
                {"pc", "198.51.100.1", "https", "10:10", "10:20", FlowState::Established, 2000, 5},
                {"198.51.100.2", "pc", "ssh", "10:30", "10:40", FlowState::Established, 7, 4000},
                {"sv", "198.51.100.1", "https", "10:30", "10:40", FlowState::Established, 9999, 5},
                {"pc", "sv", "https", "10:30", "10:40", FlowState::Established, 9999, 5}},
               site_of(kSite));
  const Leak found = leak(graph, SpreadIndex(graph), from(graph, "pc", "10:20"));
  ASSERT_EQ(found.paths.size(), 2U);
  EXPECT_EQ(found.paths[0].destination, graph.id("198.51.100.1"));
  EXPECT_EQ(found.paths[0].bytes, 2200U);
  EXPECT_EQ(found.paths[0].seen, (Interval{at("10:10"), at("10:20")}));
  EXPECT_EQ(found.paths[1].destination, graph.id("198.51.100.2"));
  EXPECT_EQ(found.paths[1].bytes, 4200U);
  EXPECT_EQ(found.total_bytes, 6400U);
}

TEST(Leak, SpreadsARecordEvenlyOverTheHoursOfTheSitesClock) {
  // In Kolkata, 5:30 before UTC, hours begin at half past: 10:00 to 13:00 has 30, 60, 60 and 30
  // minutes of four of them; 1800 bytes in 180 minutes are 10 a minute.
  const auto graph =
      graph_of({{"pc", "198.51.100.1", "https", "10:00", "13:00", FlowState::Established, 1600, 5}},
               site_of(kSite));
  const Leak found = leak(graph, SpreadIndex(graph), from(graph, "pc", "10:00"));
  ASSERT_EQ(found.paths.size(), 1U);
  EXPECT_THAT(hours(found.paths[0]),
              ElementsAre("2026-06-09T09:30:00Z 300", "2026-06-09T10:30:00Z 600",
                          "2026-06-09T11:30:00Z 600", "2026-06-09T12:30:00Z 300"));
}

TEST(Leak, OfAMomentStandsInItsHour) {
  const auto graph =
      graph_of({{"pc", "198.51.100.1", "https", "10:30", "10:30", FlowState::Established, 300, 5}},
               site_of(kSite));
  const Leak found = leak(graph, SpreadIndex(graph), from(graph, "pc", "10:30"));
  ASSERT_EQ(found.paths.size(), 1U);
  EXPECT_THAT(hours(found.paths[0]), ElementsAre("2026-06-09T10:30:00Z 500"));
}

TEST(Restore, WithoutBackupsIsNothing) {
  const auto graph = graph_of({{"pc", "sv", "rdp", "10:00", "10:05"}}, site_of(kSite));
  EXPECT_THAT(restore(graph, SpreadIndex(graph), from(graph, "pc", "10:00")), IsEmpty());
}

TEST(Restore, TellsEachGenerationAndItsStore) {
  // pc reaches sv at 10:00, which is compromised from then on (incubation: ten minutes).
  const auto graph =
      graph_of({{"pc", "sv", "rdp", "10:00", "10:05"}, {"pc", "sv", "https", "08:00", "08:01"}},
               site_of(kSite + R"(
backups:
  old: {system: sv, start: 2026-06-09T07:00Z, end: 2026-06-09T07:59Z, store: offline}
  day: {system: sv, start: 2026-06-09T08:00Z, end: 2026-06-09T09:59Z, store: offline}
  ran: {system: sv, start: 2026-06-09T09:30Z, end: 2026-06-09T10:00Z, store: pc}
  new: {system: sv, start: 2026-06-09T10:00Z, end: 2026-06-09T11:00Z, store: offline}
)"));
  const auto states = restore(graph, SpreadIndex(graph), from(graph, "pc", "10:00"));
  ASSERT_EQ(states.size(), 4U);
  EXPECT_EQ(states[0].verdict, BackupVerdict::Outside);
  EXPECT_EQ(states[1].verdict, BackupVerdict::Before);
  EXPECT_EQ(states[2].verdict, BackupVerdict::Suspect);
  EXPECT_EQ(states[3].verdict, BackupVerdict::After);
  EXPECT_EQ(states[2].store_reached, at("10:00"));
  EXPECT_EQ(states[3].store_reached, std::nullopt);
  EXPECT_EQ(states[0].reached, at("10:00"));
}

}  // namespace
}  // namespace hamon
