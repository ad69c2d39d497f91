#include "graph/flow_graph.hpp"

#include "base/host_stand_in.hpp"

#include <algorithm>
#include <tuple>

namespace hamon {

std::string_view name_of(NotMerged reason) {
  switch (reason) {
    case NotMerged::Apart:
      return "apart";
    case NotMerged::Several:
      return "several";
    case NotMerged::AtOnce:
      return "at-once";
    case NotMerged::NoIdentity:
      return "no-identity";
    case NotMerged::Contested:
      return "contested";
    case NotMerged::Undeclared:
      return "undeclared";
    case NotMerged::Applied:
      break;
  }
  return "";
}

std::optional<SystemId> FlowGraph::find_system(std::string_view name) const {
  const auto found =
      std::lower_bound(systems_.begin(), systems_.end(), name,
                       [](const System& s, std::string_view n) { return s.name < n; });
  if (found == systems_.end() || found->name != name) {
    return std::nullopt;
  }
  return static_cast<SystemId>(found - systems_.begin());
}

namespace {

auto entries_of(const std::vector<std::pair<IpAddress, SystemId>>& by_address,
                const IpAddress& address) {
  const auto begin =
      std::lower_bound(by_address.begin(), by_address.end(), std::pair(address, SystemId{}));
  auto end = begin;
  while (end != by_address.end() && end->first == address) {
    ++end;
  }
  return std::pair(begin, end);
}

bool held(const System& system, const IpAddress& address, Timestamp at) {
  return std::any_of(system.addresses.begin(), system.addresses.end(), [&](const SystemAddress& a) {
    return a.address == address && (!a.held || (a.held->from <= at && at < a.held->to));
  });
}

}  // namespace

std::optional<SystemId> FlowGraph::system_at(const IpAddress& address, Timestamp at) const {
  const auto [begin, end] = entries_of(by_address_, address);
  if (begin == end) {
    return std::nullopt;
  }
  if (std::next(begin) == end) {
    return begin->second;
  }
  const auto holder = std::find_if(begin, end, [&](const auto& entry) {
    return held(systems_[index(entry.second)], address, at);
  });
  return holder == end ? begin->second : holder->second;
}

std::vector<SystemId> FlowGraph::systems_at(const IpAddress& address) const {
  const auto [begin, end] = entries_of(by_address_, address);
  std::vector<SystemId> systems;
  for (auto entry = begin; entry != end; ++entry) {
    systems.push_back(entry->second);
  }
  return systems;
}

void FlowGraph::index_zones() {
  zone_prefixes_.clear();
  for (std::size_t i = 0; i < zones_.size(); ++i) {
    for (const Prefix& prefix : zones_[i].prefixes) {
      zone_prefixes_.emplace_back(prefix, static_cast<ZoneId>(i));
    }
  }
  std::sort(zone_prefixes_.begin(), zone_prefixes_.end(), [](const auto& a, const auto& b) {
    return std::tuple(b.first.length(), a) < std::tuple(a.first.length(), b);
  });
}

std::optional<ZoneId> FlowGraph::zone_of(const IpAddress& address) const {
  // Prefixes of one length stand together, sorted by address: one search for each length.
  for (auto group = zone_prefixes_.begin(); group != zone_prefixes_.end();) {
    const int length = group->first.length();
    const auto end = std::partition_point(
        group, zone_prefixes_.end(), [&](const auto& p) { return p.first.length() == length; });
    const Prefix wanted(address, length);
    const auto found = std::lower_bound(group, end, wanted,
                                        [](const auto& p, const Prefix& w) { return p.first < w; });
    if (found != end && found->first == wanted) {
      return found->second;
    }
    group = end;
  }
  return std::nullopt;
}

bool FlowGraph::is_internal(const IpAddress& address) const {
  return address.is_link_local() || is_stand_in(address) ||
         std::any_of(internal_.begin(), internal_.end(),
                     [&](const Prefix& prefix) { return prefix.contains(address); });
}

std::optional<std::string> FlowGraph::zone_name(SystemId id) const {
  const System& system = systems_[index(id)];
  if (system.outside) {
    return "outside";
  }
  return system.home ? std::optional(zones_[index(*system.home)].name) : std::nullopt;
}

}  // namespace hamon
