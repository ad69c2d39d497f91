#include "capture/eve_row.hpp"

#include <algorithm>
#include <span>
#include <string>

#include <simdjson.h>

namespace hamon {
namespace {

namespace od = simdjson::ondemand;
using enum EveField;

constexpr std::size_t kMostAnswers = 256;

/// What stands under a key: a field, or an object whose keys are known.
struct Key {
  std::string_view name;
  EveField field = Written;
  std::span<const Key> inner = {};
};

constexpr auto kCounters = std::to_array<Key>({{"pkts_toserver", PktsToServer},
                                               {"pkts_toclient", PktsToClient},
                                               {"bytes_toserver", BytesToServer},
                                               {"bytes_toclient", BytesToClient},
                                               {"pkts", OneWayPackets},
                                               {"bytes", OneWayBytes},
                                               {"start", Start},
                                               {"end", End}});
constexpr auto kTcp = std::to_array<Key>(
    {{"tcp_flags", TcpFlags}, {"tcp_flags_ts", TcpFlagsTs}, {"tcp_flags_tc", TcpFlagsTc}});
constexpr auto kDns = std::to_array<Key>({{"type", DnsType}, {"rrname", DnsName}});
constexpr auto kTls = std::to_array<Key>({{"sni", Sni}, {"subject", CertificateSubject}});
constexpr auto kHttp =
    std::to_array<Key>({{"hostname", HttpHost}, {"http_method", HttpMethod}, {"url", HttpUrl}});
constexpr auto kDhcp = std::to_array<Key>({{"dhcp_type", DhcpType},
                                           {"client_mac", DhcpClientMac},
                                           {"assigned_ip", DhcpAssigned},
                                           {"client_ip", DhcpClientIp},
                                           {"hostname", DhcpHostName}});
constexpr auto kNtlm = std::to_array<Key>({{"host", NtlmHost}});
constexpr auto kSmb = std::to_array<Key>({{"ntlmssp", NtlmHost, kNtlm}});
constexpr auto kRdpClient = std::to_array<Key>({{"client_name", RdpClientName}});
constexpr auto kRdp = std::to_array<Key>({{"client", RdpClientName, kRdpClient}});
constexpr auto kKerberos = std::to_array<Key>({{"cname", KrbClient}});
constexpr auto kCapture = std::to_array<Key>({{"kernel_drops", KernelDrops}});
constexpr auto kStats = std::to_array<Key>({{"capture", KernelDrops, kCapture}});
constexpr auto kEther = std::to_array<Key>(
    {{"src_mac", SrcMac}, {"dest_mac", DestMac}, {"src_macs", SrcMac}, {"dest_macs", DestMac}});
constexpr auto kTop =
    std::to_array<Key>({{"timestamp", Written},       {"flow_id", FlowId},
                        {"event_type", EventType},    {"src_ip", SrcIp},
                        {"src_port", SrcPort},        {"dest_ip", DestIp},
                        {"dest_port", DestPort},      {"proto", Proto},
                        {"app_proto", AppProto},      {"icmp_type", IcmpType},
                        {"icmp_code", IcmpCode},      {"vlan", Vlan},
                        {"flow", Written, kCounters}, {"netflow", Written, kCounters},
                        {"tcp", Written, kTcp},       {"dns", DnsName, kDns},
                        {"tls", Written, kTls},       {"http", Written, kHttp},
                        {"dhcp", Written, kDhcp},     {"smb", Written, kSmb},
                        {"rdp", Written, kRdp},       {"krb5", Written, kKerberos},
                        {"stats", Written, kStats},   {"ether", Written, kEther}});

/// Events that tell flows, names or losses.
constexpr auto kKept = std::to_array<std::string_view>(
    {"flow", "netflow", "dns", "tls", "http", "dhcp", "smb", "rdp", "krb5", "stats"});

const Key* find_key(std::span<const Key> keys, std::string_view name) {
  const auto found = std::ranges::find(keys, name, &Key::name);
  return found == keys.end() ? nullptr : &*found;
}

std::string_view without_blanks(std::string_view token) {
  while (!token.empty() && (token.back() == ' ' || token.back() == '\t' || token.back() == '\r')) {
    token.remove_suffix(1);
  }
  return token;
}

/// A string or number; nothing for anything else.
simdjson::error_code scalar(od::value value, std::string_view& out) {
  od::json_type type{};
  if (const auto error = value.type().get(type)) {
    return error;
  }
  if (type == od::json_type::string) {
    return value.get_string().get(out);
  }
  if (type == od::json_type::number) {
    out = without_blanks(value.raw_json_token());
  }
  return simdjson::SUCCESS;
}

}  // namespace

struct EveJsonReader::State {
  od::parser parser;
  std::string padded;
  bool dropped = false;  // of a type that tells nothing

  simdjson::error_code parse(EveRow& row);
  simdjson::error_code take_object(od::object object, std::span<const Key> keys, EveRow& row);
  simdjson::error_code take_value(const Key& key, od::value value, EveRow& row);
  simdjson::error_code take_list(EveField field, od::array array, EveRow& row);
  static simdjson::error_code take_answers(od::array array, EveRow& row);
  static simdjson::error_code take_grouped(od::object object, EveRow& row);
  static simdjson::error_code take_queries(od::array array, EveRow& row);
};

/// Of a list of VLANs the outermost; of MACs the only one (several: behind a router).
simdjson::error_code EveJsonReader::State::take_list(EveField field, od::array array, EveRow& row) {
  std::string_view first;
  std::size_t count = 0;
  for (auto member : array) {
    od::value element;
    if (const auto error = member.get(element)) {
      return error;
    }
    std::string_view text;
    if (const auto error = scalar(element, text)) {
      return error;
    }
    first = count++ == 0 ? text : first;
  }
  if (count == 1 || field == Vlan) {
    row.set(field, first);
  }
  return simdjson::SUCCESS;
}

simdjson::error_code EveJsonReader::State::take_answers(od::array array, EveRow& row) {
  for (auto member : array) {
    od::object answer;
    if (const auto error = member.get_object().get(answer)) {
      return error;
    }
    std::string_view type;
    std::string_view data;
    for (auto entry : answer) {
      std::string_view name;
      if (const auto error = entry.unescaped_key().get(name)) {
        return error;
      }
      if (name == "rrtype" || name == "rdata") {
        if (const auto error = scalar(entry.value(), name == "rdata" ? data : type)) {
          return error;
        }
      }
    }
    if ((type == "A" || type == "AAAA") && row.answers().size() < kMostAnswers) {
      row.add_answer(data);
    }
  }
  return simdjson::SUCCESS;
}

simdjson::error_code EveJsonReader::State::take_grouped(od::object object, EveRow& row) {
  for (auto entry : object) {
    std::string_view name;
    if (const auto error = entry.unescaped_key().get(name)) {
      return error;
    }
    if (name != "A" && name != "AAAA") {
      continue;
    }
    od::array array;
    if (const auto error = entry.value().get_array().get(array)) {
      return error;
    }
    for (auto member : array) {
      od::value element;
      if (const auto error = member.get(element)) {
        return error;
      }
      std::string_view text;
      if (const auto error = scalar(element, text)) {
        return error;
      }
      if (row.answers().size() < kMostAnswers) {
        row.add_answer(text);
      }
    }
  }
  return simdjson::SUCCESS;
}

/// Version 3 of `dns` events (Suricata 8) lists what was asked.
simdjson::error_code EveJsonReader::State::take_queries(od::array array, EveRow& row) {
  for (auto member : array) {
    od::object query;
    if (const auto error = member.get_object().get(query)) {
      return error;
    }
    for (auto entry : query) {
      std::string_view name;
      if (const auto error = entry.unescaped_key().get(name)) {
        return error;
      }
      std::string_view text;
      if (name == "rrname") {
        if (const auto error = scalar(entry.value(), text)) {
          return error;
        }
        row.set(DnsName, text);
      }
    }
  }
  return simdjson::SUCCESS;
}

simdjson::error_code EveJsonReader::State::take_value(const Key& key, od::value value,
                                                      EveRow& row) {
  od::json_type type{};
  if (const auto error = value.type().get(type)) {
    return error;
  }
  if (type == od::json_type::object) {
    od::object object;
    const auto error = value.get_object().get(object);
    return error || key.inner.empty() ? error : take_object(object, key.inner, row);
  }
  if (type == od::json_type::array) {
    od::array array;
    const auto error = value.get_array().get(array);
    return error || !key.inner.empty() ? error : take_list(key.field, array, row);
  }
  std::string_view text;
  const auto error = scalar(value, text);
  if (!error && text.data() != nullptr && key.inner.empty()) {
    row.set(key.field, text);
  }
  return error;
}

simdjson::error_code EveJsonReader::State::take_object(od::object object, std::span<const Key> keys,
                                                       EveRow& row) {
  const bool dns = keys.data() == kDns.data();
  for (auto entry : object) {
    od::field field;
    if (const auto error = std::move(entry).get(field)) {
      return error;
    }
    std::string_view name;
    if (const auto error = field.unescaped_key().get(name)) {
      return error;
    }
    simdjson::error_code error = simdjson::SUCCESS;
    od::array list;
    od::object group;
    if (dns && name == "answers" && !field.value().get_array().get(list)) {
      error = take_answers(list, row);
    } else if (dns && name == "queries" && !field.value().get_array().get(list)) {
      error = take_queries(list, row);
    } else if (dns && name == "grouped" && !field.value().get_object().get(group)) {
      error = take_grouped(group, row);
    } else if (const Key* key = find_key(keys, name)) {
      error = take_value(*key, field.value(), row);
      if (key->field == EventType && key->inner.empty() &&
          std::ranges::find(kKept, row[EventType]) == kKept.end()) {
        dropped = true;
      }
    }
    if (error || dropped) {
      return error;
    }
  }
  return simdjson::SUCCESS;
}

simdjson::error_code EveJsonReader::State::parse(EveRow& row) {
  row.clear();
  dropped = false;
  const std::size_t length = padded.size() - simdjson::SIMDJSON_PADDING;
  od::document document;
  if (const auto error = parser.iterate(padded.data(), length, padded.size()).get(document)) {
    return error;
  }
  od::object object;
  if (const auto error = document.get_object().get(object)) {
    return error;
  }
  if (const auto error = take_object(object, kTop, row); error || dropped) {
    return error;
  }
  const char* rest = nullptr;
  const bool at_end = document.current_location().get(rest) == simdjson::OUT_OF_BOUNDS;
  return at_end ? simdjson::SUCCESS : simdjson::TAPE_ERROR;
}

EveJsonReader::EveJsonReader() : state_(std::make_unique<State>()) {}
EveJsonReader::~EveJsonReader() = default;

LineFate EveJsonReader::read(std::string_view line, EveRow& row) {
  State& state = *state_;
  state.padded.assign(line);
  state.padded.append(simdjson::SIMDJSON_PADDING, ' ');
  auto error = state.parse(row);
  if (error == simdjson::UTF8_ERROR) {
    std::ranges::replace_if(
        state.padded, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
    error = state.parse(row);
  }
  if (error) {
    return LineFate::BadJson;
  }
  return state.dropped ? LineFate::NothingToKeep : LineFate::Used;
}

}  // namespace hamon
