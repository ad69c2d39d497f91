#include "analyze/exposure.hpp"

#include "base/host_stand_in.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace hamon {
namespace {

bool is_admin(const Service& service) {
  return service.service_class == ServiceClass::RemoteAdmin || service.name == "smb";
}

/// Numbers the segments that addresses lie in.
class SegmentNumbers {
 public:
  explicit SegmentNumbers(const FlowGraph& graph) {
    for (const Zone& zone : graph.zones()) {
      declared_.insert(declared_.end(), zone.prefixes.begin(), zone.prefixes.end());
    }
  }

  std::uint32_t of(const IpAddress& address) {
    const auto next = static_cast<std::uint32_t>(numbers_.size());
    return numbers_.try_emplace(segment(address), next).first->second;
  }
  [[nodiscard]] std::size_t size() const { return numbers_.size(); }

 private:
  [[nodiscard]] Prefix segment(const IpAddress& address) const {
    const Prefix* longest = nullptr;
    for (const Prefix& prefix : declared_) {
      if (prefix.contains(address) && (longest == nullptr || prefix.length() > longest->length())) {
        longest = &prefix;
      }
    }
    return longest != nullptr ? *longest : Prefix(address, address.is_v4() ? 24 : 64);
  }

  std::vector<Prefix> declared_;
  std::map<Prefix, std::uint32_t> numbers_;
};

template <class T>
void make_set(std::vector<T>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

}  // namespace

Exposure::Exposure(const FlowGraph& graph) : segments_of_(graph.systems().size()) {
  SegmentNumbers numbers(graph);
  for (std::size_t i = 0; i < segments_of_.size(); ++i) {
    for (const SystemAddress& held : graph.systems()[i].addresses) {
      if (!held.address.is_link_local() && !is_stand_in(held.address)) {
        segments_of_[i].push_back(numbers.of(held.address));
      }
    }
    make_set(segments_of_[i]);
  }
  segments_.resize(numbers.size());
  for (const DataFlow& flow : graph.data_flows()) {
    if (!is_admin(graph[flow.service])) {
      continue;
    }
    const auto responder = static_cast<std::uint32_t>(index(flow.responder));
    if (graph[flow.responder].susceptible) {
      for (const std::uint32_t segment : segments_of_[responder]) {
        segments_[segment].exposers.emplace_back(flow.service, responder);
      }
    }
    for (std::uint32_t i = flow.conversations.begin; i < flow.conversations.end; ++i) {
      const Conversation& c = graph.conversations()[i];
      const std::uint32_t from = numbers.of(c.initiator);
      const std::uint32_t to = numbers.of(c.responder);
      segments_.resize(numbers.size());
      if (segments_[from].reaches.empty() ||
          segments_[from].reaches.back() != std::pair(to, flow.service)) {
        segments_[from].reaches.emplace_back(to, flow.service);
      }
    }
  }
  for (Segment& segment : segments_) {
    make_set(segment.exposers);
    make_set(segment.reaches);
  }
}

}  // namespace hamon
