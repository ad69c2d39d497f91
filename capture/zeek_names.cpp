#include "capture/zeek_names.hpp"

namespace hamon {
namespace {

using enum ZeekField;

/// A binding of `kind` at the row's time; nothing, and the reason in `fate`, when it has none.
std::optional<Binding> begin_binding(const ZeekRow& row, const TimeZone* zone, BindingKind kind,
                                     LineFate& fate) {
  const auto time = zeek_time(row[Ts], zone);
  if (!time) {
    fate = lacks_offset(row[Ts]) ? LineFate::TimeWithoutZone : LineFate::BadTime;
    return std::nullopt;
  }
  Binding binding;
  binding.kind = kind;
  binding.first = *time;
  binding.last = *time;
  return binding;
}

bool is_machine(const IpAddress& address) {
  return !address.is_unspecified() && !address.is_multicast() && !address.is_limited_broadcast() &&
         !address.is_loopback();
}

/// The address in `text` if it is one that a machine can have.
std::optional<IpAddress> machine_address(std::string_view text) {
  const auto address = zeek_address(text);
  return address && is_machine(*address) ? address : std::nullopt;
}

/// `at` calls itself, or is called, `name`: one more of `like` if both are there.
void add_name(const Binding& like, std::string_view at, std::string_view name,
              std::vector<Binding>& out) {
  const auto address = machine_address(at);
  std::string read = zeek_name(name);
  if (!address || read.empty()) {
    return;
  }
  Binding binding = like;
  binding.address = *address;
  binding.name = std::move(read);
  out.push_back(std::move(binding));
}

/// `host` of `host:8080`.
std::string_view without_port(std::string_view host) {
  const auto colon = host.rfind(':');
  const bool port = colon != std::string_view::npos && colon + 1 < host.size() &&
                    host.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
  return port && host.find(':') == colon ? host.substr(0, colon) : host;
}

/// `host` of `\\\\host\\share`, whose backslashes Zeek writes once, twice or as `\\x5c`.
std::string_view host_of_share(std::string_view path) {
  const auto take_separator = [&path] {
    constexpr std::string_view kEscaped = "\\x5c";
    const bool escaped = path.starts_with(kEscaped);
    const bool plain = path.starts_with('\\');
    path.remove_prefix(escaped ? kEscaped.size() : plain ? 1 : 0);
    return escaped || plain;
  };
  if (!take_separator()) {
    return {};
  }
  while (take_separator()) {
  }
  const auto end = path.find('\\');
  return end == std::string_view::npos ? std::string_view{} : path.substr(0, end);
}

LineFate fate_of(const std::vector<Binding>& out) {
  return out.empty() ? LineFate::NothingToKeep : LineFate::Used;
}

std::optional<IpAddress> leased_address(const ZeekRow& row) {
  if (const auto assigned = machine_address(row[AssignedAddr])) {
    return assigned;
  }
  if (const auto own = machine_address(row[ClientAddr])) {
    return own;
  }
  const bool confirmed = row[MsgTypes].find("ACK") != std::string_view::npos &&
                         row[MsgTypes].find("NAK") == std::string_view::npos;
  return confirmed ? machine_address(row[RequestedAddr]) : std::nullopt;
}

}  // namespace

LineFate read_zeek_dhcp(const ZeekRow& row, const TimeZone* zone, std::vector<Binding>& out) {
  LineFate fate = LineFate::NothingToKeep;
  auto binding = begin_binding(row, zone, BindingKind::Dhcp, fate);
  if (!binding) {
    return fate;
  }
  const auto address = leased_address(row);
  if (!address) {
    return LineFate::NothingToKeep;
  }
  binding->address = *address;
  binding->mac = zeek_mac(row[Mac]);
  binding->name = zeek_name(row[HostName]);
  if (binding->name.empty()) {
    binding->name = zeek_name(row[ClientFqdn]);
  }
  if (!binding->mac && binding->name.empty()) {
    return LineFate::NothingToKeep;
  }
  out.push_back(*std::move(binding));
  return LineFate::Used;
}

LineFate read_zeek_ntlm(const ZeekRow& row, const TimeZone* zone, std::vector<Binding>& out) {
  LineFate fate = LineFate::NothingToKeep;
  const auto like = begin_binding(row, zone, BindingKind::HostName, fate);
  if (!like) {
    return fate;
  }
  add_name(*like, row[OrigH], row[NtlmHostname], out);
  add_name(*like, row[RespH], row[ServerNbName], out);
  add_name(*like, row[RespH], row[ServerDnsName], out);
  return fate_of(out);
}

LineFate read_zeek_dns(const ZeekRow& row, const TimeZone* zone, std::vector<Binding>& out) {
  LineFate fate = LineFate::NothingToKeep;
  const auto like = begin_binding(row, zone, BindingKind::DnsAnswer, fate);
  if (!like) {
    return fate;
  }
  constexpr std::size_t kMostAnswers = 256;  // an answer over TCP could hold some thousands
  std::string_view answers = row[Answers];
  while (!answers.empty() && out.size() < kMostAnswers) {
    const auto comma = answers.find(row.set_separator());
    add_name(*like, answers.substr(0, comma), row[Query], out);
    answers.remove_prefix(comma == std::string_view::npos ? answers.size() : comma + 1);
  }
  return fate_of(out);
}

LineFate read_zeek_ssl(const ZeekRow& row, const TimeZone* zone, std::vector<Binding>& out) {
  LineFate fate = LineFate::NothingToKeep;
  const auto like = begin_binding(row, zone, BindingKind::ServerName, fate);
  if (!like) {
    return fate;
  }
  add_name(*like, row[RespH], row[ServerName], out);
  return fate_of(out);
}

LineFate read_zeek_http(const ZeekRow& row, const TimeZone* zone, std::vector<Binding>& out) {
  LineFate fate = LineFate::NothingToKeep;
  const auto like = begin_binding(row, zone, BindingKind::ServerName, fate);
  if (!like) {
    return fate;
  }
  // RFC 9112, sections 3.2.2 and 3.2.3: what a proxy is asked for is not the proxy's name.
  const bool proxy = row[Method] == "CONNECT" || row[Uri].starts_with("http");
  const std::string_view host = without_port(row[Host]);
  if (!proxy && !zeek_address(host) && !host.starts_with('[')) {
    add_name(*like, row[RespH], host, out);
  }
  return fate_of(out);
}

LineFate read_zeek_rdp(const ZeekRow& row, const TimeZone* zone, std::vector<Binding>& out) {
  LineFate fate = LineFate::NothingToKeep;
  const auto like = begin_binding(row, zone, BindingKind::HostName, fate);
  if (!like) {
    return fate;
  }
  add_name(*like, row[OrigH], row[RdpClientName], out);
  return fate_of(out);
}

LineFate read_zeek_smb_mapping(const ZeekRow& row, const TimeZone* zone,
                               std::vector<Binding>& out) {
  LineFate fate = LineFate::NothingToKeep;
  const auto like = begin_binding(row, zone, BindingKind::ServerName, fate);
  if (!like) {
    return fate;
  }
  const std::string_view host = host_of_share(row[SharePath]);
  if (!zeek_address(host)) {
    add_name(*like, row[RespH], host, out);
  }
  return fate_of(out);
}

}  // namespace hamon
