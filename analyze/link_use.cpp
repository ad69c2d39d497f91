#include "analyze/link_use.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr Duration kLong = Duration::minutes(60);
constexpr std::uint64_t kQuiet = 30'000;        // bytes in a slice, both directions
constexpr std::uint64_t kAlwaysBusy = 300'000;  // lower quartile from which all of it is use

std::uint64_t bytes_of(const Activity& a) {
  return a.bytes_out + a.bytes_in;
}

Timestamp begin_of(const Activity& a) {
  return {static_cast<std::int64_t>(a.slice) * Activity::kSlice.ns};
}

/// Slices in which nothing ran count as well.
std::uint64_t lower_quartile(std::span<const Activity> slices) {
  const std::size_t all = std::max<std::size_t>(
      slices.size(), std::size_t{slices.back().slice} - slices.front().slice + 1);
  const std::size_t idle = all - slices.size();
  const std::size_t at = all / 4;
  if (at < idle) {
    return 0;
  }
  std::vector<std::uint64_t> bytes;
  bytes.reserve(slices.size());
  for (const Activity& a : slices) {
    bytes.push_back(bytes_of(a));
  }
  const auto nth = bytes.begin() + static_cast<std::ptrdiff_t>(at - idle);
  std::nth_element(bytes.begin(), nth, bytes.end());
  return *nth;
}

}  // namespace

std::vector<Interval> used_times(const FlowGraph& graph, const Conversation& c) {
  if (!tells_use(c)) {
    return {c.time};
  }
  const auto slices = graph.activity().subspan(c.activity.begin, c.activity.size());
  const std::uint64_t quiet = lower_quartile(slices);
  if (quiet > kAlwaysBusy) {
    return {c.time};
  }
  const std::uint64_t threshold = std::max(kQuiet, 3 * quiet);
  std::vector<Interval> used;
  for (const Activity& a : slices) {
    if (bytes_of(a) <= threshold) {
      continue;
    }
    const Interval run{std::max(begin_of(a), c.time.begin),
                       std::min(begin_of(a) + Activity::kSlice, c.time.end)};
    if (run.end < run.begin) {
      continue;  // a source with another clock
    }
    if (!used.empty() && run.begin <= used.back().end + Activity::kSlice) {
      used.back().end = std::max(used.back().end, run.end);
    } else {
      used.push_back(run);
    }
  }
  return used;
}

void LinkUseSum::add(const Conversation& c) {
  const Duration open = c.time.end - c.time.begin;
  long_open_ = long_open_ || (tells_use(c) && open >= kLong);
  use_.open = {use_.open.ns + open.ns};
  for (const Interval& run : used_times(*graph_, c)) {
    used_ = {used_.ns + (run.end - run.begin).ns};
    if (use_.last && run.begin <= use_.last->end + Activity::kSlice) {
      use_.last->end = std::max(use_.last->end, run.end);  // goes on in the next conversation
    } else {
      ++use_.occasions;
      use_.last = run;
    }
  }
}

std::optional<LinkUse> LinkUseSum::finish() const {
  return long_open_ && 2 * used_.ns < use_.open.ns ? std::optional(use_) : std::nullopt;
}

}  // namespace hamon
