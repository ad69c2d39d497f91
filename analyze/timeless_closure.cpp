#include "analyze/timeless_closure.hpp"

#include "analyze/propagation.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::uint32_t kNone = UINT32_MAX;

/// Tarjan's strongly connected components (SIAM J. Comput. 1 (1972)), without recursion. Components
/// are numbered takers first.
class Components {
 public:
  Components(const std::vector<std::uint32_t>& first, const std::vector<std::uint32_t>& next)
      : first_(first),
        next_(next),
        component(first.size() - 1, kNone),
        number_(component.size(), kNone),
        low_(component.size()) {
    for (std::uint32_t point = 0; point < component.size(); ++point) {
      if (number_[point] == kNone) {
        explore(point);
      }
    }
  }

 private:
  const std::vector<std::uint32_t>&first_, &next_;

 public:
  std::vector<std::uint32_t> component;
  std::uint32_t count = 0;

 private:
  struct Visit {
    std::uint32_t point, edge;
  };
  void enter(std::uint32_t point) {
    number_[point] = low_[point] = entered_++;
    open_.push_back(point);
    visits_.push_back({point, first_[point]});
  }
  void explore(std::uint32_t root) {
    enter(root);
    while (!visits_.empty()) {
      Visit& visit = visits_.back();
      const std::uint32_t point = visit.point;
      if (visit.edge == first_[point + 1]) {
        visits_.pop_back();
        leave(point);
      } else if (const std::uint32_t to = next_[visit.edge++]; number_[to] == kNone) {
        enter(to);
      } else if (component[to] == kNone) {
        low_[point] = std::min(low_[point], number_[to]);
      }
    }
  }
  void leave(std::uint32_t point) {
    if (!visits_.empty()) {
      const std::uint32_t above = visits_.back().point;
      low_[above] = std::min(low_[above], low_[point]);
    }
    if (low_[point] != number_[point]) {
      return;
    }
    while (component[point] == kNone) {
      component[open_.back()] = count;
      open_.pop_back();
    }
    ++count;
  }

  std::vector<std::uint32_t> number_, low_, open_;
  std::vector<Visit> visits_;
  std::uint32_t entered_ = 0;
};

}  // namespace

TimelessClosure::TimelessClosure(const FlowGraph& graph, const SpreadIndex& index, Profile profile)
    : systems_(static_cast<std::uint32_t>(graph.systems().size())),
      damage_(profile != Profile::Contact) {
  std::uint32_t points = damage_ ? 2 * systems_ : systems_;
  start_.resize(systems_);
  for (std::uint32_t v = 0; v < systems_; ++v) {
    start_[v] = graph.systems()[v].outside ? points++ : v;
  }
  first_.reserve(points + 1);
  add_edges(graph, index, profile);
  find_components();
  condense();
  share_rows();
}

// Points come in their order: compromised, affected, starts of systems outside.
void TimelessClosure::add_edges(const FlowGraph& graph, const SpreadIndex& index, Profile profile) {
  const bool contact = profile == Profile::Contact;
  const std::uint8_t wanted = spreading_kinds(profile);
  // Which systems take an infection, apart from all else that is known of them: asked once a
  // direction, in no order.
  std::vector<std::uint8_t> takes(systems_);
  for (std::uint32_t v = 0; v < systems_; ++v) {
    takes[v] = contact || graph.systems()[v].susceptible ? std::uint8_t{1} : std::uint8_t{0};
  }
  const auto add = [&](std::uint32_t to) {
    // Directions to one peer stand together.
    if (next_.size() == first_.back() || next_.back() != to) {
      next_.push_back(to);
    }
  };
  const auto spread = [&](std::uint32_t v) {
    const auto directions = index.spreading(SystemId{v}, profile);
    for (std::size_t i = 0; i < directions.peers.size(); ++i) {
      const std::uint32_t to = directions.peers[i];
      if (takes[to] != 0 && (contact || (directions.along[i].kinds & wanted) != 0)) {
        add(to);
      }
    }
  };
  const auto damage = [&](std::uint32_t v, std::uint8_t kinds) {
    const auto directions = index.damaging(SystemId{v});
    for (std::size_t i = 0; i < directions.peers.size(); ++i) {
      if ((directions.along[i].kinds & kinds) != 0) {
        add(affected_point(directions.peers[i]));
      }
    }
  };
  const auto begin_point = [&] { first_.push_back(static_cast<std::uint32_t>(next_.size())); };
  for (std::uint32_t v = 0; v < systems_; ++v) {
    begin_point();
    if (!graph.systems()[v].outside) {
      spread(v);
      if (damage_) {
        damage(v, carry::kDamage);
      }
    }
    if (damage_) {
      add(affected_point(v));
    }
  }
  for (std::uint32_t v = 0; damage_ && v < systems_; ++v) {
    begin_point();
    if (!graph.systems()[v].outside) {
      damage(v, carry::kPass);
    }
  }
  for (std::uint32_t v = 0; v < systems_; ++v) {
    if (graph.systems()[v].outside) {
      begin_point();
      spread(v);
      if (damage_) {
        damage(v, carry::kDamage | carry::kPass);
      }
    }
  }
  begin_point();
}

void TimelessClosure::find_components() {
  Components found(first_, next_);
  component_ = std::move(found.component);
  order_.resize(found.count);
  for (std::uint32_t i = 0; i < found.count; ++i) {
    order_[i] = found.count - 1 - i;
  }
}

// Edges between components, each once.
void TimelessClosure::condense() {
  const auto points = static_cast<std::uint32_t>(component_.size());
  std::vector<std::uint32_t> begin(order_.size() + 1), members(points);
  for (const std::uint32_t c : component_) {
    ++begin[c + 1];
  }
  for (std::size_t c = 0; c < order_.size(); ++c) {
    begin[c + 1] += begin[c];
  }
  std::vector<std::uint32_t> next = begin;
  for (std::uint32_t point = 0; point < points; ++point) {
    members[next[component_[point]]++] = point;
  }
  std::vector<std::uint32_t> seen_from(order_.size(), kNone);
  for (std::uint32_t c = 0; c < order_.size(); ++c) {
    first_after_.push_back(static_cast<std::uint32_t>(after_.size()));
    seen_from[c] = c;
    for (std::uint32_t i = begin[c]; i < begin[c + 1]; ++i) {
      const std::uint32_t point = members[i];
      for (std::uint32_t e = first_[point]; e < first_[point + 1]; ++e) {
        const std::uint32_t to = component_[next_[e]];
        if (seen_from[to] != c) {
          seen_from[to] = c;
          after_.push_back(to);
        }
      }
    }
  }
  first_after_.push_back(static_cast<std::uint32_t>(after_.size()));
  first_ = {};
  next_ = {};
}

// Most systems are affected by what compromises them and nothing else. No source starts at a point
// that is affected alone.
void TimelessClosure::share_rows() {
  constexpr std::uint32_t kSeveral = kNone - 1;
  std::vector<std::uint32_t> giver(order_.size(), kNone);
  for (std::uint32_t c = 0; c < order_.size(); ++c) {
    for (std::uint32_t i = first_after_[c]; i < first_after_[c + 1]; ++i) {
      giver[after_[i]] = giver[after_[i]] == kNone ? c : kSeveral;
    }
  }
  for (std::uint32_t v = 0; v < systems_; ++v) {
    giver[component_[v]] = giver[component_[start_[v]]] = kSeveral;
  }
  row_.resize(order_.size());
  for (const std::uint32_t c : order_) {
    row_[c] = giver[c] < kSeveral ? row_[giver[c]] : static_cast<std::uint32_t>(row_count_++);
  }
}

std::vector<std::uint32_t> TimelessClosure::starts(const RadiusSource& source) const {
  std::vector<std::uint32_t> rows;
  for (const SystemId system : source) {
    const auto v = static_cast<std::uint32_t>(hamon::index(system));
    rows.push_back(row_[component_[v]]);
    rows.push_back(row_[component_[start_[v]]]);
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

void TimelessClosure::run(std::span<const RadiusSource> block, std::size_t words) {
  columns_ = block.size();
  rows_ = BitRows(row_count_, words);
  for (std::size_t column = 0; column < block.size(); ++column) {
    for (const std::uint32_t row : starts(block[column])) {
      rows_.set(row, column);
    }
  }
  for (const std::uint32_t c : order_) {
    for (std::uint32_t i = first_after_[c]; i < first_after_[c + 1]; ++i) {
      if (row_[after_[i]] != row_[c]) {
        rows_.join(row_[after_[i]], rows_[row_[c]]);
      }
    }
  }
}

std::vector<std::uint32_t> TimelessClosure::counts(std::uint32_t first_point) const {
  std::vector<std::uint32_t> times(row_count_);
  for (std::uint32_t v = 0; v < systems_; ++v) {
    ++times[row_[component_[first_point + v]]];
  }
  ColumnCounter counter(rows_.words());
  for (std::size_t row = 0; row < times.size(); ++row) {
    counter.add(rows_[row], times[row]);
  }
  return counter.counts();
}

std::vector<Reach> TimelessClosure::reach() const {
  const auto compromised = counts(0);
  const auto affected = counts(damage_ ? systems_ : 0);
  std::vector<Reach> list(columns_);
  for (std::size_t column = 0; column < columns_; ++column) {
    list[column] = {compromised[column], affected[column]};
  }
  return list;
}

}  // namespace hamon
