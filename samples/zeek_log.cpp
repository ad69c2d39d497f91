#include "samples/zeek_log.hpp"

#include "base/flow_record.hpp"
#include "base/sha256.hpp"
#include "base/time.hpp"
#include "samples/hospital_tables.hpp"
#include "samples/talk_plan.hpp"

#include <array>
#include <set>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace hamon {
namespace {

/// A column of a log: Zeek's name and type, as they stand in its header.
struct Column {
  std::string_view name;
  std::string_view type;
};
using Row = std::vector<std::string>;  // empty: not set

constexpr auto kConn = std::to_array<Column>({{"ts", "time"},
                                              {"uid", "string"},
                                              {"id.orig_h", "addr"},
                                              {"id.orig_p", "port"},
                                              {"id.resp_h", "addr"},
                                              {"id.resp_p", "port"},
                                              {"proto", "enum"},
                                              {"service", "string"},
                                              {"duration", "interval"},
                                              {"orig_bytes", "count"},
                                              {"resp_bytes", "count"},
                                              {"conn_state", "string"},
                                              {"local_orig", "bool"},
                                              {"local_resp", "bool"},
                                              {"missed_bytes", "count"},
                                              {"history", "string"},
                                              {"orig_pkts", "count"},
                                              {"orig_ip_bytes", "count"},
                                              {"resp_pkts", "count"},
                                              {"resp_ip_bytes", "count"},
                                              {"tunnel_parents", "set[string]"},
                                              {"orig_l2_addr", "string"},
                                              {"resp_l2_addr", "string"}});
constexpr auto kDhcp = std::to_array<Column>({{"ts", "time"},
                                              {"uids", "set[string]"},
                                              {"client_addr", "addr"},
                                              {"server_addr", "addr"},
                                              {"mac", "string"},
                                              {"host_name", "string"},
                                              {"client_fqdn", "string"},
                                              {"domain", "string"},
                                              {"requested_addr", "addr"},
                                              {"assigned_addr", "addr"},
                                              {"lease_time", "interval"},
                                              {"client_message", "string"},
                                              {"server_message", "string"},
                                              {"msg_types", "vector[string]"},
                                              {"duration", "interval"}});
constexpr auto kNtlm = std::to_array<Column>({{"ts", "time"},
                                              {"uid", "string"},
                                              {"id.orig_h", "addr"},
                                              {"id.orig_p", "port"},
                                              {"id.resp_h", "addr"},
                                              {"id.resp_p", "port"},
                                              {"username", "string"},
                                              {"hostname", "string"},
                                              {"domainname", "string"},
                                              {"success", "bool"}});

std::string seconds(std::int64_t micros) {
  constexpr std::int64_t kMicros = 1'000'000;
  return fmt::format("{}.{:06}", micros / kMicros, micros % kMicros);
}

/// A letter and 17 of 62 digits, as Zeek's are, from what the conversation is.
std::string uid_of(const SampleTalk& talk) {
  constexpr std::string_view kDigits =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const std::string hash = sha256_hex(fmt::format("{} {} {} {}", talk.start, talk.initiator.text(),
                                                  talk.initiator_port, talk.responder.text()));
  std::string out = "C";
  for (std::size_t i = 0; i < 17; ++i) {
    const auto value = std::stoul(hash.substr(i * 3, 3), nullptr, 16);
    out += kDigits[value % kDigits.size()];
  }
  return out;
}

std::string state_of(const SampleTalk& talk) {
  if (talk.protocol == protocol::kIcmp) {
    return "OTH";
  }
  switch (talk.course) {
    case TalkCourse::Unanswered:
      return "S0";
    case TalkCourse::Refused:
      return talk.protocol == protocol::kTcp ? "REJ" : "S0";
    case TalkCourse::Whole:
      break;
  }
  return "SF";
}

std::string history_of(const SampleTalk& talk) {
  if (talk.protocol == protocol::kIcmp) {
    return "";
  }
  switch (talk.course) {
    case TalkCourse::Unanswered:
      return talk.protocol == protocol::kTcp ? "S" : "D";
    case TalkCourse::Refused:
      return talk.protocol == protocol::kTcp ? "Sr" : "D";
    case TalkCourse::Whole:
      break;
  }
  return talk.protocol == protocol::kTcp ? "ShADadFf" : "Dd";
}

Row conn_row(const SampleTalk& talk) {
  const TalkPlan plan = plan_of(talk);
  const bool one_packet = plan.all_packets[0] + plan.all_packets[1] == 1;
  const std::string_view word = sample_service(talk.service).zeek;
  const bool spoke = talk.course == TalkCourse::Whole && word != "-";
  return {seconds(talk.start),
          uid_of(talk),
          talk.initiator.text(),
          fmt::to_string(talk.initiator_port),
          talk.responder.text(),
          fmt::to_string(talk.responder_port),
          protocol_name(talk.protocol),
          spoke ? std::string(word) : "",
          one_packet ? "" : seconds(talk.end - talk.start),
          one_packet ? "" : fmt::to_string(plan.payload[0]),
          one_packet ? "" : fmt::to_string(plan.payload[1]),
          state_of(talk),
          "",
          "",
          "0",
          history_of(talk),
          fmt::to_string(plan.all_packets[0]),
          fmt::to_string(plan.all_ip_bytes[0]),
          fmt::to_string(plan.all_packets[1]),
          fmt::to_string(plan.all_ip_bytes[1]),
          "",
          talk.initiator_card.text(),
          talk.responder_card.text()};
}

/// `YYYY-MM-DD-HH-MM-SS`, as log headers have it, in UTC.
std::string day_of(std::int64_t micros) {
  std::string text = format_time(Timestamp{micros * 1'000}, TimeZone::utc()).substr(0, 19);
  for (char& c : text) {
    c = c == 'T' || c == ':' ? '-' : c;
  }
  return text;
}

/// The ASCII writer: tabs, `-` for what is not set. There is at least one conversation.
template <std::size_t N>
std::string ascii_log(std::string_view path, const std::array<Column, N>& columns,
                      const std::vector<Row>& rows, std::span<const SampleTalk> talks) {
  std::string out = fmt::format(
      "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t{}\n"
      "#open\t{}\n#fields",
      path, day_of(talks.front().start));
  for (const Column& column : columns) {
    out += fmt::format("\t{}", column.name);
  }
  out += "\n#types";
  for (const Column& column : columns) {
    out += fmt::format("\t{}", column.type);
  }
  out += '\n';
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += fmt::format("{}{}", i == 0 ? "" : "\t", row[i].empty() ? "-" : row[i]);
    }
    out += '\n';
  }
  return out + "#close\t" + day_of(talks.back().end) + "\n";
}

std::vector<Row> conn_rows(std::span<const SampleTalk> talks) {
  std::vector<Row> rows;
  for (const SampleTalk& talk : talks) {
    rows.push_back(conn_row(talk));
  }
  return rows;
}

bool is_bare(std::string_view type) {
  return type == "time" || type == "interval" || type == "count" || type == "port";
}

}  // namespace

std::string zeek_conn_log(std::span<const SampleTalk> talks) {
  return ascii_log("conn", kConn, conn_rows(talks), talks);
}

std::string zeek_conn_json(std::span<const SampleTalk> talks) {
  std::string out;
  for (const Row& row : conn_rows(talks)) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (!row[i].empty()) {
        const char* quote = is_bare(kConn[i].type) ? "" : "\"";
        line += fmt::format("{}\"{}\":{}{}{}", line.empty() ? "" : ",", kConn[i].name, quote,
                            row[i], quote);
      }
    }
    out += fmt::format("{{{}}}\n", line);
  }
  return out;
}

std::string zeek_dhcp_log(std::span<const SampleTalk> talks) {
  std::vector<Row> rows;
  for (const SampleTalk& talk : talks) {
    if (talk.service == "dhcp") {
      rows.push_back({seconds(talk.start), uid_of(talk), talk.initiator.text(),
                      talk.responder.text(), talk.initiator_card.text(), talk.name, "", "", "",
                      talk.answer, "691200.000000", "", "", "REQUEST,ACK",
                      seconds(talk.end - talk.start)});
    }
  }
  return ascii_log("dhcp", kDhcp, rows, talks);
}

std::string zeek_ntlm_log(std::span<const SampleTalk> talks) {
  constexpr std::int64_t kAfter = 500'000;
  std::vector<Row> rows;
  std::set<IpAddress> seen;
  for (const SampleSystem& system : sample_systems()) {
    const IpAddress address = *IpAddress::parse(system.address);
    for (const SampleTalk& talk : talks) {
      if (system.name.starts_with("opd-pc") && talk.service == "smb" && talk.initiator == address &&
          seen.insert(address).second) {
        std::string host(system.name);
        for (char& c : host) {
          c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        }
        rows.push_back({seconds(talk.start + kAfter), uid_of(talk), talk.initiator.text(),
                        fmt::to_string(talk.initiator_port), talk.responder.text(),
                        fmt::to_string(talk.responder_port), "", host, "SHIRASE", "T"});
      }
    }
  }
  return ascii_log("ntlm", kNtlm, rows, talks);
}

}  // namespace hamon
