#include "capture/device_logs.hpp"
#include "capture/log_words.hpp"
#include "capture/vpn_sessions.hpp"
#include "capture/zeek_row.hpp"

#include <array>

// Ivanti (Pulse, Juniper) Connect Secure, user access log: `… - [203.0.113.5] user(realm)[role] -
// VPN Tunneling: Session started for user with IPv4 address 10.9.0.5, hostname …`, also in
// WebTrends' form (`src=203.0.113.5 … msg="…"`).

namespace hamon {
namespace {

constexpr auto kServices =
    std::to_array<std::string_view>({"VPN Tunneling: ", "Network Connect: "});
constexpr std::string_view kStarted = "Session started for user with ";
constexpr std::string_view kEnded = "Session ended for user with ";

std::string_view without_mapping(std::string_view text) {
  constexpr std::string_view kMapped = "::ffff:";
  return text.starts_with(kMapped) && text.find('.') != std::string_view::npos
             ? text.substr(kMapped.size())
             : text;
}

/// The first address in brackets in front of the message, or the value of `src`.
std::optional<IpAddress> client_of(std::string_view before) {
  std::string_view rest = before;
  if (rest.find(" src=") != std::string_view::npos) {
    (void)skip_past(rest, " src=");
    return zeek_address(without_mapping(take_word(rest)));
  }
  while (skip_past(rest, "[")) {
    const auto end = rest.find(']');
    const auto address = zeek_address(without_mapping(rest.substr(0, end)));
    if (address) {
      return address;
    }
  }
  return std::nullopt;
}

/// `IPv4 address 10.9.0.5, hostname …`, `IP 10.9.0.5, …`.
std::optional<IpAddress> given_in(std::string_view text) {
  std::string_view word = take_word(text);
  if (!word.starts_with("IP")) {
    return std::nullopt;
  }
  word = take_word(text);
  if (word == "address") {
    word = take_word(text);
  }
  return zeek_address(word.substr(0, word.find_first_of(",\"'")));
}

class ConnectSecureReader : public TextLogReader {
 public:
  [[nodiscard]] std::string_view kind() const override { return "connect-secure"; }
  [[nodiscard]] bool recognises(std::string_view text) const override {
    std::string_view rest = text;
    for (const std::string_view service : kServices) {
      if (const auto at = text.find(service); at != std::string_view::npos) {
        rest.remove_prefix(at + service.size());
        return rest.starts_with("Session ") || rest.starts_with("User with IP ");
      }
    }
    return false;
  }
  [[nodiscard]] std::optional<LineFate> read(const TextLine& line, TextLogOutput& out) override;
  void finish(TextLogOutput& out) override { sessions_.finish(out); }

 private:
  VpnSessions sessions_;
};

std::optional<LineFate> ConnectSecureReader::read(const TextLine& line, TextLogOutput& out) {
  std::string_view text = line.text;
  const bool started = skip_past(text, kStarted);
  const bool ended = !started && skip_past(text, kEnded);
  if (!started && !ended) {
    return LineFate::NothingToKeep;
  }
  const auto given = given_in(text);
  const auto from = client_of(line.text.substr(0, line.text.size() - text.size()));
  if (!given || !from) {
    return LineFate::BadAddress;
  }
  WrittenTime written = line.time;
  if (std::string_view rest = line.text;
      written.kind == WrittenTime::Kind::None && skip_past(rest, " time=\"")) {
    written = take_time(rest).value_or(written);
  }
  Timestamp time;
  if (const LineFate fate = out.clock.read(written, time); fate != LineFate::Used) {
    return fate;
  }
  ++(started ? out.notes.vpn_up : out.notes.vpn_down);
  if (started) {
    sessions_.begin(given->text(), *given, *from, time, line.number, out);
  } else if (!sessions_.end(given->text(), time, out)) {
    out.binding(vpn_binding(*given, *from, {time, time}, line.number));  // its beginning is older
  }
  return LineFate::Used;
}

}  // namespace

std::unique_ptr<TextLogReader> make_connect_secure_reader() {
  return std::make_unique<ConnectSecureReader>();
}

}  // namespace hamon
