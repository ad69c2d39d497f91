#include "graph/direction_inference.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <vector>

namespace hamon {
namespace {

/// An end that answers.
struct Server {
  IpAddress address;
  std::uint16_t port = 0;
  std::uint8_t protocol = 0;
  auto operator<=>(const Server&) const = default;
};

Server at_responder(const Conversation& c) {
  return {c.responder, c.responder_port, c.protocol};
}
Server at_initiator(const Conversation& c) {
  return {c.initiator, c.initiator_port, c.protocol};
}

bool rests_on_first_packet(const Conversation& c) {
  const bool icmp = c.protocol == protocol::kIcmp || c.protocol == protocol::kIcmp6;
  return c.direction == DirectionBasis::FirstPacket && c.has_ports && !icmp;
}

/// Those that served at least three peers by observed handshakes, sorted.
std::vector<Server> proven_servers(std::span<const JoinedConversation> conversations) {
  constexpr std::size_t kPeers = 3;
  std::vector<std::pair<Server, IpAddress>> served;
  for (const JoinedConversation& joined : conversations) {
    const Conversation& c = joined.conversation;
    if (is_observed(c.direction) && c.state == FlowState::Established && c.has_ports) {
      served.emplace_back(at_responder(c), c.initiator);
    }
  }
  std::sort(served.begin(), served.end());
  served.erase(std::unique(served.begin(), served.end()), served.end());
  std::vector<Server> servers;
  for (std::size_t i = 0; i < served.size();) {
    std::size_t end = i;
    while (end < served.size() && served[end].first == served[i].first) {
      ++end;
    }
    if (end - i >= kPeers) {
      servers.push_back(served[i].first);
    }
    i = end;
  }
  return servers;
}

void turn(Conversation& c) {
  std::swap(c.initiator, c.responder);
  std::swap(c.initiator_port, c.responder_port);
  std::swap(c.packets_out, c.packets_in);
  std::swap(c.bytes_out, c.bytes_in);
  std::swap(c.initiator_mac, c.responder_mac);
  std::swap(c.initiator_ttl, c.responder_ttl);
}

/// Settles the direction if exactly one end serves.
bool settle(Conversation& c, bool initiator_serves, bool responder_serves, DirectionBasis basis) {
  if (initiator_serves == responder_serves) {
    return false;
  }
  if (initiator_serves) {
    turn(c);
  }
  c.direction = basis;
  return true;
}

}  // namespace

void infer_directions(std::span<JoinedConversation> conversations, const Site& site) {
  const bool needed = std::any_of(
      conversations.begin(), conversations.end(),
      [](const JoinedConversation& c) { return rests_on_first_packet(c.conversation); });
  if (!needed) {
    return;
  }
  std::set<ServicePort> named;
  for (const SiteService& service : site.services) {
    named.insert(service.ports.begin(), service.ports.end());
  }
  const std::vector<Server> servers = proven_servers(conversations);
  const auto serves = [&](const Server& s) {
    return std::binary_search(servers.begin(), servers.end(), s);
  };
  for (JoinedConversation& joined : conversations) {
    Conversation& c = joined.conversation;
    if (!rests_on_first_packet(c)) {
      continue;
    }
    const bool by_name =
        settle(c, named.contains({c.protocol, c.initiator_port}),
               named.contains({c.protocol, c.responder_port}), DirectionBasis::ServicePort);
    if (!by_name) {
      settle(c, serves(at_initiator(c)), serves(at_responder(c)), DirectionBasis::Served);
    }
  }
}

}  // namespace hamon
