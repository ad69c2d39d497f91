// Writes a capture for measuring: the same bytes for the same arguments. Invented hosts of a
// hospital in 10.0.0.0/8 and 2001:db8::/32 talk over the usual services; every header and checksum
// is valid, and what the snap length leaves out was zero bytes.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <numeric>
#include <queue>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Options {
  std::uint64_t packets = 10'000'000;
  std::uint64_t flows = 200'000;
  std::uint64_t hosts = 5'000;
  std::uint64_t snap = 96;
  std::uint64_t seed = 1;
  std::uint64_t seconds = 3600;
  std::string path;
};

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t limit) { return next() % limit; }
  /// Uniform in (0, 1].
  double unit() { return (static_cast<double>(next() >> 11) + 1.0) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

enum class Transport : std::uint8_t { Icmp = 1, Tcp = 6, Udp = 17 };

/// A service with its share of flows and of packets (weights), and the size of its payloads.
struct Service {
  Transport transport;
  std::uint16_t port;
  std::uint32_t flows;
  double weight;
  std::uint16_t request;
  std::uint16_t response;
};

constexpr auto kServices = std::to_array<Service>({
    {Transport::Tcp, 443, 22, 1.0, 300, 1200},
    {Transport::Tcp, 445, 14, 2.0, 200, 1100},
    {Transport::Tcp, 1433, 9, 2.0, 180, 700},
    {Transport::Tcp, 104, 3, 8.0, 1400, 80},
    {Transport::Tcp, 2575, 4, 0.5, 500, 120},
    {Transport::Tcp, 3389, 2, 6.0, 90, 900},
    {Transport::Tcp, 80, 7, 0.7, 250, 1000},
    {Transport::Tcp, 389, 5, 0.4, 150, 300},
    {Transport::Tcp, 9100, 1, 1.5, 1400, 40},
    {Transport::Udp, 53, 20, 0.02, 40, 120},
    {Transport::Udp, 123, 4, 0.02, 48, 48},
    {Transport::Udp, 161, 5, 0.1, 60, 90},
    {Transport::Udp, 514, 2, 0.5, 180, 0},
    {Transport::Icmp, 0, 2, 0.1, 56, 56},
});

struct Flow {
  std::uint32_t client = 0;
  std::uint32_t server = 0;
  std::uint32_t packets = 0;
  std::uint32_t sent = 0;
  std::uint64_t next_us = 0;
  std::uint64_t gap_us = 0;
  std::uint32_t sequence_out = 0;
  std::uint32_t sequence_in = 0;
  std::uint16_t port = 0;
  std::uint8_t service = 0;
  bool v6 = false;
};

std::uint32_t fewest_packets(Transport transport) {
  return transport == Transport::Tcp ? 8 : 2;  // open, ask, answer, close; ask and answer
}

/// A packet while it is written; only the first `snap` bytes of it are kept.
class Frame {
 public:
  void clear() { size_ = 0; }
  void u8(unsigned value) { bytes_[size_++] = static_cast<std::uint8_t>(value); }
  void u16(unsigned value) {
    u8(value >> 8);
    u8(value & 0xFF);
  }
  void u32(std::uint32_t value) {
    u16(value >> 16);
    u16(value & 0xFFFF);
  }
  void set_u16(std::size_t at, unsigned value) {
    bytes_[at] = static_cast<std::uint8_t>(value >> 8);
    bytes_[at + 1] = static_cast<std::uint8_t>(value & 0xFF);
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// One's complement sum of 16-bit words from `begin` to the end (RFC 1071).
  [[nodiscard]] std::uint32_t sum(std::size_t begin) const {
    std::uint32_t total = 0;
    for (std::size_t i = begin; i + 1 < size_; i += 2) {
      total += static_cast<std::uint32_t>(bytes_[i] << 8 | bytes_[i + 1]);
    }
    return total;
  }
  [[nodiscard]] const std::uint8_t* data() const { return bytes_.data(); }

 private:
  std::array<std::uint8_t, 256> bytes_{};
  std::size_t size_ = 0;
};

unsigned checksum(std::uint32_t sum) {
  while (sum > 0xFFFF) {
    sum = (sum & 0xFFFF) + (sum >> 16);
  }
  return ~sum & 0xFFFF;
}

/// What one packet of a flow is.
struct Packet {
  bool out = true;
  std::uint8_t flags = 0;  // of TCP
  std::uint16_t payload = 0;
};

constexpr std::uint8_t kFin = 1;
constexpr std::uint8_t kSyn = 2;
constexpr std::uint8_t kPush = 8;
constexpr std::uint8_t kAck = 16;

Packet tcp_packet(const Flow& flow, const Service& service) {
  const std::uint32_t left = flow.packets - flow.sent;
  switch (flow.sent) {
    case 0:
      return {true, kSyn, 0};
    case 1:
      return {false, kSyn | kAck, 0};
    case 2:
      return {true, kAck, 0};
    default:
      break;
  }
  if (left <= 3) {
    return left == 1 ? Packet{true, kAck, 0} : Packet{left == 3, kFin | kAck, 0};
  }
  switch (flow.sent % 4) {  // ask, answer, answer, acknowledge
    case 3:
      return {true, kPush | kAck, service.request};
    case 0:
    case 1:
      return {false, kPush | kAck, service.response};
    default:
      return {true, kAck, 0};
  }
}

Packet packet_of(const Flow& flow, const Service& service) {
  if (service.transport == Transport::Tcp) {
    return tcp_packet(flow, service);
  }
  const bool out = service.response == 0 || flow.sent % 2 == 0;
  return {out, 0, out ? service.request : service.response};
}

class CaptureWriter {
 public:
  CaptureWriter(std::FILE* file, std::uint64_t snap) : file_(file), snap_(snap) {
    // pcap, microseconds, this machine's byte order; Ethernet (draft-ietf-opsawg-pcap)
    put32(0xA1B2C3D4);
    put32(2U | 4U << 16);
    put32(0);
    put32(0);
    put32(static_cast<std::uint32_t>(snap));
    put32(1);
  }

  void write(const Flow& flow, const Service& service, const Packet& packet, std::uint64_t us) {
    frame_.clear();
    const std::uint32_t from = packet.out ? flow.client : flow.server;
    const std::uint32_t to = packet.out ? flow.server : flow.client;
    ethernet(from, to, flow);
    const std::size_t ip = frame_.size();
    const std::uint16_t header = transport_header(service.transport);
    const auto length = static_cast<std::uint16_t>(header + packet.payload);
    const std::uint32_t pseudo = flow.v6 ? ipv6(from, to, service.transport, length)
                                         : ipv4(from, to, service.transport, length, ip);
    transport(flow, service, packet, pseudo, length);
    record(us, frame_.size() + packet.payload);
  }

 private:
  static std::uint16_t transport_header(Transport transport) {
    return transport == Transport::Tcp ? 20 : 8;
  }

  void mac(std::uint32_t host) {
    frame_.u16(0x0200);
    frame_.u32(0x0A000000U + host);
  }

  void ethernet(std::uint32_t from, std::uint32_t to, const Flow& flow) {
    mac(to);
    mac(from);
    if (flow.server % 8 == 0) {  // some segments arrive tagged
      frame_.u16(0x8100);
      frame_.u16(10 + flow.server % 20);
    }
    frame_.u16(flow.v6 ? 0x86DD : 0x0800);
  }

  static std::uint32_t v4_of(std::uint32_t host) {
    return 0x0A000000U + ((host / 200) << 8) + 10 + host % 200;
  }

  std::uint32_t ipv4(std::uint32_t from, std::uint32_t to, Transport transport,
                     std::uint16_t length, std::size_t begin) {
    frame_.u16(0x4500);
    frame_.u16(20U + length);
    frame_.u16(++identification_);
    frame_.u16(0x4000);
    frame_.u16(64U << 8 | static_cast<unsigned>(transport));
    frame_.u16(0);
    const std::size_t addresses = frame_.size();
    frame_.u32(v4_of(from));
    frame_.u32(v4_of(to));
    const std::uint32_t pseudo = frame_.sum(addresses);
    frame_.set_u16(begin + 10, checksum(frame_.sum(begin)));
    return pseudo;
  }

  std::uint32_t ipv6(std::uint32_t from, std::uint32_t to, Transport transport,
                     std::uint16_t length) {
    frame_.u32(0x60000000);
    frame_.u16(length);
    // ICMPv6 has a number of its own (RFC 4443)
    const unsigned next = transport == Transport::Icmp ? 58 : static_cast<unsigned>(transport);
    frame_.u16(next << 8 | 64);
    const std::size_t addresses = frame_.size();
    for (const std::uint32_t host : {from, to}) {
      frame_.u32(0x20010DB8);
      frame_.u32(host / 200);
      frame_.u32(0);
      frame_.u32(host);
    }
    return frame_.sum(addresses);
  }

  void transport(const Flow& flow, const Service& service, const Packet& packet,
                 std::uint32_t pseudo, std::uint16_t length) {
    const std::size_t begin = frame_.size();
    std::size_t checksum_at = begin + 6;
    const std::uint16_t source = packet.out ? flow.port : service.port;
    const std::uint16_t destination = packet.out ? service.port : flow.port;
    auto number = static_cast<std::uint32_t>(service.transport);
    if (service.transport == Transport::Tcp) {
      frame_.u16(source);
      frame_.u16(destination);
      frame_.u32(packet.out ? flow.sequence_out : flow.sequence_in);
      const bool acknowledges = (packet.flags & kAck) != 0;
      frame_.u32(acknowledges ? (packet.out ? flow.sequence_in : flow.sequence_out) : 0);
      frame_.u16(0x5000U | packet.flags);
      frame_.u16(64240);
      frame_.u32(0);
      checksum_at = begin + 16;
    } else if (service.transport == Transport::Udp) {
      frame_.u16(source);
      frame_.u16(destination);
      frame_.u16(length);
      frame_.u16(0);
    } else {
      number = flow.v6 ? 58 : 0;  // ICMPv4 has no pseudo header
      const unsigned request = flow.v6 ? 128 : 8;
      const unsigned answer = flow.v6 ? 129 : 0;
      frame_.u16((packet.out ? request : answer) << 8);
      frame_.u16(0);
      frame_.u16(flow.port);
      frame_.u16(flow.sent / 2);
      checksum_at = begin + 2;
    }
    const std::uint32_t over = number == 0 ? 0 : pseudo + number + length;
    const unsigned value = checksum(over + frame_.sum(begin));
    const bool udp = service.transport == Transport::Udp;
    frame_.set_u16(checksum_at, udp && value == 0 ? 0xFFFF : value);
  }

  void record(std::uint64_t us, std::size_t length) {
    const std::size_t kept = std::min<std::size_t>(length, snap_);
    put32(static_cast<std::uint32_t>(kStart + us / 1'000'000));
    put32(static_cast<std::uint32_t>(us % 1'000'000));
    put32(static_cast<std::uint32_t>(kept));
    put32(static_cast<std::uint32_t>(length));
    const std::size_t head = std::min(kept, frame_.size());
    std::fwrite(frame_.data(), 1, head, file_);
    static constexpr std::array<std::uint8_t, 2048> kZero{};
    std::fwrite(kZero.data(), 1, std::min(kept - head, kZero.size()), file_);
  }

  void put32(std::uint32_t value) { std::fwrite(&value, sizeof value, 1, file_); }

  static constexpr std::uint64_t kStart = 1'780'930'800;  // 2026-06-09T00:00+09:00
  std::FILE* file_;
  std::uint64_t snap_;
  Frame frame_;
  std::uint16_t identification_ = 0;
};

const Service& draw_service(Random& random, std::uint8_t& index) {
  const std::uint64_t all = std::accumulate(
      kServices.begin(), kServices.end(), std::uint64_t{0},
      [](std::uint64_t sum, const Service& service) { return sum + service.flows; });
  std::uint64_t drawn = random.below(all);
  for (index = 0; drawn >= kServices[index].flows; ++index) {
    drawn -= kServices[index].flows;
  }
  return kServices[index];
}

/// Few servers answer many clients: each service has some hosts of its own.
std::uint32_t draw_server(Random& random, const Service& service, std::uint64_t hosts) {
  const std::uint64_t servers = std::max<std::uint64_t>(1, hosts / 50);
  return static_cast<std::uint32_t>((service.port * 7919ULL + random.below(servers) * 13) % hosts);
}

/// Shares out the packets over the flows: each its fewest, the rest by a heavy-tailed weight.
bool share_packets(std::vector<Flow>& flows, Random& random, std::uint64_t packets) {
  std::vector<double> weights;
  weights.reserve(flows.size());
  double all = 0;
  std::uint64_t fewest = 0;
  for (const Flow& flow : flows) {
    const Service& service = kServices[flow.service];
    fewest += fewest_packets(service.transport);
    // Pareto with shape 1, cut at a thousand times its least
    weights.push_back(service.weight / std::max(random.unit(), 1e-3));
    all += weights.back();
  }
  if (fewest > packets) {
    return false;
  }
  const auto rest = static_cast<double>(packets - fewest);
  double sum = 0;
  std::uint64_t given = 0;
  for (std::size_t i = 0; i < flows.size(); ++i) {
    sum += weights[i];
    const bool last = i + 1 == flows.size();
    const std::uint64_t upto =
        last ? packets - fewest : static_cast<std::uint64_t>(rest * sum / all);
    flows[i].packets = static_cast<std::uint32_t>(
        fewest_packets(kServices[flows[i].service].transport) + (upto - given));
    given = upto;
  }
  return true;
}

std::vector<Flow> draw_flows(const Options& options, Random& random) {
  std::vector<Flow> flows(options.flows);
  for (Flow& flow : flows) {
    const Service& service = draw_service(random, flow.service);
    flow.server = draw_server(random, service, options.hosts);
    do {
      flow.client = static_cast<std::uint32_t>(random.below(options.hosts));
    } while (flow.client == flow.server);
    flow.v6 = random.below(100) < 8;
    flow.port = static_cast<std::uint16_t>(49152 + random.below(16384));
    flow.sequence_out = static_cast<std::uint32_t>(random.next());
    flow.sequence_in = static_cast<std::uint32_t>(random.next());
  }
  return flows;
}

/// Sets when each flow begins and how far its packets lie apart.
void draw_times(std::vector<Flow>& flows, const Options& options, Random& random) {
  const std::uint64_t span = options.seconds * 1'000'000;
  for (Flow& flow : flows) {
    flow.next_us = random.below(span);
    const std::uint64_t left = span - flow.next_us;
    flow.gap_us = std::min<std::uint64_t>(left / flow.packets, 200 + random.below(100'000));
  }
}

void advance(Flow& flow, const Packet& packet, Random& random) {
  std::uint32_t& sequence = packet.out ? flow.sequence_out : flow.sequence_in;
  sequence += packet.payload + ((packet.flags & (kSyn | kFin)) != 0 ? 1U : 0U);
  ++flow.sent;
  flow.next_us += flow.gap_us / 2 + random.below(flow.gap_us + 1);
}

void write_packets(std::vector<Flow>& flows, Random& random, CaptureWriter& writer) {
  using Next = std::pair<std::uint64_t, std::uint32_t>;  // time and flow
  std::priority_queue<Next, std::vector<Next>, std::greater<>> queue;
  for (std::uint32_t i = 0; i < flows.size(); ++i) {
    queue.emplace(flows[i].next_us, i);
  }
  while (!queue.empty()) {
    const auto [us, index] = queue.top();
    queue.pop();
    Flow& flow = flows[index];
    const Service& service = kServices[flow.service];
    const Packet packet = packet_of(flow, service);
    writer.write(flow, service, packet, us);
    advance(flow, packet, random);
    if (flow.sent < flow.packets) {
      queue.emplace(flow.next_us, index);
    }
  }
}

bool take_number(std::string_view text, std::uint64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() && out > 0;
}

bool read_options(std::span<char*> arguments, Options& options) {
  const auto numbers =
      std::to_array<std::pair<std::string_view, std::uint64_t*>>({{"--packets", &options.packets},
                                                                  {"--flows", &options.flows},
                                                                  {"--hosts", &options.hosts},
                                                                  {"--snap", &options.snap},
                                                                  {"--seed", &options.seed},
                                                                  {"--seconds", &options.seconds}});
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    const auto* option =
        std::ranges::find(numbers, word, &std::pair<std::string_view, std::uint64_t*>::first);
    if (option == numbers.end()) {
      options.path = word;
    } else if (++i == arguments.size() || !take_number(arguments[i], *option->second)) {
      return false;
    }
  }
  return !options.path.empty() && options.hosts >= 2 && options.hosts <= 1'000'000 &&
         options.flows <= 50'000'000 && options.snap <= 65535;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!read_options(std::span(argv, static_cast<std::size_t>(argc)), options)) {
    std::fputs(
        "usage: bench_make_capture [--packets N] [--flows N] [--hosts N] [--snap BYTES] [--seed N] "
        "[--seconds N] CAPTURE\n",
        stderr);
    return 2;
  }
  Random random(options.seed);
  std::vector<Flow> flows = draw_flows(options, random);
  if (!share_packets(flows, random, options.packets)) {
    std::fputs("too few packets for so many flows: 8 for each of TCP, 2 for each other\n", stderr);
    return 2;
  }
  draw_times(flows, options, random);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(options.path.c_str(), "wb"),
                                                             std::fclose);
  if (file == nullptr) {
    std::perror(options.path.c_str());
    return 2;
  }
  std::vector<char> buffer(std::size_t{1} << 20);
  std::setvbuf(file.get(), buffer.data(), _IOFBF, buffer.size());
  CaptureWriter writer(file.get(), options.snap);
  write_packets(flows, random, writer);
  if (std::fflush(file.get()) != 0 || std::ferror(file.get()) != 0) {
    std::perror(options.path.c_str());
    return 2;
  }
  return 0;
}
