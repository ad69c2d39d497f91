#pragma once

#include "graph/pseudonyms.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// Site file and ledger under pseudonyms, bound to the graph that they belong to, for patterns over
/// names: a pattern becomes the names that it stands for.
class SitePseudonyms {
 public:
  SitePseudonyms(const FlowGraph& graph, const Pseudonyms& pseudonyms);

  [[nodiscard]] Site site() const;
  [[nodiscard]] Ledger ledger() const;
  /// Selectors that stand for the same in the graph under pseudonyms: names for patterns, numbers
  /// for events. At least one for each.
  [[nodiscard]] std::vector<SelectorText> selectors(const std::vector<SelectorText>& texts) const;
  /// Of a zone: words of the field stay.
  [[nodiscard]] std::string zone_kind(const std::string& kind) const;

 private:
  /// What a word stands for; nothing where it stands for nothing.
  [[nodiscard]] std::vector<SelectorText> selector(const SelectorText& text) const;
  [[nodiscard]] std::optional<SelectorText> declared(const SelectorText& text) const;
  [[nodiscard]] std::vector<SelectorText> vendors(std::string_view name) const;
  [[nodiscard]] std::vector<SelectorText> events(std::string_view which) const;
  [[nodiscard]] std::vector<SelectorText> hosts_or_pattern(const SelectorText& text) const;
  [[nodiscard]] std::vector<ServiceText> services(const std::vector<ServiceText>& texts) const;
  [[nodiscard]] FlowMatcher matcher(FlowMatcher matcher) const;
  [[nodiscard]] std::vector<std::string> hosts(const std::vector<std::string>& names) const;
  template <class T>
  void addresses_and_macs(T& declared) const;
  void systems(Site& site) const;
  void zones(Site& site) const;
  void links(Site& site) const;
  void sensors(Site& site) const;
  void claims(Site& site) const;
  void rest(Site& site) const;
  /// The events of the site, and for each event of the original their places.
  void add_events();

  const FlowGraph& graph_;
  const Pseudonyms& pseudonyms_;
  std::vector<SiteEvent> events_;
  std::vector<std::vector<std::size_t>> event_places_;
};

}  // namespace hamon
