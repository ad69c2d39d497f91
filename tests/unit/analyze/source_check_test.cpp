#include "analyze/source_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using T = SourceTrouble;

SourceReport source(const char* kind, std::uint64_t records, std::uint64_t used, const char* note,
                    std::vector<std::pair<std::string, std::uint64_t>> unused = {}) {
  SourceReport report;
  report.kind = kind;
  report.records = records;
  report.used = used;
  report.format_note = note;
  report.unused = std::move(unused);
  return report;
}

TEST(CheckSource, APortAtWhichAllIsWellHasNoTrouble) {
  EXPECT_THAT(check_source(source("live-netflow", 300, 300, "running, datagrams 10, exporters 1")),
              IsEmpty());
  EXPECT_THAT(check_source(source("zeek-conn", 0, 0, "")), IsEmpty());
  EXPECT_THAT(check_source(source("live", 0, 0, "running")), IsEmpty());
}

TEST(CheckSource, APortWithoutADatagramIsSilentAndNothingElse) {
  EXPECT_THAT(check_source(source("live-syslog", 0, 0, "running")),
              ElementsAre(SourceFinding{T::Silent, 0, ""}));
}

TEST(CheckSource, DatagramsThatCannotBeReadAreNotSilence) {
  EXPECT_THAT(check_source(source("live-netflow", 0, 0, "running, datagrams 3, other version 3")),
              ElementsAre(SourceFinding{T::UnknownVersion, 3, ""}));
}

TEST(CheckSource, DataWithoutTemplateIsTold) {
  EXPECT_THAT(
      check_source(source("live-netflow", 5, 0, "datagrams 5", {{"export_no_template", 5}})),
      ElementsAre(SourceFinding{T::NoTemplate, 5, ""}));
}

TEST(CheckSource, TheClockNamesItsSender) {
  EXPECT_THAT(
      check_source(source("live-ipfix", 5, 5, "datagrams 5, clock behind 32400 at 192.0.2.1")),
      ElementsAre(SourceFinding{T::ClockBehind, 32'400, "192.0.2.1"}));
}

TEST(CheckSource, SamplingGapsAndDropsAreToldInThisOrder) {
  EXPECT_THAT(check_source(source("live-sflow", 5, 5,
                                  "running, sampling 100, datagrams 5, lost 7, dropped here 2")),
              ElementsAre(SourceFinding{T::Sampled, 100, ""}, SourceFinding{T::Lost, 7, ""},
                          SourceFinding{T::DroppedHere, 2, ""}));
}

TEST(CheckSource, AnImportedLogIsJudgedAlike) {
  EXPECT_THAT(check_source(source("fortigate", 12, 12, "only denied 12")),
              ElementsAre(SourceFinding{T::OnlyDenied, 12, ""}));
  EXPECT_THAT(check_source(source("text-log", 9, 0, "", {{"log_not_read", 9}})),
              ElementsAre(SourceFinding{T::NothingUsed, 9, ""}));
  EXPECT_THAT(check_source(source("aws-vpc", 9, 7, "", {{"skipped_data", 2}})),
              ElementsAre(SourceFinding{T::NotRecorded, 2, ""}));
  EXPECT_THAT(
      check_source(source("windows-firewall", 9, 4, "events lost 40", {{"time_without_zone", 5}})),
      ElementsAre(SourceFinding{T::TimeWithoutZone, 5, ""}, SourceFinding{T::Lost, 40, ""}));
  EXPECT_THAT(check_source(source("yamaha", 9, 9, "")),
              ElementsAre(SourceFinding{T::SilentFilters, 1, ""}));
}

}  // namespace
}  // namespace hamon
