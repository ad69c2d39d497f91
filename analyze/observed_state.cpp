#include "analyze/observed_state.hpp"

#include "analyze/check.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace hamon {
namespace {

constexpr std::size_t kMostEvidence = 20;

Timestamp begin_of(const FlowGraph& graph) {
  return graph.window() ? graph.window()->begin : Timestamp{};
}
Timestamp end_of(const FlowGraph& graph) {
  return graph.window() ? graph.window()->end : Timestamp{};
}

bool confirms(const ObservedState& row) {
  return row.condition == Condition::Infected || row.condition == Condition::Encrypted;
}

/// Whether spread takes the row as a system where code of the attacker runs.
bool is_seed(const FlowGraph& graph, const ObservedState& row, Profile profile) {
  return row.condition == Condition::Infected ||
         (row.condition == Condition::Encrypted &&
          (profile == Profile::Contact || graph[row.system].susceptible));
}

/// By when a system had fallen that the row confirms.
Timestamp found_at(const FlowGraph& graph, const ObservedState& row) {
  return row.time.value_or(end_of(graph));
}

/// `asked` with the rows; those of `but` say nothing about an infection.
SpreadOptions with_rows(const FlowGraph& graph, const ObservedStates& states, SpreadOptions asked,
                        std::optional<SystemId> but) {
  for (const ObservedState& row : states.rows) {
    if (row.condition == Condition::Offline) {
      asked.isolations.push_back({{row.system}, *row.time});
    } else if (is_seed(graph, row, asked.profile) && row.system != but) {
      asked.seeds.push_back({row.system, row.time.value_or(begin_of(graph))});
    }
  }
  return asked;
}

std::optional<Timestamp> earlier(const std::optional<Timestamp>& a,
                                 const std::optional<Timestamp>& b) {
  return a && b ? std::min(*a, *b) : a ? a : b;
}

/// When the system falls at the earliest in the way that the row confirms.
std::optional<Timestamp> fall_of(const FlowGraph& graph, const ObservedState& row, Profile profile,
                                 const SpreadState& state) {
  return is_seed(graph, row, profile) ? state.compromised
                                      : earlier(state.compromised, state.data_affected);
}

class Comparer {
 public:
  Comparer(const FlowGraph& graph, const SpreadIndex& index, const SpreadOptions& asked,
           const ObservedStates& states)
      : graph_(graph), index_(index), asked_(asked), states_(states) {}

  StateComparison compare() {
    compare_confirmed();
    compare_rest();
    const auto sort = [](std::vector<ComparedState>& list, const auto& time) {
      std::ranges::stable_sort(
          list, {}, [&](const ComparedState& item) { return std::tuple(time(item), item.system); });
    };
    const auto of_row = [&](const ComparedState& item) {
      return found_at(graph_, states_.rows[item.row]);
    };
    for (auto* list : {&out_.starts, &out_.confirmed, &out_.found_clean, &out_.not_predicted}) {
      sort(*list, of_row);
    }
    std::ranges::stable_sort(out_.not_examined, {}, [](const Unexamined& item) {
      return std::tuple(item.predicted, item.system);
    });
    return std::move(out_);
  }

 private:
  void compare_confirmed() {
    std::map<SystemId, std::size_t> first;  // the row that confirms a system first
    std::optional<Timestamp> first_of_all;
    for (std::size_t i = 0; i < states_.rows.size(); ++i) {
      const ObservedState& row = states_.rows[i];
      if (!confirms(row)) {
        continue;
      }
      const auto [entry, is_new] = first.try_emplace(row.system, i);
      if (!is_new && found_at(graph_, row) < found_at(graph_, states_.rows[entry->second])) {
        entry->second = i;
      }
      first_of_all = earlier(first_of_all, found_at(graph_, row));
    }
    for (const auto& [system, row] : first) {
      confirmed_.insert(system);
      compare_one(row, asked_.seeds.empty() ? first_of_all : std::nullopt);
    }
  }

  /// `start`: who was found then and is explained by nothing is a start.
  void compare_one(std::size_t number, std::optional<Timestamp> start) {
    const ObservedState& row = states_.rows[number];
    const SpreadOptions options = with_rows(graph_, states_, asked_, row.system);
    ComparedState item{row.system, number, {}, Unpredicted::NotReached};
    if (!options.seeds.empty()) {
      item.predicted = fall_of(graph_, row, options.profile,
                               contacted(graph_, index_, options)[index(row.system)]);
    }
    const Timestamp found = found_at(graph_, row);
    if (item.predicted && *item.predicted <= found) {
      out_.confirmed.push_back(item);
    } else if (start && found == *start) {
      out_.starts.push_back(item);
    } else {
      item.reason = item.predicted ? Unpredicted::Later
                    : is_seed(graph_, row, options.profile) && !graph_[row.system].susceptible &&
                            options.profile != Profile::Contact
                        ? Unpredicted::NotSusceptible
                        : Unpredicted::NotReached;
      out_.not_predicted.push_back(item);
    }
  }

  /// Those found clean, and those nobody has looked at.
  void compare_rest() {
    const SpreadOptions options = with_rows(graph_, states_, asked_, std::nullopt);
    if (options.seeds.empty()) {
      return;
    }
    const auto predicted = contacted(graph_, index_, options);
    std::map<SystemId, std::size_t> clean;  // the row that saw it clean last
    for (std::size_t i = 0; i < states_.rows.size(); ++i) {
      const ObservedState& row = states_.rows[i];
      if (row.condition == Condition::Clean) {
        const auto [entry, is_new] = clean.try_emplace(row.system, i);
        if (!is_new && *states_.rows[entry->second].time < *row.time) {
          entry->second = i;
        }
      }
    }
    std::set<SystemId> seeds;
    for (const Seed& seed : asked_.seeds) {
      seeds.insert(seed.system);
    }
    for (std::size_t i = 0; i < predicted.size(); ++i) {
      const SystemId system{static_cast<std::uint32_t>(i)};
      const auto fall = earlier(predicted[i].compromised, predicted[i].data_affected);
      if (!fall || confirmed_.contains(system)) {
        continue;
      }
      const auto seen_clean = clean.find(system);
      if (seen_clean == clean.end()) {
        if (!seeds.contains(system)) {
          out_.not_examined.push_back({system, *fall, {}});
        }
        continue;
      }
      const Timestamp looked = *states_.rows[seen_clean->second].time;
      if (*fall <= looked) {
        out_.found_clean.push_back({system, seen_clean->second, fall, {}});
      } else {
        out_.not_examined.push_back({system, *fall, looked});
      }
    }
  }

  const FlowGraph& graph_;
  const SpreadIndex& index_;
  const SpreadOptions& asked_;
  const ObservedStates& states_;
  std::set<SystemId> confirmed_;
  StateComparison out_;
};

/// Whether the system at one end sent something in it.
bool sent(const Conversation& c, bool initiator, bool established) {
  if (initiator) {
    // A record without counts still says who opened it.
    return established || c.packets_out > 0 || (c.packets_out == 0 && c.packets_in == 0);
  }
  return established || c.packets_in > 0;
}

class TalkFinder {
 public:
  TalkFinder(const FlowGraph& graph, const ObservedStates& states) : graph_(graph) {
    for (std::size_t i = 0; i < states.rows.size(); ++i) {
      const ObservedState& row = states.rows[i];
      if (row.condition != Condition::Offline) {
        continue;
      }
      const auto [entry, is_new] = offline_.try_emplace(row.system, Off{*row.time, i});
      if (!is_new && *row.time < entry->second.time) {
        entry->second = {*row.time, i};
      }
    }
  }

  std::vector<TalkedAfter> find() {
    if (offline_.empty()) {
      return {};
    }
    for (const DataFlow& flow : graph_.data_flows()) {
      if (!offline_.contains(flow.initiator) && !offline_.contains(flow.responder)) {
        continue;
      }
      for (std::uint32_t i = flow.conversations.begin; i < flow.conversations.end; ++i) {
        take(graph_.conversations()[i], true);
      }
    }
    for (const Conversation& attempt : graph_.attempts()) {
      take(attempt, false);
    }
    std::vector<TalkedAfter> out;
    for (auto& [system, talked] : talked_) {
      const auto& peers = peers_[system];
      talked.peers.assign(peers.begin(), peers.end());
      out.push_back(std::move(talked));
    }
    std::ranges::stable_sort(out, {}, [](const TalkedAfter& t) {
      return std::tuple(!t.certain(), t.seen.begin, t.system);
    });
    return out;
  }

 private:
  struct Off {
    Timestamp time;
    std::size_t row = 0;
  };

  void take(const Conversation& c, bool established) {
    take_end(c, c.from, c.to, sent(c, true, established), established);
    if (c.to && *c.to != c.from) {
      take_end(c, *c.to, c.from, sent(c, false, established), established);
    }
  }

  void take_end(const Conversation& c, SystemId system, std::optional<SystemId> peer, bool has_sent,
                bool established) {
    const auto off = offline_.find(system);
    if (off == offline_.end() || !has_sent || c.time.end <= off->second.time) {
      return;
    }
    const auto [entry, is_new] = talked_.try_emplace(system);
    TalkedAfter& talked = entry->second;
    const bool after = c.time.begin > off->second.time;
    if (after && !talked.certain() && !is_new) {
      const std::uint64_t across = talked.open_across;
      talked = {};  // what is certain is told alone
      talked.open_across = across;
      peers_[system].clear();
    }
    const bool told = after || !talked.certain();
    talked.system = system;
    talked.row = off->second.row;
    if (told) {
      tell(talked, c, peer);
    }
    ++(after ? established ? talked.records : talked.attempts : talked.open_across);
  }

  void tell(TalkedAfter& talked, const Conversation& c, std::optional<SystemId> peer) {
    const bool first = talked.filter.empty();
    if (first || c.time.begin < talked.seen.begin) {
      talked.filter = display_filter(c);
    }
    talked.seen = first ? c.time
                        : Interval{std::min(talked.seen.begin, c.time.begin),
                                   std::max(talked.seen.end, c.time.end)};
    if (peer) {
      peers_[talked.system].insert(*peer);
    }
    talked.evidence_total += c.evidence.size();
    for (const EvidenceRef& reference :
         graph_.evidence().subspan(c.evidence.begin, c.evidence.size())) {
      const auto at = std::ranges::lower_bound(talked.evidence, reference);
      if (static_cast<std::size_t>(at - talked.evidence.begin()) < kMostEvidence) {
        talked.evidence.insert(at, reference);
        talked.evidence.resize(std::min(talked.evidence.size(), kMostEvidence));
      }
    }
  }

  const FlowGraph& graph_;
  std::map<SystemId, Off> offline_;
  std::map<SystemId, TalkedAfter> talked_;
  std::map<SystemId, std::set<SystemId>> peers_;
};

}  // namespace

std::string_view name_of(Unpredicted reason) {
  switch (reason) {
    case Unpredicted::NotReached:
      return "not_reached";
    case Unpredicted::Later:
      return "later";
    case Unpredicted::NotSusceptible:
      break;
  }
  return "not_susceptible";
}

void apply_states(const FlowGraph& graph, const ObservedStates& states, SpreadOptions& options) {
  options = with_rows(graph, states, std::move(options), std::nullopt);
}

void apply_states(const FlowGraph& graph, const ObservedStates& states, TraceOptions& options) {
  for (const ObservedState& row : states.rows) {
    if (confirms(row)) {
      const bool data = row.condition == Condition::Encrypted && !graph[row.system].susceptible &&
                        options.profile != Profile::Contact;
      options.targets.push_back({row.system, found_at(graph, row), data});
    } else if (row.condition == Condition::Clean) {
      options.clean.push_back({row.system, *row.time, false});
    }
  }
}

StateComparison compare_states(const FlowGraph& graph, const SpreadIndex& index,
                               const SpreadOptions& asked, const ObservedStates& states) {
  return Comparer(graph, index, asked, states).compare();
}

std::vector<TalkedAfter> talked_after_offline(const FlowGraph& graph,
                                              const ObservedStates& states) {
  return TalkFinder(graph, states).find();
}

}  // namespace hamon
