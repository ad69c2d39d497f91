#include "capture/log_words.hpp"

#include "capture/host_name.hpp"
#include "capture/zeek_row.hpp"

#include <algorithm>
#include <array>

namespace hamon {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::string_view take_word(std::string_view& text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) {
    text = {};
    return {};
  }
  text.remove_prefix(begin);
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  text.remove_prefix(word.size());
  return word;
}

bool skip_past(std::string_view& text, std::string_view mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) {
    return false;
  }
  text.remove_prefix(at + mark.size());
  return true;
}

bool has_word(std::string_view text, std::string_view word) {
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

bool has_control_characters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7F';
  });
}

bool is_device_prefix(std::string_view before, std::size_t words) {
  constexpr std::size_t kLongest = 160;  // bytes
  if (before.size() > kLongest || before.find('"') != std::string_view::npos) {
    return false;
  }
  std::size_t count = 0;
  for (std::string_view word = take_word(before); !word.empty(); word = take_word(before)) {
    if (++count > words || (word.ends_with("]:") && !word.starts_with("ulogd["))) {
      return false;
    }
  }
  return true;
}

std::optional<std::uint16_t> log_port(std::string_view text) {
  const auto number = zeek_count(text);
  if (!number || *number > 65'535) {
    return std::nullopt;
  }
  return static_cast<std::uint16_t>(*number);
}

LineFate log_end(std::string_view text, char separator, LogEnd& out) {
  const auto at = text.rfind(separator);
  const auto whole = zeek_address(text);
  if (at == std::string_view::npos || whole) {
    if (!whole) {
      return LineFate::BadAddress;
    }
    out = {*whole, 0, false};
    return LineFate::Used;
  }
  const auto address = zeek_address(text.substr(0, at));
  if (!address) {
    return LineFate::BadAddress;
  }
  const auto port = log_port(text.substr(at + 1));
  if (!port) {
    return LineFate::BadPort;
  }
  out = {*address, *port, true};
  return LineFate::Used;
}

std::optional<std::uint8_t> log_protocol(std::string_view text, bool v6) {
  constexpr auto kNames = std::to_array<std::pair<std::string_view, std::uint8_t>>({
      {"icmp", protocol::kIcmp},
      {"igmp", 2},
      {"tcp", protocol::kTcp},
      {"udp", protocol::kUdp},
      {"ipv6", 41},
      {"gre", 47},
      {"esp", 50},
      {"ah", 51},
      {"icmpv6", protocol::kIcmp6},
      {"icmp6", protocol::kIcmp6},
      {"ipv6-icmp", protocol::kIcmp6},
      {"eigrp", 88},
      {"ospf", 89},
      {"pim", 103},
      {"sctp", protocol::kSctp},
  });
  if (const auto number = zeek_count(text); number && *number <= 255) {
    const auto protocol = static_cast<std::uint8_t>(*number);
    return protocol == protocol::kIcmp && v6 ? protocol::kIcmp6 : protocol;
  }
  const std::string word = lower_case(text.substr(0, 16));
  for (const auto& [name, number] : kNames) {
    if (name == word) {
      return number == protocol::kIcmp && v6 ? protocol::kIcmp6 : number;
    }
  }
  return std::nullopt;
}

bool protocol_has_ports(std::uint8_t protocol) {
  return protocol == protocol::kTcp || protocol == protocol::kUdp || protocol == protocol::kSctp;
}

void set_ends(FlowRecord& record, std::uint8_t protocol, const LogEnd& initiator,
              const LogEnd& responder) {
  record.protocol = protocol;
  record.initiator = initiator.address;
  record.responder = responder.address;
  record.has_ports = protocol_has_ports(protocol);
  record.initiator_port = record.has_ports ? initiator.port : std::uint16_t{0};
  record.responder_port = record.has_ports ? responder.port : std::uint16_t{0};
  record.payload_known = false;
  record.direction = DirectionBasis::Sensor;
}

void set_icmp(FlowRecord& record, std::uint16_t type, std::uint16_t code) {
  record.has_ports = true;
  record.initiator_port = type;
  record.responder_port = code;
}

void read_translation(const WrittenEnd& initiator, const WrittenEnd& responder,
                      FlowRecord& record) {
  const auto exchange = [&](const WrittenEnd& written, IpAddress& address, std::uint16_t& port) {
    const auto other = zeek_address(written.address);
    if (!other || other->is_unspecified()) {
      return;
    }
    address = *other;
    if (const auto number = log_port(written.port);
        number && *number != 0 && protocol_has_ports(record.protocol)) {
      port = *number;
    }
  };
  Ends back = record.ends();
  exchange(initiator, back.initiator, back.initiator_port);
  exchange(responder, back.responder, back.responder_port);
  record.set_translation(record.ends(), back);
}

void exchange_ends(FlowRecord& record) {
  std::swap(record.initiator, record.responder);
  std::swap(record.initiator_port, record.responder_port);
  std::swap(record.initiator_mac, record.responder_mac);
  std::swap(record.initiator_ttl, record.responder_ttl);
  std::swap(record.packets_out, record.packets_in);
  std::swap(record.bytes_out, record.bytes_in);
  std::swap(record.payload_out, record.payload_in);
  if (record.translation) {
    const auto exchanged = [](const Ends& e) {
      return Ends{e.responder, e.initiator, e.responder_port, e.initiator_port};
    };
    const Translation t = *record.translation;
    record.translation = Translation{exchanged(t.back), exchanged(t.front)};
  }
}

}  // namespace hamon
