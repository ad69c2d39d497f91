#pragma once

#include "graph/flow_graph.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "support/graph_maker.hpp"

namespace hamon {

/// A question about relays in plain values.
struct RelayQuestion {
  struct System {
    std::string name;
    std::vector<std::string> addresses;  ///< of one outside just one
    bool outside = false;
    bool router = false;
    bool observed = true;
  };
  /// A VPN gateway gave an address of `pool` to the client at an address; times in seconds.
  struct Told {
    std::string client, pool;
    std::int64_t begin = 0, end = 0;
  };
  std::vector<System> systems;
  std::vector<std::pair<std::string, std::vector<std::string>>> zones;  ///< with prefixes
  std::vector<MadeRecord> records;
  std::vector<Told> told;
  std::int64_t east = 0;                         ///< seconds of the site's clock before UTC's
  std::pair<std::int64_t, std::int64_t> window;  ///< seconds

  [[nodiscard]] const System& system(const std::string& name) const {
    return *std::find_if(systems.begin(), systems.end(),
                         [&](const System& s) { return s.name == name; });
  }
};

/// The definition of analyze/relays.hpp word by word: every pair is looked at, and nothing is kept
/// for later.
class RelayTwin {
 public:
  struct Span {
    std::int64_t begin = 0, end = 0;  // nanoseconds
    bool operator==(const Span&) const = default;
  };
  struct Step {
    std::string from, to, service;
    std::uint64_t sessions = 0;
    Span seen;
    bool operator==(const Step&) const = default;
  };
  /// Outside end, last system, last service.
  using Key = std::tuple<std::string, std::string, std::string>;
  struct Chain {
    Key key;
    std::vector<Step> steps;
    std::size_t length = 0;
    long double most_likely = 0;  // the largest of its steps
    long double undecided = 0;    // the largest of those that are not seen seldom
    std::uint64_t occasions = 0;
  };

  explicit RelayTwin(const RelayQuestion& question) : q_(question) {
    for (const auto& hold : outer_holds()) {
      follow({hold}, {hold.sessions}, {});
    }
  }

  [[nodiscard]] std::size_t tests() const { return tests_; }
  [[nodiscard]] long double limit() const {
    return 0.01L / static_cast<long double>(std::max<std::size_t>(tests_, 1));
  }
  /// Of each key the chains that may be told: the shortest, and of these the least likely ones.
  [[nodiscard]] std::map<Key, std::vector<Chain>> told() const {
    std::map<Key, std::vector<Chain>> best;
    for (const Chain& chain : chains_) {
      if (chain.undecided > limit()) {
        continue;
      }
      const bool beaten = std::any_of(chains_.begin(), chains_.end(), [&](const Chain& other) {
        return other.key == chain.key && other.undecided <= limit() && is_better(other, chain);
      });
      if (!beaten) {
        best[chain.key].push_back(chain);
      }
    }
    return best;
  }
  /// Whether some chance lies so near to the limit that arithmetic decides.
  [[nodiscard]] bool is_close() const {
    return std::any_of(chances_.begin(), chances_.end(), [&](long double chance) {
      return near(chance, limit()) || near(chance, 0.01L);
    });
  }

  /// P(X ≥ k) for X binomial of n and p: the distribution of n throws, one throw after the other.
  static long double tail(std::size_t k, std::size_t n, long double p) {
    std::vector<long double> chance(n + 1, 0.0L);
    chance[0] = 1.0L;
    for (std::size_t thrown = 1; thrown <= n; ++thrown) {
      for (std::size_t j = thrown; j > 0; --j) {
        chance[j] = chance[j] * (1.0L - p) + chance[j - 1] * p;
      }
      chance[0] *= 1.0L - p;
    }
    long double sum = 0.0L;
    for (std::size_t j = n + 1; j-- > k;) {
      sum += chance[j];
    }
    return sum;
  }

 private:
  static constexpr std::int64_t kSecond = 1'000'000'000;
  static constexpr std::int64_t kMinute = 60 * kSecond;
  static constexpr std::int64_t kHour = 60 * kMinute;

  struct Session {
    Span time;
    std::vector<const MadeRecord*> records;
  };
  using Sessions = std::vector<Session>;
  struct Hold {
    std::string from, to, service;  // a VPN by log: no service
    bool remote = false;
    Sessions sessions;
    std::string through;
  };
  using Steps = std::vector<Step>;

  static bool near(long double a, long double b) { return a > b * 0.999999L && a < b * 1.000001L; }
  static bool is_better(const Chain& a, const Chain& b) {
    if (a.length != b.length) {
      return a.length < b.length;
    }
    if (a.most_likely == b.most_likely || near(a.most_likely, b.most_likely)) {
      return a.occasions > b.occasions;
    }
    return a.most_likely < b.most_likely;
  }
  static bool is_remote(const std::string& service) {
    return class_of(service) != ServiceClass::None;
  }
  static bool is_infrastructure(const std::string& service) {
    static const std::set<std::string> kNames{"dns",     "mdns", "ntp",    "dhcp",  "kerberos",
                                              "ldap",    "snmp", "syslog", "print", "dce-rpc",
                                              "netbios", "icmp", "icmp6"};
    return kNames.contains(service);
  }
  static bool overlap(const Span& a, const Span& b) {
    return !(a.end < b.begin || b.end < a.begin);
  }
  static Span hull(const Span& a, const Span& b) {
    return {std::min(a.begin, b.begin), std::max(a.end, b.end)};
  }
  static Span span(const MadeRecord& r) { return {r.start * kSecond, r.end * kSecond}; }
  static void sort(Sessions& list) {
    std::sort(list.begin(), list.end(), [](const Session& a, const Session& b) {
      return std::pair(a.time.begin, a.time.end) < std::pair(b.time.begin, b.time.end);
    });
  }

  /// What lies nearer than `apart` (0: what touches) becomes one, until nothing does.
  static Sessions joined(Sessions list, std::int64_t apart) {
    for (bool again = true; again;) {
      again = false;
      for (std::size_t i = 0; i < list.size() && !again; ++i) {
        for (std::size_t j = i + 1; j < list.size() && !again; ++j) {
          const std::int64_t gap = std::max(list[i].time.begin, list[j].time.begin) -
                                   std::min(list[i].time.end, list[j].time.end);
          if (gap <= 0 || gap < apart) {
            list[i].time = hull(list[i].time, list[j].time);
            list[i].records.insert(list[i].records.end(), list[j].records.begin(),
                                   list[j].records.end());
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(j));
            again = true;
          }
        }
      }
    }
    sort(list);
    return list;
  }

  [[nodiscard]] Sessions sessions(const std::string& from, const std::string& to,
                                  const std::string& service) const {
    Sessions list;
    for (const MadeRecord& r : q_.records) {
      if (r.initiator == from && r.responder == to && r.service == service && r.carries) {
        list.push_back({span(r), {&r}});
      }
    }
    sort(list);
    return list;
  }

  [[nodiscard]] std::set<std::string> services() const {
    std::set<std::string> names;
    for (const MadeRecord& r : q_.records) {
      names.insert(r.service);
    }
    return names;
  }

  // ---- Outer sessions

  [[nodiscard]] std::vector<Hold> outer_holds() const {
    std::vector<Hold> list;
    for (const auto& out : q_.systems) {
      for (const auto& in : q_.systems) {
        if (!out.outside || in.outside) {
          continue;
        }
        for (const std::string& service : services()) {
          add_outer(out, in,
                    {out.name, in.name, service, is_remote(service),
                     sessions(out.name, in.name, service), ""},
                    list);
          if (is_remote(service)) {
            add_outer(out, in,
                      {out.name, in.name, service, true, sessions(in.name, out.name, service), ""},
                      list);
          }
        }
      }
    }
    for (const auto& pool : q_.systems) {
      std::set<std::string> clients;
      for (const auto& [client, time] : vpn_sessions(pool.name)) {
        clients.insert(outside_end(client));
      }
      for (const std::string& client : clients) {
        list.push_back({client, pool.name, "", true, sessions_of_client(client, pool.name), ""});
      }
    }
    return list;
  }

  void add_outer(const RelayQuestion::System& out, const RelayQuestion::System& in,
                 const Hold& hold, std::vector<Hold>& list) const {
    if (hold.sessions.empty()) {
      return;
    }
    list.push_back(hold);
    const ServiceClass kind = class_of(hold.service);
    if (!in.router || (kind != ServiceClass::Vpn && kind != ServiceClass::RemoteTool)) {
      return;
    }
    Hold guess = hold;
    guess.through = in.name;
    guess.sessions.clear();
    for (const Session& s : hold.sessions) {
      bool explained = false;
      for (const auto& pool : q_.systems) {
        for (const auto& [client, time] : vpn_sessions(pool.name)) {
          explained = explained || (client == out.addresses.front() && overlap(time, s.time));
        }
      }
      if (!explained) {
        guess.sessions.push_back(s);
      }
    }
    for (const auto& behind : q_.systems) {
      if (!guess.sessions.empty() && behind.name != in.name && !behind.outside && behind.observed &&
          same_prefix(in, behind)) {
        guess.to = behind.name;
        list.push_back(guess);
      }
    }
  }

  /// Of zones that overlap the narrower one is where an address is at home; the prefixes here do
  /// not.
  [[nodiscard]] bool same_prefix(const RelayQuestion::System& a,
                                 const RelayQuestion::System& b) const {
    for (const auto& [zone, prefixes] : q_.zones) {
      for (const std::string& prefix : prefixes) {
        const Prefix p = *Prefix::parse(prefix);
        const auto there = [&](const std::string& text) {
          return p.contains(*IpAddress::parse(text));
        };
        if (std::any_of(a.addresses.begin(), a.addresses.end(), there) &&
            std::any_of(b.addresses.begin(), b.addresses.end(), there)) {
          return true;
        }
      }
    }
    return false;
  }

  [[nodiscard]] const RelayQuestion::System* owner(const std::string& address) const {
    for (const auto& s : q_.systems) {
      if (std::find(s.addresses.begin(), s.addresses.end(), address) != s.addresses.end()) {
        return &s;
      }
    }
    return nullptr;
  }
  [[nodiscard]] std::string outside_end(const std::string& client) const {
    const auto* system = owner(client);
    return system != nullptr ? system->name : client;
  }

  /// When which client, of those outside, had an address of the system.
  [[nodiscard]] std::vector<std::pair<std::string, Span>> vpn_sessions(
      const std::string& pool) const {
    std::map<std::string, Sessions> by_client;
    for (const auto& t : q_.told) {
      if (t.pool == pool) {
        by_client[t.client].push_back({{t.begin * kSecond, t.end * kSecond}, {}});
      }
    }
    std::vector<std::pair<std::string, Span>> all, list;
    for (const auto& [client, told] : by_client) {
      for (const Session& s : joined(told, 0)) {
        all.emplace_back(client, s.time);
      }
    }
    for (auto [client, time] : all) {
      const auto* system = owner(client);
      if (system != nullptr && (!system->outside || system->name == pool)) {
        continue;
      }
      for (const auto& [other, later] : all) {
        if (q_.system(pool).addresses.size() == 1 && other != client && later.begin > time.begin &&
            later.begin <= time.end) {
          time.end = later.begin - 1;
        }
      }
      list.emplace_back(client, time);
    }
    return list;
  }

  [[nodiscard]] Sessions sessions_of_client(const std::string& end, const std::string& pool) const {
    Sessions list;
    for (const auto& [client, time] : vpn_sessions(pool)) {
      if (outside_end(client) != end) {
        continue;
      }
      Session session{time, {}};
      for (const MadeRecord& r : q_.records) {
        const bool from = is_at(r.initiator, client) && !q_.system(r.responder).outside;
        const bool to = is_at(r.responder, client) && !q_.system(r.initiator).outside;
        if (class_of(r.service) == ServiceClass::Vpn && (from || to) && overlap(span(r), time)) {
          session.records.push_back(&r);
        }
      }
      list.push_back(session);
    }
    sort(list);
    return list;
  }
  [[nodiscard]] bool is_at(const std::string& name, const std::string& address) const {
    return q_.system(name).outside && q_.system(name).addresses.front() == address;
  }

  // ---- Nesting and chance

  void follow(const std::vector<Hold>& holds, const std::vector<Sessions>& nested,
              const Chain& before) {
    if (holds.size() == 4) {
      return;
    }
    for (const auto& to : q_.systems) {
      const std::string& from = holds.back().to;
      const bool twice = std::any_of(holds.begin(), holds.end(), [&](const Hold& h) {
        return h.from == to.name || h.to == to.name;
      });
      for (const std::string& service : services()) {
        if (!to.outside && !twice && !is_infrastructure(service)) {
          test(holds, nested, before,
               {from, to.name, service, is_remote(service), sessions(from, to.name, service), ""});
        }
      }
    }
  }

  void test(const std::vector<Hold>& holds, const std::vector<Sessions>& nested,
            const Chain& before, const Hold& inner) {
    const Sessions& outer = nested.back();
    const Sessions spans = joined(outer, 0);
    const Sessions all = joined(inner.sessions, apart(spans));
    Sessions lying, around;
    std::set<std::int64_t> used;  // beginnings of outer sessions
    for (const Session& o : all) {
      for (const Session& span : spans) {
        if (span.time.begin <= o.time.begin && o.time.begin <= span.time.end &&
            o.time.end <= span.time.end + 5 * kMinute) {
          lying.push_back(o);
          used.insert(span.time.begin);
        }
      }
    }
    if (lying.empty()) {
      return;
    }
    ++tests_;
    for (const Session& o : outer) {
      for (const Session& span : spans) {
        if (used.contains(span.time.begin) && overlap(o.time, span.time)) {
          around.push_back(o);
        }
      }
    }
    const long double chance =
        lying.size() < 2 ? 1.0L : tail(lying.size(), all.size(), share(inner.from, spans, all));
    const bool seldom = inner.remote && holds.back().remote && 2 * lying.size() >= all.size() &&
                        4 * total(spans) <= (q_.window.second - q_.window.first) * kSecond;
    chances_.push_back(chance);
    if (chance > 0.01L && !seldom) {
      return;
    }
    std::vector<Hold> on = holds;
    on.push_back(inner);
    std::vector<Sessions> lie = nested;
    lie.back() = around;
    lie.push_back(lying);
    Chain chain = before;
    chain.key = {on.front().from, inner.to, inner.service};
    chain.length = on.size();
    chain.most_likely = std::max(before.most_likely, chance);
    chain.undecided = std::max(before.undecided, seldom ? 0.0L : chance);
    chain.occasions = lying.size();
    chain.steps.clear();
    for (std::size_t i = 0; i < on.size(); ++i) {
      add_steps(on[i], lie[i], chain.steps);
    }
    chains_.push_back(chain);
    follow(on, lie, chain);
  }

  static std::int64_t apart(const Sessions& spans) {
    std::vector<std::int64_t> lengths;
    for (const Session& s : spans) {
      lengths.push_back(s.time.end - s.time.begin);
    }
    std::sort(lengths.begin(), lengths.end());
    return std::max(5 * kMinute, std::min(kHour, lengths[lengths.size() / 2]));
  }
  static std::int64_t total(const Sessions& spans) {
    std::int64_t sum = 0;
    for (const Session& s : spans) {
      sum += s.time.end - s.time.begin;
    }
    return sum;
  }

  /// Every minute of it, and its last instant.
  template <class Do>
  void each_minute(const Span& time, Do act) const {
    for (std::int64_t t = time.begin; t < time.end; t += kMinute) {
      act(t + q_.east * kSecond);
    }
    act(time.end + q_.east * kSecond);
  }

  [[nodiscard]] long double share(const std::string& system, const Sessions& outer,
                                  const Sessions& inner) const {
    std::set<std::int64_t> hours, days;
    for (const Sessions* list : {&outer, &inner}) {
      for (const Session& s : *list) {
        each_minute(s.time, [&](std::int64_t local) { hours.insert(local / kHour % 24); });
      }
    }
    for (const MadeRecord& r : q_.records) {
      if (r.initiator == system || r.responder == system) {
        each_minute(span(r), [&](std::int64_t local) { days.insert(local / (24 * kHour)); });
      }
    }
    const auto possible =
        static_cast<long double>(kHour) * static_cast<long double>(hours.size() * days.size());
    return possible > 0 ? std::min(1.0L, static_cast<long double>(total(outer)) / possible) : 1.0L;
  }

  // ---- What is told

  void add_steps(const Hold& hold, const Sessions& nested, Steps& steps) const {
    if (hold.service.empty()) {
      add_vpn_steps(hold, nested, steps);
      return;
    }
    std::optional<Span> seen;
    for (const Session& s : nested) {
      for (const MadeRecord* r : s.records) {
        seen = seen ? hull(*seen, span(*r)) : span(*r);
      }
    }
    if (hold.through.empty()) {
      steps.push_back({hold.from, hold.to, hold.service, nested.size(), *seen});
    } else {
      steps.push_back({hold.from, hold.through, hold.service, nested.size(), *seen});
      steps.push_back({hold.through, hold.to, "", nested.size(), *seen});
    }
  }

  void add_vpn_steps(const Hold& hold, const Sessions& nested, Steps& steps) const {
    std::map<std::tuple<std::string, std::string, std::string>, std::set<const MadeRecord*>> ways;
    Span told = nested.front().time;
    for (const Session& s : nested) {
      told = hull(told, s.time);
      for (const MadeRecord* r : s.records) {
        ways[{r->initiator, r->responder, r->service}].insert(r);
      }
    }
    std::string from = hold.from;
    std::size_t most = 0;
    for (const auto& [way, records] : ways) {
      most = std::max(most, records.size());
    }
    for (const auto& [way, records] : ways) {
      if (records.size() == most) {
        Span seen = span(**records.begin());
        for (const MadeRecord* r : records) {
          seen = hull(seen, span(*r));
        }
        const auto& [initiator, responder, service] = way;
        from = initiator == hold.from ? responder : initiator;
        steps.push_back({hold.from, from, service, nested.size(), seen});
        break;
      }
    }
    steps.push_back({from, hold.to, "vpn", nested.size(), told});
  }

  const RelayQuestion& q_;
  std::size_t tests_ = 0;
  std::vector<Chain> chains_;
  std::vector<long double> chances_;
};

}  // namespace hamon
