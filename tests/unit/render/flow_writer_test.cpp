#include "render/flow_writer.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hamon {
namespace {

using ::testing::HasSubstr;

FlowRecord record() {
  FlowRecord r;
  r.start = Timestamp{1780930800'000000001};  // 2026-06-08T15:00:00.000000001Z
  r.end = r.start + Duration::milliseconds(1500);
  r.initiator = *IpAddress::parse("10.10.1.21");
  r.responder = *IpAddress::parse("10.10.1.23");
  r.initiator_port = 65145;
  r.responder_port = 1433;
  r.protocol = protocol::kTcp;
  r.state = FlowState::Established;
  r.direction = DirectionBasis::Syn;
  r.packets_out = 3;
  r.bytes_out = 180;
  r.payload_out = 20;
  r.packets_in = 2;
  r.bytes_in = 5000000000;
  r.payload_in = 4999999880;
  r.history = "ShADadFf";
  r.initiator_mac = MacAddress::parse("02:00:0a:0a:01:15");
  r.names = {"emr-db1", "emr.example"};
  r.first = 7;
  r.last = 12;
  return r;
}

std::string written(FlowFormat format, const std::vector<FlowRecord>& records,
                    std::string_view source = "conn.log") {
  std::ostringstream out;
  FlowWriter writer(format, out);
  for (const FlowRecord& r : records) {
    writer.write(r, source);
  }
  writer.finish();
  return out.str();
}

nlohmann::json one(const FlowRecord& r, std::string_view source = "conn.log") {
  return nlohmann::json::parse(written(FlowFormat::Jsonl, {r}, source));
}

// The keys are those of formats, section 2, and no others.
TEST(FlowWriter, JsonlHasEveryKeyOfTheFormat) {
  const auto json = one(record());
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) {
    keys.push_back(key);
  }
  EXPECT_THAT(keys, ::testing::UnorderedElementsAre(
                        "id", "start", "end", "initiator", "initiator_port", "responder",
                        "responder_port", "protocol", "service", "state", "direction",
                        "packets_out", "bytes_out", "packets_in", "bytes_in", "initiator_mac",
                        "responder_mac", "vlan", "tunnel", "basis", "payload_out", "payload_in",
                        "community_id", "names", "source", "first", "last"));
  EXPECT_EQ(json["start"], "2026-06-08T15:00:00.000000001Z");
  EXPECT_EQ(json["end"], "2026-06-08T15:00:01.500000001Z");
  EXPECT_EQ(json["initiator"], "10.10.1.21");
  EXPECT_EQ(json["initiator_port"], 65145);
  EXPECT_EQ(json["service"], "mssql");
  EXPECT_EQ(json["basis"], "port");
  EXPECT_EQ(json["direction"], "observed");
  EXPECT_EQ(json["bytes_in"], 5000000000);
  EXPECT_EQ(json["initiator_mac"], "02:00:0a:0a:01:15");
  EXPECT_TRUE(json["responder_mac"].is_null());
  EXPECT_TRUE(json["vlan"].is_null());
  EXPECT_TRUE(json["tunnel"].is_null());
  EXPECT_EQ(json["names"], nlohmann::json::array({"emr-db1", "emr.example"}));
  EXPECT_EQ(json["first"], 7);
}

TEST(FlowWriter, TakesARecognisedServiceBeforeThePort) {
  FlowRecord r = record();
  r.service = "tls";
  r.service_basis = ServiceBasis::Payload;
  EXPECT_EQ(one(r)["service"], "tls");
  EXPECT_EQ(one(r)["basis"], "payload");
  r.service.clear();
  r.responder_port = 8443;
  EXPECT_EQ(one(r)["service"], "tcp/8443");
}

TEST(FlowWriter, WritesNullForWhatIsNotKnown) {
  FlowRecord r = record();
  r.has_ports = false;
  r.payload_known = false;
  r.direction = DirectionBasis::FirstPacket;
  r.protocol = 47;
  const auto json = one(r);
  EXPECT_TRUE(json["initiator_port"].is_null());
  EXPECT_TRUE(json["payload_out"].is_null());
  EXPECT_EQ(json["direction"], "inferred");
  EXPECT_EQ(json["protocol"], "ip/47");
}

TEST(FlowWriter, NamesTheTunnelKind) {
  FlowRecord r = record();
  r.tunnel = "vxlan";
  r.vlan = 12;
  EXPECT_EQ(one(r)["tunnel"]["kind"], "vxlan");
  EXPECT_EQ(one(r)["vlan"], 12);
}

TEST(FlowWriter, EscapesNamesAndReplacesBrokenUtf8) {
  FlowRecord r = record();
  r.names = {"a\"b\\c\n\x01", "\xFF診"};
  const auto json = one(r, "日本語\".log");
  EXPECT_EQ(json["names"][0], "a\"b\\c\n\x01");
  EXPECT_EQ(json["names"][1], "\uFFFD診");
  EXPECT_EQ(json["source"], "日本語\".log");
}

TEST(FlowWriter, WritesTimesBefore1970AndAtTheEndsOfTheRange) {
  FlowRecord r = record();
  r.start = Timestamp{-1};
  r.end = Timestamp::max();
  EXPECT_EQ(one(r)["start"], "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(one(r)["end"], "2262-04-11T23:47:16.854775807Z");
  r.start = Timestamp::min();
  EXPECT_EQ(one(r)["start"], "1677-09-21T00:12:43.145224192Z");
}

TEST(FlowWriter, CsvHasAHeadAndGuardsFormulas) {
  FlowRecord r = record();
  r.names = {"=cmd|x"};
  const std::string text = written(FlowFormat::Csv, {r}, "a,b.log");
  EXPECT_THAT(text, HasSubstr("id,start,end,initiator,"));
  EXPECT_THAT(text, HasSubstr(",'=cmd|x,"));
  EXPECT_THAT(text, HasSubstr(",\"a,b.log\",7,12\n"));
  EXPECT_EQ(written(FlowFormat::Csv, {}).back(), '\n');
}

std::vector<std::string> columns(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, '\t');) {
    cells.push_back(cell);
  }
  return cells;
}

TEST(FlowWriter, ZeekHasAsManyColumnsAsNamesAndTypes) {
  std::istringstream in(written(FlowFormat::Zeek, {record()}));
  std::string fields, types, data;
  for (std::string line; std::getline(in, line);) {
    (line.starts_with("#fields") ? fields : line.starts_with("#types") ? types : data) = line;
  }
  EXPECT_EQ(columns(fields).size(), columns(types).size());
  const auto cells = columns(data);
  ASSERT_EQ(cells.size() + 1, columns(fields).size());  // the data line has no tag of its own
  EXPECT_EQ(cells[0], "1780930800.000000");
  EXPECT_EQ(cells[8], "1.500000");
  EXPECT_EQ(cells[11], "SF");
  EXPECT_EQ(cells[15], "ShADadFf");
  EXPECT_EQ(cells[7], "-");
}

TEST(FlowWriter, ZeekStateSaysWhatOurStateSays) {
  const auto state = [](FlowState s, const char* history) {
    FlowRecord r = record();
    r.state = s;
    r.history = history;
    const std::string text = written(FlowFormat::Zeek, {r});
    return columns(text.substr(text.rfind('\n', text.size() - 2) + 1))[11];
  };
  EXPECT_EQ(state(FlowState::Attempted, "S"), "S0");
  EXPECT_EQ(state(FlowState::Attempted, "SR"), "RSTOS0");
  EXPECT_EQ(state(FlowState::Rejected, "Sr"), "REJ");
  EXPECT_EQ(state(FlowState::OneWay, "D"), "OTH");
  EXPECT_EQ(state(FlowState::Established, "ShADad"), "S1");
  EXPECT_EQ(state(FlowState::Established, "ShADaF"), "S2");
  EXPECT_EQ(state(FlowState::Established, "ShADaf"), "S3");
  EXPECT_EQ(state(FlowState::Established, "ShADadr"), "RSTR");
  EXPECT_EQ(state(FlowState::Established, "ShADadR"), "RSTO");
}

TEST(FlowWriter, NoneWritesNothing) {
  EXPECT_EQ(written(FlowFormat::None, {record()}), "");
  EXPECT_EQ(parse_flow_format("zeek"), FlowFormat::Zeek);
  EXPECT_EQ(parse_flow_format("xml"), std::nullopt);
}

}  // namespace
}  // namespace hamon
