#pragma once

#include "analyze/check.hpp"
#include "analyze/link_use.hpp"
#include "graph/selector.hpp"

#include <set>
#include <string>
#include <vector>

namespace hamon {

/// Sums up conversations that belong to one finding; they come in order of their begin.
class FindingSum {
 public:
  explicit FindingSum(const FlowGraph& graph) : graph_(&graph), use_(graph) {}

  /// `forward`: bytes count as the conversation's initiator sent them; else as its responder did.
  void add(const Conversation& c, bool forward = true);
  [[nodiscard]] bool empty() const { return records_ + attempts_ == 0; }
  /// Everything but kind, ends, service, id and words.
  void fill(Finding& finding) const;
  /// Regularity and use, where all was of one data flow.
  void fill_rhythm(Finding& finding) const;
  [[nodiscard]] const std::set<IpAddress>& initiators() const { return initiators_; }
  [[nodiscard]] const std::set<IpAddress>& responders() const { return responders_; }

 private:
  void keep_evidence(const Conversation& c);
  void trim_evidence() const;

  const FlowGraph* graph_;
  std::uint64_t records_ = 0, contacts_ = 0, attempts_ = 0, bytes_out_ = 0, bytes_in_ = 0;
  std::optional<Interval> seen_;
  std::optional<Timestamp> contact_end_;
  ServiceBasis basis_ = ServiceBasis::None;
  std::set<IpAddress> initiators_, responders_;
  std::set<std::string> filters_;
  mutable std::vector<EvidenceRef> evidence_;
  std::uint64_t evidence_total_ = 0;
  LinkUseSum use_;
  std::vector<Timestamp> starts_;
};

/// A system as one end of a finding.
[[nodiscard]] FindingEnd end_of(const FlowGraph& graph, SystemId system,
                                const std::set<IpAddress>& addresses);
/// An address that belongs to no system.
[[nodiscard]] FindingEnd end_of(const FlowGraph& graph, const IpAddress& address);

/// The conversations of `flow` with its end `inner` in the zones (all of them when none are given)
/// as one finding, everything but its words; nothing when there are none.
[[nodiscard]] std::optional<Finding> data_flow_finding(const FlowGraph& graph,
                                                       std::string_view claim, FindingKind kind,
                                                       const DataFlow& flow, SystemId inner,
                                                       const std::optional<Selector>& zones);

/// The first 12 hexadecimal digits of SHA-256 over claim, kind, ends and service, one a line: equal
/// next month.
[[nodiscard]] std::string finding_id(std::string_view claim, const Finding& finding);

}  // namespace hamon
