#include "analyze/indicator_hits.hpp"

#include "analyze/check.hpp"
#include "graph/own_names.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace hamon {
namespace {

constexpr std::size_t kMostEvidence = 20;

/// An indicator, and what of an end it matched.
struct Match {
  std::size_t indicator = 0;
  std::string what;
};

/// Finds the indicators that name an address or a name.
class IndicatorIndex {
 public:
  explicit IndicatorIndex(const std::vector<Indicator>& all) {
    std::set<std::pair<bool, int>> lengths;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!all[i].prefix) {
        names_.emplace(all[i].name, i);
        continue;
      }
      const Prefix& prefix = *all[i].prefix;
      by_address_[prefix.address()].push_back({prefix.length(), i});
      lengths.insert({prefix.address().is_v4(), prefix.length()});
    }
    lengths_.assign(lengths.begin(), lengths.end());
  }

  /// Those with a prefix that holds the address, widest first.
  [[nodiscard]] std::vector<std::size_t> naming(const IpAddress& address) const {
    std::vector<std::size_t> out;
    for (const auto& [v4, length] : lengths_) {
      if (v4 != address.is_v4()) {
        continue;
      }
      const auto found = by_address_.find(Prefix(address, length).address());
      if (found == by_address_.end()) {
        continue;
      }
      for (const auto& [of_length, indicator] : found->second) {
        if (of_length == length) {
          out.push_back(indicator);
        }
      }
    }
    return out;
  }

  /// The name itself, or what has a dot and lies above it.
  [[nodiscard]] std::vector<std::size_t> naming(std::string_view name) const {
    std::vector<std::size_t> out;
    for (std::string_view rest = name; !rest.empty();) {
      const auto dot = rest.find('.');
      const auto found = names_.find(std::string(rest));
      if (found != names_.end() && (rest.size() == name.size() || dot != std::string_view::npos)) {
        out.push_back(found->second);
      }
      rest = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
    }
    return out;
  }

 private:
  std::unordered_map<IpAddress, std::vector<std::pair<int, std::size_t>>> by_address_;
  std::vector<std::pair<bool, int>> lengths_;
  std::unordered_map<std::string, std::size_t> names_;
};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

class HitFinder {
 public:
  HitFinder(const FlowGraph& graph, const Indicators& indicators)
      : graph_(graph), index_(indicators.all) {}

  IndicatorHits find() {
    match_systems();
    for (const DataFlow& flow : graph_.data_flows()) {
      if (!may_match_[index(flow.initiator)] && !may_match_[index(flow.responder)]) {
        continue;
      }
      for (std::uint32_t i = flow.conversations.begin; i < flow.conversations.end; ++i) {
        take(graph_.conversations()[i], true);
      }
    }
    for (const Conversation& attempt : graph_.attempts()) {
      take(attempt, false);
    }
    return finish();
  }

 private:
  /// Indicator, named end, other end (system or address), who opened, service, established.
  using End = std::pair<std::optional<SystemId>, IpAddress>;
  using Key = std::tuple<std::size_t, End, End, bool, ServiceId, bool>;

  /// The indicators that name each system by a name, and whether one can name it at all.
  void match_systems() {
    by_name_.resize(graph_.systems().size());
    may_match_.resize(graph_.systems().size());
    for (std::size_t i = 0; i < graph_.systems().size(); ++i) {
      const System& system = graph_.systems()[i];
      std::set<std::string> names(system.names.begin(), system.names.end());
      for (const OwnName& own : system.called) {
        if (is_host_name(own.kind) || own.kind == BindingKind::Certificate) {
          names.insert(own.name);
        }
      }
      for (const std::string& name : names) {
        for (const std::size_t indicator : index_.naming(lower(name))) {
          by_name_[i].push_back({indicator, name});
        }
      }
      may_match_[i] = !by_name_[i].empty() ||
                      std::ranges::any_of(system.addresses, [&](const SystemAddress& held) {
                        return !index_.naming(held.address).empty();
                      });
    }
  }

  /// What names an end, each indicator once: by its address before by a name.
  [[nodiscard]] std::vector<Match> matches(const HitEnd& end) const {
    std::vector<Match> out;
    for (const std::size_t indicator : index_.naming(end.address)) {
      out.push_back({indicator, end.address.text()});
    }
    if (end.system) {
      for (const Match& match : by_name_[index(*end.system)]) {
        if (std::ranges::find(out, match.indicator, &Match::indicator) == out.end()) {
          out.push_back(match);
        }
      }
    }
    return out;
  }

  void take(const Conversation& c, bool established) {
    const HitEnd initiator{c.from, c.initiator};
    const HitEnd responder{c.to, c.responder};
    const auto of_responder = matches(responder);
    for (const Match& match : of_responder) {
      add(match, c, responder, initiator, established);
    }
    for (const Match& match : matches(initiator)) {
      if (std::ranges::find(of_responder, match.indicator, &Match::indicator) ==
          of_responder.end()) {
        add(match, c, initiator, responder, established);
      }
    }
  }

  static End key_of(const HitEnd& end) {
    return {end.system, end.system ? IpAddress() : end.address};
  }

  void add(const Match& match, const Conversation& c, const HitEnd& named, const HitEnd& other,
           bool established) {
    const bool opened_by_named = named.address == c.initiator && named.system == c.from;
    const auto [entry, is_new] = hits_.try_emplace(Key{
        match.indicator, key_of(named), key_of(other), opened_by_named, c.service, established});
    IndicatorHit& hit = entry->second;
    if (is_new || c.time.begin < hit.seen.begin) {
      hit.matched = match.what;
      hit.named = named;
      hit.other = other;
      hit.filter = display_filter(c);
    }
    hit.seen = is_new ? c.time
                      : Interval{std::min(hit.seen.begin, c.time.begin),
                                 std::max(hit.seen.end, c.time.end)};
    hit.indicator = match.indicator;
    hit.opened_by_named = opened_by_named;
    hit.service = c.service;
    hit.established = established;
    ++hit.records;
    hit.bytes_out += c.bytes_out;
    hit.bytes_in += c.bytes_in;
    hit.evidence_total += c.evidence.size();
    keep_evidence(hit, graph_.evidence().subspan(c.evidence.begin, c.evidence.size()));
  }

  static void keep_evidence(IndicatorHit& hit, std::span<const EvidenceRef> references) {
    for (const EvidenceRef& reference : references) {
      const auto at = std::ranges::lower_bound(hit.evidence, reference);
      if (static_cast<std::size_t>(at - hit.evidence.begin()) < kMostEvidence) {
        hit.evidence.insert(at, reference);
        hit.evidence.resize(std::min(hit.evidence.size(), kMostEvidence));
      }
    }
  }

  IndicatorHits finish() {
    IndicatorHits out;
    out.hits.reserve(hits_.size());
    for (auto& [key, hit] : hits_) {
      out.hits.push_back(std::move(hit));
    }
    // Those that begin at once stay in the order of their keys.
    std::ranges::stable_sort(out.hits, {}, [](const IndicatorHit& hit) { return hit.seen.begin; });
    std::map<SystemId, CandidateOrigin> first;
    for (std::size_t i = 0; i < out.hits.size(); ++i) {
      if (const auto origin = origin_of(out.hits[i])) {
        first.try_emplace(
            *origin, CandidateOrigin{*origin, out.hits[i].seen.begin, out.hits[i].established, i});
      }
    }
    for (const auto& [system, origin] : first) {
      out.origins.push_back(origin);
    }
    std::ranges::stable_sort(out.origins, {}, &CandidateOrigin::time);
    return out;
  }

  [[nodiscard]] std::optional<SystemId> origin_of(const IndicatorHit& hit) const {
    const auto inside = [&](const HitEnd& end) {
      return end.system && !graph_[*end.system].outside;
    };
    const bool named = inside(hit.named);
    if (!named && !inside(hit.other)) {
      return std::nullopt;
    }
    if (!hit.established && hit.opened_by_named != named) {
      return std::nullopt;
    }
    return named ? hit.named.system : hit.other.system;
  }

  const FlowGraph& graph_;
  IndicatorIndex index_;
  std::vector<std::vector<Match>> by_name_;  // per system
  std::vector<bool> may_match_;
  std::map<Key, IndicatorHit> hits_;
};

}  // namespace

IndicatorHits indicator_hits(const FlowGraph& graph, const Indicators& indicators) {
  return HitFinder(graph, indicators).find();
}

}  // namespace hamon
