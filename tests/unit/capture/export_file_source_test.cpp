#include "capture/export_file_source.hpp"

#include "unit/capture/made_export.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;

std::span<const std::byte> raw(const Data& data) {
  return std::as_bytes(std::span(data.data(), data.size()));
}

made::Reading read_exports(const Data& file, std::size_t block = 1 << 20) {
  made::Reading reading;
  reading.report =
      make_export_file_source(memory_stream(raw(file), block), "made.dat", ReadOptions{})
          ->read(reading, reading.told);
  return reading;
}

Data three_datagrams() {
  return v9(set(0, form(256, usual()))) + v9(set(256, usual_record()), 2) + v5({V5{}, V5{}}) +
         ipfix(set(2, form(256, usual())) + set(256, usual_record()));
}

TEST(ExportFile, DatagramsStandOneAfterAnother) {
  const made::Reading reading = read_exports(three_datagrams());

  ASSERT_EQ(reading.records.size(), 4U);
  EXPECT_EQ(reading.records[0].first, 2U);
  EXPECT_EQ(reading.records[1].first, 3U);
  EXPECT_EQ(reading.records[3].first, 4U);
  EXPECT_EQ(reading.records[0].exporter, std::nullopt);
  EXPECT_EQ(reading.report.used, 4U);
  EXPECT_EQ(reading.report.records, 4U);
  EXPECT_FALSE(reading.report.damaged);
  EXPECT_TRUE(reading.told.diagnostics.empty());
}

TEST(ExportFile, BlocksOfAnySizeGiveTheSame) {
  const Data file = three_datagrams();
  const made::Reading whole = read_exports(file);
  for (const std::size_t block : {1U, 7U, 100U}) {
    EXPECT_EQ(read_exports(file, block).records, whole.records) << block;
  }
}

TEST(ExportFile, ZerosBetweenDatagramsAreFilling) {
  const Data datagram = v9(set(0, form(256, usual())) + set(256, usual_record()));
  const made::Reading reading = read_exports(datagram + Data(401, '\0') + datagram + Data(3, '\0'));

  EXPECT_EQ(reading.records.size(), 2U);
  EXPECT_FALSE(reading.report.damaged);
}

TEST(ExportFile, WhatStandsBeforeTheDamageIsRead) {
  const made::Reading reading = read_exports(v5({V5{}}) + "no datagram");

  EXPECT_EQ(reading.records.size(), 1U);
  EXPECT_TRUE(reading.report.damaged);
  ASSERT_EQ(reading.told.diagnostics.size(), 1U);
  EXPECT_EQ(reading.told.diagnostics[0].place, Place::byte(72));  // 24 of header, 48 of record
}

TEST(ExportFile, ACutDatagramGivesItsWholeRecords) {
  const made::Reading reading = read_exports(v5({V5{}, V5{}}).substr(0, 100));

  EXPECT_EQ(reading.records.size(), 1U);
  EXPECT_TRUE(reading.report.damaged);
}

TEST(ExportFile, WhatIsNotReadIsCountedByReason) {
  const made::Reading reading = read_exports(v9(set(256, usual_record())));

  EXPECT_EQ(reading.report.records, 1U);
  EXPECT_EQ(reading.unused("export_no_template"), 1U);
}

TEST(ExportFile, IsRecognisedByItsFirstDatagram) {
  const Data nine = v9(set(0, form(256, usual())));

  EXPECT_TRUE(looks_like_export_file(raw(nine)));
  EXPECT_TRUE(looks_like_export_file(raw(nine + nine)));
  EXPECT_TRUE(looks_like_export_file(raw(v5({V5{}}) + v5({V5{}}))));
  EXPECT_TRUE(looks_like_export_file(raw(ipfix(set(2, form(256, usual()))))));
  EXPECT_FALSE(looks_like_export_file(raw(v5({V5{}}).substr(0, 71))));
  EXPECT_FALSE(looks_like_export_file(raw("#separator \\x09\n")));
  EXPECT_FALSE(looks_like_export_file({}));
}

}  // namespace
}  // namespace hamon
