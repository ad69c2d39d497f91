#include "analyze/unseen.hpp"

#include <algorithm>
#include <cmath>

namespace hamon {
namespace {

constexpr std::int64_t kDayNs = 86'400'000'000'000;
constexpr Duration kMargin = Duration::minutes(60);  // what the ends of a whole day may lack
constexpr std::size_t kPoints = 50;
constexpr std::size_t kRecent = 7;
constexpr std::size_t kNewest = 20;

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - static_cast<std::int64_t>(a % b < 0);
}

// Days since 1970 by the clocks there.
std::int64_t day_of(Timestamp t, const TimeZone& zone) {
  return floor_div((t + Duration::seconds(zone.offset_seconds(t))).ns, kDayNs);
}

Timestamp start_of(std::int64_t day, const TimeZone& zone) {
  constexpr std::int64_t kMost = INT64_MAX / kDayNs;
  if (day > kMost || day < -kMost) {
    return day > 0 ? Timestamp::max() : Timestamp::min();
  }
  return zone.to_utc(day * kDayNs);
}

double share(Duration part, Duration whole) {
  return static_cast<double>(part.ns) / static_cast<double>(whole.ns);
}

Duration overlap(const Interval& a, const Window& b) {
  const Timestamp from = std::max(a.begin, b.from), to = std::min(a.end, b.to);
  return from < to ? to - from : Duration{};
}

bool spans(const Interval& time, const Window& day) {
  return time.begin <= day.from + kMargin && time.end >= day.to - kMargin;
}

std::vector<ObservedDay> days_of(const Interval& window, const std::vector<Interval>& holes,
                                 const TimeZone& zone) {
  std::vector<ObservedDay> days;
  auto hole = holes.begin();
  const std::int64_t last = day_of(window.end, zone);
  for (std::int64_t d = day_of(window.begin, zone); d <= last; ++d) {
    ObservedDay day;
    day.time = {start_of(d, zone), start_of(d + 1, zone)};
    if (day.time.from >= day.time.to) {
      continue;  // a date that the zone skipped
    }
    while (hole != holes.end() && hole->end <= day.time.from) {
      ++hole;
    }
    Duration blind;
    for (auto h = hole; h != holes.end() && h->begin < day.time.to; ++h) {
      blind.ns += overlap(*h, day.time).ns;
    }
    const Duration length = day.time.to - day.time.from;
    day.watched = share({overlap(window, day.time).ns - blind.ns}, length);
    day.whole = spans(window, day.time) && blind.ns <= length.ns / 2;
    days.push_back(day);
  }
  return days;
}

/// Indices of days, both included.
struct DayRange {
  std::size_t first = 0, last = 0;
  auto operator<=>(const DayRange&) const = default;
};

/// What is known of the data flows that count as one.
struct Shown {
  std::vector<DayRange> ranges;
  std::optional<NewDataFlow> first;
};

std::array<bool, kFlowScopes> scopes_of(const FlowGraph& graph, const DataFlow& flow,
                                        const std::vector<bool>& clinical) {
  const System& a = graph[flow.initiator];
  const System& b = graph[flow.responder];
  const auto is_clinical = [&](const System& system) {
    return !system.outside && system.home && clinical[index(*system.home)];
  };
  const bool border = a.outside || b.outside;
  const bool touches = is_clinical(a) || is_clinical(b);
  return {true,    border,           !border && a.home != b.home, !border && a.home == b.home,
          touches, touches && border};
}

class Appearances {
 public:
  Appearances(const FlowGraph& graph, Unseen& out) : graph_(graph), out_(out) {
    for (const Zone& zone : graph.zones()) {
      clinical_.push_back(zone.kind == "clinical");
    }
    whole_before_.push_back(0);
    for (const ObservedDay& day : out.days) {
      whole_before_.push_back(whole_before_.back() + (day.whole ? 1U : 0U));
      out.days_watched += day.whole ? 1 : day.watched;
    }
    out.whole_days = whole_before_.back();
    out.recent_days = std::min(kRecent, out.whole_days / 2);
    running_.resize(out.days.size() + 1);
    for (std::size_t s = 0; s < kFlowScopes; ++s) {
      scopes_.emplace_back(out.whole_days, out.days.size());
    }
  }

  void run() {
    std::vector<std::uint8_t> dynamic;  // by service: its transport, 0 for a named one
    for (const Service& service : graph_.services()) {
      const auto port = parse_service_port(service.name);
      dynamic.push_back(port && is_dynamic_port(port->port) ? port->protocol : 0);
    }
    const auto flows = graph_.data_flows();
    for (std::size_t i = 0; i < flows.size();) {
      std::size_t end = i;
      while (end < flows.size() && flows[end].initiator == flows[i].initiator &&
             flows[end].responder == flows[i].responder) {
        ++end;
      }
      between_two(i, end, dynamic);
      i = end;
    }
    finish();
  }

 private:
  struct Scope {
    Scope(std::size_t whole_days, std::size_t days) : incidence(whole_days), fresh(days) {}
    Incidence incidence;
    std::vector<std::uint64_t> fresh;  // first appearances by day
    std::uint64_t data_flows = 0;
  };

  void between_two(std::size_t begin, std::size_t end, const std::vector<std::uint8_t>& dynamic) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint8_t transport = dynamic[index(graph_.data_flows()[i].service)];
      Shown& shown = transport == 0                ? single_
                     : transport == protocol::kTcp ? dynamic_tcp_
                                                   : dynamic_other_;
      add(shown, static_cast<DataFlowId>(i));
      if (transport == 0) {
        count(single_);
      }
    }
    count(dynamic_tcp_);
    count(dynamic_other_);
  }

  void add(Shown& shown, DataFlowId id) {
    const DataFlow& flow = graph_[id];
    const auto contacts = graph_.contacts(flow.contacts);
    Timestamp covered = Timestamp::min();  // the days up to here are in the last range
    for (const Interval& contact : contacts) {
      // A contact that ends at midnight did not run on the day that begins then.
      const Timestamp end = std::max(contact.begin, contact.end - Duration{1});
      if (end < covered) {
        continue;
      }
      const std::size_t first = day_at(contact.begin);
      const std::size_t last = end < out_.days[first].time.to ? first : day_at(end);
      shown.ranges.push_back({first, last});
      covered = out_.days[last].time.to;
    }
    if (!contacts.empty() && (!shown.first || contacts.front().begin < shown.first->first)) {
      shown.first = NewDataFlow{id, contacts.front().begin};
    }
  }

  [[nodiscard]] std::size_t day_at(Timestamp t) const {
    const auto after = std::upper_bound(
        out_.days.begin(), out_.days.end(), t,
        [](Timestamp time, const ObservedDay& day) { return time < day.time.from; });
    return after == out_.days.begin() ? 0 : static_cast<std::size_t>(after - out_.days.begin() - 1);
  }

  void count(Shown& shown) {
    if (!shown.first) {
      return;
    }
    std::sort(shown.ranges.begin(), shown.ranges.end());
    std::size_t whole = 0, next = 0;  // days before `next` are counted
    for (const DayRange& range : shown.ranges) {
      const std::size_t first = std::max(range.first, next);
      if (first > range.last) {
        continue;
      }
      next = range.last + 1;
      whole += whole_before_[next] - whole_before_[first];
      running_[first] += 1;
      running_[next] -= 1;
    }
    const std::size_t day = shown.ranges.front().first;
    const auto in = scopes_of(graph_, graph_[shown.first->flow], clinical_);
    for (std::size_t s = 0; s < kFlowScopes; ++s) {
      if (in[s]) {
        scopes_[s].incidence.add(whole);
        scopes_[s].fresh[day] += 1;
        scopes_[s].data_flows += 1;
      }
    }
    firsts_.push_back(*shown.first);
    shown.ranges.clear();
    shown.first.reset();
  }

  void finish() {
    std::int64_t running = 0;
    for (std::size_t d = 0; d < out_.days.size(); ++d) {
      running += running_[d];
      out_.days[d].data_flows = static_cast<std::uint64_t>(running);
      out_.days[d].fresh = scopes_[0].fresh[d];
    }
    const bool any_clinical =
        std::find(clinical_.begin(), clinical_.end(), true) != clinical_.end();
    for (std::size_t s = 0; s < kFlowScopes; ++s) {
      const auto scope = static_cast<FlowScope>(s);
      if (any_clinical || (scope != FlowScope::Clinical && scope != FlowScope::ClinicalBorder)) {
        out_.flows.push_back(flows_of(scope, scopes_[s]));
      }
    }
    find_newest();
  }

  [[nodiscard]] UnseenFlows flows_of(FlowScope name, const Scope& scope) const {
    const Incidence& incidence = scope.incidence;
    UnseenFlows flows{
        name, scope.data_flows, incidence.things(), incidence.in(1), incidence.in(2), std::nullopt};
    if (out_.whole_days < Unseen::kDaysNeeded || flows.on_whole_days == 0) {
      return flows;
    }
    UnseenEstimate estimate;
    estimate.bound = chao2(incidence);
    const std::size_t points = std::min(kPoints, out_.whole_days);
    for (std::size_t i = 1; i <= points; ++i) {
      const std::size_t days = i * out_.whole_days / points;
      estimate.curve.push_back({days, expected_things(incidence, days)});
    }
    for (std::size_t d = first_recent(); d < out_.days.size(); ++d) {
      if (out_.days[d].whole) {
        estimate.recent_with_new += scope.fresh[d] > 0 ? 1U : 0U;
        estimate.recent_new += scope.fresh[d];
      }
    }
    flows.estimate = std::move(estimate);
    return flows;
  }

  /// The first of the recent whole days; the number of days where there is none.
  [[nodiscard]] std::size_t first_recent() const {
    std::size_t d = out_.days.size(), left = out_.recent_days;
    while (left > 0) {
      left -= out_.days[--d].whole ? 1U : 0U;
    }
    return d;
  }

  void find_newest() {
    const std::size_t recent = first_recent();
    if (recent == out_.days.size()) {
      return;
    }
    std::erase_if(
        firsts_, [&](const NewDataFlow& flow) { return flow.first < out_.days[recent].time.from; });
    const auto last =
        firsts_.begin() + static_cast<std::ptrdiff_t>(std::min(kNewest, firsts_.size()));
    std::partial_sort(firsts_.begin(), last, firsts_.end(),
                      [](const NewDataFlow& a, const NewDataFlow& b) {
                        return a.first != b.first ? a.first > b.first : a.flow < b.flow;
                      });
    out_.newest.assign(firsts_.begin(), last);
  }

  const FlowGraph& graph_;
  Unseen& out_;
  std::vector<bool> clinical_;             // by zone
  std::vector<std::size_t> whole_before_;  // whole days before each day
  std::vector<std::int64_t> running_;      // data flows that begin to run on a day, less those that
                                           // no longer do
  std::vector<Scope> scopes_;
  std::vector<NewDataFlow> firsts_;
  Shown single_, dynamic_tcp_, dynamic_other_;
};

}  // namespace

std::string_view name_of(FlowScope scope) {
  constexpr std::array<std::string_view, kFlowScopes> kNames = {
      "all", "border", "between", "within", "clinical", "clinical_border"};
  return kNames.at(static_cast<std::size_t>(scope));
}

Unseen unseen_flows(const FlowGraph& graph, const std::vector<Interval>& holes) {
  Unseen out;
  if (graph.window()) {
    out.days = days_of(*graph.window(), holes, graph.site().zone);
    Appearances(graph, out).run();
  }
  return out;
}

double days_watched(const Unseen& missed, const Interval& time) {
  double sum = 0;
  for (const ObservedDay& day : missed.days) {
    const double all = day.whole ? 1 : day.watched;
    sum += spans(time, day.time)
               ? all
               : all * share(overlap(time, day.time), day.time.to - day.time.from);
  }
  return sum;
}

}  // namespace hamon
