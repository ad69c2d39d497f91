#include "capture/device_logs.hpp"
#include "capture/key_values.hpp"
#include "capture/log_words.hpp"
#include "capture/zeek_row.hpp"

#include <array>

// Fields: Linux, net/netfilter/nf_log_syslog.c.

namespace hamon {
namespace {

struct Packet {
  std::string_view source;
  std::string_view destination;
  std::string_view protocol;
  std::string_view length;
  std::string_view source_port;
  std::string_view destination_port;
  std::string_view icmp_type;
  std::string_view icmp_code;
  std::string_view macs;
  bool syn = false;
  bool ack = false;
};

/// A value that stands twice belongs to the outer packet the first time: later ones are the UDP
/// length, or of a packet quoted in an ICMP error.
void keep_first(std::string_view& slot, std::string_view value) {
  if (slot.data() == nullptr) {
    slot = value;
  }
}

void read_pair(Packet& p, std::string_view key, std::string_view value) {
  const auto slots =
      std::to_array<std::pair<std::string_view, std::string_view*>>({{"SRC", &p.source},
                                                                     {"DST", &p.destination},
                                                                     {"PROTO", &p.protocol},
                                                                     {"LEN", &p.length},
                                                                     {"SPT", &p.source_port},
                                                                     {"DPT", &p.destination_port},
                                                                     {"TYPE", &p.icmp_type},
                                                                     {"CODE", &p.icmp_code},
                                                                     {"MAC", &p.macs}});
  for (const auto& [name, slot] : slots) {
    if (name == key) {
      keep_first(*slot, value);
    }
  }
}

Packet packet_of(std::string_view text) {
  Packet p;
  while (!text.empty()) {
    const std::string_view word = take_word(text);
    if (word.starts_with('[')) {  // what follows is a packet quoted in an ICMP error
      break;
    }
    const auto equals = word.find('=');
    if (equals != std::string_view::npos) {
      read_pair(p, word.substr(0, equals), word.substr(equals + 1));
    }
    p.syn = p.syn || word == "SYN";
    p.ack = p.ack || word == "ACK";
  }
  return p;
}

/// `MAC=` is the head of the Ethernet frame: destination, source, type.
void read_macs(std::string_view macs, FlowRecord& r) {
  constexpr std::size_t kOne = 17;  // characters of an address
  constexpr std::size_t kHead = 14 * 3 - 1;
  if (macs.size() == kHead) {
    r.responder_mac = zeek_mac(macs.substr(0, kOne));
    r.initiator_mac = zeek_mac(macs.substr(kOne + 1, kOne));
  }
}

/// What the administrator wrote before the packet says what became of it.
FlowState state_by_prefix(std::string_view prefix) {
  (void)skip_past(prefix, "kernel");  // what stands before it is a host's name
  constexpr auto kRefused = std::to_array<std::string_view>(
      {"drop", "deny", "denied", "reject", "block", "refuse", "invalid", "spoof"});
  const auto stands = [prefix](std::string_view word) { return has_word(prefix, word); };
  return std::ranges::any_of(kRefused, stands) ? FlowState::Rejected : kPermitted;
}

LineFate read_ports(const Packet& p, FlowRecord& r, LogEnd& source, LogEnd& destination) {
  if (!protocol_has_ports(r.protocol)) {
    return LineFate::Used;
  }
  if (p.source_port.data() == nullptr) {  // a later fragment
    r.has_ports = false;
    return LineFate::Used;
  }
  const auto from = log_port(p.source_port);
  const auto to = log_port(p.destination_port);
  if (!from || !to) {
    return LineFate::BadPort;
  }
  source.port = *from;
  destination.port = *to;
  return LineFate::Used;
}

LineFate read_packet(const Packet& p, FlowRecord& r) {
  const auto from = zeek_address(p.source);
  const auto to = zeek_address(p.destination);
  if (!from || !to) {
    return LineFate::BadAddress;
  }
  const auto number = log_protocol(p.protocol, !from->is_v4());
  if (!number) {
    return LineFate::BadProtocol;
  }
  LogEnd source{*from, 0, false};
  LogEnd destination{*to, 0, false};
  r.protocol = *number;
  if (const LineFate fate = read_ports(p, r, source, destination); fate != LineFate::Used) {
    return fate;
  }
  const bool fragment = !r.has_ports;
  set_ends(r, *number, source, destination);
  r.has_ports = r.has_ports && !fragment;
  const auto type = log_port(p.icmp_type);
  if (type && !protocol_has_ports(r.protocol)) {
    set_icmp(r, *type, log_port(p.icmp_code).value_or(0));
  }
  const auto length = zeek_count(p.length);
  if (!length) {
    return LineFate::BadNumber;
  }
  r.packets_out = 1;
  r.bytes_out = *length;
  read_macs(p.macs, r);
  r.direction = DirectionBasis::FirstPacket;
  if (r.protocol == protocol::kTcp && p.syn) {
    r.direction = p.ack ? DirectionBasis::SynAck : DirectionBasis::Syn;
    r.saw_syn = !p.ack;
    if (p.ack) {  // the answer: who sent it did not open the connection
      exchange_ends(r);
    }
  }
  return LineFate::Used;
}

/// Whether syslog and the administrator wrote it: behind the kernel's tag, uptime and more words.
bool is_log_prefix(std::string_view before) {
  constexpr std::size_t kWords = 6;
  constexpr std::size_t kWordsOfKernel = 12;
  std::string_view rest = before;
  const bool first = take_word(rest).starts_with("kernel");
  const bool kernel = first || take_word(rest).starts_with("kernel");
  return is_device_prefix(before, kernel ? kWordsOfKernel : kWords);
}

class NetfilterReader : public TextLogReader {
 public:
  [[nodiscard]] std::string_view kind() const override { return "netfilter"; }
  [[nodiscard]] bool recognises(std::string_view text) const override {
    const auto in = text.find("IN=");
    return in != std::string_view::npos && is_log_prefix(text.substr(0, in)) &&
           text.find(" OUT=", in) != std::string_view::npos &&
           text.find(" SRC=", in) != std::string_view::npos &&
           text.find(" PROTO=", in) != std::string_view::npos;
  }
  [[nodiscard]] std::optional<LineFate> read(const TextLine& line, TextLogOutput& out) override {
    const auto in = line.text.find("IN=");
    FlowRecord record;
    if (const LineFate fate = read_packet(packet_of(line.text.substr(in)), record);
        fate != LineFate::Used) {
      return fate;
    }
    if (const LineFate fate = out.clock.read(line.time, record.start); fate != LineFate::Used) {
      return fate;
    }
    record.end = record.start;
    record.first = record.last = line.number;
    record.state = state_by_prefix(line.text.substr(0, in));
    out.flow(std::move(record));
    return LineFate::Used;
  }
};

}  // namespace

std::unique_ptr<TextLogReader> make_netfilter_reader() {
  return std::make_unique<NetfilterReader>();
}

}  // namespace hamon
