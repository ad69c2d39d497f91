#include "capture/device_logs.hpp"
#include "capture/log_words.hpp"
#include "capture/zeek_row.hpp"

#include <array>

// Lines as in Yamaha's RTX and NVR command reference and technical notes (rtpro.yamaha.co.jp).

namespace hamon {
namespace {

constexpr std::string_view kInspect = "[INSPECT] ";
constexpr std::string_view kDhcp = "[DHCPD] ";
constexpr std::size_t kWordsBefore = 6;  // host, what RFC 5424 puts there, an interface

/// `192.0.2.1:443`, `2001:db8::1.443`; without port an address alone.
LineFate yamaha_end(std::string_view text, LogEnd& out) {
  if (const auto whole = zeek_address(text)) {
    out = {*whole, 0, false};
    return LineFate::Used;
  }
  const bool v4 = text.find(':') == text.rfind(':');
  return log_end(text, v4 ? ':' : '.', out);
}

/// `TCP a:1 > b:2`, which is taken off `text`.
LineFate take_conversation(std::string_view& text, FlowRecord& record) {
  const std::string_view word = take_word(text);
  const std::string_view source = take_word(text);
  const bool arrow = take_word(text) == ">";
  const std::string_view destination = take_word(text);
  LogEnd initiator;
  LogEnd responder;
  if (!arrow) {
    return LineFate::BadAddress;
  }
  for (const LineFate fate : {yamaha_end(source, initiator), yamaha_end(destination, responder)}) {
    if (fate != LineFate::Used) {
      return fate;
    }
  }
  const auto number = log_protocol(word, !initiator.address.is_v4());
  if (!number) {
    return LineFate::BadProtocol;
  }
  if (protocol_has_ports(*number) && (!initiator.has_port || !responder.has_port)) {
    return LineFate::BadPort;
  }
  set_ends(record, *number, initiator, responder);
  return LineFate::Used;
}

/// The time in parentheses is when the session began, that of the line when it ended.
LineFate read_inspect(std::string_view text, const TextLine& line, TextLogOutput& out) {
  (void)take_word(text);  // interface, direction and filter
  FlowRecord record;
  if (const LineFate fate = take_conversation(text, record); fate != LineFate::Used) {
    return fate;
  }
  if (!skip_past(text, "(")) {
    return LineFate::BadTime;
  }
  const auto begun = take_time(text);
  if (!begun) {
    return LineFate::BadTime;
  }
  if (const LineFate fate = out.clock.read(*begun, record.start); fate != LineFate::Used) {
    return fate;
  }
  record.end = record.start;
  if (line.time.kind != WrittenTime::Kind::None) {
    if (const LineFate fate = out.clock.read(line.time, record.end); fate != LineFate::Used) {
      return fate;
    }
  }
  record.first = record.last = line.number;
  record.state = FlowState::Established;  // a session that dynamic filters followed to its end
  record.saw_syn = record.protocol == protocol::kTcp;
  out.flow(std::move(record));
  return LineFate::Used;
}

/// `PP[01] Rejected at IN(2000) filter: TCP a:1 > b:2`: one packet, refused or passed.
LineFate read_filter(std::string_view text, bool rejected, const TextLine& line,
                     TextLogOutput& out) {
  if (!skip_past(text, "filter: ")) {
    return LineFate::NothingToKeep;
  }
  std::string_view first = text;
  if (zeek_mac(take_word(first))) {  // a filter of frames: `MAC > MAC IP`
    return LineFate::NothingToKeep;
  }
  FlowRecord record;
  if (const LineFate fate = take_conversation(text, record); fate != LineFate::Used) {
    return fate;
  }
  if (const LineFate fate = out.clock.read(line.time, record.start); fate != LineFate::Used) {
    return fate;
  }
  record.end = record.start;
  record.first = record.last = line.number;
  record.packets_out = 1;
  record.direction = DirectionBasis::FirstPacket;
  record.state = rejected ? FlowState::Rejected : kPermitted;
  out.flow(std::move(record));
  return LineFate::Used;
}

/// `LAN1(port3) Extends 192.0.2.7: 00:00:5e:00:53:07`.
LineFate read_lease(std::string_view text, const TextLine& line, TextLogOutput& out) {
  (void)take_word(text);
  const std::string_view verb = take_word(text);
  if (verb != "Allocates" && verb != "Extends") {
    return LineFate::NothingToKeep;
  }
  std::string_view address = take_word(text);
  if (address.ends_with(':')) {
    address.remove_suffix(1);
  }
  Binding binding;
  binding.kind = BindingKind::Dhcp;
  const auto parsed = zeek_address(address);
  binding.mac = zeek_mac(take_word(text));
  if (!parsed || !binding.mac) {
    return LineFate::BadAddress;
  }
  binding.address = *parsed;
  binding.first_record = line.number;
  const LineFate fate = out.clock.read(line.time, binding.first);
  if (fate == LineFate::Used) {
    binding.last = binding.first;
    out.binding(std::move(binding));
  }
  return fate;
}

class YamahaReader : public TextLogReader {
 public:
  [[nodiscard]] std::string_view kind() const override { return "yamaha"; }
  [[nodiscard]] bool recognises(std::string_view text) const override {
    constexpr auto kMarks = std::to_array<std::string_view>(
        {kInspect, kDhcp, "[IKE]", "[L2TP]", "[PPTP]", "IP Tunnel[", "Rejected at IN(",
         "Rejected at OUT(", "Passed at IN(", "Passed at OUT("});
    return std::ranges::any_of(kMarks, [text](std::string_view mark) {
      const auto at = text.find(mark);  // a word of its own: others write `05[IKE]`
      return at != std::string_view::npos && (at == 0 || text[at - 1] == ' ') &&
             is_device_prefix(text.substr(0, at), kWordsBefore);
    });
  }
  [[nodiscard]] std::optional<LineFate> read(const TextLine& line, TextLogOutput& out) override {
    std::string_view text = line.text;
    if (skip_past(text, kInspect)) {
      return read_inspect(text, line, out);
    }
    if (skip_past(text, kDhcp)) {
      return read_lease(text, line, out);
    }
    const bool rejected = skip_past(text, " Rejected at ");
    if (rejected || skip_past(text, " Passed at ")) {
      return read_filter(text, rejected, line, out);
    }
    if (skip_past(text, "IP Tunnel[") && skip_past(text, "] ")) {
      out.notes.vpn_up += text.starts_with("Up") ? 1U : 0U;
      out.notes.vpn_down += text.starts_with("Down") ? 1U : 0U;
    }
    return LineFate::NothingToKeep;
  }
};

}  // namespace

std::unique_ptr<TextLogReader> make_yamaha_reader() {
  return std::make_unique<YamahaReader>();
}

}  // namespace hamon
