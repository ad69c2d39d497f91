#include "capture/eve_source.hpp"

#include "base/service_catalogue.hpp"
#include "capture/eve_row.hpp"
#include "capture/line_source.hpp"
#include "capture/zeek_row.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <map>
#include <vector>

namespace hamon {
namespace {

using enum EveField;

/// Counts, also where a log shipper made `25238.0` of them.
std::optional<std::uint64_t> count_of(std::string_view text) {
  const auto count = zeek_count(text);
  const auto point = count ? std::string_view::npos : text.find('.');
  const bool whole = point != std::string_view::npos &&
                     text.find_first_not_of('0', point + 1) == std::string_view::npos;
  return whole ? zeek_count(text.substr(0, point)) : count;
}

/// An absent count is 0.
bool read_count(std::string_view text, std::uint64_t& out) {
  const auto value = text.empty() ? 0 : count_of(text);
  out = value.value_or(0);
  return value.has_value();
}

/// An absent port is none.
bool read_port(std::string_view text, std::optional<std::uint16_t>& out) {
  if (text.empty()) {
    return true;
  }
  const auto value = count_of(text);
  if (!value || *value > std::numeric_limits<std::uint16_t>::max()) {
    return false;
  }
  out = static_cast<std::uint16_t>(*value);
  return true;
}

std::optional<std::uint8_t> read_flags(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  const bool whole = error == std::errc{} && end == text.data() + text.size() && value <= 0xFF;
  return whole ? std::optional(static_cast<std::uint8_t>(value)) : std::nullopt;
}

std::optional<std::uint8_t> protocol_of(std::string_view word, bool v6) {
  std::string lower(word.substr(0, 32));
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (lower == "icmp") {
    return v6 ? protocol::kIcmp6 : protocol::kIcmp;
  }
  if (lower == "ipv6-icmp" || lower == "icmpv6") {
    return protocol::kIcmp6;
  }
  constexpr auto kNames = std::to_array<std::pair<std::string_view, std::uint8_t>>({{"gre", 47},
                                                                                    {"esp", 50},
                                                                                    {"ah", 51},
                                                                                    {"igmp", 2},
                                                                                    {"ipv6", 41},
                                                                                    {"ospf", 89},
                                                                                    {"pim", 103}});
  for (const auto& [name, number] : kNames) {
    if (lower == name) {
      return number;
    }
  }
  return parse_protocol(lower);
}

/// Flows told of late: what the log has said of each, so that none counts twice.
class ToldFlows {
 public:
  enum class Part : std::uint8_t { Whole = 1, Up = 2, Down = 4 };

  /// False when this, or a whole flow in its stead, was told before.
  [[nodiscard]] bool take(std::string_view id, Timestamp start, Part part) {
    const std::uint64_t mixed =
        (std::hash<std::string_view>{}(id) ^ static_cast<std::uint64_t>(start.ns)) *
        0x9E3779B97F4A7C15ULL;
    std::uint64_t& slot = slots_[mixed >> 48U];
    if ((slot & ~kParts) != (mixed & ~kParts)) {
      slot = mixed & ~kParts;
    }
    const auto bit = static_cast<std::uint64_t>(part);
    const std::uint64_t whole = static_cast<std::uint64_t>(Part::Whole);
    const bool told = (slot & (part == Part::Whole ? kParts : bit | whole)) != 0;
    slot |= bit;
    return !told;
  }

 private:
  // A slot is what a flow's id and start mix to, and in the lowest bits the parts told of it.
  static constexpr std::uint64_t kParts = 7;
  std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(std::size_t{1} << 16);
};

/// `kernel_drops` counts up from the start of Suricata, which may start anew within a log.
class DropCounter {
 public:
  void saw(std::uint64_t total) {
    before_ += total < last_ ? last_ : 0;
    last_ = total;
    seen_ = true;
  }
  [[nodiscard]] std::optional<std::uint64_t> total() const {
    return seen_ ? std::optional(before_ + last_) : std::nullopt;
  }

 private:
  std::uint64_t before_ = 0;
  std::uint64_t last_ = 0;
  bool seen_ = false;
};

std::string_view common_name(std::string_view subject) {
  const auto at = subject.find("CN=");
  if (at == std::string_view::npos ||
      (at > 0 && subject[at - 1] != ' ' && subject[at - 1] != ',')) {
    return {};
  }
  const std::string_view name = subject.substr(at + 3);
  return name.substr(0, name.find(','));
}

/// Names of servers have a dot and no blanks; names of people and products in a certificate do.
bool is_server_name(std::string_view name) {
  return name.find('.') != std::string_view::npos && name.find(' ') == std::string_view::npos &&
         name.find('@') == std::string_view::npos;
}

class EveFormat : public LineFormat {
 public:
  explicit EveFormat(const TimeZone* zone) : zone_(zone) {}

  std::optional<LineFate> read(std::string_view text, std::uint64_t line,
                               LineOutput& output) override;
  [[nodiscard]] std::string kind() const override { return "suricata-eve"; }
  void finish(const std::string& name, SourceReport& report, DiagnosticSink& diagnostics) override;

 private:
  [[nodiscard]] LineFate read_flow(bool one_way, std::uint64_t line, LineOutput& output);
  [[nodiscard]] LineFate read_ends(ExportedFlow& flow) const;
  [[nodiscard]] LineFate read_times(ExportedFlow& flow) const;
  [[nodiscard]] LineFate read_counts(bool one_way, ExportedFlow& flow) const;
  void read_link_layer(ExportedFlow& flow) const;
  [[nodiscard]] const std::string& service(std::string_view word, std::uint8_t protocol,
                                           std::uint16_t port);
  [[nodiscard]] LineFate read_names(std::string_view type);
  void add(BindingKind kind, std::string_view at, std::string_view name);
  void read_dns();
  void read_dhcp();

  struct Translation {
    std::string word;
    std::uint8_t protocol = 0;
    std::uint16_t port = 0;
    std::string service;
  };

  const TimeZone* zone_;
  EveJsonReader json_;
  EveRow row_;
  ToldFlows told_;
  DropCounter drops_;
  std::uint64_t repeated_ = 0;
  std::map<MacAddress, std::string> dhcp_names_;  // as clients asked, until a lease confirms it
  std::array<Translation, 256> translations_;
  std::vector<Binding> bindings_;
  Timestamp time_;
};

LineFate EveFormat::read_ends(ExportedFlow& flow) const {
  const auto source = zeek_address(row_[SrcIp]);
  const auto target = zeek_address(row_[DestIp]);
  if (!source || !target) {
    return LineFate::BadAddress;
  }
  flow.source = *source;
  flow.target = *target;
  const auto number = protocol_of(row_[Proto], !source->is_v4());
  if (!number) {
    return LineFate::BadProtocol;
  }
  flow.protocol = *number;
  if (!read_port(row_[SrcPort], flow.source_port) || !read_port(row_[DestPort], flow.target_port)) {
    return LineFate::BadPort;
  }
  std::optional<std::uint16_t> type;
  std::optional<std::uint16_t> code;
  if (!read_port(row_[IcmpType], type) || !read_port(row_[IcmpCode], code)) {
    return LineFate::BadPort;
  }
  if (type && *type <= 0xFF && code.value_or(0) <= 0xFF) {
    flow.icmp = static_cast<std::uint16_t>(*type << 8 | code.value_or(0));
  }
  return LineFate::Used;
}

LineFate EveFormat::read_times(ExportedFlow& flow) const {
  for (const auto& [field, out] : {std::pair{Start, &flow.start}, std::pair{End, &flow.end}}) {
    if (!row_[field].empty()) {
      *out = parse_time(row_[field], zone_);
      if (!*out) {
        return time_fault(row_[field]);
      }
    }
  }
  if (!flow.start) {
    flow.start = parse_time(row_[Written], zone_);
  }
  return flow.start ? LineFate::Used : time_fault(row_[Written]);
}

LineFate EveFormat::read_counts(bool one_way, ExportedFlow& flow) const {
  const bool read = one_way ? read_count(row_[OneWayPackets], flow.forward.packets) &&
                                  read_count(row_[OneWayBytes], flow.forward.bytes)
                            : read_count(row_[PktsToServer], flow.forward.packets) &&
                                  read_count(row_[BytesToServer], flow.forward.bytes) &&
                                  read_count(row_[PktsToClient], flow.backward.packets) &&
                                  read_count(row_[BytesToClient], flow.backward.bytes);
  if (!read) {
    return LineFate::BadNumber;
  }
  flow.with_link_layer = true;
  flow.both_ways = !one_way;
  flow.forward.tcp_flags = read_flags(one_way ? row_[TcpFlags] : row_[TcpFlagsTs]);
  flow.backward.tcp_flags = one_way ? std::nullopt : read_flags(row_[TcpFlagsTc]);
  return LineFate::Used;
}

void EveFormat::read_link_layer(ExportedFlow& flow) const {
  if (const auto tag = count_of(row_[Vlan]); tag && *tag <= 4095) {
    flow.vlan = static_cast<std::uint16_t>(*tag);
  }
  if (!row_[SrcMac].empty()) {
    flow.source_mac = zeek_mac(row_[SrcMac]);
  }
  if (!row_[DestMac].empty()) {
    flow.target_mac = zeek_mac(row_[DestMac]);
  }
}

const std::string& EveFormat::service(std::string_view word, std::uint8_t protocol,
                                      std::uint16_t port) {
  const std::size_t place = std::hash<std::string_view>{}(word) + protocol + std::size_t{port} * 31;
  Translation& slot = translations_[place % translations_.size()];
  if (slot.word != word || slot.protocol != protocol || slot.port != port) {
    slot = {std::string(word), protocol, port, from_sensor_word(word, protocol, port)};
  }
  return slot.service;
}

LineFate EveFormat::read_flow(bool one_way, std::uint64_t line, LineOutput& output) {
  ExportedFlow flow;
  for (const LineFate fate : {read_times(flow), read_ends(flow), read_counts(one_way, flow)}) {
    if (fate != LineFate::Used) {
      return fate;
    }
  }
  using Part = ToldFlows::Part;
  const Part part = !one_way ? Part::Whole : flow.source < flow.target ? Part::Up : Part::Down;
  if (!row_[FlowId].empty() && !told_.take(row_[FlowId], *flow.start, part)) {
    ++repeated_;
    return LineFate::NothingToKeep;
  }
  read_link_layer(flow);
  if (!one_way) {
    flow.opener = ExportedOpener::Source;
  }
  const std::string_view word = row_[AppProto];
  if (!word.empty() && word != "failed" && word != "unknown" && word.size() <= 64) {
    // Of one direction it is not known which end serves: the lower port is tried.
    const std::uint16_t target = flow.target_port.value_or(0);
    const std::uint16_t source = flow.source_port.value_or(0);
    flow.service =
        service(word, flow.protocol, one_way && source != 0 ? std::min(source, target) : target);
  }
  output.flow(flow, line);
  return LineFate::Used;
}

void EveFormat::add(BindingKind kind, std::string_view at, std::string_view name) {
  const auto address = zeek_address(at);
  if (!address || address->is_unspecified() || address->is_multicast() || address->is_loopback() ||
      address->is_limited_broadcast()) {
    return;
  }
  Binding binding;
  binding.kind = kind;
  binding.first = binding.last = time_;
  binding.address = *address;
  binding.name = zeek_name(name);
  if (!binding.name.empty()) {
    bindings_.push_back(std::move(binding));
  }
}

void EveFormat::read_dns() {
  if (row_[DnsType] == "query" || row_[DnsType] == "request") {
    return;
  }
  for (const std::string_view answer : row_.answers()) {
    add(BindingKind::DnsAnswer, answer, row_[DnsName]);
  }
}

void EveFormat::read_dhcp() {
  constexpr std::size_t kMostNames = 4096;
  const auto mac = zeek_mac(row_[DhcpClientMac]);
  if (!mac) {
    return;
  }
  std::string name = zeek_name(row_[DhcpHostName]);
  if (!name.empty()) {
    if (dhcp_names_.size() >= kMostNames) {
      dhcp_names_.clear();
    }
    dhcp_names_[*mac] = name;
  } else if (const auto known = dhcp_names_.find(*mac); known != dhcp_names_.end()) {
    name = known->second;
  }
  const bool leased = row_[DhcpType] == "ack";
  auto address = leased ? zeek_address(row_[DhcpAssigned]) : std::nullopt;
  if (!address || address->is_unspecified()) {  // a client that renews or informs has its own
    address = zeek_address(row_[DhcpClientIp]);
  }
  if (!address || address->is_unspecified()) {
    return;
  }
  Binding binding;
  binding.kind = BindingKind::Dhcp;
  binding.first = binding.last = time_;
  binding.address = *address;
  binding.mac = mac;
  binding.name = std::move(name);
  bindings_.push_back(std::move(binding));
}

LineFate EveFormat::read_names(std::string_view type) {
  const auto time = parse_time(row_[Written], zone_);
  if (!time) {
    return time_fault(row_[Written]);
  }
  time_ = *time;
  if (type == "dns") {
    read_dns();
  } else if (type == "tls") {
    add(BindingKind::ServerName, row_[DestIp], row_[Sni]);
    if (const auto name = common_name(row_[CertificateSubject]); is_server_name(name)) {
      add(BindingKind::Certificate, row_[DestIp], name);
    }
  } else if (type == "http") {
    // What a proxy is asked for is not the proxy's name.
    const bool proxy = row_[HttpMethod] == "CONNECT" || row_[HttpUrl].starts_with("http");
    if (!proxy && !zeek_address(row_[HttpHost])) {
      add(BindingKind::ServerName, row_[DestIp], row_[HttpHost]);
    }
  } else if (type == "dhcp") {
    read_dhcp();
  } else if (type == "smb") {
    add(BindingKind::HostName, row_[SrcIp], row_[NtlmHost]);
  } else if (type == "rdp") {
    add(BindingKind::HostName, row_[SrcIp], row_[RdpClientName]);
  } else if (type == "krb5" && row_[KrbClient].ends_with('$')) {
    std::string_view machine = row_[KrbClient];
    machine.remove_suffix(1);
    add(BindingKind::HostName, row_[SrcIp], machine);
  }
  return bindings_.empty() ? LineFate::NothingToKeep : LineFate::Used;
}

std::optional<LineFate> EveFormat::read(std::string_view text, std::uint64_t line,
                                        LineOutput& output) {
  const LineFate fate = json_.read(text, row_);
  if (fate != LineFate::Used) {
    return fate;
  }
  const std::string_view type = row_[EventType];
  if (type == "flow" || type == "netflow") {
    return read_flow(type == "netflow", line, output);
  }
  if (type == "stats") {
    if (const auto total = count_of(row_[KernelDrops])) {
      drops_.saw(*total);
      return LineFate::Used;
    }
    return LineFate::NothingToKeep;
  }
  bindings_.clear();
  const LineFate names = read_names(type);
  for (Binding& binding : bindings_) {
    output.binding(std::move(binding), line);
  }
  return names;
}

void EveFormat::finish(const std::string& name, SourceReport& report, DiagnosticSink& diagnostics) {
  report.drops = drops_.total();
  if (repeated_ > 0) {
    split_unused(report, "nothing_to_keep", "repeated", repeated_);
    diagnostics.report({Severity::Note,
                        message("flows that the log tells more than once: {}", repeated_),
                        name,
                        {},
                        message("each counts once")});
  }
}

}  // namespace

bool looks_like_eve(std::span<const std::byte> head) {
  const std::string_view line = first_line(head);
  // Suricata's event types are one word in small letters (`flow`, `netflow`, `dns`, …); others that
  // write `event_type` put sentences there.
  const auto key = line.find("\"event_type\"");
  const auto quote = key == std::string_view::npos ? key : line.find('"', key + 12);
  const std::string_view type =
      quote == std::string_view::npos ? std::string_view() : line.substr(quote + 1);
  const auto end = type.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_");
  const bool word = end != 0 && end != std::string_view::npos && type[end] == '"';
  return line.starts_with('{') && word &&
         (line.find("\"timestamp\"") != std::string_view::npos ||
          line.find("\"flow_id\"") != std::string_view::npos);
}

std::unique_ptr<FlowSource> make_eve_source(std::unique_ptr<ByteStream> stream, std::string name,
                                            const ReadOptions& options) {
  return make_line_source(std::move(stream), std::move(name), options,
                          std::make_unique<EveFormat>(options.zone));
}

}  // namespace hamon
