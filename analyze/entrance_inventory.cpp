#include "analyze/entrance_inventory.hpp"

#include "analyze/claim_matcher.hpp"
#include "analyze/finding_builder.hpp"
#include "analyze/hours_of_week.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace hamon {
namespace {

/// Sums up what of one data flow belongs to one entrance.
class EntranceSum {
 public:
  explicit EntranceSum(const FlowGraph& graph) : graph_(&graph), sum_(graph) {}

  void add(const Conversation& c, bool in_windows) {
    sum_.add(c);
    add_hours(c.time, graph_->site().zone, hours_);
    outside_windows_ += in_windows ? 0U : 1U;
  }

  [[nodiscard]] Entrance finish(const DataFlow& flow, const SiteLink* link) const {
    const FlowGraph& graph = *graph_;
    Finding f;
    sum_.fill(f);
    sum_.fill_rhythm(f);
    const bool opened_inside = graph[flow.responder].outside;
    const FindingEnd initiator = end_of(graph, flow.initiator, sum_.initiators());
    const FindingEnd responder = end_of(graph, flow.responder, sum_.responders());
    Entrance e;
    e.inside = {opened_inside ? initiator : responder};
    e.outside = {opened_inside ? responder : initiator};
    e.service = graph[flow.service].name;
    e.service_basis = f.service_basis;
    e.remote_access = graph[flow.service].service_class != ServiceClass::None;
    e.opened_inside = opened_inside;
    e.seen = f.seen;
    e.records = f.records;
    e.sessions = f.contacts;
    e.outside_windows = outside_windows_;
    e.bytes_to_outside = opened_inside ? f.bytes_out : f.bytes_in;
    e.bytes_to_inside = opened_inside ? f.bytes_in : f.bytes_out;
    for (std::size_t h = 0; h < hours_.size(); ++h) {
      if (hours_[h]) {
        e.hours_of_week.push_back(static_cast<std::uint8_t>(h));
      }
    }
    e.regularity = f.regularity;
    e.use = f.use;
    const SystemId inside = opened_inside ? flow.initiator : flow.responder;
    e.vendor = graph[inside].vendor;  // who would know, where no link says
    if (link != nullptr) {
      describe(e, *link);
    }
    return e;
  }

  static void describe(Entrance& e, const SiteLink& link) {
    e.link = link.name;
    e.vendor = link.vendor.empty() ? e.vendor : link.vendor;
    e.purpose = link.purpose;
    e.contact = link.contact;
    for (const TimeWindow& window : link.windows) {
      e.windows += (e.windows.empty() ? "" : ", ") + window.text;
    }
  }

 private:
  const FlowGraph* graph_;
  FindingSum sum_;
  HoursOfWeek hours_{};
  std::uint64_t outside_windows_ = 0;
};

std::vector<FindingEnd> declared_ends(const FlowGraph& graph,
                                      const std::vector<SelectorText>& texts) {
  std::vector<FindingEnd> ends;
  for (const SelectorText& text : texts) {
    const auto address = IpAddress::parse(text);
    if (const auto system = graph.find_system(text)) {
      ends.push_back(end_of(graph, *system, {}));
    } else if (!address) {
      ends.push_back({{}, text, {}, {}});
    } else if (const auto holders = graph.systems_at(*address); holders.size() == 1) {
      ends.push_back(end_of(graph, holders.front(), {*address}));
    } else {
      ends.push_back(end_of(graph, *address));
    }
  }
  return ends;
}

Entrance unused(const FlowGraph& graph, const SiteLink& link) {
  Entrance e;
  EntranceSum::describe(e, link);
  e.inside = declared_ends(graph, link.inside);
  e.outside = declared_ends(graph, link.outside);
  for (const ServiceText& service : link.services) {
    e.service += (e.service.empty() ? "" : ", ") + service;
  }
  return e;
}

constexpr std::size_t kNoLink = SIZE_MAX;

/// The link that a conversation uses: the first that allows it, else the first that joins its ends.
std::pair<std::size_t, bool> link_of(const FlowGraph& graph, const std::vector<BoundLink>& links,
                                     const Conversation& c) {
  std::size_t used = kNoLink;
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (!links[i].joins(graph, c)) {
      continue;
    }
    if (links[i].allows(graph, c.time)) {
      return {i, true};
    }
    used = std::min(used, i);
  }
  return {used, used == kNoLink};
}

bool is_before(const Entrance& a, const Entrance& b) {
  const auto first = [](const std::vector<FindingEnd>& ends) {
    return ends.empty() ? std::string_view() : std::string_view(ends.front().name);
  };
  const auto key = [&](const Entrance& e) {
    return std::tuple(!e.seen, std::string_view(e.link), first(e.inside), first(e.outside),
                      std::string_view(e.service), e.opened_inside);
  };
  return key(a) < key(b);
}

}  // namespace

Result<std::vector<Entrance>> entrance_inventory(const FlowGraph& graph) {
  const auto& declared = graph.site().links;
  std::vector<BoundLink> links;
  for (const SiteLink& link : declared) {
    auto bound = BoundLink::bind(link, graph);
    if (!bound) {
      return tl::unexpected(bound.error());
    }
    links.push_back(std::move(*bound));
  }
  std::vector<Entrance> list;
  std::set<std::size_t> used;
  for (const DataFlow& flow : graph.data_flows()) {
    if (graph[flow.initiator].outside == graph[flow.responder].outside) {
      continue;
    }
    const bool remote = graph[flow.service].service_class != ServiceClass::None;
    std::map<std::size_t, EntranceSum> sums;
    for (std::uint32_t i = flow.conversations.begin; i < flow.conversations.end; ++i) {
      const Conversation& c = graph.conversations()[i];
      const auto [link, in_windows] = link_of(graph, links, c);
      if (link != kNoLink || remote) {
        sums.try_emplace(link, graph).first->second.add(c, in_windows);
      }
    }
    for (const auto& [link, sum] : sums) {
      list.push_back(sum.finish(flow, link == kNoLink ? nullptr : &declared[link]));
      used.insert(link);
    }
  }
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (!used.contains(i)) {
      list.push_back(unused(graph, declared[i]));
    }
  }
  std::sort(list.begin(), list.end(), is_before);
  return list;
}

namespace {

std::string organisation(const FindingEnd& end, const OrganisationOf& organisation_of) {
  for (const IpAddress& address : end.addresses) {
    if (std::string name = organisation_of(address); !name.empty()) {
      return name;
    }
  }
  return {};
}

void name_far_ends(std::vector<Finding>& findings, const OrganisationOf& organisation_of) {
  for (Finding& f : findings) {
    if (f.initiator.zone == "outside") {
      f.organisation = organisation(f.initiator, organisation_of);
    } else if (f.responder && f.responder->zone == "outside") {
      f.organisation = organisation(*f.responder, organisation_of);
    }
  }
}

}  // namespace

void name_organisations(CheckResult& result, const OrganisationOf& organisation_of) {
  for (ClaimResult& claim : result.claims) {
    name_far_ends(claim.findings, organisation_of);
    name_far_ends(claim.attempts, organisation_of);
  }
  name_far_ends(result.findings, organisation_of);
  for (Entrance& e : result.entrances) {
    for (const FindingEnd& end : e.outside) {
      if (e.organisation.empty()) {
        e.organisation = organisation(end, organisation_of);
      }
    }
  }
}

}  // namespace hamon
