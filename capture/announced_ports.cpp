#include "capture/announced_ports.hpp"

#include "capture/host_name.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace hamon {
namespace {

constexpr std::size_t kMostTowers = 16;

bool same_ends(const FlowKey& a, const FlowKey& b) {
  return a.addresses == b.addresses && a.carrier == b.carrier &&
         (a.flags & FlowKey::kV6) == (b.flags & FlowKey::kV6);
}

Duration age_limit(std::string_view service) {
  return service == "ftp-data" ? Duration::minutes(5) : Duration::minutes(24 * 60);
}

/// The decimal number at the front of `text`, which moves behind it.
std::optional<std::uint32_t> number(std::string_view& text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

// `h1,h2,h3,h4,p1,p2`.
std::optional<std::uint16_t> port_of_six(std::string_view text) {
  std::array<std::uint32_t, 6> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) {
      if (!text.starts_with(',')) {
        return std::nullopt;
      }
      text.remove_prefix(1);
    }
    const auto value = number(text);
    if (!value || *value > 255) {
      return std::nullopt;
    }
    numbers[i] = *value;
  }
  return static_cast<std::uint16_t>((numbers[4] << 8) | numbers[5]);
}

// `|||port|` in an answer, `|1|address|port|` in a command.
std::optional<std::uint16_t> port_between_bars(std::string_view text) {
  if (text.empty()) {
    return std::nullopt;
  }
  const char bar = text.front();
  for (int i = 0; i < 3; ++i) {
    const auto at = text.find(bar);
    if (at == std::string_view::npos) {
      return std::nullopt;
    }
    text.remove_prefix(at + 1);
  }
  const auto value = number(text);
  return value && *value <= 65'535 && text.starts_with(bar)
             ? std::optional(static_cast<std::uint16_t>(*value))
             : std::nullopt;
}

}  // namespace

void AnnouncedPorts::add(const FlowKey& key, Offer offer, std::uint16_t port, Timestamp time) {
  for (Entry& known : entries_) {
    if (known.port == port && known.offer.side == offer.side && same_ends(known.key, key)) {
      known.offer = offer;
      known.time = time;
      return;
    }
  }
  const Entry entry{key, offer, port, time};
  if (entries_.size() < most_) {
    entries_.push_back(entry);
  } else if (most_ > 0) {
    entries_[next_] = entry;
    next_ = (next_ + 1) % most_;
  }
}

AnnouncedPorts::Offer AnnouncedPorts::find(const FlowKey& key, Timestamp time) const {
  for (const Entry& entry : entries_) {
    const std::uint16_t port = entry.offer.side == 0 ? key.low_port : key.high_port;
    if (entry.port == port && same_ends(entry.key, key) &&
        time - entry.time <= age_limit(entry.offer.service)) {
      return entry.offer;
    }
  }
  return {};
}

// Floors four and five of a tower: one byte that names TCP, the port; one byte that names IP, the
// address. Lengths are little-endian, ports big-endian.
std::vector<std::uint16_t> endpoint_mapper_ports(Bytes answer) {
  constexpr std::string_view kTcp("\x01\x00\x07\x02\x00", 5);
  constexpr std::string_view kIp("\x01\x00\x09\x04\x00", 5);
  std::vector<std::uint16_t> ports;
  const std::string_view text = as_text(answer);
  for (auto at = text.find(kTcp); at != std::string_view::npos && ports.size() < kMostTowers;
       at = text.find(kTcp, at + 1)) {
    if (text.size() < at + 7 + kIp.size() || text.substr(at + 7, kIp.size()) != kIp) {
      continue;
    }
    const std::uint16_t port = load_u16(answer.data() + at + 5);
    if (port != 0 && std::ranges::find(ports, port) == ports.end()) {
      ports.push_back(port);
    }
  }
  return ports;
}

std::optional<FtpPort> ftp_port(Bytes bytes) {
  constexpr std::size_t kMostLine = 256;
  const std::string_view line = as_text(bytes).substr(0, kMostLine);
  const auto open = line.find('(');
  std::optional<std::uint16_t> port;
  bool of_server = false;
  if (line.starts_with("227 ")) {
    const auto digit = line.find_first_of("0123456789", open == std::string_view::npos ? 4 : open);
    port = digit == std::string_view::npos ? std::nullopt : port_of_six(line.substr(digit));
    of_server = true;
  } else if (line.starts_with("229 ") && open != std::string_view::npos) {
    port = port_between_bars(line.substr(open + 1));
    of_server = true;
  } else if (line.starts_with("PORT ")) {
    port = port_of_six(line.substr(5));
  } else if (line.starts_with("EPRT ")) {
    port = port_between_bars(line.substr(5));
  }
  return port && *port != 0 ? std::optional(FtpPort{*port, of_server}) : std::nullopt;
}

}  // namespace hamon
