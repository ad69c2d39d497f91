#include "graph/indicator_text.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

std::string read(std::string_view value, bool host = false) {
  const IndicatorText text = read_indicator_value(value, host);
  if (!text.not_understood.empty()) {
    return "?" + text.not_understood;
  }
  return (text.prefix ? text.prefix->text() : text.host) + (text.path_left_out ? " +path" : "");
}

TEST(IndicatorText, ReadsAddressesPrefixesAndNames) {
  EXPECT_EQ(read("192.0.2.1"), "192.0.2.1/32");
  EXPECT_EQ(read(" 2001:DB8::1 "), "2001:db8::1/128");
  EXPECT_EQ(read("198.51.100.0/24"), "198.51.100.0/24");
  EXPECT_EQ(read("C2.Example.COM."), "c2.example.com");
  EXPECT_EQ(read("*.example.com"), "example.com");
}

TEST(IndicatorText, ReadsWhatWasMadeHarmless) {
  EXPECT_EQ(read("192[.]0[.]2[.]1"), "192.0.2.1/32");
  EXPECT_EQ(read("192.0.2[.]1"), "192.0.2.1/32");
  EXPECT_EQ(read("192(.)0(.)2(.)1"), "192.0.2.1/32");
  EXPECT_EQ(read("c2[dot]example[.]com"), "c2.example.com");
  EXPECT_EQ(read("hxxp://c2.example/"), "c2.example");
  EXPECT_EQ(read("hxxps[://]192[.]0[.]2[.]1/"), "192.0.2.1/32");
  EXPECT_EQ(read("2001[:]db8[:][:]1"), "2001:db8::1/128");
}

TEST(IndicatorText, TakesTheHostOfAUrlAndSaysThatAPathWasLeftOut) {
  EXPECT_EQ(read("https://user:pw@c2.example:8443/gate.php?id=1"), "c2.example +path");
  EXPECT_EQ(read("http://[2001:db8::1]:80/"), "2001:db8::1/128");
  EXPECT_EQ(read("c2.example/gate.php"), "c2.example +path");
  EXPECT_EQ(read("c2.example:443"), "c2.example");
  EXPECT_EQ(read("192.0.2.1:4444"), "192.0.2.1/32");
}

TEST(IndicatorText, SaysWhatElseAValueIs) {
  EXPECT_EQ(read("d41d8cd98f00b204e9800998ecf8427e"), "?md5");
  EXPECT_EQ(read("da39a3ee5e6b4b0d3255bfef95601890afd80709"), "?sha1");
  EXPECT_EQ(read(std::string(64, 'a')), "?sha256");
  EXPECT_EQ(read("someone@example.com"), "?e-mail");
  EXPECT_EQ(read("someone@192.0.2.1"), "?e-mail");
  EXPECT_EQ(read("C:\\Windows\\evil.exe"), "?path");
  EXPECT_EQ(read("evil.exe"), "?file-name");
  EXPECT_EQ(read("0.0.0.0/0"), "?prefix-too-wide");
  EXPECT_EQ(read("::/0"), "?prefix-too-wide");
  EXPECT_EQ(read(""), "?other");
}

TEST(IndicatorText, TakesANameWithoutDotOnlyWhereTheListSaysThatItIsOne) {
  EXPECT_EQ(read("WS-01"), "?other");
  EXPECT_EQ(read("WS-01", true), "ws-01");
  EXPECT_EQ(read("evil.exe", true), "evil.exe");
}

std::string terms(std::string_view pattern) {
  std::string out;
  for (const PatternTerm& term : stix_terms(pattern)) {
    out += term.path + "|" + term.operation;
    for (const std::string& value : term.values) {
      out += "|" + value;
    }
    out += "\n";
  }
  return out;
}

TEST(StixTerms, AreTheComparisonsWhateverJoinsThem) {
  // STIX 2.1, section 9.7 and 9.8: examples of the standard.
  EXPECT_EQ(terms("[ipv4-addr:value = '198.51.100.1/32' OR ipv4-addr:value = '203.0.113.33/32' OR "
                  "ipv6-addr:value = '2001:0db8:dead:beef:dead:beef:dead:0001/128']"),
            "ipv4-addr:value|=|198.51.100.1/32\n"
            "ipv4-addr:value|=|203.0.113.33/32\n"
            "ipv6-addr:value|=|2001:0db8:dead:beef:dead:beef:dead:0001/128\n");
  EXPECT_EQ(
      terms("([ipv4-addr:value = '198.51.100.1'] FOLLOWEDBY [ipv4-addr:value='198.51.100.2']) "
            "WITHIN 300 SECONDS"),
      "ipv4-addr:value|=|198.51.100.1\nipv4-addr:value|=|198.51.100.2\n");
  EXPECT_EQ(terms("[file:hashes.'SHA-256' = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b"
                  "6ccdfb0019f' AND file:mime_type = 'application/x-pdf']"),
            "file:hashes.'SHA-256'|=|"
            "aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f\n"
            "file:mime_type|=|application/x-pdf\n");
  EXPECT_EQ(terms("[network-traffic:dst_ref.value ISSUBSET '198.51.100.0/24']"),
            "network-traffic:dst_ref.value|ISSUBSET|198.51.100.0/24\n");
  EXPECT_EQ(terms("[ipv4-addr:value NOT IN ('192.0.2.1','192.0.2.2')]"),
            "ipv4-addr:value|NOT IN|192.0.2.1|192.0.2.2\n");
}

TEST(StixTerms, SurviveQuotesEscapesAndWhatIsCutOff) {
  EXPECT_EQ(terms("[file:name = 'it\\'s ipv4-addr:value' AND url:value LIKE '%x%']"),
            "file:name|=|it's ipv4-addr:value\nurl:value|LIKE|%x%\n");
  EXPECT_EQ(terms("[email-message:from_ref.value = 'a' AND process:args[*] = 5]"),
            "email-message:from_ref.value|=|a\nprocess:args[*]|=|5\n");
  EXPECT_EQ(terms("[domain-name:value = 'c2.exa"), "domain-name:value|=|c2.exa\n");
  EXPECT_EQ(terms("[domain-name:value ="), "domain-name:value|=\n");
  EXPECT_EQ(terms("'''"), "");
}

}  // namespace
}  // namespace hamon
