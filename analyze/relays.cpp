#include "analyze/relays.hpp"

#include "analyze/finding_builder.hpp"
#include "analyze/hours_of_week.hpp"
#include "analyze/relay_holds.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace hamon {
namespace {

constexpr Duration kApart = Duration::minutes(5);  // sessions that lie nearer are one occasion
constexpr Duration kMostApart = Duration::minutes(60);
constexpr Duration kOverrun = Duration::minutes(5);  // an inner session may end so much later
constexpr Duration kHour = Duration::minutes(60);
constexpr double kChance = 0.01;
constexpr std::size_t kMostSteps = 4;
constexpr std::size_t kMostTests = 20'000;
constexpr std::size_t kMostDays = 4000;
constexpr std::string_view kVpn = "vpn";  // of a step that a gateway's log tells

/// Hours of the day, days on which a system was seen, and what they make of probability.
class Clock {
 public:
  explicit Clock(const FlowGraph& graph) : zone_(graph.site().zone) {}

  [[nodiscard]] std::int64_t day(Timestamp t) const {
    const int second = zone_.weekday_and_second(t).second;
    const Timestamp noon = t + Duration::seconds(12 * 3600 - second);
    return noon.ns / Duration::seconds(24 * 3600).ns;
  }
  void add_days(const Interval& time, std::set<std::int64_t>& days) const {
    const std::int64_t last = day(time.end);
    for (std::int64_t d = day(time.begin); d <= last && days.size() < kMostDays; ++d) {
      days.insert(d);
    }
  }

 private:
  const TimeZone& zone_;
};

Duration total(const std::vector<Interval>& list) {
  Duration sum;
  for (const Interval& i : list) {
    sum.ns += (i.end - i.begin).ns;
  }
  return sum;
}

std::vector<Interval> merged(const Occasions& sessions) {
  std::vector<Interval> list;
  for (const Occasion& o : sessions) {
    if (!list.empty() && o.time.begin <= list.back().end) {
      list.back().end = std::max(list.back().end, o.time.end);
    } else {
      list.push_back(o.time);
    }
  }
  return list;
}

/// Of sessions by begin, those that lie nearer to one another than `apart` as one.
Occasions joined(const Occasions& sessions, Duration apart) {
  Occasions out;
  for (const Occasion& s : sessions) {
    if (!out.empty() && s.time.begin < out.back().time.end + apart) {
      Occasion& last = out.back();
      last.time.end = std::max(last.time.end, s.time.end);
      last.conversations.insert(last.conversations.end(), s.conversations.begin(),
                                s.conversations.end());
    } else {
      out.push_back(s);
    }
  }
  return out;
}

Duration median_length(const std::vector<Interval>& list) {
  std::vector<std::int64_t> lengths;
  for (const Interval& i : list) {
    lengths.push_back((i.end - i.begin).ns);
  }
  std::sort(lengths.begin(), lengths.end());
  return {lengths.empty() ? 0 : lengths[lengths.size() / 2]};
}

/// What holds on what could be found at, in the order of the graph.
class Relays {
 public:
  Relays(const FlowGraph& graph, std::string_view claim, const std::optional<Selector>& zones)
      : graph_(graph), claim_(claim), zones_(zones), clock_(graph), holds_(graph) {}

  std::vector<Finding> run() {
    for (const auto& [system, holds] : holds_.outer()) {
      for (const Hold& hold : holds) {
        Chain chain;
        chain.holds = {&hold};
        chain.nested = {hold.sessions};
        follow(chain);
      }
    }
    return concluded();
  }

 private:
  struct Chain {
    std::vector<const Hold*> holds;
    std::vector<Occasions> nested;  // of each, those that lie in the one before
    double tail = 0;                // the largest of its steps
    double undecided = 0;           // the largest of those that are not seen seldom
    std::uint64_t occasions = 0;
  };
  /// Who is outside: a system, else the address that no system has.
  using Outsider = std::pair<std::optional<SystemId>, std::optional<IpAddress>>;
  struct Nesting {
    Occasions inner;
    Occasions outer;
    std::uint64_t all = 0;
    double p = 1;
  };

  void follow(const Chain& before) {
    if (before.holds.size() >= kMostSteps) {
      return;
    }
    for (const Hold* next : holds_.inner_of(before.holds.back()->to)) {
      const Hold& hold = *next;
      if (tests_ >= kMostTests) {
        return;
      }
      const bool seen_before = std::ranges::any_of(
          before.holds, [&](const Hold* h) { return h->from == hold.to || h->to == hold.to; });
      if (seen_before || hold.sessions.empty()) {
        continue;
      }
      const Nesting nesting = nest(before.nested.back(), hold);
      if (nesting.inner.empty()) {
        continue;
      }
      ++tests_;
      judge(before, hold, nesting);
    }
  }

  [[nodiscard]] Nesting nest(const Occasions& outer, const Hold& hold) const {
    const std::vector<Interval> spans = merged(outer);
    const Duration apart = std::max(kApart, std::min(median_length(spans), kMostApart));
    const Occasions inner = joined(hold.sessions, apart);
    Nesting out;
    out.all = inner.size();
    std::set<std::size_t> used;
    for (const Occasion& o : inner) {
      const auto after =
          std::upper_bound(spans.begin(), spans.end(), o.time.begin,
                           [](Timestamp t, const Interval& span) { return t < span.begin; });
      if (after == spans.begin()) {
        continue;
      }
      const Interval& span = *std::prev(after);
      if (o.time.begin <= span.end && o.time.end <= span.end + kOverrun) {
        out.inner.push_back(o);
        used.insert(static_cast<std::size_t>(std::prev(after) - spans.begin()));
      }
    }
    if (out.inner.empty()) {
      return out;
    }
    for (const Occasion& o : outer) {
      const bool holds_one = std::ranges::any_of(used, [&](std::size_t i) {
        return o.time.begin >= spans[i].begin && o.time.begin <= spans[i].end;
      });
      if (holds_one) {
        out.outer.push_back(o);
      }
    }
    out.p = chance(*hold.from, spans, inner);
    return out;
  }

  /// The outer sessions' share of the time at which both could run.
  [[nodiscard]] double chance(SystemId system, const std::vector<Interval>& spans,
                              const Occasions& inner) const {
    HoursOfWeek week{};
    for (const Interval& span : spans) {
      add_hours(span, graph_.site().zone, week);
    }
    for (const Occasion& o : inner) {
      add_hours(o.time, graph_.site().zone, week);
    }
    std::array<bool, 24> hours{};  // of a day: on whichever day
    for (std::size_t hour = 0; hour < week.size(); ++hour) {
      hours[hour % 24] = hours[hour % 24] || week[hour];
    }
    const auto count = std::count(hours.begin(), hours.end(), true);
    const double possible = static_cast<double>(days_of(system)) * static_cast<double>(count) *
                            static_cast<double>(kHour.ns);
    return possible > 0 ? std::min(1.0, static_cast<double>(total(spans).ns) / possible) : 1.0;
  }

  [[nodiscard]] std::size_t days_of(SystemId system) const {
    if (days_.empty()) {
      days_.resize(graph_.systems().size());
      for (const Conversation& c : graph_.conversations()) {
        clock_.add_days(c.time, days_[index(c.from)]);
        clock_.add_days(c.time, days_[index(*c.to)]);
      }
    }
    return days_[index(system)].size();
  }

  void judge(const Chain& before, const Hold& hold, const Nesting& nesting) {
    const auto k = static_cast<std::uint64_t>(nesting.inner.size());
    const double tail = k >= 2 ? binomial_tail(k, nesting.all, nesting.p) : 1.0;
    const bool seldom = is_seldom(*before.holds.back(), before.nested.back(), hold, nesting);
    if (tail > kChance && !seldom) {
      return;
    }
    Chain chain = before;
    chain.holds.push_back(&hold);
    chain.nested.back() = nesting.outer;
    chain.nested.push_back(nesting.inner);
    chain.tail = std::max(before.tail, tail);
    chain.undecided = std::max(before.undecided, seldom ? 0.0 : tail);
    chain.occasions = k;
    chains_.push_back(chain);
    follow(chain);
  }

  /// Remote access within remote access, of which even one is worth a question.
  [[nodiscard]] bool is_seldom(const Hold& before, const Occasions& outer, const Hold& hold,
                               const Nesting& nesting) const {
    const auto window = graph_.window();
    const auto span = window ? (window->end - window->begin).ns : 0;
    const bool brief = 4 * total(merged(outer)).ns <= span;
    return brief && hold.remote && before.remote && 2 * nesting.inner.size() >= nesting.all;
  }

  std::vector<Finding> concluded() {
    const double limit = kChance / static_cast<double>(std::max<std::size_t>(tests_, 1));
    std::map<std::tuple<Outsider, SystemId, ServiceId>, const Chain*> best;
    for (const Chain& chain : chains_) {
      const Hold& last = *chain.holds.back();
      if (chain.undecided > limit || !lies_in(last, chain.nested.back())) {
        continue;
      }
      const Chain*& kept = best[{outsider(*chain.holds.front()), last.to, *last.service}];
      if (kept == nullptr || std::tuple(chain.holds.size(), chain.tail, kept->occasions) <
                                 std::tuple(kept->holds.size(), kept->tail, chain.occasions)) {
        kept = &chain;
      }
    }
    std::vector<Finding> findings;
    for (const auto& [key, chain] : best) {
      findings.push_back(finding(*chain, chain->tail <= limit));
    }
    return findings;
  }

  [[nodiscard]] static Outsider outsider(const Hold& first) {
    return {first.from, first.from ? std::nullopt : std::optional(*first.clients.begin())};
  }

  [[nodiscard]] bool lies_in(const Hold& last, const Occasions& sessions) const {
    return !zones_ || std::ranges::any_of(sessions, [&](const Occasion& o) {
      return std::ranges::any_of(o.conversations, [&](const Conversation* c) {
        return zones_->matches(graph_, last.to, c->responder);
      });
    });
  }

  [[nodiscard]] FindingSum sum_of(const Occasions& sessions, bool turned) const {
    std::vector<const Conversation*> all;
    for (const Occasion& o : sessions) {
      all.insert(all.end(), o.conversations.begin(), o.conversations.end());
    }
    return sum_of(std::move(all), turned);
  }

  [[nodiscard]] FindingSum sum_of(std::vector<const Conversation*> all, bool turned) const {
    std::sort(all.begin(), all.end(), [](const Conversation* a, const Conversation* b) {
      return std::pair(a->time, a) < std::pair(b->time, b);
    });
    all.erase(std::unique(all.begin(), all.end()), all.end());
    FindingSum sum(graph_);
    for (const Conversation* c : all) {
      sum.add(*c, !turned);
    }
    return sum;
  }

  [[nodiscard]] RelayStep step(FindingEnd from, FindingEnd to, ServiceId service,
                               std::uint64_t sessions, const FindingSum& sum) const {
    Finding filled;
    sum.fill(filled);
    return {std::move(from), std::move(to),   graph_[service].name,  filled.service_basis, sessions,
            filled.seen,     filled.evidence, filled.evidence_total, filled.filter};
  }

  [[nodiscard]] std::vector<RelayStep> steps(const Chain& chain) const {
    std::vector<RelayStep> list;
    for (std::size_t i = 0; i < chain.holds.size(); ++i) {
      const Hold& hold = *chain.holds[i];
      const Occasions& nested = chain.nested[i];
      if (!hold.service) {
        add_vpn_steps(hold, nested, list);
        continue;
      }
      const FindingSum sum = sum_of(nested, hold.turned);
      list.push_back(step(end_of(graph_, *hold.from, sum.initiators()),
                          end_of(graph_, hold.through.value_or(hold.to), sum.responders()),
                          *hold.service, nested.size(), sum));
      if (hold.through) {  // what comes out of the tunnel: no traffic of its own is seen
        RelayStep out;
        out.from = list.back().to;
        out.to = end_of(graph_, hold.to, {});
        out.sessions = nested.size();
        out.seen = list.back().seen;
        list.push_back(std::move(out));
      }
    }
    return list;
  }

  /// The client's way to the gateway, where it was seen, and what the gateway's log tells.
  void add_vpn_steps(const Hold& hold, const Occasions& nested,
                     std::vector<RelayStep>& list) const {
    RelayStep told;
    told.from = client_of(hold);
    told.to = end_of(graph_, hold.to, {});
    told.service = kVpn;
    told.sessions = nested.size();
    for (const Occasion& o : nested) {
      told.seen = told.seen ? Interval{std::min(told.seen->begin, o.time.begin),
                                       std::max(told.seen->end, o.time.end)}
                            : o.time;
    }
    if (const auto way = gateway(nested); !way.empty()) {
      const Conversation& first = *way.front();
      const bool turned = hold.clients.contains(first.responder);
      const FindingSum sum = sum_of(way, turned);
      told.from = end_of(graph_, turned ? first.from : *first.to, sum.responders());
      list.push_back(step(client_of(hold), told.from, first.service, nested.size(), sum));
    }
    list.push_back(std::move(told));
  }

  [[nodiscard]] FindingEnd client_of(const Hold& hold) const {
    return hold.from ? end_of(graph_, *hold.from, hold.clients)
                     : end_of(graph_, *hold.clients.begin());
  }

  /// The conversations of the data flow over which a VPN's client came in most often.
  [[nodiscard]] static std::vector<const Conversation*> gateway(const Occasions& sessions) {
    std::map<std::tuple<SystemId, SystemId, ServiceId>, std::set<const Conversation*>> flows;
    for (const Occasion& o : sessions) {
      for (const Conversation* c : o.conversations) {
        flows[{c->from, *c->to, c->service}].insert(c);
      }
    }
    const auto most = std::max_element(
        flows.begin(), flows.end(),
        [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
    return most == flows.end()
               ? std::vector<const Conversation*>()
               : std::vector<const Conversation*>(most->second.begin(), most->second.end());
  }

  [[nodiscard]] Finding finding(const Chain& chain, bool strong) const {
    const Hold& first = *chain.holds.front();
    const Hold& last = *chain.holds.back();
    const FindingSum inner = sum_of(chain.nested.back(), last.turned);
    Finding f;
    f.kind = FindingKind::Relay;
    inner.fill(f);
    f.steps = steps(chain);
    f.initiator = f.steps.front().from;
    f.responder = end_of(graph_, last.to, inner.responders());
    f.service = graph_[*last.service].name;
    f.id = finding_id(claim_, f);
    std::string names;
    for (const RelayStep& s : f.steps) {
      names += (names.empty() ? s.from.name : std::string()) + " → " + s.to.name;
    }
    f.detail = strong ? message(
                            "{}: sessions within sessions from outside: {}, more than chance "
                            "explains; whoever is outside can be the one who works inside",
                            names, chain.occasions)
                      : message(
                            "{}: sessions within sessions from outside: {}; so few may be "
                            "chance, but both are of remote access",
                            names, chain.occasions);
    const FindingEnd& relay = f.steps.back().from;
    f.check_next =
        first.service
            ? message(
                  "compare with the work that was ordered, and with the logons at {} at these "
                  "times; have what {} may open limited to what the work needs",
                  relay.name, relay.name)
            : message(
                  "the VPN gateway's log names the user who came from {} at these times; compare "
                  "with the work that was ordered, and have what {} may open limited to what the "
                  "work needs",
                  f.initiator.name, relay.name);
    return f;
  }

  const FlowGraph& graph_;
  std::string_view claim_;
  const std::optional<Selector>& zones_;
  Clock clock_;
  RelayHolds holds_;
  mutable std::vector<std::set<std::int64_t>> days_;
  std::vector<Chain> chains_;
  std::size_t tests_ = 0;
};

}  // namespace

double binomial_tail(std::uint64_t k, std::uint64_t n, double p) {
  if (k == 0 || p >= 1.0) {
    return 1.0;
  }
  if (k > n || p <= 0.0) {
    return 0.0;
  }
  const double log_p = std::log(p);
  const double log_q = std::log1p(-p);
  const auto real = [](std::uint64_t v) { return static_cast<double>(v); };
  double sum = 0;
  for (std::uint64_t i = n; i >= k; --i) {
    sum += std::exp(std::lgamma(real(n) + 1) - std::lgamma(real(i) + 1) -
                    std::lgamma(real(n - i) + 1) + real(i) * log_p + real(n - i) * log_q);
  }
  return std::min(sum, 1.0);
}

std::vector<Finding> relays(const FlowGraph& graph, std::string_view claim,
                            const std::optional<Selector>& zones) {
  return Relays(graph, claim, zones).run();
}

}  // namespace hamon
