#include "analyze/finding_builder.hpp"

#include "base/sha256.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kEvidenceKept = 20;
constexpr std::size_t kEvidenceHeld = 1024;  // before the surplus is dropped
constexpr std::size_t kStarts = 1'000'000;   // whose regularity is looked at
constexpr std::size_t kFilters = 4;          // conversations named in one filter

std::string port_filter(const Conversation& c) {
  if (c.protocol == protocol::kIcmp) {
    return "icmp";
  }
  if (c.protocol == protocol::kIcmp6) {
    return "icmpv6";
  }
  const char* name = c.protocol == protocol::kTcp    ? "tcp"
                     : c.protocol == protocol::kUdp  ? "udp"
                     : c.protocol == protocol::kSctp ? "sctp"
                                                     : nullptr;
  if (name == nullptr) {
    return fmt::format("{} == {}", c.initiator.is_v4() ? "ip.proto" : "ipv6.nxt", c.protocol);
  }
  return c.has_ports ? fmt::format("{}.port == {}", name, c.responder_port) : std::string(name);
}

std::string address_filter(const IpAddress& address) {
  return fmt::format("{} == {}", address.is_v4() ? "ip.addr" : "ipv6.addr", address.text());
}

}  // namespace

std::string display_filter(const Conversation& conversation) {
  return address_filter(conversation.initiator) + " && " + address_filter(conversation.responder) +
         " && " + port_filter(conversation);
}

void FindingSum::add(const Conversation& c, bool forward) {
  if (c.state == FlowState::Established) {
    ++records_;
    bytes_out_ += forward ? c.bytes_out : c.bytes_in;
    bytes_in_ += forward ? c.bytes_in : c.bytes_out;
    if (!contact_end_ || c.time.begin > *contact_end_) {
      ++contacts_;
      contact_end_ = c.time.end;
    }
    contact_end_ = std::max(*contact_end_, c.time.end);
    use_.add(c);
    if (starts_.size() < kStarts) {
      starts_.push_back(c.time.begin);
    }
  } else {
    ++attempts_;
  }
  seen_ = seen_ ? Interval{std::min(seen_->begin, c.time.begin), std::max(seen_->end, c.time.end)}
                : c.time;
  basis_ = std::max(basis_, c.service_basis);
  (forward ? initiators_ : responders_).insert(c.initiator);
  (forward ? responders_ : initiators_).insert(c.responder);
  if (filters_.size() <= kFilters) {
    filters_.insert(display_filter(c));
  }
  keep_evidence(c);
}

void FindingSum::keep_evidence(const Conversation& c) {
  const auto references = graph_->evidence().subspan(c.evidence.begin, c.evidence.size());
  evidence_total_ += references.size();
  evidence_.insert(evidence_.end(), references.begin(), references.end());
  if (evidence_.size() > kEvidenceHeld) {
    trim_evidence();
  }
}

void FindingSum::trim_evidence() const {
  std::sort(evidence_.begin(), evidence_.end());
  evidence_.resize(std::min(evidence_.size(), kEvidenceKept));
}

void FindingSum::fill(Finding& finding) const {
  trim_evidence();
  finding.records = records_;
  finding.contacts = contacts_;
  finding.attempts = attempts_;
  finding.bytes_out = bytes_out_;
  finding.bytes_in = bytes_in_;
  finding.seen = seen_;
  finding.service_basis = basis_;
  finding.evidence = evidence_;
  finding.evidence_total = evidence_total_;
  if (filters_.size() == 1) {
    finding.filter = *filters_.begin();
  } else if (filters_.size() <= kFilters) {
    for (const std::string& filter : filters_) {
      finding.filter += (finding.filter.empty() ? "(" : " || (") + filter + ")";
    }
  }
}

void FindingSum::fill_rhythm(Finding& finding) const {
  finding.regularity = regularity_of(starts_);
  finding.use = use_.finish();
}

FindingEnd end_of(const FlowGraph& graph, SystemId system, const std::set<IpAddress>& addresses) {
  return {
      system, graph[system].name, graph.zone_name(system), {addresses.begin(), addresses.end()}};
}

FindingEnd end_of(const FlowGraph& graph, const IpAddress& address) {
  FindingEnd end{std::nullopt, address.text(), std::nullopt, {address}};
  if (const auto zone = graph.zone_of(address)) {
    end.zone = graph[*zone].name;
  } else if (!graph.is_internal(address)) {
    end.zone = "outside";
  }
  return end;
}

std::optional<Finding> data_flow_finding(const FlowGraph& graph, std::string_view claim,
                                         FindingKind kind, const DataFlow& flow, SystemId inner,
                                         const std::optional<Selector>& zones) {
  const bool asks = inner == flow.initiator;
  FindingSum sum(graph);
  for (std::uint32_t i = flow.conversations.begin; i < flow.conversations.end; ++i) {
    const Conversation& c = graph.conversations()[i];
    if (!zones || zones->matches(graph, inner, asks ? c.initiator : c.responder)) {
      sum.add(c);
    }
  }
  if (sum.empty()) {
    return std::nullopt;
  }
  Finding finding;
  finding.kind = kind;
  finding.initiator = end_of(graph, flow.initiator, sum.initiators());
  finding.responder = end_of(graph, flow.responder, sum.responders());
  finding.service = graph[flow.service].name;
  sum.fill(finding);
  sum.fill_rhythm(finding);
  finding.id = finding_id(claim, finding);
  return finding;
}

std::string finding_id(std::string_view claim, const Finding& finding) {
  const bool own_code = finding.kind == FindingKind::Translation;  // not its own word
  return sha256_hex(fmt::format("{}\n{}\n{}\n{}\n{}", claim,
                                own_code ? code_of(finding.kind) : name_of(finding.kind),
                                finding.initiator.name,
                                finding.responder ? finding.responder->name : "", finding.service))
      .substr(0, 12);
}

}  // namespace hamon
