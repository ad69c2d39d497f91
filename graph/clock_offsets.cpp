#include "graph/clock_offsets.hpp"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace hamon {
namespace {

constexpr std::size_t kFewest = 20;    // connections that two sources share
constexpr std::size_t kMost = 10'000;  // that are looked at of two sources
constexpr std::size_t kAtOnce = 8;     // sources compared over one connection
constexpr Duration kWindow{100'000'000};
constexpr Duration kFarthest = Duration::minutes(std::int64_t{366} * 24 * 60);

using Pair = std::pair<std::uint32_t, std::uint32_t>;  // the smaller source first

struct Comparison {
  Pair sources;
  Duration second_ahead;
  std::size_t handshakes = 0;
};

auto connection(const FlowRecord& r) {
  return std::tie(r.initiator, r.responder, r.initiator_port, r.responder_port);
}

/// Beginnings of TCP connections, those of one connection together, then by source.
std::vector<const FlowRecord*> beginnings(std::span<const FlowRecord> records) {
  std::vector<const FlowRecord*> out;
  for (const FlowRecord& r : records) {
    if (r.saw_syn && r.protocol == protocol::kTcp && r.tunnel.empty()) {
      out.push_back(&r);
    }
  }
  std::ranges::sort(out, [](const FlowRecord* a, const FlowRecord* b) {
    return std::tuple_cat(connection(*a), std::tie(a->source, a->start)) <
           std::tuple_cat(connection(*b), std::tie(b->source, b->start));
  });
  return out;
}

/// Of one connection the sources that saw it begin once: only there it is sure what belongs to
/// what.
std::vector<const FlowRecord*> seen_once(std::span<const FlowRecord* const> connection) {
  std::vector<const FlowRecord*> once;
  for (std::size_t i = 0; i < connection.size() && once.size() < kAtOnce; ++i) {
    const std::uint32_t source = connection[i]->source;
    const bool again = (i > 0 && connection[i - 1]->source == source) ||
                       (i + 1 < connection.size() && connection[i + 1]->source == source);
    if (!again) {
      once.push_back(connection[i]);
    }
  }
  return once;
}

/// The middle of the window that holds most of `differences`, if that is at least half of them.
std::optional<Duration> usual(std::vector<std::int64_t> differences) {
  std::ranges::sort(differences);
  std::size_t best = 0;
  std::size_t best_size = 0;
  std::size_t end = 0;
  for (std::size_t begin = 0; begin < differences.size(); ++begin) {
    while (end < differences.size() && differences[end] - differences[begin] <= kWindow.ns) {
      ++end;
    }
    if (end - begin > best_size) {
      best = begin;
      best_size = end - begin;
    }
  }
  return best_size * 2 >= differences.size()
             ? std::optional(Duration{differences[best + best_size / 2]})
             : std::nullopt;
}

std::vector<Comparison> comparisons(std::span<const FlowRecord> records) {
  std::map<Pair, std::vector<std::int64_t>> differences;
  const std::vector<const FlowRecord*> all = beginnings(records);
  for (auto begin = all.begin(); begin != all.end();) {
    const auto end = std::find_if(begin, all.end(), [&](const FlowRecord* r) {
      return connection(*r) != connection(**begin);
    });
    const std::vector<const FlowRecord*> once = seen_once({begin, end});
    for (std::size_t i = 0; i < once.size(); ++i) {
      for (std::size_t k = i + 1; k < once.size(); ++k) {
        auto& known = differences[{once[i]->source, once[k]->source}];
        const std::int64_t difference = (once[k]->start - once[i]->start).ns;
        if (known.size() < kMost && std::abs(difference) <= kFarthest.ns) {
          known.push_back(difference);
        }
      }
    }
    begin = end;
  }
  std::vector<Comparison> out;
  for (auto& [pair, values] : differences) {
    const std::size_t count = values.size();
    if (count < kFewest) {
      continue;
    }
    if (const auto ahead = usual(std::move(values))) {
      out.push_back({pair, *ahead, count});
    }
  }
  return out;
}

}  // namespace

std::vector<ClockOffset> clock_offsets(std::span<const FlowRecord> records, std::size_t sources) {
  if (sources < 2) {
    return {};
  }
  std::vector<Comparison> found = comparisons(records);
  std::ranges::stable_sort(found, std::greater{}, &Comparison::handshakes);
  // The comparisons that rest on most are taken first; a source that is not reached yet takes its
  // offset from one that is. The reference of a group is its smallest source.
  std::vector<std::optional<ClockOffset>> known(sources);
  for (std::uint32_t reference = 0; reference < sources; ++reference) {
    if (known[reference]) {
      continue;
    }
    known[reference] = ClockOffset{reference, reference, {}, 0};
    for (bool more = true; more;) {
      more = false;
      for (const auto& [pair, second_ahead, handshakes] : found) {
        const auto& [one, other] = pair;
        if (known[one].has_value() == known[other].has_value()) {
          continue;
        }
        const bool forward = known[one].has_value();
        const ClockOffset& from = *known[forward ? one : other];
        const std::uint32_t to = forward ? other : one;
        const std::int64_t ahead = from.ahead.ns + (forward ? second_ahead.ns : -second_ahead.ns);
        known[to] = ClockOffset{
            to, reference, {std::clamp(ahead, -kFarthest.ns, kFarthest.ns)}, handshakes};
        more = true;
        break;
      }
    }
  }
  std::vector<ClockOffset> out;
  for (const auto& offset : known) {
    if (offset && offset->source != offset->reference) {
      out.push_back(*offset);
    }
  }
  return out;
}

}  // namespace hamon
