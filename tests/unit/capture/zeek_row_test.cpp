#include "capture/zeek_row.hpp"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace hamon {
namespace {

TEST(DecimalNanoseconds, AreExactWhereADoubleIsNot) {
  EXPECT_EQ(decimal_nanoseconds("1258531221.486539"), 1'258'531'221'486'539'000);
  EXPECT_EQ(decimal_nanoseconds("1780930800.123456789"), 1'780'930'800'123'456'789);
  EXPECT_EQ(decimal_nanoseconds("0.000000001"), 1);
  EXPECT_EQ(decimal_nanoseconds("7"), 7'000'000'000);
  EXPECT_EQ(decimal_nanoseconds(".5"), 500'000'000);
  EXPECT_EQ(decimal_nanoseconds("-1.25"), -1'250'000'000);
}

TEST(DecimalNanoseconds, CutOffBehindTheNinthDigit) {
  EXPECT_EQ(decimal_nanoseconds("0.09628199999999865"), 96'281'999);
  EXPECT_EQ(decimal_nanoseconds("0.0000000009"), 0);
}

TEST(DecimalNanoseconds, TakeExponents) {
  EXPECT_EQ(decimal_nanoseconds("1.5e3"), 1'500'000'000'000);
  EXPECT_EQ(decimal_nanoseconds("1.780930800123456e9"), 1'780'930'800'123'456'000);
  EXPECT_EQ(decimal_nanoseconds("25E-4"), 2'500'000);
  EXPECT_EQ(decimal_nanoseconds("0e300"), 0);
  EXPECT_EQ(decimal_nanoseconds("5e-300"), 0);
}

TEST(DecimalNanoseconds, HoldTheirRange) {
  // 2^63 - 1 = 9223372036854775807
  EXPECT_EQ(decimal_nanoseconds("9223372036.854775807"), INT64_MAX);
  EXPECT_EQ(decimal_nanoseconds("9223372036.854775808"), std::nullopt);
  EXPECT_EQ(decimal_nanoseconds("9223372029.999999999"), 9'223'372'029'999'999'999);
  EXPECT_EQ(decimal_nanoseconds("1e300"), std::nullopt);
  EXPECT_EQ(decimal_nanoseconds("1e99999999999999999999"), std::nullopt);
}

TEST(DecimalNanoseconds, RefuseWhatIsNoNumber) {
  for (const char* text : {"", ".", "-", "1.5x", "x", "1..5", "1e", "nan", "inf", " 1", "0x10"}) {
    EXPECT_EQ(decimal_nanoseconds(text), std::nullopt) << text;
  }
}

TEST(ZeekTime, TakesMillisecondsWhereSecondsWouldLieInTheFarFuture) {
  // JSON::TS_MILLIS
  EXPECT_EQ(zeek_time("1517422326539.915", nullptr), Timestamp{1'517'422'326'539'915'000});
  EXPECT_EQ(zeek_time("1517422326539", nullptr), Timestamp{1'517'422'326'539'000'000});
  EXPECT_EQ(zeek_time("1517422326.539915", nullptr), Timestamp{1'517'422'326'539'915'000});
  EXPECT_EQ(zeek_time("20000000000", nullptr), std::nullopt);  // the year 2603
}

TEST(ZeekTime, TellsATimeWithoutOffsetFromNoTime) {
  EXPECT_TRUE(lacks_offset("2026-06-09T09:00:00"));
  EXPECT_FALSE(lacks_offset("2026-06-09T09:00:00Z"));
  EXPECT_FALSE(lacks_offset("never"));
}

TEST(ZeekAddress, ReadsWhatAddressesAreAndNothingElse) {
  EXPECT_EQ(zeek_address("10.0.0.255"), IpAddress::parse("10.0.0.255"));
  EXPECT_EQ(zeek_address("2001:db8::1"), IpAddress::parse("2001:db8::1"));
  EXPECT_EQ(zeek_address("0.0.0.0"), IpAddress());
  for (const char* text : {"", "10.0.0", "10.0.0.256", "10.0.0.1.2", "10..0.1", "10.0.0.1 ", "1",
                           "a", "4294967296.0.0.1", "99999999999999999999.1.1.1"}) {
    EXPECT_EQ(zeek_address(text), std::nullopt) << text;
  }
}

TEST(ZeekMac, ReadsEveryFormThatIsOneAndNothingElse) {
  const MacAddress expected{{0x02, 0x00, 0x0a, 0xBC, 0xDE, 0xF0}};
  for (const char* text : {"02:00:0a:bc:de:f0", "02:00:0A:BC:DE:F0", "02-00-0a-bc-de-f0",
                           "02000abcdef0", "0200.0abc.def0"}) {
    EXPECT_EQ(zeek_mac(text), expected) << text;
  }
  for (const char* text : {"", "02:00:0a:bc:de", "02:00:0a:bc:de:fg", "02:00:0a:bc:de-f0",
                           "02:00:0a:bc:def:0", "02:00:0a:bc:de:f0:11"}) {
    EXPECT_EQ(zeek_mac(text), std::nullopt) << text;
  }
}

TEST(ZeekName, IsLowerCaseAndUnescaped) {
  EXPECT_EQ(zeek_name("LIS-AN2"), "lis-an2");
  EXPECT_EQ(zeek_name("PC\\x2d1."), "pc-1");
  EXPECT_EQ(zeek_name("\\xe5\\x8f\\x97\\xe4\\xbb\\x98"), "受付");
  EXPECT_EQ(zeek_name(""), "");
}

TEST(ZeekName, KeepsBytesOfOtherCharacterSetsAsWritten) {
  EXPECT_EQ(zeek_name("\\x8e\\xf3\\x95t"), "\\x8e\\xf3\\x95t");  // 受付 in CP932
  EXPECT_EQ(zeek_name("a\\x00b"), "a\\x00b");
  EXPECT_EQ(zeek_name("\xff\xfe"), "");
  EXPECT_EQ(zeek_name(std::string(256, 'a')), "");
  EXPECT_EQ(zeek_name(std::string(255, 'a')).size(), 255U);
}

TEST(DecimalNanoseconds, AreTheSameWithSixDigitsAsWithSeven) {
  std::mt19937 random(1);
  for (int round = 0; round < 50'000; ++round) {
    std::string text = std::to_string(random() % 2 == 0 ? random() : random() % 100);
    text = (random() % 8 == 0 ? "17809308" + text : text) + '.' +
           std::to_string(1'000'000 + random() % 1'000'000).substr(1);
    const std::size_t changed = random() % text.size();
    if (random() % 3 == 0 && text[changed] != '.') {
      text[changed] = "0.-+: x/\xB0"[random() % 9];
    }
    EXPECT_EQ(decimal_nanoseconds(text), decimal_nanoseconds(text + '0')) << text;
  }
}

TEST(ZeekMac, IsReadLikeAnyOther) {
  std::mt19937 random(1);
  for (int round = 0; round < 50'000; ++round) {
    std::string text = "02:aF:0a:9c:Fe:15";
    for (int changes = 0; changes < 3; ++changes) {
      text[random() % text.size()] = "0123456789abcdefABCDEFgG:-.@/`\xE1"[random() % 33];
    }
    EXPECT_EQ(zeek_mac(text), MacAddress::parse(text)) << text;
  }
}

}  // namespace
}  // namespace hamon
