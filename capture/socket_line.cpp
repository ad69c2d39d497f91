#include "capture/socket_line.hpp"

#include "base/flow_record.hpp"
#include "capture/host_name.hpp"
#include "capture/log_words.hpp"
#include "capture/zeek_row.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace hamon {
namespace {

bool is_number(std::string_view word) {
  return !word.empty() && word.size() <= 20 &&
         std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

/// An IPv4 address written in IPv6 (RFC 4291, section 2.5.5.2), which sockets for both have.
IpAddress unmapped(const IpAddress& address) {
  const auto bytes = address.bytes();
  const bool mapped = !address.is_v4() && bytes[10] == 0xFF && bytes[11] == 0xFF &&
                      std::ranges::all_of(bytes.first(10), [](std::uint8_t b) { return b == 0; });
  if (!mapped) {
    return address;
  }
  std::uint32_t v4 = 0;
  for (const std::uint8_t byte : bytes.last(4)) {
    v4 = v4 << 8U | byte;
  }
  return IpAddress::v4(v4);
}

/// The address without brackets and interface; nothing in `out` for all addresses.
bool read_address(std::string_view text, std::optional<IpAddress>& out) {
  text = text.substr(0, text.find('%'));
  if (text.starts_with('[')) {
    text.remove_prefix(1);
    text = text.substr(0, text.find(']'));
  }
  if (text == "*") {
    out.reset();
    return true;
  }
  const auto address = zeek_address(text);
  if (!address) {
    return false;
  }
  out = address->is_unspecified() ? std::nullopt : std::optional(unmapped(*address));
  return true;
}

/// What stands behind the last `:` or `.`.
std::size_t port_separator(std::string_view text) {
  return text.find_last_of(":.");
}

/// Whether a word is two parts that an end has, whatever they are.
bool is_end(std::string_view word) {
  const auto at = port_separator(word);
  return at != std::string_view::npos && at > 0 && at + 1 < word.size() &&
         word.find_first_of("()=\"/,") == std::string_view::npos;
}

std::optional<std::uint8_t> protocol_of(std::string_view word) {
  constexpr auto kNames = std::to_array<std::pair<std::string_view, std::uint8_t>>({
      {"tcp", protocol::kTcp},
      {"tcp4", protocol::kTcp},
      {"tcp6", protocol::kTcp},
      {"tcp46", protocol::kTcp},
      {"udp", protocol::kUdp},
      {"udp4", protocol::kUdp},
      {"udp6", protocol::kUdp},
      {"udp46", protocol::kUdp},
      {"sctp", protocol::kSctp},
      {"sctp6", protocol::kSctp},
  });
  constexpr std::size_t kLongest = 5;
  if (word.size() > kLongest) {
    return std::nullopt;
  }
  const std::string lower = lower_case(word);
  for (const auto& [name, number] : kNames) {
    if (name == lower) {
      return number;
    }
  }
  return std::nullopt;
}

/// Kinds of sockets that are no conversations over IP, or whose parts are listed besides (mptcp).
bool is_other_kind(std::string_view word) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"unix", "u_str", "u_dgr", "u_seq",   "p_raw",    "p_dgr", "nl",  "raw",
       "raw6", "icmp",  "icmp6", "v_str",   "v_dgr",    "tipc",  "xdp", "mptcp",
       "dccp", "udpl",  "udpl6", "udplite", "udplite6", "???"});
  return std::ranges::find(kWords, word) != kWords.end();
}

std::optional<SocketState> state_of(std::string_view word) {
  using enum SocketState;
  constexpr auto kStates = std::to_array<std::pair<std::string_view, SocketState>>({
      {"LISTEN", Listening},  {"LISTENING", Listening},   {"ESTAB", Open},
      {"ESTABLISHED", Open},  {"FINWAIT1", Open},         {"FINWAIT2", Open},
      {"TIMEWAIT", Open},     {"CLOSEWAIT", Open},        {"LASTACK", Open},
      {"CLOSING", Open},      {"SYNSENT", Asking},        {"SYNRECV", Asked},
      {"SYNRECEIVED", Asked}, {"SYNRCVD", Asked},         {"NEWSYNRECV", Asked},
      {"UNCONN", Unbound},    {"CLOSE", Unbound},         {"CLOSED", Unbound},
      {"BOUND", Unbound},     {"BOUNDINACTIVE", Unbound}, {"DELETETCB", Unbound},
      {"UNKNOWN", Unbound},
  });
  constexpr std::size_t kLongest = 16;
  if (word.size() > kLongest) {
    return std::nullopt;
  }
  std::string plain(word);
  std::erase_if(plain, [](char c) { return c == '-' || c == '_'; });
  for (const auto& [name, state] : kStates) {
    if (name == plain) {
      return state;
    }
  }
  return std::nullopt;
}

/// `users:(("sshd",pid=812,fd=4))` of ss, `812/sshd: alice` of netstat, which goes on with what the
/// process shows of itself: only its name is read.
std::string_view program_in(std::string_view rest) {
  constexpr std::string_view kUsers = "users:((\"";
  if (skip_past(rest, kUsers)) {
    return rest.substr(0, rest.find('"'));
  }
  while (!rest.empty()) {
    const std::string_view word = take_word(rest);
    const auto slash = word.find('/');
    if (slash != std::string_view::npos && is_number(word.substr(0, slash))) {
      const std::string_view name = word.substr(slash + 1);
      return name.substr(0, name.find(':'));
    }
  }
  return {};
}

/// Takes the first words of a line off: protocol, state and the counts of queues, whichever there
/// are.
LineFate take_front(std::string_view& text, bool queues_first, SocketLine& out) {
  std::string_view rest = text;
  std::string_view word = take_word(rest);
  bool known = queues_first && is_number(word);
  if (is_other_kind(word)) {
    return LineFate::NothingToKeep;
  }
  if (const auto protocol = protocol_of(word)) {
    out.protocol = *protocol;
    known = true;
    text = rest;
    word = take_word(rest);
  }
  if (const auto state = state_of(word)) {
    out.state = *state;
    known = true;
    text = rest;
    word = take_word(rest);
  }
  if (is_number(word)) {
    if (!is_number(take_word(rest))) {
      return LineFate::LogNotRead;
    }
    text = rest;
  }
  return known ? LineFate::Used : LineFate::LogNotRead;
}

}  // namespace

LineFate SocketEnd::parse(std::string_view text, SocketEnd& out) {
  const auto at = port_separator(text);
  if (at == std::string_view::npos || !read_address(text.substr(0, at), out.address)) {
    return LineFate::BadAddress;
  }
  const std::string_view port = text.substr(at + 1);
  out.port = log_port(port);
  return out.port || port == "*" ? LineFate::Used : LineFate::BadPort;
}

LineFate SocketLine::parse(std::string_view text, bool queues_first, SocketLine& out) {
  if (const LineFate fate = take_front(text, queues_first, out); fate != LineFate::Used) {
    return fate;
  }
  const std::string_view local = take_word(text);
  const std::string_view peer = take_word(text);
  if (!is_end(local) || !is_end(peer)) {
    return LineFate::LogNotRead;
  }
  for (const LineFate fate :
       {SocketEnd::parse(local, out.local), SocketEnd::parse(peer, out.peer)}) {
    if (fate != LineFate::Used) {
      return fate;
    }
  }
  std::string_view rest = text;
  if (const auto state = state_of(take_word(rest)); state && out.state == SocketState::Unsaid) {
    out.state = *state;
    text = rest;
  }
  out.program = program_in(text);
  return LineFate::Used;
}

bool is_socket_header(std::string_view text) {
  constexpr std::size_t kLongest = 300;  // bytes: columns stand far apart
  // プロトコル, then ローカル
  constexpr std::string_view kProtocol = "\u30D7\u30ED\u30C8\u30B3\u30EB";
  constexpr std::string_view kLocal = "\u30ED\u30FC\u30AB\u30EB";
  constexpr std::string_view kProtocol932 = "\x83\x76\x83\x8D\x83\x67\x83\x52\x83\x8B";
  constexpr std::string_view kLocal932 = "\x83\x8D\x81\x5B\x83\x4A\x83\x8B";
  const auto both = [text](std::string_view a, std::string_view b) {
    const auto at = text.find(a);
    return at != std::string_view::npos && text.find(b, at + a.size()) != std::string_view::npos;
  };
  return text.size() <= kLongest &&
         (both("Local Address", "Foreign Address") || both("Local Address", "Peer Address") ||
          both(kProtocol, kLocal) || both(kProtocol932, kLocal932));
}

std::optional<ProgramService> service_of_program(std::string_view program) {
  constexpr auto kPrograms = std::to_array<std::pair<std::string_view, ProgramService>>({
      {"sshd", {"ssh"}},
      {"sshd-session", {"ssh"}},
      {"dropbear", {"ssh"}},
      {"in.telnetd", {"telnet"}},
      {"telnetd", {"telnet"}},
      {"xrdp", {"rdp"}},
      {"Xvnc", {"vnc"}},
      {"x11vnc", {"vnc"}},
      {"vino-server", {"vnc"}},
      {"smbd", {"smb"}},
      {"mysqld", {"mysql"}},
      {"mariadbd", {"mysql"}},
      {"postgres", {"postgresql"}},
      {"postmaster", {"postgresql"}},
      {"tnslsnr", {"oracle"}},
      {"sqlservr", {"mssql"}},
      {"irisdb", {"iris"}},
      {"slapd", {"ldap"}},
      {"krb5kdc", {"kerberos"}},
      {"named", {"dns"}},
      {"dnsmasq", {"dns"}},
      {"rsyslogd", {"syslog"}},
      {"storescp", {"dicom"}},
      {"dcmqrscp", {"dicom"}},
      {"cupsd", {"print"}},
      {"openvpn", {"openvpn", true}},
      {"teamviewerd", {"teamviewer", true}},
      {"anydesk", {"anydesk", true}},
  });
  for (const auto& [name, service] : kPrograms) {
    if (name == program) {
      return service;
    }
  }
  return std::nullopt;
}

}  // namespace hamon
