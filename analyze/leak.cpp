#include "analyze/leak.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace hamon {
namespace {

constexpr Duration kHour = Duration::seconds(3600);

/// The begin of the hour of the clock that `time` lies in.
Timestamp hour_of(const TimeZone& zone, Timestamp time) {
  const Duration offset = Duration::seconds(zone.offset_seconds(time));
  const std::int64_t local = (time + offset).ns;
  const std::int64_t into = ((local % kHour.ns) + kHour.ns) % kHour.ns;
  return time - Duration{into};
}

/// How many of `bytes` had gone after `part` of `whole`; all of them at its end.
std::uint64_t gone(std::uint64_t bytes, std::int64_t part, std::int64_t whole) {
  if (part >= whole) {
    return bytes;
  }
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>(static_cast<Wide>(bytes) * static_cast<Wide>(part) /
                                    static_cast<Wide>(whole));
}

/// Adds a record's bytes to the hours of its time, evenly.
void add_hours(std::map<Timestamp, std::uint64_t>& hours, const TimeZone& zone,
               const Interval& time, std::uint64_t bytes) {
  const std::int64_t whole = (time.end - time.begin).ns;
  std::uint64_t before = 0;
  for (Timestamp hour = hour_of(zone, time.begin);; hour = hour + kHour) {
    const std::int64_t part = (std::min(hour + kHour, time.end) - time.begin).ns;
    const std::uint64_t now = gone(bytes, part, whole);
    if (now > before) {
      hours[hour] += now - before;
    }
    before = now;
    if (hour + kHour > time.end || part >= whole) {
      return;
    }
  }
}

}  // namespace

Leak leak(const FlowGraph& graph, const SpreadIndex& index_of, const SpreadOptions& options) {
  const auto states = contacted(graph, index_of, options);
  struct Sum {
    LeakPath path;
    std::map<Timestamp, std::uint64_t> hours;
  };
  std::map<std::tuple<SystemId, SystemId, ServiceId>, Sum> sums;
  for (const DataFlow& flow : graph.data_flows()) {
    const bool outward = graph[flow.responder].outside;
    if (outward == graph[flow.initiator].outside) {
      continue;
    }
    const SystemId inside = outward ? flow.initiator : flow.responder;
    const SystemId destination = outward ? flow.responder : flow.initiator;
    const auto& since = states[index(inside)].compromised;
    if (!since) {
      continue;
    }
    for (std::uint32_t i = flow.conversations.begin; i < flow.conversations.end; ++i) {
      const Conversation& c = graph.conversations()[i];
      const std::uint64_t bytes = outward ? c.bytes_out : c.bytes_in;
      if (c.time.end < *since || bytes == 0) {
        continue;
      }
      auto [entry, is_new] = sums.try_emplace({inside, destination, flow.service});
      LeakPath& path = entry->second.path;
      if (is_new) {
        path = {inside, destination, flow.service, 0, c.time, {}};
      }
      path.bytes += bytes;
      path.seen = {std::min(path.seen.begin, c.time.begin), std::max(path.seen.end, c.time.end)};
      add_hours(entry->second.hours, graph.site().zone, c.time, bytes);
    }
  }
  Leak out;
  for (auto& [key, sum] : sums) {
    for (const auto& [hour, bytes] : sum.hours) {
      sum.path.hours.push_back({hour, bytes});
    }
    out.total_bytes += sum.path.bytes;
    out.paths.push_back(std::move(sum.path));
  }
  return out;
}

}  // namespace hamon
