#include "capture/eve_form.hpp"

#include <functional>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace hamon {
namespace {

using enum EveField;

const std::string kFlow =
    R"({"timestamp":"2026-06-09T00:01:00.000000+0000","flow_id":17,"event_type":"flow",)"
    R"("src_ip":"192.0.2.7","src_port":50000,"dest_ip":"192.0.2.9","dest_port":445,"proto":"TCP",)"
    R"("vlan":[20],"flow":{"pkts_toserver":10,"bytes_toserver":3000,"alerted":false},"x":null})";

std::string with(std::string line, const std::string& from, const std::string& to) {
  const auto at = line.find(from);
  EXPECT_NE(at, std::string::npos);
  return line.replace(at, from.size(), to);
}

/// Reads lines behind one that was learned.
class Learned {
 public:
  explicit Learned(const std::string& line) { EXPECT_EQ(reader_.read(line, row), LineFate::Used); }

  /// Whether `line` was read by its form, not by the parser, which views a copy of it.
  bool read(const std::string& line) {
    const bool used = reader_.read(line, row) == LineFate::Used;
    const char* const view = row[SrcIp].data();
    return used && std::less_equal<>()(line.data(), view) &&
           std::less<>()(view, line.data() + line.size());
  }

  EveRow row;

 private:
  EveJsonReader reader_;
};

TEST(EveForms, PutTheValuesOfALineOfTheSameFormWhereTheParserPutThoseOfTheFirst) {
  Learned forms(kFlow);
  const std::string line =
      with(with(with(kFlow, "192.0.2.7", "2001:db8::1"), ":17,", ":-1.5e3,"), "[20]", "[4094]");
  ASSERT_TRUE(forms.read(line));
  EXPECT_EQ(forms.row[SrcIp], "2001:db8::1");
  EXPECT_EQ(forms.row[FlowId], "-1.5e3");
  EXPECT_EQ(forms.row[Vlan], "4094");
  EXPECT_EQ(forms.row[EventType], "flow");
  EXPECT_EQ(forms.row[PktsToServer], "10");
  EXPECT_EQ(forms.row[PktsToClient].data(), nullptr);
}

TEST(EveForms, LeaveLinesOfAnotherFormToTheParser) {
  const auto change = [&](const std::string& from, const std::string& to) {
    return Learned(kFlow).read(with(kFlow, from, to));
  };
  EXPECT_TRUE(change("\"flow\"", "\"netflow\""));
  EXPECT_TRUE(change("null", "true"));
  EXPECT_FALSE(change("\"flow\"", "\"alert\""));
  EXPECT_FALSE(change("TCP", "T\\u0043P"));
  EXPECT_FALSE(change("TCP", "T\xC3\xA9P"));
  EXPECT_FALSE(change("TCP", "T\tP"));
  EXPECT_FALSE(change(":445", ":\"445\""));
  EXPECT_FALSE(change(":445", ":null"));
  EXPECT_FALSE(change(":445", ": 445"));
  EXPECT_FALSE(change(":445", ":"));
  EXPECT_FALSE(change("[20]", "[20,7]"));
  EXPECT_FALSE(change("proto", "Proto"));
  EXPECT_FALSE(change("null}", "null} "));
  EXPECT_FALSE(change("null}", "null"));
  for (std::size_t size = 1; size < kFlow.size(); ++size) {
    EXPECT_FALSE(Learned(kFlow).read(kFlow.substr(0, size))) << size;
  }
}

TEST(EveForms, LearnSeveralFormsWithOneBeginning) {
  Learned forms(kFlow);
  const std::string other = with(kFlow, R"("proto":"TCP")", R"("proto":"UDP","app_proto":"dns")");
  EXPECT_FALSE(forms.read(other));
  EXPECT_TRUE(forms.read(other));
  EXPECT_EQ(forms.row[AppProto], "dns");
  EXPECT_TRUE(forms.read(kFlow));
  EXPECT_EQ(forms.row[AppProto].data(), nullptr);
}

TEST(EveForms, ForgetAllWhenThereAreTooMany) {
  Learned forms(kFlow);
  for (int i = 0; i < 2000; ++i) {
    EXPECT_FALSE(forms.read(with(kFlow, R"("x")", "\"x" + std::to_string(i) + '"')));
  }
  EXPECT_FALSE(forms.read(kFlow));
  EXPECT_TRUE(forms.read(kFlow));
}

TEST(EveForms, LearnNothingOfLinesWhoseValuesDecideHowTheyAreRead) {
  for (const char* more :
       {R"("dns":{"answers":[{"rrtype":"A","rdata":"192.0.2.1"}]})", R"("y":"\\")"}) {
    const std::string line = with(kFlow, R"("x":null)", more);
    EXPECT_FALSE(Learned(line).read(line)) << more;
  }
}

/// A line of few forms, whose values are of few kinds; sometimes damaged.
std::string made_line(std::mt19937& random) {
  const auto pick = [&](std::initializer_list<const char*> words) {
    return std::string(words.begin()[random() % words.size()]);
  };
  std::string line = R"({"timestamp":"2026-06-09T00:01:00+0000","event_type":")" +
                     pick({"flow", "flow", "flow", "netflow", "alert", "dns"}) + R"(","src_ip":")" +
                     pick({"192.0.2.7", "2001:db8::7", "", "a rather long one of text"}) + '"';
  if (random() % 2 == 0) {
    line += R"(,"app_proto":)" + pick({"\"smb\"", "\"s\\u006db\"", "null", "7", "\"\\\"\""});
  }
  if (random() % 4 == 0) {
    line += R"(,"vlan":)" + pick({"[1]", "[1,2]", "[]", "3", "[[4]]", "{\"a\":5}", "[\"6\"]"});
  }
  line += R"(,"flow":{"pkts_toserver":)" + pick({"1", "22", "-3", "4.0", "true", "\"5\"", "x"}) +
          R"(,"end":"2026")" + pick({"", "", ",\"y\":{}", ",\"end\":\"2027\""}) + '}';
  if (random() % 8 == 0) {
    line +=
        R"(,"dns":{"answers":[{"rrtype":")" + pick({"A", "TXT"}) + R"(","rdata":"192.0.2.1"}]})";
  }
  line += '}';
  if (random() % 3 == 0) {
    const std::string bytes = "\"{}[]:,\\ 0tfn\xC3\x01";
    line[random() % line.size()] = bytes[random() % bytes.size()];
  }
  return random() % 10 == 0 ? line.substr(0, random() % line.size()) : line;
}

TEST(EveForms, ReadAnyLineLikeTheParser) {
  std::mt19937 random(2);
  EveJsonReader learning;
  EveJsonReader parsing;
  std::size_t used = 0;
  for (int round = 0; round < 50'000; ++round) {
    const std::string line = made_line(random);
    EveRow row;
    EveRow expected;
    const LineFate fate = learning.read(line, row);
    ASSERT_EQ(fate, parsing.parse(line, expected)) << line;
    if (fate != LineFate::Used) {
      continue;
    }
    ++used;
    ASSERT_EQ(row.answers(), expected.answers()) << line;
    for (std::size_t i = 0; i < kEveFields; ++i) {
      const auto field = static_cast<EveField>(i);
      ASSERT_EQ(row[field], expected[field]) << i << ' ' << line;
      ASSERT_EQ(row[field].data() == nullptr, expected[field].data() == nullptr) << i << line;
    }
  }
  EXPECT_GT(used, 20'000U);
}

}  // namespace
}  // namespace hamon
