#include "samples/zeek_log.hpp"

#include "samples/hospital_tables.hpp"
#include "samples/talk_plan.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace hamon {
namespace {

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, '\t');) {
    cells.push_back(cell);
  }
  return cells;
}

/// The lines of a log by column name.
std::vector<std::map<std::string, std::string>> rows_of(const std::string& log) {
  std::vector<std::map<std::string, std::string>> rows;
  std::vector<std::string> fields;
  std::istringstream in(log);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#fields\t")) {
      fields = split(line.substr(8));
    } else if (!line.starts_with("#")) {
      const auto cells = split(line);
      EXPECT_EQ(cells.size(), fields.size()) << line;
      auto& row = rows.emplace_back();
      for (std::size_t i = 0; i < std::min(cells.size(), fields.size()); ++i) {
        row[fields[i]] = cells[i];
      }
    }
  }
  return rows;
}

SampleTalk talk(std::string_view service, TalkCourse course) {
  SampleTalk t;
  t.start = 1'778'684'400'250'000;
  t.end = course == TalkCourse::Unanswered ? t.start : t.start + 2'500'000;
  t.initiator = *IpAddress::parse("10.0.0.1");
  t.responder = *IpAddress::parse("10.0.0.2");
  t.initiator_port = 50'000;
  t.responder_port = sample_service(service).port;
  t.protocol = sample_service(service).protocol;
  t.service = sample_service(service).word;
  t.course = course;
  return t;
}

TEST(ZeekLog, WritesTimesStatesAndServicesAsZeekDoes) {
  SampleTalk whole = talk("smb", TalkCourse::Whole);
  whole.out = 5'000;
  whole.in = 100;
  const std::vector<SampleTalk> talks{whole, talk("smb", TalkCourse::Unanswered),
                                      talk("smb", TalkCourse::Refused)};
  const auto rows = rows_of(zeek_conn_log(talks));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].at("ts"), "1778684400.250000");
  EXPECT_EQ(rows[0].at("duration"), "2.500000");
  EXPECT_EQ(rows[0].at("service"), "gssapi,smb");
  EXPECT_EQ(rows[0].at("conn_state"), "SF");
  EXPECT_EQ(rows[0].at("orig_bytes"), "5000");
  // The answer to the negotiation alone is longer than the 100 bytes asked for: 4 + 64 + 65.
  EXPECT_EQ(rows[0].at("resp_bytes"), "133");
  EXPECT_EQ(rows[1].at("conn_state"), "S0");
  EXPECT_EQ(rows[1].at("duration"), "-");
  EXPECT_EQ(rows[1].at("orig_bytes"), "-");
  EXPECT_EQ(rows[1].at("orig_ip_bytes"), "52");  // 20 + 20 and 12 of options
  EXPECT_EQ(rows[2].at("conn_state"), "REJ");
  EXPECT_EQ(rows[2].at("service"), "-");
  EXPECT_EQ(rows[2].at("orig_bytes"), "0");
}

TEST(ZeekLog, BothWritersTellOfTheSameConversations) {
  const auto talks = sample_days();
  const auto rows = rows_of(zeek_conn_log(talks));
  const std::string json = zeek_conn_json(talks);
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(json, '\n')), rows.size());
  std::istringstream in(json);
  std::string line;
  std::getline(in, line);
  EXPECT_TRUE(line.starts_with("{\"ts\":" + rows[0].at("ts") + ",\"uid\":\"" + rows[0].at("uid")))
      << line;
}

TEST(ZeekLog, EveryConversationOfTheTwoDaysHasAnIdentityOfItsOwn) {
  std::set<std::string> uids;
  const auto rows = rows_of(zeek_conn_log(sample_days()));
  for (const auto& row : rows) {
    EXPECT_TRUE(uids.insert(row.at("uid")).second) << row.at("uid");
    EXPECT_EQ(row.at("uid").size(), 18U);
  }
  EXPECT_GT(rows.size(), 5'000U);
}

TEST(ZeekLog, HostNamesComeFromConversationsThatTheConnectionLogHas) {
  const auto talks = sample_days();
  std::set<std::string> uids;
  for (const auto& row : rows_of(zeek_conn_log(talks))) {
    uids.insert(row.at("uid"));
  }
  const auto leases = rows_of(zeek_dhcp_log(talks));
  const auto logons = rows_of(zeek_ntlm_log(talks));
  EXPECT_EQ(leases.size(), 4U);
  EXPECT_EQ(logons.size(), 6U);  // opd-pc1 to opd-pc6
  for (const auto& row : leases) {
    EXPECT_TRUE(uids.contains(row.at("uids"))) << row.at("host_name");
  }
  for (const auto& row : logons) {
    EXPECT_TRUE(uids.contains(row.at("uid"))) << row.at("hostname");
    EXPECT_EQ(row.at("username"), "-");  // names of people are nobody's business
  }
  EXPECT_EQ(leases.front().at("host_name"), "CT-CONSOLE");
  EXPECT_EQ(leases.front().at("assigned_addr"), sample_address::kCtSecond);
}

}  // namespace
}  // namespace hamon
