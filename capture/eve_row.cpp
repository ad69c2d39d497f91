#include "capture/eve_row.hpp"

#include "capture/byte_places.hpp"
#include "capture/eve_form.hpp"
#include "capture/json_line.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <initializer_list>
#include <string>

namespace hamon {
namespace {

namespace od = simdjson::ondemand;
using enum EveField;

constexpr std::size_t kMostAnswers = 256;

class Keys;

/// What stands under a key: a field, or an object whose keys are known.
struct Key {
  std::string_view name;
  EveField field = Written;
  const Keys* inner = nullptr;
};

/// The known keys of an object, found without comparing each: most of an event's are unknown.
class Keys {
 public:
  constexpr Keys(std::initializer_list<Key> keys) : size_(keys.size()) {
    for (const Key& key : keys) {
      std::size_t at = place_of(key.name);
      while (!places_[at].name.empty()) {
        at = (at + 1) % kPlaces;
      }
      places_[at] = key;
    }
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const Key* find(std::string_view name) const {
    if (name.empty()) {
      return nullptr;
    }
    std::size_t at = place_of(name);
    for (; !places_[at].name.empty(); at = (at + 1) % kPlaces) {
      if (places_[at].name == name) {
        return &places_[at];
      }
    }
    return nullptr;
  }

 private:
  static constexpr std::size_t kPlaces = 64;  // more than twice the keys of any
  static constexpr std::size_t place_of(std::string_view name) {
    const auto byte = [name](std::size_t i) { return static_cast<unsigned char>(name[i]); };
    return (name.size() * 5 + byte(0) * 3U + byte(name.size() - 1)) % kPlaces;
  }

  std::array<Key, kPlaces> places_{};
  std::size_t size_;
};

constexpr Keys kFlow{{"pkts_toserver", PktsToServer},
                     {"pkts_toclient", PktsToClient},
                     {"bytes_toserver", BytesToServer},
                     {"bytes_toclient", BytesToClient},
                     {"start", Start},
                     {"end", End}};
constexpr Keys kNetflow{
    {"pkts", OneWayPackets}, {"bytes", OneWayBytes}, {"start", Start}, {"end", End}};
constexpr Keys kTcp{
    {"tcp_flags", TcpFlags}, {"tcp_flags_ts", TcpFlagsTs}, {"tcp_flags_tc", TcpFlagsTc}};
constexpr Keys kDns{{"type", DnsType}, {"rrname", DnsName}};
constexpr Keys kTls{{"sni", Sni}, {"subject", CertificateSubject}};
constexpr Keys kHttp{{"hostname", HttpHost}, {"http_method", HttpMethod}, {"url", HttpUrl}};
constexpr Keys kDhcp{{"dhcp_type", DhcpType},
                     {"client_mac", DhcpClientMac},
                     {"assigned_ip", DhcpAssigned},
                     {"client_ip", DhcpClientIp},
                     {"hostname", DhcpHostName}};
constexpr Keys kNtlm{{"host", NtlmHost}};
constexpr Keys kSmb{{"ntlmssp", NtlmHost, &kNtlm}};
constexpr Keys kRdpClient{{"client_name", RdpClientName}};
constexpr Keys kRdp{{"client", RdpClientName, &kRdpClient}};
constexpr Keys kKerberos{{"cname", KrbClient}};
constexpr Keys kCapture{{"kernel_drops", KernelDrops}};
constexpr Keys kStats{{"capture", KernelDrops, &kCapture}};
constexpr Keys kEther{
    {"src_mac", SrcMac}, {"dest_mac", DestMac}, {"src_macs", SrcMac}, {"dest_macs", DestMac}};
constexpr Keys kTop{{"timestamp", Written},      {"flow_id", FlowId},
                    {"event_type", EventType},   {"src_ip", SrcIp},
                    {"src_port", SrcPort},       {"dest_ip", DestIp},
                    {"dest_port", DestPort},     {"proto", Proto},
                    {"app_proto", AppProto},     {"icmp_type", IcmpType},
                    {"icmp_code", IcmpCode},     {"vlan", Vlan},
                    {"flow", Written, &kFlow},   {"netflow", Written, &kNetflow},
                    {"tcp", Written, &kTcp},     {"dns", DnsName, &kDns},
                    {"tls", Written, &kTls},     {"http", Written, &kHttp},
                    {"dhcp", Written, &kDhcp},   {"smb", Written, &kSmb},
                    {"rdp", Written, &kRdp},     {"krb5", Written, &kKerberos},
                    {"stats", Written, &kStats}, {"ether", Written, &kEther}};

/// Events that tell flows, names or losses.
constexpr auto kKept = std::to_array<std::string_view>(
    {"flow", "netflow", "dns", "tls", "http", "dhcp", "smb", "rdp", "krb5", "stats"});

/// The characters of a string up to its end, or to the first of JSON's escapes; `escaped` tells
/// which.
inline std::string_view plain_part(const char* begin, bool& escaped) {
  constexpr std::size_t kTogether = 16;  // bytes; no more than what pads the line
  const char* end = begin;
  std::uint64_t found = 0;
  while (true) {  // a string without end is an error before
    found = byte_places<kTogether>(end, '"') | byte_places<kTogether>(end, '\\');
    if (found != 0) {
      break;
    }
    end += kTogether;
  }
  end += std::countr_zero(found);
  escaped = *end == '\\';
  return {begin, static_cast<std::size_t>(end - begin)};
}

/// A key; hardly ever one has to be freed of JSON's escapes.
simdjson::error_code key_of(od::field& field, std::string_view& out) {
  bool escaped = false;
  out = plain_part(field.key().raw(), escaped);
  return escaped ? field.unescaped_key().get(out) : simdjson::SUCCESS;
}

/// A string or number; nothing for anything else.
simdjson::error_code scalar(JsonLine& json, od::value value, od::json_type type,
                            std::string_view& out) {
  if (type == od::json_type::string) {
    od::raw_json_string raw;
    if (const auto error = value.get_raw_json_string().get(raw)) {
      return error;
    }
    bool escaped = false;
    out = plain_part(raw.raw(), escaped);
    return escaped ? json.unescaped(raw).get(out) : simdjson::SUCCESS;
  }
  if (type == od::json_type::number) {
    out = without_blanks(value.raw_json_token());
  }
  return simdjson::SUCCESS;
}

simdjson::error_code scalar(JsonLine& json, od::value value, std::string_view& out) {
  od::json_type type{};
  const auto error = value.type().get(type);
  return error ? error : scalar(json, value, type, out);
}

}  // namespace

struct EveJsonReader::State {
  JsonLine json;
  EveForms forms;
  bool dropped = false;  // of a type that tells nothing

  simdjson::error_code take_object(od::object object, const Keys& keys, EveRow& row);
  simdjson::error_code take_value(const Key& key, od::value value, EveRow& row);
  simdjson::error_code take_list(EveField field, od::array array, EveRow& row);
  simdjson::error_code take_answers(od::array array, EveRow& row);
  simdjson::error_code take_grouped(od::object object, EveRow& row);
  simdjson::error_code take_queries(od::array array, EveRow& row);
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
    if (const auto error = scalar(json, element, text)) {
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
        if (const auto error = scalar(json, entry.value(), name == "rdata" ? data : type)) {
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
      if (const auto error = scalar(json, element, text)) {
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
        if (const auto error = scalar(json, entry.value(), text)) {
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
    return error || key.inner == nullptr ? error : take_object(object, *key.inner, row);
  }
  if (type == od::json_type::array) {
    od::array array;
    const auto error = value.get_array().get(array);
    return error || key.inner != nullptr ? error : take_list(key.field, array, row);
  }
  std::string_view text;
  const auto error = scalar(json, value, type, text);
  if (!error && text.data() != nullptr && key.inner == nullptr) {
    row.set(key.field, text);
  }
  return error;
}

simdjson::error_code EveJsonReader::State::take_object(od::object object, const Keys& keys,
                                                       EveRow& row) {
  const bool dns = &keys == &kDns;
  std::size_t found = 0;
  for (auto entry : object) {
    od::field field;
    if (const auto error = std::move(entry).get(field)) {
      return error;
    }
    std::string_view name;
    if (const auto error = key_of(field, name)) {
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
    } else if (const Key* key = keys.find(name)) {
      error = take_value(*key, field.value(), row);
      if (key->field == EventType && key->inner == nullptr &&
          std::ranges::find(kKept, row[EventType]) == kKept.end()) {
        dropped = true;
      }
      ++found;
    }
    if (error || dropped || (found == keys.size() && !dns)) {  // what follows tells nothing
      return error;
    }
  }
  return simdjson::SUCCESS;
}

EveJsonReader::EveJsonReader() : state_(std::make_unique<State>()) {}
EveJsonReader::~EveJsonReader() = default;

LineFate EveJsonReader::read(std::string_view line, EveRow& row) {
  if (state_->forms.read(line, row)) {
    return LineFate::Used;
  }
  const LineFate fate = parse(line, row);
  if (fate == LineFate::Used) {
    state_->forms.learn(state_->json.text(), row);
  }
  return fate;
}

LineFate EveJsonReader::parse(std::string_view line, EveRow& row) {
  State& state = *state_;
  const auto take = [&](od::object object) -> std::optional<simdjson::error_code> {
    row.clear();
    state.dropped = false;
    const auto error = state.take_object(object, kTop, row);
    return state.dropped ? std::nullopt : std::optional(error);
  };
  if (state.json.read(line, take)) {
    return LineFate::BadJson;
  }
  return state.dropped ? LineFate::NothingToKeep : LineFate::Used;
}

}  // namespace hamon
