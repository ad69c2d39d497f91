#include "analyze/relays.hpp"

#include "graph/own_names.hpp"

#include <random>

#include "property/relays_twin.hpp"
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

constexpr std::int64_t kMinutes = 60;
constexpr std::int64_t kHours = 60 * kMinutes;
constexpr std::int64_t kDays = 24 * kHours;
constexpr std::int64_t kMonday = 1'780'272'000;  // 2026-06-01T00:00Z

std::string described(const RelayQuestion& q) {
  const auto time = [](std::int64_t t) {
    return format_time(Timestamp::from_seconds(t), TimeZone::utc());
  };
  std::string text =
      fmt::format("{} s east, {} to {}", q.east, time(q.window.first), time(q.window.second));
  for (const auto& s : q.systems) {
    text += fmt::format("\n  {} {}{}{}{}", s.name, fmt::join(s.addresses, " "),
                        s.outside ? " outside" : "", s.router ? " router" : "",
                        s.observed ? "" : " not observed");
  }
  for (const auto& r : q.records) {
    text += fmt::format("\n  {} -> {} {} [{}, {}]{}", r.initiator, r.responder, r.service,
                        time(r.start), time(r.end), r.carries ? "" : " empty");
  }
  for (const auto& t : q.told) {
    text += fmt::format("\n  {} is {} [{}, {}]", t.client, t.pool, time(t.begin), time(t.end));
  }
  return text;
}

void add_addresses(FlowGraph& graph, const RelayQuestion& q) {
  for (System& system : FlowGraphMaker::systems(graph)) {
    for (const std::string& text : q.system(system.name).addresses) {
      system.addresses.push_back({*IpAddress::parse(text), {}, "observed", true});
    }
    for (const auto& t : q.told) {
      if (t.pool == system.name) {
        const Interval held{Timestamp::from_seconds(t.begin), Timestamp::from_seconds(t.end)};
        system.called.push_back({t.client, BindingKind::VpnClient, held, false});
      }
    }
    system.called = in_order_of_telling(std::move(system.called));
  }
  for (const auto& [name, prefixes] : q.zones) {
    Zone zone;
    zone.name = name;
    for (const std::string& text : prefixes) {
      zone.prefixes.push_back(*Prefix::parse(text));
    }
    FlowGraphMaker::zones(graph).push_back(zone);
  }
  FlowGraphMaker::index_addresses(graph);
  for (Conversation& c : FlowGraphMaker::conversations(graph)) {
    c.initiator = graph[c.from].addresses.front().address;
    c.responder = graph[*c.to].addresses.front().address;
  }
}

FlowGraph graph_of(const RelayQuestion& q) {
  std::vector<MadeSystem> systems;
  for (const auto& s : q.systems) {
    MadeSystem made{s.name};
    made.role = s.router ? Role::Router : Role::Other;
    made.outside = s.outside;
    made.observed = s.observed;
    systems.push_back(made);
  }
  FlowGraph graph = FlowGraphMaker::make(systems, q.records);
  add_addresses(graph, q);
  FlowGraphMaker::window(graph) = {Timestamp::from_seconds(q.window.first),
                                   Timestamp::from_seconds(q.window.second)};
  const char* zone = q.east == 0 ? "UTC" : q.east == 9 * kHours ? "Asia/Tokyo" : "Asia/Kolkata";
  FlowGraphMaker::site(graph).zone = *TimeZone::named(zone);
  return graph;
}

/// What the program tells of one (outside end, last system, last service).
struct Answer {
  std::vector<RelayTwin::Step> steps;
  bool strong = false;
  bool operator==(const Answer&) const = default;
};
using Answers = std::map<RelayTwin::Key, Answer>;

Answers answers(const RelayQuestion& q) {
  const FlowGraph graph = graph_of(q);
  Answers all;
  for (const Finding& f : relays(graph, "", std::nullopt)) {
    Answer answer;
    for (const RelayStep& s : f.steps) {
      answer.steps.push_back(
          {s.from.name,
           s.to.name,
           s.service,
           s.sessions,
           {s.seen.value_or(Interval{}).begin.ns, s.seen.value_or(Interval{}).end.ns}});
    }
    answer.strong = f.detail.id.find("more than chance explains") != std::string_view::npos;
    const bool is_new =
        all.emplace(RelayTwin::Key{f.initiator.name, f.responder->name, f.service}, answer).second;
    EXPECT_TRUE(is_new) << "told twice";
  }
  return all;
}

std::string text_of(const std::vector<RelayTwin::Step>& steps) {
  std::string text;
  for (const auto& s : steps) {
    text += fmt::format("{} > {} {} x{} [{}, {}]; ", s.from, s.to, s.service, s.sessions,
                        s.seen.begin, s.seen.end);
  }
  return text;
}
std::string text_of(const RelayTwin::Key& key) {
  return fmt::format("{} .. {} {}", std::get<0>(key), std::get<1>(key), std::get<2>(key));
}

/// What was told, for the tests to show that they ask something.
struct Tally {
  std::size_t asked = 0, strong = 0, seldom = 0, over_vpn = 0, over_router = 0, none = 0;
  std::array<std::size_t, 7> steps{};
};

void expect_twin(const RelayQuestion& q, Tally& tally) {
  const RelayTwin twin(q);
  if (twin.is_close()) {
    return;
  }
  SCOPED_TRACE(described(q) + fmt::format("\n  {} tests", twin.tests()));
  const auto wanted = twin.told();
  const Answers found = answers(q);
  for (const auto& [key, answer] : found) {
    EXPECT_TRUE(wanted.contains(key)) << text_of(key) << ": " << text_of(answer.steps);
  }
  for (const auto& [key, chains] : wanted) {
    const auto answer = found.find(key);
    if (answer == found.end()) {
      ADD_FAILURE() << "not told: " << text_of(key) << ": " << text_of(chains.front().steps);
      continue;
    }
    const bool strong = chains.front().most_likely <= twin.limit();
    EXPECT_EQ(answer->second.strong, strong) << text_of(key);
    EXPECT_TRUE(std::any_of(chains.begin(), chains.end(),
                            [&](const auto& c) { return c.steps == answer->second.steps; }))
        << text_of(key) << ": " << text_of(answer->second.steps) << "\n is not "
        << text_of(chains.front().steps);
    const auto has = [&](const std::string& service) {
      const auto& steps = answer->second.steps;
      return std::any_of(steps.begin(), steps.end(),
                         [&](const auto& s) { return s.service == service; });
    };
    ++(strong ? tally.strong : tally.seldom);
    tally.over_vpn += has("vpn") ? 1U : 0U;
    tally.over_router += has("") ? 1U : 0U;
    ++tally.steps[std::min<std::size_t>(chains.front().length, tally.steps.size() - 1)];
  }
  ++tally.asked;
  tally.none += wanted.empty() ? 1U : 0U;
}

/// Questions in which somebody goes from outside from system to system on some days, and others do
/// what they do.
class RandomRelays {
 public:
  explicit RandomRelays(unsigned seed) : random_(seed) {}

  std::int64_t number(std::int64_t below) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(below));
  }
  bool one_in(std::int64_t n) { return number(n) == 0; }

  RelayQuestion next() {
    RelayQuestion q;
    constexpr std::int64_t kEast[] = {0, 9 * kHours, 5 * kHours + 30 * kMinutes};
    q.east = kEast[number(3)];
    days_ = 2 + number(13);
    add_systems(q);
    for (std::int64_t n = 1 + number(3); n > 0; --n) {
      add_campaign(q);
    }
    for (std::int64_t n = number(20); n > 0; --n) {
      add_noise(q);
    }
    q.window = {kMonday, kMonday + days_ * kDays};
    if (one_in(4)) {
      q.window.second = kMonday + (1 + number(days_)) * kDays;
    }
    return q;
  }

  const RelayQuestion::System& any(const RelayQuestion& q) {
    return q.systems[static_cast<std::size_t>(number(static_cast<std::int64_t>(q.systems.size())))];
  }

 private:
  struct Time {
    std::int64_t begin = 0, end = 0;
  };

  void add_systems(RelayQuestion& q) {
    q.zones = {{"Z0", {"10.0.0.0/24"}}, {"Z1", {"10.0.1.0/24", "10.0.2.0/24"}}};
    const std::int64_t inside = 2 + number(7);
    for (std::int64_t i = 0; i < inside; ++i) {
      RelayQuestion::System s;
      s.name = std::string(1, static_cast<char>('a' + i));
      s.addresses = {fmt::format("10.0.{}.{}", number(4), 10 + i)};
      if (one_in(5)) {
        s.addresses.push_back(fmt::format("10.0.{}.{}", number(4), 20 + i));
      }
      s.router = one_in(4);
      s.observed = !one_in(6);
      q.systems.push_back(s);
    }
    for (std::int64_t i = 0; i <= number(3); ++i) {
      RelayQuestion::System s;
      s.name = std::string(1, static_cast<char>('w' + i));
      s.addresses = {fmt::format("203.0.113.{}", 1 + i)};
      s.outside = true;
      q.systems.push_back(s);
    }
  }

  std::string service() {
    constexpr const char* kServices[] = {"rdp",        "ssh",   "https",   "smb",   "dns",
                                         "teamviewer", "mssql", "openvpn", "ipsec", "print"};
    return kServices[number(10)];
  }
  std::string remote_service() {
    constexpr const char* kServices[] = {"rdp", "ssh", "teamviewer", "openvpn", "ipsec"};
    return kServices[number(5)];
  }

  /// Sessions of some length at a time of the day that the campaign keeps to.
  std::vector<Time> outer_times() {
    std::vector<Time> times;
    const std::int64_t hour = number(22);
    for (std::int64_t n = 1 + number(9); n > 0; --n) {
      const std::int64_t begin =
          kMonday + number(days_) * kDays + hour * kHours + number(120) * kMinutes;
      times.push_back({begin, begin + number(12) * 10 * kMinutes + number(2)});
    }
    return times;
  }

  /// What lies in one of them, or nearly so, or in none.
  Time inner_time(const Time& outer) {
    if (one_in(8)) {
      const std::int64_t begin = kMonday + number(days_ * 24 * 60) * kMinutes;
      return {begin, begin + number(40) * kMinutes};
    }
    const std::int64_t length = outer.end - outer.begin;
    const std::int64_t begin =
        outer.begin + (one_in(6) ? number(3) - 1 : number(length / kMinutes + 1) * kMinutes);
    constexpr std::int64_t kAfter[] = {0, 299, 300, 301};
    const std::int64_t end =
        one_in(3) ? outer.end + kAfter[number(4)] : begin + number(length / 2 + 2);
    return {begin, std::max(begin, end)};
  }

  /// A session, perhaps in pieces that lie about as far apart as one session's may.
  void add_sessions(RelayQuestion& q, const std::string& from, const std::string& to,
                    const std::string& service, const Time& time) {
    constexpr std::int64_t kApart[] = {1, 299, 300, 301, 1800};
    std::int64_t begin = time.begin;
    if (one_in(4) && time.end - time.begin > 700) {
      const std::int64_t gap = kApart[number(5)];
      const std::int64_t middle = time.begin + number(time.end - time.begin);
      q.records.push_back({from, to, service, time.begin, middle});
      begin = std::min(time.end, middle + gap);
    }
    q.records.push_back({from, to, service, begin, time.end, !one_in(15)});
  }

  void add_campaign(RelayQuestion& q) {
    const auto* out = &any(q);
    while (!out->outside) {
      out = &any(q);
    }
    const std::string outside = out->name;
    std::set<std::string> before{outside};
    std::string at = next_system(q, before);
    std::vector<Time> times = outer_times();
    const std::int64_t kind = number(4);
    const std::string first = one_in(2) ? remote_service() : service();
    for (const Time& t : times) {
      if (kind == 0) {
        add_told(q, *out, at, t);
      } else if (kind == 1) {
        add_sessions(q, at, outside, first, t);
      } else {
        add_sessions(q, outside, at, first, t);
      }
    }
    for (std::int64_t steps = 1 + number(6); steps > 0; --steps) {
      const std::string to = next_system(q, before);
      const std::string over = one_in(2) ? remote_service() : service();
      std::vector<Time> inner;
      for (const Time& t : times) {
        if (!one_in(8)) {
          inner.push_back(inner_time(t));
          add_sessions(q, at, to, over, inner.back());
        }
      }
      at = to;
      times = inner;
    }
  }

  /// Mostly one inside to which the campaign did not come yet.
  std::string next_system(const RelayQuestion& q, std::set<std::string>& before) {
    const auto* next = &any(q);
    for (int tries = 0; tries < 8 && (next->outside || before.contains(next->name)); ++tries) {
      next = &any(q);
    }
    before.insert(next->name);
    return next->name;
  }

  void add_told(RelayQuestion& q, const RelayQuestion::System& outside, const std::string& pool,
                const Time& t) {
    const std::string gateway = any(q).name;
    const std::string clients[] = {outside.addresses.front(), "198.51.100.1", "198.51.100.2",
                                   q.systems.front().addresses.front()};
    const std::int64_t length = one_in(5) ? 2 * kDays : t.end - t.begin;
    q.told.push_back({clients[number(4)], pool, t.begin, t.begin + length});
    if (one_in(2)) {
      add_sessions(q, outside.name, gateway, one_in(3) ? "ipsec" : "openvpn",
                   {t.begin - 20, t.end + number(40)});
    }
  }

  void add_noise(RelayQuestion& q) {
    const std::int64_t begin = kMonday + number(days_ * 24 * 60) * kMinutes;
    q.records.push_back(
        {any(q).name, any(q).name, service(), begin, begin + number(90) * kMinutes, !one_in(6)});
  }

  std::int64_t days_ = 1;
  std::mt19937 random_;
};

TEST(RelayTwin, ThrowsAsTheTablesSay) {
  EXPECT_NEAR(static_cast<double>(RelayTwin::tail(2, 3, 0.5L)), 0.5, 1e-15);
  EXPECT_NEAR(static_cast<double>(RelayTwin::tail(5, 5, 0.125L)), 1.0 / 32768, 1e-18);
}

TEST(Relays, TailsAreThoseOfThrowAfterThrow) {
  RandomRelays random(20260612);
  for (int i = 0; i < 2000; ++i) {
    const auto n = static_cast<std::uint64_t>(random.number(120));
    const auto k = static_cast<std::uint64_t>(random.number(static_cast<std::int64_t>(n) + 2));
    const double p = static_cast<double>(random.number(1001)) / 1000.0;
    const auto exact = static_cast<double>(RelayTwin::tail(k, n, static_cast<long double>(p)));
    EXPECT_NEAR(binomial_tail(k, n, p), exact, 1e-9 * exact + 1e-300)
        << k << " of " << n << ", " << p;
  }
}

TEST(Relays, AreThoseOfTheDefinitionOnRandomQuestions) {
  RandomRelays random(20260613);
  Tally tally;
  for (int i = 0; i < 3000 && !HasFailure(); ++i) {
    expect_twin(random.next(), tally);
  }
  // They ask something: most are decided without chance's last digits, and all kinds are told.
  EXPECT_GT(tally.asked, 2900U);
  EXPECT_GT(tally.none, 500U);
  EXPECT_GT(tally.strong, 300U);
  EXPECT_GT(tally.seldom, 1000U);
  EXPECT_GT(tally.over_vpn, 200U);
  EXPECT_GT(tally.over_router, 50U);
  EXPECT_GT(tally.steps[4], 100U) << "of four steps";
}

/// The question with another name for each system and another place in time.
template <class Name>
RelayQuestion changed(RelayQuestion q, Name name, std::int64_t later) {
  for (auto& s : q.systems) {
    s.name = name(s.name);
  }
  for (MadeRecord& r : q.records) {
    r = {name(r.initiator), name(r.responder), r.service,
         r.start + later,   r.end + later,     r.carries};
  }
  for (auto& t : q.told) {
    t = {t.client, name(t.pool), t.begin + later, t.end + later};
  }
  q.window = {q.window.first + later, q.window.second + later};
  return q;
}

TEST(Relays, AreTheSameWhateverTheSystemsAreCalledAndInWhicheverWeek) {
  const auto longer = [](const std::string& name) { return "n" + name + name; };
  constexpr std::int64_t kWeek = 7 * kDays;
  RandomRelays random(20260614);
  std::size_t told = 0;
  for (int i = 0; i < 400 && !HasFailure(); ++i) {
    const RelayQuestion q = random.next();
    SCOPED_TRACE(described(q));
    Answers wanted;
    for (auto& [key, answer] : answers(q)) {
      const auto renamed = [&](const std::string& name) {
        return IpAddress::parse(name) ? name : longer(name);
      };
      Answer& other =
          wanted[{renamed(std::get<0>(key)), longer(std::get<1>(key)), std::get<2>(key)}];
      other = answer;
      for (auto& step : other.steps) {
        step.from = renamed(step.from);
        step.to = renamed(step.to);
        step.seen.begin += kWeek * 1'000'000'000;
        step.seen.end += kWeek * 1'000'000'000;
      }
    }
    EXPECT_EQ(answers(changed(q, longer, kWeek)), wanted);
    told += wanted.size();
  }
  EXPECT_GT(told, 200U);
}

TEST(Relays, AProxyThatIsAlwaysAskedIsNoRelay) {
  // In 57 of every 60 minutes somebody outside asks it, so that p = 0.95: even of 25 occasions all
  // nest by chance in more than a quarter of the cases.
  RandomRelays random(20260615);
  for (int i = 0; i < 400 && !HasFailure(); ++i) {
    RelayQuestion q = random.next();
    const std::string outside = q.systems.back().name;
    q.systems.push_back({"app", {"10.0.3.200"}});
    q.systems.push_back({"proxy", {"10.0.3.201"}});
    const std::int64_t days = 2 + random.number(5);
    for (std::int64_t hour = 0; hour < days * 24; ++hour) {
      const std::int64_t begin = kMonday - q.east + hour * kHours;
      q.records.push_back({outside, "proxy", "https", begin, begin + 57 * kMinutes});
    }
    const std::string over = random.one_in(2) ? "https" : "rdp";
    for (std::int64_t n = random.number(26); n > 0; --n) {
      const std::int64_t begin = kMonday - q.east + random.number(days * 24 * 60 - 30) * kMinutes;
      q.records.push_back({"proxy", "app", over, begin, begin + random.number(20 * kMinutes)});
    }
    SCOPED_TRACE(described(q));
    for (const auto& [key, answer] : answers(q)) {
      EXPECT_TRUE(std::none_of(answer.steps.begin(), answer.steps.end(), [](const auto& step) {
        return step.from == "proxy";
      })) << text_of(answer.steps);
    }
  }
}

TEST(Relays, WhatEveryLogonAsksChangesNothing) {
  constexpr const char* kAsked[] = {"dns",     "ntp",  "dhcp",   "kerberos", "ldap",
                                    "dce-rpc", "snmp", "syslog", "print"};
  RandomRelays random(20260616);
  for (int i = 0; i < 400 && !HasFailure(); ++i) {
    const RelayQuestion q = random.next();
    RelayQuestion more = q;
    for (const MadeRecord& r : q.records) {
      // At a time at which both were seen anyway.
      if (!q.system(r.initiator).outside && !q.system(r.responder).outside) {
        more.records.push_back(
            {r.initiator, r.responder, kAsked[random.number(9)], r.start, r.end});
      }
    }
    SCOPED_TRACE(described(more));
    EXPECT_EQ(answers(more), answers(q));
  }
}

}  // namespace
}  // namespace hamon
