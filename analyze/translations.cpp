#include "analyze/translations.hpp"

#include "analyze/finding_builder.hpp"
#include "analyze/gateways.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace hamon {
namespace {

constexpr std::uint64_t kLeastPassedOn = 3;  // conversations
constexpr std::size_t kLeastPorts = 10;      // of each kind
constexpr std::size_t kLeastChanges = 3;
constexpr Duration kTurn = Duration::minutes(60);
constexpr std::array<std::uint8_t, 3> kSent{64, 128, 255};  // TTLs with which systems send

/// The TTL with which something was sent that came with `ttl`; 0: not known.
std::uint8_t sent_with(std::uint8_t ttl) {
  constexpr int kMostRouters = 2;
  const auto sent = std::ranges::lower_bound(kSent, ttl);
  return sent != kSent.end() && *sent - ttl <= kMostRouters ? *sent : std::uint8_t{0};
}

/// Ephemeral ports of two kinds of system; 0: neither.
int kind_of_port(std::uint16_t port) {
  return port >= 49152 ? 2 : port >= 1024 && port <= 5000 ? 1 : 0;
}

/// One end of a TCP conversation.
struct Shown {
  const Conversation* conversation = nullptr;
  bool opened = false;

  [[nodiscard]] SystemId whose() const { return opened ? conversation->from : *conversation->to; }
  [[nodiscard]] const IpAddress& address() const {
    return opened ? conversation->initiator : conversation->responder;
  }
  [[nodiscard]] std::uint8_t ttl() const {
    return opened ? conversation->initiator_ttl : conversation->responder_ttl;
  }
  /// In whose frames its packets came: a MAC that packets were sent to says nothing of who
  /// answered.
  [[nodiscard]] std::optional<MacAddress> mac() const {
    const auto& mac = opened ? conversation->initiator_mac : conversation->responder_mac;
    return ttl() != 0 ? mac : std::nullopt;
  }
  [[nodiscard]] bool shows_port() const { return opened && is_observed(conversation->direction); }
};

bool is_earlier(const Shown& a, const Shown& b) {
  return std::tuple(a.conversation->time, a.conversation) <
         std::tuple(b.conversation->time, b.conversation);
}

/// Counts how often one kind of something follows another within an hour.
class Turns {
 public:
  void add(int kind, Timestamp at) {
    changes_ += last_ != 0 && kind != last_ && at - at_ <= kTurn ? 1U : 0U;
    last_ = kind;
    at_ = at;
  }
  [[nodiscard]] bool enough() const { return changes_ >= kLeastChanges; }

 private:
  int last_ = 0;
  Timestamp at_;
  std::size_t changes_ = 0;
};

/// Something that speaks for others behind a system, and the conversations that show it.
struct Sign {
  Message detail;
  std::vector<Shown> shown;
};

/// All that the MACs of one system's frames, its addresses and ports show.
class Signs {
 public:
  Signs(const FlowGraph& graph, SystemId system, std::vector<Shown> shown)
      : name_(graph[system].name), shown_(std::move(shown)) {}

  /// `alone`: MACs that deliver one system.
  std::optional<Sign> first(const std::set<MacAddress>& alone) const {
    std::map<MacAddress, std::vector<Shown>> by_mac;
    std::map<std::pair<IpAddress, MacAddress>, std::vector<Shown>> by_frames;
    std::map<IpAddress, std::vector<Shown>> by_address;
    for (const Shown& s : shown_) {
      if (const auto mac = s.mac()) {
        by_frames[{s.address(), *mac}].push_back(s);
        if (alone.contains(*mac)) {
          by_mac[*mac].push_back(s);
        }
      }
      if (s.shows_port()) {
        by_address[s.address()].push_back(s);
      }
    }
    for (const auto& [mac, list] : by_mac) {
      if (auto sign = passed_on(mac, list)) {
        return sign;
      }
    }
    for (const auto& [frames, list] : by_frames) {
      if (auto sign = two_ttls(list)) {
        return sign;
      }
    }
    for (const auto& [address, list] : by_address) {
      if (auto sign = two_ports(list)) {
        return sign;
      }
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::optional<Sign> passed_on(const MacAddress& mac,
                                              const std::vector<Shown>& list) const {
    Sign sign;
    for (const Shown& s : list) {
      if (const std::uint8_t sent = sent_with(s.ttl()); sent != 0 && sent != s.ttl()) {
        sign.shown.push_back(s);
      }
    }
    if (sign.shown.size() < kLeastPassedOn) {
      return std::nullopt;
    }
    const std::uint8_t ttl = sign.shown.front().ttl();
    sign.detail = message(
        "frames of {} at {} bring packets with TTL {}, systems send with {}: something there "
        "passes on what others send; of {} conversations {}",
        name_, mac.text(), ttl, sent_with(ttl), list.size(), sign.shown.size());
    return sign;
  }

  [[nodiscard]] static std::optional<Sign> two_ttls(const std::vector<Shown>& list) {
    Sign sign;
    Turns turns;
    std::set<std::uint8_t> kinds;
    for (const Shown& s : list) {
      if (const std::uint8_t sent = sent_with(s.ttl()); sent != 0) {
        turns.add(sent, s.conversation->time.begin);
        kinds.insert(sent);
        sign.shown.push_back(s);
      }
    }
    if (!turns.enough()) {
      return std::nullopt;
    }
    sign.detail = message(
        "{} sends by turns as systems do that begin with TTL {} and with {}: two kinds of system "
        "behind one address",
        list.front().address().text(), *kinds.begin(), *kinds.rbegin());
    return sign;
  }

  [[nodiscard]] static std::optional<Sign> two_ports(const std::vector<Shown>& list) {
    Sign sign;
    Turns turns;
    std::array<std::set<std::uint16_t>, 3> ports;
    for (const Shown& s : list) {
      const std::uint16_t port = s.conversation->initiator_port;
      const int kind = kind_of_port(port);
      ports[static_cast<std::size_t>(kind)].insert(port);
      turns.add(kind, s.conversation->time.begin);
      sign.shown.push_back(s);
    }
    if (!turns.enough() || !ports[0].empty() || ports[1].size() < kLeastPorts ||
        ports[2].size() < kLeastPorts) {
      return std::nullopt;
    }
    sign.detail = message(
        "{} opens connections by turns from ports {} to {} and {} to {}: two kinds of system "
        "behind "
        "one address",
        list.front().address().text(), *ports[1].begin(), *ports[1].rbegin(), *ports[2].begin(),
        *ports[2].rbegin());
    return sign;
  }

  const std::string& name_;
  std::vector<Shown> shown_;
};

Finding finding_about(const FlowGraph& graph, std::string_view claim, SystemId system,
                      const Sign& sign) {
  FindingSum sum(graph);
  std::set<IpAddress> addresses;
  for (const Shown& s : sign.shown) {
    sum.add(*s.conversation, s.opened);
    addresses.insert(s.address());
  }
  Finding finding;
  finding.kind = FindingKind::Translation;
  finding.initiator = end_of(graph, system, addresses);
  sum.fill(finding);
  finding.service_basis = ServiceBasis::None;
  finding.id = finding_id(claim, finding);
  finding.detail = sign.detail;
  finding.check_next = message(
      "look at the machine and what is plugged into it: a router of its own, a shared connection "
      "of a PC, virtual machines; what stands behind it is on no list");
  return finding;
}

}  // namespace

std::vector<Finding> translations(const FlowGraph& graph, std::string_view claim,
                                  const std::optional<Selector>& zones) {
  const std::set<MacAddress> routers = router_macs(graph);
  std::map<MacAddress, std::set<SystemId>> delivered;
  std::vector<std::vector<Shown>> by_system(graph.systems().size());
  const auto add = [&](const Shown& shown) {
    const auto mac = shown.mac();
    if (mac) {
      delivered[*mac].insert(shown.whose());
    }
    const System& system = graph[shown.whose()];
    if (shown.conversation->protocol == protocol::kTcp && (mac || shown.shows_port()) &&
        !system.outside && system.role != Role::Router && !(mac && routers.contains(*mac)) &&
        (!zones || zones->matches(graph, shown.whose(), shown.address()))) {
      by_system[index(shown.whose())].push_back(shown);
    }
  };
  for (const Conversation& c : graph.conversations()) {
    add({&c, true});
    add({&c, false});
  }
  std::set<MacAddress> alone;
  for (const auto& [mac, systems] : delivered) {
    if (systems.size() == 1) {
      alone.insert(mac);
    }
  }
  std::vector<Finding> findings;
  for (std::uint32_t v = 0; v < by_system.size(); ++v) {
    const SystemId system{v};
    std::vector<Shown>& shown = by_system[v];
    std::sort(shown.begin(), shown.end(), is_earlier);
    if (const auto sign = Signs(graph, system, std::move(shown)).first(alone)) {
      findings.push_back(finding_about(graph, claim, system, *sign));
    }
  }
  return findings;
}

}  // namespace hamon
