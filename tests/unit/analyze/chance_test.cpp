#include "analyze/chance.hpp"

#include <cmath>

#include "support/graph_maker.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

constexpr std::uint32_t kRuns = 40'000;
constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 24 * kHour;

/// A question about made records; the infection starts at `a`, at 0 s.
struct Question {
  std::vector<MadeSystem> systems;
  std::vector<MadeRecord> records;
  SpreadOptions spread;
  ChanceOptions asked{kRuns, 1, chance_rules(false), 1};

  [[nodiscard]] FlowGraph graph() const { return FlowGraphMaker::make(systems, records); }
  [[nodiscard]] Chance answer() {
    const FlowGraph made = graph();
    if (spread.seeds.empty()) {
      spread.seeds = {{*made.find_system("a"), Timestamp{}}};
    }
    return chance(made, SpreadIndex(made), spread, asked);
  }
};

Question question(std::vector<MadeSystem> systems, std::vector<MadeRecord> records) {
  Question q;
  q.systems = std::move(systems);
  q.records = std::move(records);
  return q;
}

// Five standard errors √(p (1 − p) / n) of n runs: one fixed seed in 1.7 million would miss.
void expect_share(const Chance& found, std::size_t system, double p) {
  const double tolerance = 5 * std::sqrt(p * (1 - p) / found.runs);
  EXPECT_NEAR(found.share(found.systems[system].reached), p, tolerance);
}

void expect_equal(const Chance& a, const Chance& b) {
  ASSERT_EQ(a.systems.size(), b.systems.size());
  for (std::size_t i = 0; i < a.systems.size(); ++i) {
    EXPECT_EQ(a.systems[i].reached, b.systems[i].reached) << i;
    EXPECT_EQ(a.systems[i].data_affected, b.systems[i].data_affected) << i;
    EXPECT_EQ(a.systems[i].p05, b.systems[i].p05) << i;
    EXPECT_EQ(a.systems[i].median, b.systems[i].median) << i;
    EXPECT_EQ(a.systems[i].p95, b.systems[i].p95) << i;
  }
  for (const auto band : {&Chance::compromised, &Chance::data_affected}) {
    EXPECT_EQ((a.*band).p05, (b.*band).p05);
    EXPECT_EQ((a.*band).median, (b.*band).median);
    EXPECT_EQ((a.*band).p95, (b.*band).p95);
    EXPECT_EQ((a.*band).mean, (b.*band).mean);
    EXPECT_EQ((a.*band).standard_error, (b.*band).standard_error);
  }
}

// Steps lie days apart, longer than any delay: 29 min · e^3.67 < 20 h.
TEST(Chance, OfAChainIsTheProduct) {
  auto q = question({{"a"}, {"b"}, {"c"}},
                    {{"a", "b", "rdp", 0, 60}, {"b", "c", "rdp", 2 * kDay, 2 * kDay + 60}});
  const Chance found = q.answer();
  EXPECT_EQ(found.systems[0].reached, kRuns) << "the start is certain";
  expect_share(found, 1, 0.5);
  expect_share(found, 2, 0.25);
  // √(0.25 · 0.75 / 40,000) = 0.002165
  EXPECT_NEAR(found.standard_error(10'000), 0.002165, 1e-6);
}

TEST(Chance, OfTwoDisjointPathsIsThatOfEither) {
  const std::int64_t later = 2 * kDay;
  auto q = question({{"a"}, {"b"}, {"c"}, {"d"}}, {{"a", "b", "rdp", 0, 60},
                                                   {"a", "c", "rdp", 0, 60},
                                                   {"b", "d", "rdp", later, later + 60},
                                                   {"c", "d", "rdp", later, later + 60}});
  expect_share(q.answer(), 3, 1 - (1 - 0.25) * (1 - 0.25));  // 0.4375
}

TEST(Chance, OfParallelContactsIsThatOfAnyOfThem) {
  // Three services, and one of them in three hours: 1 − (1 − 0.5)^5.
  auto q = question({{"a"}, {"b"}}, {{"a", "b", "rdp", 0, 60},
                                     {"a", "b", "ssh", 0, 60},
                                     {"a", "b", "winrm", 0, 60},
                                     {"a", "b", "winrm", kHour, kHour + 60},
                                     {"a", "b", "winrm", 5 * kHour, 5 * kHour + 60}});
  expect_share(q.answer(), 1, 1 - std::pow(0.5, 5));
}

TEST(Chance, IsOneTrialInAnHourHoweverManyContacts) {
  auto q = question({{"a"}, {"b"}}, {});
  for (std::int64_t s = 0; s < kHour; s += 30) {
    q.records.push_back({"a", "b", "rdp", s, s + 1});
  }
  expect_share(q.answer(), 1, 0.5);
}

TEST(Chance, CountsEveryClockHourThatAContactTouches) {
  // 00:30 to 03:00:00 touches four hours, the last by one instant.
  auto q = question({{"a"}, {"b"}}, {{"a", "b", "rdp", kHour / 2, 3 * kHour}});
  expect_share(q.answer(), 1, 1 - std::pow(0.5, 4));
}

TEST(Chance, HoursBefore1970AreHours) {
  // −90 min to −1 s: two hours.
  auto q = question({{"a"}, {"b"}}, {{"a", "b", "rdp", -kHour * 3 / 2, -1}});
  q.spread.seeds = {{SystemId{0}, Timestamp::from_seconds(-kDay)}};
  expect_share(q.answer(), 1, 0.75);
}

TEST(Chance, SplittingAndPollingChangeNothing) {
  auto whole = question({{"a"}, {"b"}, {"c"}},
                        {{"a", "b", "rdp", 100, 2 * kHour + 100}, {"b", "c", "smb", 0, 9 * kHour}});
  auto split = whole;
  split.records = {{"a", "b", "rdp", 100, 101}, {"b", "c", "smb", 0, 9 * kHour}};
  for (std::int64_t s = 102; s < 2 * kHour + 100; s += 7) {
    split.records.push_back({"a", "b", "rdp", s, s + 1});
  }
  // The hours begin with the contact there, too.
  split.records.push_back({"a", "b", "rdp", kHour, kHour});
  split.records.push_back({"a", "b", "rdp", 2 * kHour, 2 * kHour});
  expect_equal(whole.answer(), split.answer());
}

TEST(Chance, APollLaterInTheHourCarriesWhatCameTooLateForAnEarlierOne) {
  // b is active from 00:20 on, in an hour with polls at 00:10 and 00:40: one trial, at 00:40.
  auto q = question({{"a"}, {"b"}, {"c"}},
                    {{"a", "b", "wsus", 600, 601}, {"b", "c", "rdp", 2400, 2401}});
  q.records = {
      {"b", "a", "wsus", 600, 601}, {"b", "c", "rdp", 600, 601}, {"b", "c", "rdp", 2400, 2401}};
  const Chance found = q.answer();
  expect_share(found, 1, 0.8);
  expect_share(found, 2, 0.4);
  EXPECT_GE(*found.systems[2].p05, Timestamp::from_seconds(2400));
}

TEST(Chance, DependsOnTheKeyAloneNotOnThreadsOrMemory) {
  auto q = question({{"a"}, {"b"}, {"c"}, {"d"}}, {{"a", "b", "rdp", 0, 5 * kHour},
                                                   {"b", "c", "smb", 0, kDay},
                                                   {"c", "d", "rdp", 0, kDay},
                                                   {"d", "b", "ssh", 0, kDay}});
  q.asked.runs = 1000;
  const Chance one = q.answer();
  for (const unsigned threads : {2U, 7U, 100U}) {
    q.asked.threads = threads;
    expect_equal(one, q.answer());
  }
  for (const std::uint64_t kept : {std::uint64_t{0}, std::uint64_t{2000}, std::uint64_t{3999}}) {
    q.asked.kept = kept;
    expect_equal(one, q.answer());
  }
  q.asked.rng = 2;
  EXPECT_NE(one.systems[3].median, q.answer().systems[3].median);
  q.asked.rng = std::uint64_t{1} << 32 | 1;  // the upper half of the key counts
  EXPECT_NE(one.systems[3].median, q.answer().systems[3].median);
}

TEST(Chance, MoreRunsBeginWithTheSameOnes) {
  auto q = question({{"a"}, {"b"}}, {{"a", "b", "rdp", 0, 60}});
  const FlowGraph graph = q.graph();
  q.spread.seeds = {{SystemId{0}, Timestamp{}}};
  q.asked.runs = 500;
  std::uint32_t reached = 0;
  for (const ChanceRun& one : chance_runs(graph, SpreadIndex(graph), q.spread, q.asked)) {
    reached += one.compromised[1].has_value() ? 1U : 0U;
  }
  EXPECT_EQ(reached, q.answer().systems[1].reached);
}

TEST(Chance, OfOneRunHasItsOnlyArrivalAsEveryQuantile) {
  auto q = question({{"a"}, {"b"}}, {{"b", "a", "wsus", 60, 100}});
  q.asked.runs = 1;
  const Chance found = q.answer();
  EXPECT_EQ(found.compromised.p05, found.compromised.p95);
  EXPECT_EQ(found.systems[0].median, Timestamp{});
}

// 29 min · e^(±1.6449) = 5.60 min and 150.2 min; a quantile q of n draws has the standard error
// √(q (1 − q) / n) / density. Half of 40,000 runs reach b: n = 20,000, at the median
// 0.00354 / 0.3989 = 0.0089 of σ, at 5 and 95 % 0.00154 / 0.1031 = 0.0149. Five of them.
TEST(Chance, LoggingOnTakesALogNormalTime) {
  auto q = question({{"a"}, {"b"}}, {{"a", "b", "rdp", 60, 120}});
  const SystemChance b = q.answer().systems[1];
  const auto log_minutes = [](const std::optional<Timestamp>& t) {
    return std::log(static_cast<double>((*t - Timestamp::from_seconds(60)).ns) / 60e9);
  };
  EXPECT_NEAR(log_minutes(b.median), std::log(29), 5 * 0.0089);
  EXPECT_NEAR(log_minutes(b.p05), std::log(29) - 1.6449, 5 * 0.0149);
  EXPECT_NEAR(log_minutes(b.p95), std::log(29) + 1.6449, 5 * 0.0149);
}

TEST(Chance, WhatIsFetchedComesWithTheNextPull) {
  auto q = question({{"a"}, {"b"}}, {{"b", "a", "wsus", 60, 100}, {"b", "a", "wsus", 7200, 7201}});
  const Chance found = q.answer();
  expect_share(found, 1, 1 - 0.2 * 0.2);
  EXPECT_EQ(found.systems[1].p05, Timestamp::from_seconds(60));
  EXPECT_EQ(found.systems[1].p95, Timestamp::from_seconds(7200));  // 0.16 of 0.96 fall then
}

TEST(Chance, OfDamageFollowsTheTargetAndTakesTimeByItsSize) {
  auto q = question({{"a"}, {"nas", Role::Nas, false}, {"bak", Role::Backup, false}},
                    {{"a", "nas", "nfs", 0, 60, true}, {"a", "bak", "rsync", 0, 60, true}});
  FlowGraph graph = q.graph();
  for (DataFlow& flow : FlowGraphMaker::data_flows(graph)) {
    flow.bytes_out = 1'260'000'000 - 21'000'000;
    flow.bytes_in = 21'000'000;  // 1.26 GB at 21 MB/s: 60 s
  }
  q.spread.seeds = {{*graph.find_system("a"), Timestamp{}}};
  const Chance found = chance(graph, SpreadIndex(graph), q.spread, q.asked);
  const std::size_t nas = index(*graph.find_system("nas"));
  const std::size_t backup = index(*graph.find_system("bak"));
  expect_share(found, nas, 0.95);
  expect_share(found, backup, 0.95 * 0.66);
  EXPECT_EQ(found.systems[nas].p05, Timestamp::from_seconds(60));
  EXPECT_EQ(found.systems[nas].p95, Timestamp::from_seconds(60));
  EXPECT_EQ(found.systems[nas].data_affected, found.systems[nas].reached);
  EXPECT_EQ(found.compromised.p95, 1U);
  EXPECT_EQ(found.data_affected.median, 3U);  // 0.5957 of the runs hit both
}

TEST(Chance, DamageIsPassedOnWithinSeconds) {
  // a→b carries damage and passes it on; a itself is damaged when it is active.
  auto q = question({{"a"}, {"b", Role::Nas, false}, {"c", Role::Nas, false}},
                    {{"a", "b", "relay", 0, 60}, {"b", "c", "relay", 0, kHour - 1}});
  const Chance found = q.answer();
  EXPECT_EQ(found.systems[1].reached, kRuns);
  EXPECT_EQ(found.systems[2].reached, kRuns);
  EXPECT_LT(*found.systems[2].p95, Timestamp::from_seconds(10));
  EXPECT_GT(*found.systems[2].p05, Timestamp{});
}

TEST(Chance, WeakWaysCountUnderBroadAlone) {
  auto q = question({{"a"}, {"b"}}, {{"a", "b", "mssql", 0, 60}});
  EXPECT_EQ(q.answer().systems[1].reached, 0U);
  q.spread.profile = Profile::Broad;
  const Chance found = q.answer();
  expect_share(found, 1, 0.05);
  EXPECT_EQ(found.systems[1].median, Timestamp::from_seconds(4 * kHour));
}

TEST(Chance, RisesWithOneAdministratorPassword) {
  auto q = question({{"a"}, {"b"}}, {{"a", "b", "rdp", 0, 60}});
  q.asked.rules = chance_rules(true);
  expect_share(q.answer(), 1, 0.9);
}

TEST(Chance, WhatIsCutOffBeforeItFallsDoesNotFall) {
  // Half of the delays are longer than 29 min.
  auto q = question({{"a"}, {"b"}}, {{"a", "b", "rdp", 60, 120}});
  q.spread.until = Timestamp::from_seconds(60 + 29 * 60);
  expect_share(q.answer(), 1, 0.25);
  q.spread.until.reset();
  q.spread.isolations = {{{SystemId{1}}, Timestamp::from_seconds(60 + 29 * 60)}};
  expect_share(q.answer(), 1, 0.25);
}

TEST(Chance, UnderContactEverythingReachedIsCertain) {
  auto q = question({{"a"}, {"b", Role::Printer, false}, {"c"}},
                    {{"b", "a", "print", 60, 100}, {"b", "c", "https", 50, 90}});
  q.spread.profile = Profile::Contact;
  q.asked.runs = 10;
  const Chance found = q.answer();
  EXPECT_EQ(found.systems[1].reached, 10U);
  EXPECT_EQ(found.systems[2].reached, 10U);
  EXPECT_EQ(found.systems[2].median, Timestamp::from_seconds(60));
}

TEST(Chance, OutsideSystemsPassNothingOn) {
  auto q = question({{"a"}, {"o", Role::Other, true, true}, {"p"}},
                    {{"a", "o", "rdp", 0, 60}, {"o", "p", "rdp", 2 * kDay, 2 * kDay + 60}});
  const Chance found = q.answer();
  expect_share(found, 1, 0.5);
  EXPECT_EQ(found.systems[2].reached, 0U);
}

TEST(Chance, OfSeveralSeedsTheEarliestOfOneSystemCounts) {
  auto q = question({{"a"}, {"b"}}, {{"a", "b", "rdp", 0, 60}});
  q.spread.seeds = {{SystemId{0}, Timestamp::from_seconds(kDay)},
                    {SystemId{0}, Timestamp{}},
                    {SystemId{1}, Timestamp::from_seconds(30 * kDay)}};
  const Chance found = q.answer();
  EXPECT_EQ(found.systems[1].reached, kRuns);
  EXPECT_EQ(found.systems[1].p95, Timestamp::from_seconds(30 * kDay));
  EXPECT_LT(*found.systems[1].p05, Timestamp::from_seconds(kDay));
}

TEST(Chance, OfNoSeedsIsNothing) {
  const FlowGraph graph = FlowGraphMaker::make({{"a"}}, {});
  const Chance found = chance(graph, SpreadIndex(graph), {}, {10, 1, chance_rules(false), 1});
  EXPECT_EQ(found.compromised.p95, 0U);
  EXPECT_EQ(found.systems[0].reached, 0U);
  EXPECT_EQ(found.systems[0].median, std::nullopt);
}

TEST(ChanceClass, FollowsServiceAndDirection) {
  const auto of = [](const char* service, bool forward, std::uint8_t kind, Role to) {
    return chance_class({service, class_of(service)}, forward, kind, to);
  };
  EXPECT_EQ(of("rdp", true, carry::kStrong, Role::Client), ChanceClass::AdminLogon);
  EXPECT_EQ(of("smb", true, carry::kStrong, Role::Client), ChanceClass::AdminLogon);
  EXPECT_EQ(of("smb", false, carry::kStrong, Role::Client), ChanceClass::Pull);
  EXPECT_EQ(of("wsus", false, carry::kStrong, Role::Client), ChanceClass::Pull);
  EXPECT_EQ(of("dfsr", true, carry::kStrong, Role::DomainController), ChanceClass::Pull);
  EXPECT_EQ(of("teamviewer", false, carry::kStrong, Role::Client), ChanceClass::RemoteControl);
  EXPECT_EQ(of("rdp", false, carry::kWeak, Role::Client), ChanceClass::Weak);
  EXPECT_EQ(of("nfs", true, carry::kDamage, Role::Nas), ChanceClass::Damage);
  EXPECT_EQ(of("nfs", true, carry::kDamage, Role::Backup), ChanceClass::BackupDamage);
  EXPECT_EQ(of("relay", true, carry::kPass, Role::Backup), ChanceClass::Pass);
}

}  // namespace
}  // namespace hamon
