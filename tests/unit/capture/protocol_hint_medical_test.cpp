#include "unit/capture/hint_openings.hpp"

namespace hamon {
namespace {

using namespace made;

// DICOM PS3.8, table 9-11: type, reserved, length, version 1, reserved, called and calling titles
// of 16 bytes, 32 reserved, then the application context item.
Data associate(unsigned type, unsigned version = 1, unsigned item = 0x10) {
  return u8(type) + u8(0) + u32(205) + u16(version) + u16(0) + "PACS            " +
         "MOD1            " + zeros(32) + u8(item) + zeros(3);
}

TEST(MedicalHint, KnowsDicomAssociations) {
  expect_openings(recognise_tcp, {
                                     {"dicom", kClient, associate(1)},
                                     {"dicom", kServer, associate(2)},
                                     // table 9-21: permanent, by the user, called title unknown
                                     {"dicom", kServer, hex("03 00 00000004 00 01 01 07")},
                                 });
  expect_nothing(recognise_tcp,
                 {{"version 2 alone", associate(1, 2)},
                  {"another first item", associate(1, 1, 0x20)},
                  {"data", hex("04 00 0000004A 00000046 01 03") + zeros(70)},
                  {"a refusal of no known source", hex("03 00 00000004 00 01 04 07")},
                  {"a refusal that is longer", hex("03 00 00000004 00 01 01 07 00")}});
}

TEST(MedicalHint, KnowsHl7InItsEnvelope) {
  const Data head = "\x0BMSH|^~\\&|HIS|HOSP|LIS|LAB|20240101||";
  expect_openings(recognise_tcp, {
                                     {"hl7", kEither, head + "ADT^A01|1|P|2.5\r"},
                                     {"hl7", kClient,
                                      "\x0B"
                                      "BHS|^~\\&|HIS\r"},
                                     {"hl7", kClient,
                                      "\x0B"
                                      "FHS|^~\\&|HIS\r"},
                                     {"hl7", kEither, "\x0BMSH#^~\\&#HIS#"},
                                 });
  EXPECT_EQ(recognise_tcp(bytes_of(head + "ACK^A01|1|P|2.5\r")).role, kServer);
  expect_nothing(recognise_tcp, {{"no start block", "MSH|^~\\&|HIS|"},
                                 {"another segment", "\x0BPID|^~\\&|"},
                                 {"no separators", "\x0BMSHAnything"}});
}

TEST(MedicalHint, KnowsAnalyserRecords) {
  expect_openings(recognise_tcp, {
                                     {"astm", kEither,
                                      "\x02"
                                      "1H|\\^&|||H7600^1\r"},
                                     {"astm", kEither, "H|\\^&|||H7600^1\r"},
                                 });
  expect_nothing(recognise_tcp, {{"an enquiry alone", "\x05"},
                                 {"no frame number",
                                  "\x02"
                                  "9H|\\^&|"},
                                 {"a patient record",
                                  "\x02"
                                  "1P|1|"}});
}

}  // namespace
}  // namespace hamon
