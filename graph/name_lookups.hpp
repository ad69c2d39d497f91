#pragma once

#include "graph/flow_graph.hpp"

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace hamon {

/// Whether a name has a label of 25 characters or more that nobody chose: at least two digits, and
/// 3.5 bits a character (Shannon, over the label's own letters). Data that a tunnel through DNS
/// carries looks so: RFC 4648 text of as many characters as a label holds, up to 63 (RFC 1035).
[[nodiscard]] bool has_random_label(std::string_view name);

/// Collects the names that systems asked one another for, of those that speak of the world outside:
/// that some DNS answer of the case put at an address outside `inside`, or with a random label. At
/// most 100,000 different names a pair count; then no more are added.
class NameLookupCollector {
 public:
  /// `bindings` live as long as the collector.
  NameLookupCollector(std::span<const Binding> bindings, std::span<const Prefix> inside);
  void add(SystemId client, SystemId resolver, std::span<const std::string> names);
  /// By (client, resolver).
  [[nodiscard]] std::vector<NameLookups> finish() const;

 private:
  struct Names {
    std::set<std::string, std::less<>> answered, random;
  };
  std::unordered_set<std::string_view> outside_;
  std::map<std::pair<SystemId, SystemId>, Names> found_;
};

}  // namespace hamon
