#include "analyze/regularity.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace hamon {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::size_t kFewest = 5;       // beginnings
constexpr std::int64_t kMostMissed = 8;  // a step of at most so many periods
constexpr std::size_t kCandidates = 16;  // groups that are tried, the largest first
constexpr double kShare = 0.8;

using Steps = std::vector<std::int64_t>;

Steps steps_between(std::vector<Timestamp>& starts) {
  std::sort(starts.begin(), starts.end());
  Steps steps;
  std::int64_t last = 0;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    if (i > 0 && starts[i].ns - last < kSecond) {
      continue;
    }
    if (i > 0) {
      steps.push_back(starts[i].ns - last);
    }
    last = starts[i].ns;
  }
  std::sort(steps.begin(), steps.end());
  return steps;
}

std::int64_t tolerance(std::int64_t period) {
  return std::max(kSecond, period / 20);
}

/// How many periods a step is, when it agrees; else 0.
std::int64_t times(std::int64_t step, std::int64_t period) {
  const std::int64_t m = (step + period / 2) / period;
  const bool agrees =
      m >= 1 && m <= kMostMissed && std::abs(step - m * period) <= tolerance(period);
  return agrees ? m : 0;
}

struct Group {
  std::size_t size = 0;
  std::int64_t median = 0;
};

/// Of sorted steps, runs in which none is more than a tenth above the first; the largest first.
std::vector<Group> groups_of(const Steps& steps) {
  std::vector<Group> groups;
  for (std::size_t begin = 0; begin < steps.size();) {
    const std::int64_t most = std::max(steps[begin] + 2 * kSecond, steps[begin] / 10 * 11);
    std::size_t end = begin;
    while (end < steps.size() && steps[end] <= most) {
      ++end;
    }
    groups.push_back({end - begin, steps[begin + (end - begin) / 2]});
    begin = end;
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& a, const Group& b) { return a.size > b.size; });
  groups.resize(std::min(groups.size(), kCandidates));
  return groups;
}

/// Rounded to a whole second: more is not meant.
Duration rounded(std::int64_t ns) {
  return {(ns + kSecond / 2) / kSecond * kSecond};
}

std::optional<Regularity> judged(const Steps& steps, std::int64_t candidate) {
  Steps periods, off;
  std::size_t single = 0;
  for (const std::int64_t step : steps) {
    if (const std::int64_t m = times(step, candidate); m > 0) {
      periods.push_back(step / m);
      single += m == 1 ? 1U : 0U;
    }
  }
  const double share = static_cast<double>(periods.size()) / static_cast<double>(steps.size());
  if (share < kShare || 2 * single < periods.size()) {
    return std::nullopt;
  }
  std::sort(periods.begin(), periods.end());
  const std::int64_t period = periods[periods.size() / 2];
  for (const std::int64_t step : steps) {
    if (const std::int64_t m = times(step, candidate); m > 0) {
      off.push_back(std::abs(step - m * period));
    }
  }
  std::sort(off.begin(), off.end());
  const std::size_t at = (off.size() * 9 + 9) / 10 - 1;
  return Regularity{rounded(period), rounded(off[at]), share, 0};
}

}  // namespace

std::optional<Regularity> regularity_of(std::vector<Timestamp> starts) {
  const Steps steps = steps_between(starts);
  if (steps.size() + 1 < kFewest) {
    return std::nullopt;
  }
  std::optional<Regularity> best;
  for (const Group& group : groups_of(steps)) {
    const auto found = judged(steps, group.median);
    const bool better = found && (!best || found->share > best->share ||
                                  (found->share == best->share && found->period > best->period));
    best = better ? found : best;
  }
  if (best) {
    best->starts = steps.size() + 1;
  }
  return best;
}

}  // namespace hamon
