#include "render/flow_writer.hpp"

#include "base/service_catalogue.hpp"
#include "render/csv.hpp"
#include "render/text_width.hpp"

#include <algorithm>
#include <array>

#include <fmt/compile.h>

namespace hamon {
namespace {

using Buffer = fmt::memory_buffer;

constexpr std::size_t kFlushAt = 65536;  // bytes

void append(Buffer& out, std::string_view text) {
  out.append(text.data(), text.data() + text.size());
}

void append_number(Buffer& out, std::uint64_t number) {
  const fmt::format_int digits(number);
  out.append(digits.data(), digits.data() + digits.size());
}

// What may stand in a JSON string as it is.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; });
}

void append_json_string(Buffer& out, std::string_view text) {
  out.push_back('"');
  if (is_plain(text)) {
    append(out, text);
  } else {
    for (const char c : valid_utf8(text)) {
      switch (c) {
        case '"':
          append(out, "\\\"");
          break;
        case '\\':
          append(out, "\\\\");
          break;
        default:
          if (static_cast<unsigned char>(c) < 0x20) {
            fmt::format_to(fmt::appender(out), FMT_COMPILE("\\u{:04x}"), static_cast<unsigned>(c));
          } else {
            out.push_back(c);
          }
      }
    }
  }
  out.push_back('"');
}

// RFC 3339 with nine digits, for many times of the same day.
void append_time(Buffer& out, Timestamp time) {
  thread_local std::int64_t cached_day = INT64_MIN;
  thread_local std::string cached_date;
  constexpr std::int64_t kDay = 86'400'000'000'000;
  const std::int64_t day = time.ns / kDay - (time.ns % kDay < 0 ? 1 : 0);
  if (day != cached_day) {
    cached_date = format_time(time, TimeZone::utc()).substr(0, 11);
    cached_day = day;
  }
  // The difference is taken unsigned: at the earliest times `day * kDay` lies below what 64 bits
  // hold.
  const auto in_day = static_cast<std::uint64_t>(time.ns) -
                      static_cast<std::uint64_t>(day) * static_cast<std::uint64_t>(kDay);
  const std::uint64_t second = in_day / 1'000'000'000;
  append(out, cached_date);
  fmt::format_to(fmt::appender(out), FMT_COMPILE("{:02}:{:02}:{:02}.{:09}Z"), second / 3600,
                 second / 60 % 60, second % 60, in_day % 1'000'000'000);
}

std::string service_of(const FlowRecord& record) {
  return !record.service.empty()
             ? record.service
             : service_or_port(record.protocol, record.responder_port, record.has_ports);
}

std::string_view basis_of(const FlowRecord& record) {
  return name_of(record.service.empty() || record.service_basis == ServiceBasis::None
                     ? ServiceBasis::Port
                     : record.service_basis);
}

std::string joined_names(const FlowRecord& record, std::string_view separator) {
  std::string text;
  for (const std::string& name : record.names) {
    text.append(text.empty() ? "" : separator).append(name);
  }
  return text;
}

// ---- JSON lines

void key(Buffer& out, std::string_view name) {
  append(out, ",\"");
  append(out, name);
  append(out, "\":");
}
void field(Buffer& out, std::string_view name, std::uint64_t number) {
  key(out, name);
  append_number(out, number);
}
void field(Buffer& out, std::string_view name, std::string_view text) {
  key(out, name);
  append_json_string(out, text);
}
void null_field(Buffer& out, std::string_view name) {
  key(out, name);
  append(out, "null");
}

void port_field(Buffer& out, std::string_view name, const FlowRecord& record, std::uint16_t port) {
  record.has_ports ? field(out, name, std::uint64_t{port}) : null_field(out, name);
}
void mac_field(Buffer& out, std::string_view name, const std::optional<MacAddress>& mac) {
  mac ? field(out, name, mac->text()) : null_field(out, name);
}
void payload_field(Buffer& out, std::string_view name, const FlowRecord& record,
                   std::uint64_t bytes) {
  record.payload_known ? field(out, name, bytes) : null_field(out, name);
}

void append_ends(Buffer& out, const Ends& ends) {
  append(out, "{\"initiator\":");
  append_json_string(out, ends.initiator.text());
  field(out, "initiator_port", std::uint64_t{ends.initiator_port});
  field(out, "responder", ends.responder.text());
  field(out, "responder_port", std::uint64_t{ends.responder_port});
  append(out, "}");
}

void append_json(Buffer& out, const FlowRecord& r, std::string_view source) {
  append(out, "{\"id\":\"");
  append(out, flow_id_text(flow_id(r)));
  append(out, "\",\"start\":\"");
  append_time(out, r.start);
  append(out, "\",\"end\":\"");
  append_time(out, r.end);
  append(out, "\"");
  field(out, "initiator", r.initiator.text());
  port_field(out, "initiator_port", r, r.initiator_port);
  field(out, "responder", r.responder.text());
  port_field(out, "responder_port", r, r.responder_port);
  field(out, "protocol", protocol_name(r.protocol));
  field(out, "service", service_of(r));
  field(out, "state", name_of(r.state));
  field(out, "direction", std::string_view(is_observed(r.direction) ? "observed" : "inferred"));
  field(out, "packets_out", r.packets_out);
  field(out, "bytes_out", r.bytes_out);
  field(out, "packets_in", r.packets_in);
  field(out, "bytes_in", r.bytes_in);
  mac_field(out, "initiator_mac", r.initiator_mac);
  mac_field(out, "responder_mac", r.responder_mac);
  r.vlan ? field(out, "vlan", std::uint64_t{*r.vlan}) : null_field(out, "vlan");
  if (r.tunnel.empty()) {
    null_field(out, "tunnel");
  } else {
    append(out, ",\"tunnel\":{\"kind\":");
    append_json_string(out, r.tunnel);
    r.carrier == 0 ? null_field(out, "id")
                   : field(out, "id", std::string_view(flow_id_text(r.carrier)));
    append(out, "}");
  }
  field(out, "basis", basis_of(r));
  payload_field(out, "payload_out", r, r.payload_out);
  payload_field(out, "payload_in", r, r.payload_in);
  field(out, "community_id", community_id(r));
  key(out, "names");
  out.push_back('[');
  for (std::size_t i = 0; i < r.names.size(); ++i) {
    append(out, i == 0 ? "" : ",");
    append_json_string(out, r.names[i]);
  }
  out.push_back(']');
  if (r.exporter) {
    field(out, "exporter", std::string_view(r.exporter->text()));
  }
  if (r.sampling > 1) {
    field(out, "sampling", std::uint64_t{r.sampling});
  }
  if (r.translation) {
    append(out, ",\"translation\":{\"front\":");
    append_ends(out, r.translation->front);
    append(out, ",\"back\":");
    append_ends(out, r.translation->back);
    append(out, "}");
  }
  field(out, "source", source);
  field(out, "first", r.first);
  field(out, "last", r.last);
  append(out, "}\n");
}

// ---- CSV (RFC 4180, LF line ends)

constexpr std::string_view kCsvHead =
    "id,start,end,initiator,initiator_port,responder,responder_port,protocol,service,state,"
    "direction,"
    "packets_out,bytes_out,packets_in,bytes_in,initiator_mac,responder_mac,vlan,tunnel,basis,"
    "payload_out,payload_in,community_id,names,source,first,last\n";

void csv(Buffer& out, std::string_view text) {
  out.push_back(',');
  append(out, csv_cell(text));
}
void csv(Buffer& out, std::uint64_t number) {
  out.push_back(',');
  append_number(out, number);
}
void csv_if(Buffer& out, bool known, std::uint64_t number) {
  known ? csv(out, number) : out.push_back(',');
}

void append_csv(Buffer& out, const FlowRecord& r, std::string_view source) {
  append(out, flow_id_text(flow_id(r)));
  out.push_back(',');
  append_time(out, r.start);
  out.push_back(',');
  append_time(out, r.end);
  csv(out, r.initiator.text());
  csv_if(out, r.has_ports, r.initiator_port);
  csv(out, r.responder.text());
  csv_if(out, r.has_ports, r.responder_port);
  csv(out, protocol_name(r.protocol));
  csv(out, service_of(r));
  csv(out, name_of(r.state));
  csv(out, is_observed(r.direction) ? "observed" : "inferred");
  csv(out, r.packets_out);
  csv(out, r.bytes_out);
  csv(out, r.packets_in);
  csv(out, r.bytes_in);
  csv(out, r.initiator_mac ? r.initiator_mac->text() : "");
  csv(out, r.responder_mac ? r.responder_mac->text() : "");
  csv_if(out, r.vlan.has_value(), r.vlan.value_or(0));
  csv(out, r.tunnel);
  csv(out, basis_of(r));
  csv_if(out, r.payload_known, r.payload_out);
  csv_if(out, r.payload_known, r.payload_in);
  csv(out, community_id(r));
  csv(out, joined_names(r, " "));
  csv(out, source);
  csv(out, r.first);
  csv(out, r.last);
  out.push_back('\n');
}

// ---- Zeek conn.log

constexpr std::string_view kZeekHead =
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\t"
    "orig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\t"
    "orig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents\torig_l2_addr\tresp_l2_addr\tvlan\t"
    "ip_proto\tcommunity_id\n"
    "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\t"
    "bool\tbool\tcount\tstring\tcount\tcount\tcount\tcount\tset[string]"
    "\tstring\tstring\tint\tcount\t"
    "string\n";

// Zeek's words: ICMP of both families is `icmp`; what it does not follow is `unknown_transport`.
std::string_view zeek_protocol(std::uint8_t number) {
  switch (number) {
    case protocol::kTcp:
      return "tcp";
    case protocol::kUdp:
      return "udp";
    case protocol::kIcmp:
    case protocol::kIcmp6:
      return "icmp";
    case protocol::kSctp:
      return "sctp";
    default:
      return "unknown_transport";
  }
}

// Zeek's conn_state (base/protocols/conn/main.zeek) from state and history; a reader of it finds
// our state again.
std::string_view zeek_state(const FlowRecord& r) {
  const auto saw = [&](char letter) { return r.history.find(letter) != std::string::npos; };
  switch (r.state) {
    case FlowState::Attempted:
      return saw('R') ? "RSTOS0" : "S0";
    case FlowState::Rejected:
      return "REJ";
    case FlowState::OneWay:
      return "OTH";
    case FlowState::Established:
      break;
  }
  if (r.protocol != protocol::kTcp) {
    return "SF";
  }
  if (saw('r')) {
    return "RSTR";
  }
  if (saw('R')) {
    return "RSTO";
  }
  if (saw('F') && saw('f')) {
    return "SF";
  }
  return saw('F') ? "S2" : saw('f') ? "S3" : "S1";
}

// Text columns: what is no plain ASCII is written as `\xNN`, as Zeek does; an empty one is unset.
void zeek(Buffer& out, std::string_view text) {
  out.push_back('\t');
  if (text.empty()) {
    out.push_back('-');
  }
  for (const char c : text) {
    if (c < 0x20 || c >= 0x7F || c == '\\') {
      fmt::format_to(fmt::appender(out), FMT_COMPILE("\\x{:02x}"), static_cast<unsigned char>(c));
    } else {
      out.push_back(c);
    }
  }
}
void zeek(Buffer& out, std::uint64_t number) {
  out.push_back('\t');
  append_number(out, number);
}

// Microseconds, as Zeek writes and reads them.
void append_seconds(Buffer& out, std::int64_t ns) {
  const std::int64_t us = ns / 1000 - (ns % 1000 < 0 ? 1 : 0);
  const std::int64_t seconds = us / 1'000'000 - (us % 1'000'000 < 0 ? 1 : 0);
  fmt::format_to(fmt::appender(out), FMT_COMPILE("{}.{:06}"), seconds, us - seconds * 1'000'000);
}

void append_zeek(Buffer& out, const FlowRecord& r) {
  append_seconds(out, r.start.ns);
  append(out, "\tC");
  append(out, flow_id_text(flow_id(r)));
  zeek(out, r.initiator.text());
  zeek(out,
       r.has_ports ? std::uint64_t{r.initiator_port} : 0);  // Zeek's type `port` has no unset form
  zeek(out, r.responder.text());
  zeek(out, r.has_ports ? std::uint64_t{r.responder_port} : 0);
  zeek(out, zeek_protocol(r.protocol));
  zeek(out, r.service_basis == ServiceBasis::Port ? std::string_view() : r.service);
  out.push_back('\t');
  append_seconds(out, (r.end - r.start).ns);
  r.payload_known ? zeek(out, r.payload_out) : zeek(out, "");
  r.payload_known ? zeek(out, r.payload_in) : zeek(out, "");
  zeek(out, zeek_state(r));
  append(out, "\t-\t-\t0");  // local_orig, local_resp, missed_bytes
  zeek(out, r.history);
  zeek(out, r.packets_out);
  zeek(out, r.bytes_out);
  zeek(out, r.packets_in);
  zeek(out, r.bytes_in);
  zeek(out, r.carrier == 0 ? "" : "C" + flow_id_text(r.carrier));  // tunnel_parents
  zeek(out, r.initiator_mac ? r.initiator_mac->text() : "");
  zeek(out, r.responder_mac ? r.responder_mac->text() : "");
  r.vlan ? zeek(out, std::uint64_t{*r.vlan}) : zeek(out, "");
  zeek(out, std::uint64_t{r.protocol});
  zeek(out, community_id(r));
  out.push_back('\n');
}

}  // namespace

std::optional<FlowFormat> parse_flow_format(std::string_view name) {
  const std::vector<std::string_view> names = all_flow_format_names();
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? std::nullopt
                              : std::optional(static_cast<FlowFormat>(found - names.begin()));
}

std::vector<std::string_view> all_flow_format_names() {
  return {"jsonl", "csv", "zeek", "none"};
}

FlowWriter::FlowWriter(FlowFormat format, std::ostream& out) : format_(format), out_(out) {
  if (format_ == FlowFormat::Csv) {
    append(buffer_, kCsvHead);
  } else if (format_ == FlowFormat::Zeek) {
    append(buffer_, kZeekHead);
  }
}

FlowWriter::~FlowWriter() {
  finish();
}

void FlowWriter::write(const FlowRecord& record, std::string_view source) {
  switch (format_) {
    case FlowFormat::Jsonl:
      append_json(buffer_, record, source);
      break;
    case FlowFormat::Csv:
      append_csv(buffer_, record, source);
      break;
    case FlowFormat::Zeek:
      append_zeek(buffer_, record);
      break;
    case FlowFormat::None:
      return;
  }
  if (buffer_.size() >= kFlushAt) {
    flush();
  }
}

void FlowWriter::finish() {
  if (finished_) {
    return;
  }
  finished_ = true;
  flush();
  out_.flush();
}

void FlowWriter::flush() {
  out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  buffer_.clear();
}

}  // namespace hamon
