#include "analyze/sensor_advice.hpp"

#include "analyze/coverage.hpp"

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Part = SensorAdvice::Part;

// Lab has three systems, two of them never seen; the servers have two.
const std::string kSite = R"(
site: {name: test, timezone: UTC}
zones:
  SV: {kind: clinical, prefixes: [10.1.1.0/24]}
  LAB: {label: 検査LAN, prefixes: [10.1.2.0/24]}
systems:
  emr: {addresses: [10.1.1.1]}
  nas: {addresses: [10.1.1.2]}
  an1: {addresses: [10.1.2.1]}
  an2: {addresses: [10.1.2.2]}
  an3: {addresses: [10.1.2.3]}
claims:
  C1: {closed: [SV]}
  C2: {never: {from: LAB, to: LAB}}
  C3: {never: {between: [SV, LAB]}}
)";

std::vector<SensorAdvice> advice_of(const std::string& sensors) {
  return coverage_of(graph_of({{"emr", "nas", "smb", "10:00", "11:00"},
                               {"an1", "emr", "hl7", "10:00", "11:00"}},
                              site_of(kSite + sensors)))
      .advice;
}

TEST(SensorAdvice, RanksByPartsOfClaimsThenBySystemsNeverSeen) {
  // By hand: C1 needs the border and SV from within, C2 the lab from within, C3 what is between.
  // Each of the four gives one part; between shows two unseen ones of five, the lab two of three.
  const auto advice = advice_of("");
  ASSERT_THAT(advice, SizeIs(4));
  EXPECT_EQ(advice[0].sees, SiteSensor::Sees::Between);
  EXPECT_THAT(advice[0].parts, ElementsAre(Part{"C3", "between"}));
  EXPECT_THAT(advice[0].never_seen, SizeIs(2));
  EXPECT_EQ(advice[0].systems, 5U);
  EXPECT_EQ(advice[1].prefix, Prefix::parse("10.1.2.0/24"));
  EXPECT_EQ(advice[1].zone, "検査LAN");
  EXPECT_THAT(advice[1].parts, ElementsAre(Part{"C2", "within 10.1.2.0/24"}));
  EXPECT_EQ(advice[1].systems, 3U);
  EXPECT_EQ(advice[2].prefix, Prefix::parse("10.1.1.0/24"));
  EXPECT_THAT(advice[2].parts, ElementsAre(Part{"C1", "within 10.1.1.0/24"}));
  EXPECT_THAT(advice[2].never_seen, IsEmpty());
  EXPECT_EQ(advice[3].sees, SiteSensor::Sees::Outside);
  EXPECT_THAT(advice[3].parts, ElementsAre(Part{"C1", "border"}));
}

TEST(SensorAdvice, LeavesOutWhatIsWatched) {
  const auto advice = advice_of(R"(
sensors:
  core: {sees: between}
  tap: {sees: within, prefixes: [10.1.2.0/24]}
  fw: {sees: outside}
)");
  ASSERT_THAT(advice, SizeIs(1));
  EXPECT_EQ(advice[0].prefix, Prefix::parse("10.1.1.0/24"));
  EXPECT_THAT(advice[0].parts, ElementsAre(Part{"C1", "within 10.1.1.0/24"}));
}

TEST(SensorAdvice, NamesTheSensorThatIsDeclaredAndSawNothing) {
  const auto advice = advice_of(R"(
sensors:
  core: {sees: between}
  fw: {sees: outside}
  tap: {sees: within, prefixes: [10.1.0.0/16], to: 2026-06-01T00:00}
)");
  ASSERT_THAT(advice, SizeIs(2));
  EXPECT_THAT(advice[0].declared, ElementsAre("tap"));
}

TEST(SensorAdvice, OfASensorBetweenOnlySomePrefixesIsOneBetweenAll) {
  const auto advice = advice_of(R"(
sensors:
  some: {sees: between, prefixes: [10.1.1.0/24]}
  taps: {sees: within, prefixes: [10.1.0.0/16]}
  fw: {sees: outside}
)");
  ASSERT_THAT(advice, SizeIs(1));
  EXPECT_EQ(advice[0].sees, SiteSensor::Sees::Between);
  EXPECT_THAT(advice[0].parts, ElementsAre(Part{"C3", "between"}));
  EXPECT_THAT(advice[0].never_seen, IsEmpty()) << "one between sensor sees already";
}

TEST(SensorAdvice, WithoutZonesHasNothingToSay) {
  EXPECT_THAT(coverage_of(graph_of({{"a", "b", "ssh", "10:00", "11:00"}})).advice, IsEmpty());
}

}  // namespace
}  // namespace hamon
