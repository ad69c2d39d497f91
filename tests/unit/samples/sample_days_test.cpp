#include "base/flow_record.hpp"
#include "base/service_catalogue.hpp"
#include "samples/hospital_tables.hpp"
#include "samples/incidents.hpp"
#include "samples/sample_talk.hpp"
#include "samples/site_files.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include <gtest/gtest.h>

namespace hamon {
namespace {

constexpr std::int64_t kMicros = 1'000'000;

TEST(SampleDays, LieInTheTwoDaysAndInOrder) {
  const auto talks = sample_days();
  for (std::size_t i = 0; i < talks.size(); ++i) {
    EXPECT_GE(talks[i].start, kSampleBegin * kMicros);
    EXPECT_LE(talks[i].end, (kSampleBegin + 2 * 86'400) * kMicros);
    EXPECT_LE(talks[i].start, talks[i].end);
    EXPECT_TRUE(i == 0 || talks[i - 1].start <= talks[i].start);
  }
}

TEST(SampleDays, NoTwoConversationsShareTheirEnds) {
  std::set<std::tuple<IpAddress, std::uint16_t, IpAddress, std::uint16_t, std::uint8_t>> ends;
  for (const SampleTalk& t : sample_days()) {
    EXPECT_TRUE(
        ends.insert({t.initiator, t.initiator_port, t.responder, t.responder_port, t.protocol})
            .second)
        << t.initiator.text() << ' ' << t.initiator_port << ' ' << t.responder.text();
  }
}

TEST(SampleDays, NothingInsideDialysisIsSeenSinceNoSensorIsThere) {
  const Prefix dialysis = *Prefix::parse("10.78.3.0/24");
  for (const SampleTalk& t : sample_days()) {
    EXPECT_FALSE(dialysis.contains(t.initiator) && dialysis.contains(t.responder));
  }
}

TEST(SampleDays, TheSearchMeetsNobodyThatTheHospitalHas) {
  const auto talks = sample_days();
  std::size_t probes = 0;
  for (const SampleTalk& t : talks) {
    if (t.course == TalkCourse::Unanswered) {
      ++probes;
      for (const SampleSystem& system : sample_systems()) {
        EXPECT_NE(system.address, t.responder.text());
      }
    }
  }
  EXPECT_EQ(probes, 191U);  // 10.77.1.60 to 10.77.1.250
}

TEST(HospitalTables, EverySystemHasItsOwnNameAddressAndCardInADeclaredZone) {
  std::set<std::string_view> names;
  std::set<std::string_view> addresses;
  std::set<MacAddress> cards;
  for (const SampleSystem& system : sample_systems()) {
    EXPECT_TRUE(names.insert(system.name).second) << system.name;
    EXPECT_TRUE(addresses.insert(system.address).second) << system.address;
    EXPECT_TRUE(cards.insert(sample_card(system.address)).second) << system.address;
    EXPECT_TRUE(in_sample_hospital(system.address)) << system.address;
    EXPECT_TRUE(parse_role(system.role).has_value()) << system.role;
  }
  EXPECT_EQ(names.size(), 63U);
}

TEST(HospitalTables, OutsideSystemsAreInNoZone) {
  for (const auto outside :
       {sample_address::kMealSupplier, sample_address::kRelay, sample_address::kTelemetry,
        sample_address::kCentre, sample_address::kEmrVendor, sample_address::kRegion,
        sample_address::kWeb}) {
    EXPECT_FALSE(in_sample_hospital(outside)) << outside;
  }
}

TEST(HospitalTables, CardsAreNearOnlyInOneSegment) {
  // Both in the server segment; then over the core; then from outside over the forgotten router.
  EXPECT_EQ(sample_cards("10.77.1.10", "10.77.1.20").responder, sample_card("10.77.1.20"));
  EXPECT_EQ(sample_cards("10.77.20.21", "10.77.1.20").responder.text(), "02:00:77:00:00:01");
  EXPECT_EQ(sample_cards("172.20.5.8", "198.51.100.20").responder.text(), "02:00:77:00:00:02");
  EXPECT_EQ(sample_cards("192.168.144.25", "10.77.1.40").initiator.text(), "02:00:77:fe:00:01");
}

TEST(SiteFiles, Cp932IsThatOfTheStandard) {
  // U+6771 is row 37, cell 76 of JIS X 0208, 93 8C in Shift_JIS; ASCII stays as it is.
  EXPECT_EQ(to_cp932("a\xE6\x9D\xB1,1"), "a\x93\x8C,1");
  EXPECT_EQ(to_cp932(""), "");
}

TEST(SiteFiles, TheLedgerHasEverySystemAndTheOneThatWent) {
  const std::string ledger = sample_ledger();
  EXPECT_EQ(std::ranges::count(ledger, '\n'), 1 + 63 + 1);
  EXPECT_NE(ledger.find("\r\nold-lis,"), std::string::npos);
  EXPECT_EQ(ledger.find(sample_address::kEligibility6), std::string::npos);
}

TEST(Incidents, TellTheirTimesByTheClocksThere) {
  for (const Incident& incident : sample_incidents()) {
    const auto talks = talks_of(incident);
    ASSERT_EQ(talks.size(), incident.flows.size()) << incident.folder;
    if (incident.folder == "hse-2021") {
      // 14 May 2021 08:00 summer time in Dublin is 07:00 UTC; 23 March 10:00 is 10:00 UTC.
      EXPECT_EQ(talks.front().start, 1'616'493'600 * kMicros);
      EXPECT_EQ(talks.back().start, 1'620'975'600 * kMicros);
    }
    if (incident.folder == "handa-2021") {
      EXPECT_EQ(talks.front().start, 1'635'602'700 * kMicros);  // 30 October 23:05 +09:00
    }
  }
}

}  // namespace
}  // namespace hamon
