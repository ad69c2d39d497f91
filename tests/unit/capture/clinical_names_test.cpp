#include "capture/clinical_names.hpp"

#include "unit/capture/hex_bytes.hpp"
#include "unit/capture/made_capture.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;

Data title(std::string text) {
  text.resize(16, ' ');
  return text;
}
// DICOM PS3.8, table 9-11: kind, length, version, called, calling, reserved, first item.
Data association(unsigned kind, const char* called, const char* calling) {
  return u8(kind) + u8(0) + u32(300) + u16(1) + u16(0) + title(called) + title(calling) +
         Data(32, '\0') + u8(0x10);
}

TEST(DicomTitles, OfARequestAndOfItsAcceptance) {
  const auto request = DicomAssociation::parse(view(association(1, "PACS_Main", "CT1")));
  ASSERT_TRUE(request);
  EXPECT_FALSE(request->accepted);
  EXPECT_EQ(request->called, "PACS_Main");
  EXPECT_EQ(request->calling, "CT1");
  EXPECT_TRUE(DicomAssociation::parse(view(association(2, "PACS_Main", "CT1")))->accepted);
}

TEST(DicomTitles, ThatCannotBePrintedAreEmpty) {
  EXPECT_EQ(DicomAssociation::parse(view(association(1, "A\x01Z", "")))->called, "");
}

TEST(DicomTitles, OfOtherMessagesAreNone) {
  EXPECT_FALSE(DicomAssociation::parse(view(association(3, "PACS", "CT1"))));  // A-ASSOCIATE-RJ
  EXPECT_FALSE(DicomAssociation::parse(view(association(1, "PACS", "CT1").substr(0, 41))));
  Data old = association(1, "PACS", "CT1");
  old[7] = 2;  // another version
  EXPECT_FALSE(DicomAssociation::parse(view(old)));
}

constexpr std::string_view kMessage =
    "\x0BMSH|^~\\&|LAB^1.2.3^ISO|HOSP|EMR|WARD7|20260609||ORU^R01^ORU_R01|5|P|2.5.1\r"
    "PID|1||12345^^^HOSP||TANAKA^ICHIRO||19600101|M\r\x1C\r";

TEST(Hl7Applications, AreThoseOfTheHeaderAndNothingElse) {
  const auto header = Hl7Header::parse(view(kMessage));
  ASSERT_TRUE(header);
  EXPECT_EQ(header->sender, "LAB/HOSP");
  EXPECT_EQ(header->receiver, "EMR/WARD7");
  EXPECT_EQ(header->type, "oru^r01");
}

TEST(Hl7Applications, AShortHeaderDoesNotReachIntoTheNextSegment) {
  const auto header =
      Hl7Header::parse(view("\x0BMSH|^~\\&|LAB\rPID|1||12345|TANAKA|ICHIRO|A|B|ADT^A01\r"));
  ASSERT_TRUE(header);
  EXPECT_EQ(header->sender, "LAB");
  EXPECT_EQ(header->receiver, "");
  EXPECT_EQ(header->type, "");
}

TEST(Hl7Applications, OtherSeparatorsAreTakenFromTheHeader) {
  const auto header = Hl7Header::parse(view("\x0BMSH#*~\\&#LAB*X#HOSP#EMR##T##ADT*A01#1\r"));
  ASSERT_TRUE(header);
  EXPECT_EQ(header->sender, "LAB/HOSP");
  EXPECT_EQ(header->receiver, "EMR");
  EXPECT_EQ(header->type, "adt^a01");
}

TEST(Hl7Applications, ATypeIsThreeLettersOrNone) {
  EXPECT_EQ(Hl7Header::parse(view("\x0BMSH|^~\\&|A|B|C|D|E|F|TANAKA^ICHIRO|1\r"))->type, "");
  EXPECT_EQ(Hl7Header::parse(view("\x0BMSH|^~\\&|A|B|C|D|E|F|ACK|1\r"))->type, "ack");
}

TEST(Hl7Applications, OfOtherBytesAreNone) {
  EXPECT_FALSE(Hl7Header::parse(view("MSH|^~\\&|LAB")));
  EXPECT_FALSE(
      Hl7Header::parse(view("\x0B"
                            "BHS|^~\\&|LAB")));
  for (std::size_t n = 0; n < kMessage.size(); ++n) {
    static_cast<void>(Hl7Header::parse(view(kMessage.substr(0, n))));
  }
}

TEST(AstmSender, IsTheFifthFieldOfTheHeader) {
  // CLSI LIS02-A2, section 6.
  EXPECT_EQ(astm_sender(view("H|\\^&|||Analyzer-2^1.0|||||LIS||P|1\r")), "analyzer-2");
  EXPECT_EQ(astm_sender(view("\x02"
                             "1H|\\^&|||Analyzer-2^1.0\r")),
            "analyzer-2");
  EXPECT_EQ(astm_sender(view("H|\\^&\rP|1|TANAKA||ICHIRO|x")), std::nullopt);
  EXPECT_EQ(astm_sender(view("P|1|2|3|TANAKA")), std::nullopt);
  EXPECT_EQ(astm_sender(view("H|")), std::nullopt);
}

}  // namespace
}  // namespace hamon
