#include "analyze/check.hpp"

#include "analyze/claim_matcher.hpp"
#include "analyze/claim_scope.hpp"
#include "analyze/entrance_inventory.hpp"
#include "analyze/entrances.hpp"
#include "analyze/finding_builder.hpp"
#include "analyze/gateways.hpp"
#include "analyze/indications.hpp"
#include "analyze/relays.hpp"
#include "analyze/resolution.hpp"
#include "analyze/translations.hpp"
#include "graph/site_products.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace hamon {

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Refuted:
      return "refuted";
    case Verdict::NotRefuted:
      return "not_refuted";
    case Verdict::NotTestable:
      break;
  }
  return "not_testable";
}

namespace {

struct KindWords {
  std::string_view name, code;
};
// In the order of FindingKind.
constexpr KindWords kKinds[] = {
    {"direct", "FLOW-DIRECT-001"},          {"off_hours", "FLOW-HOURS-001"},
    {"bridge", "SYSTEM-BRIDGE-001"},        {"relay", "PATH-RELAY-001"},
    {"gateway", "NET-GATEWAY-001"},         {"gateway", "NET-TRANSLATION-001"},
    {"remote_access", "FLOW-REMOTE-001"},   {"resolution", "NAME-RESOLUTION-001"},
    {"undeclared", "SYSTEM-UNDECLARED-001"}};

}  // namespace

std::string_view name_of(FindingKind kind) {
  return kKinds[static_cast<std::size_t>(kind)].name;
}

std::string_view code_of(FindingKind kind) {
  return kKinds[static_cast<std::size_t>(kind)].code;
}

namespace {

Message direct_detail(const FlowGraph& graph, const Finding& f) {
  const bool to_outside = f.responder && f.responder->zone == "outside";
  const bool from_outside = f.initiator.zone == "outside";
  if (to_outside && class_of(graph.site(), f.service) == ServiceClass::RemoteTool) {
    return f.service_basis == ServiceBasis::Port
               ? message(
                     "opened from inside; if it is what its port alone suggests, whoever "
                     "stands behind {} can control {}",
                     f.responder->name, f.initiator.name)
               : message("opened from inside, but whoever stands behind {} can control {}",
                         f.responder->name, f.initiator.name);
  }
  if (to_outside) {
    return message("opened from inside to outside");
  }
  if (from_outside) {
    const bool is_private = f.initiator.system &&
                            std::any_of(f.initiator.addresses.begin(), f.initiator.addresses.end(),
                                        [](const IpAddress& a) { return a.is_private(); });
    return is_private && !graph.internal_assumed()
               ? message(
                     "opened from outside: a private address, but no prefix of this site holds it")
               : message("opened from outside");
  }
  return {};
}

Message direct_next(const Finding& f) {
  if (f.initiator.zone == "outside") {
    return message(
        "ask who uses {}, who agreed to it, and over which line it enters; declare it as "
        "a link or have it stopped",
        f.initiator.name);
  }
  if (f.responder && f.responder->zone == "outside") {
    return message(
        "ask who set up {} what it needs {} for; declare it as a link or have it stopped",
        f.initiator.name, f.responder->name);
  }
  return message(
      "ask the owner of {} what it needs {} for; except it from the claim or have it "
      "stopped",
      f.initiator.name, f.responder ? f.responder->name : std::string());
}

/// Tests one claim against all conversations.
class ClaimTest {
 public:
  ClaimTest(const FlowGraph& graph, const ClaimScope& scope, const BoundClaim& claim)
      : graph_(graph), scope_(scope), claim_(claim) {}

  ClaimResult run() {
    result_.id = claim_.claim().id;
    result_.text = claim_.claim().text;
    if (!claim_.never().empty()) {
      test_established();
      test_attempts();
    }
    if (claim_.identity()) {
      test_identity();
    }
    if (claim_.closed()) {
      add(bridges(graph_, result_.id, claim_.closed()));
      add(undeclared(graph_, result_.id, claim_.closed()));
      add(entrances(graph_, result_.id, claim_.closed()));
      add(gateways(graph_, result_.id, claim_.closed()));
      add(translations(graph_, result_.id, claim_.closed()));
      add(relays(graph_, result_.id, claim_.closed()));
      add(resolutions(graph_, result_.id, claim_.closed()));
    }
    std::sort(result_.findings.begin(), result_.findings.end(), is_before);
    std::sort(result_.attempts.begin(), result_.attempts.end(), is_before);
    conclude();
    return std::move(result_);
  }

 private:
  using Key = std::tuple<SystemId, SystemId, ServiceId>;

  /// `BoundClaim::ends` of the conversation before, since neighbours mostly share theirs.
  class Memory {
   public:
    explicit Memory(const BoundClaim& claim) : claim_(claim) {}
    const BoundClaim::Ends& ends(const Conversation& c) {
      const auto key = std::tuple(c.from, c.to, c.service, c.initiator, c.responder, c.protocol,
                                  c.responder_port, c.has_ports, c.tunnel_inner);
      if (key != key_) {
        key_ = key;
        ends_ = claim_.ends(c);
      }
      return ends_;
    }

   private:
    const BoundClaim& claim_;
    std::optional<std::tuple<SystemId, std::optional<SystemId>, ServiceId, IpAddress, IpAddress,
                             std::uint8_t, std::uint16_t, bool, bool>>
        key_;
    BoundClaim::Ends ends_;
  };

  static bool is_before(const Finding& a, const Finding& b) {
    const auto key = [](const Finding& f) {
      return std::tuple(!f.refutes, !f.seen, f.seen.value_or(Interval{}).begin,
                        std::string_view(f.initiator.name),
                        f.responder ? std::string_view(f.responder->name) : std::string_view(),
                        std::string_view(f.service), f.kind);
    };
    return key(a) < key(b);
  }

  void add(std::vector<Finding> findings) {
    std::move(findings.begin(), findings.end(), std::back_inserter(result_.findings));
  }

  void test_established() {
    Memory memory(claim_);
    for (const DataFlow& flow : graph_.data_flows()) {
      FindingSum direct(graph_), off_hours(graph_);
      const BoundLink* link = nullptr;
      for (const Conversation& c :
           graph_.conversations().subspan(flow.conversations.begin, flow.conversations.size())) {
        const BoundClaim::Ends& ends = memory.ends(c);
        if (ends.never.empty()) {
          continue;
        }
        const Judgement judgement = claim_.judge(ends, c.time);
        if (judgement.kind == Judgement::Kind::Allowed) {
          continue;
        }
        refuted_.insert(scope_.path_of(c.initiator, c.responder));
        if (judgement.kind == Judgement::Kind::Direct) {
          direct.add(c);
        } else {
          link = link == nullptr ? judgement.link : link;
          off_hours.add(c);
        }
      }
      if (!direct.empty()) {
        add_flow(flow, FindingKind::Direct, direct, nullptr);
      }
      if (!off_hours.empty()) {
        add_flow(flow, FindingKind::OffHours, off_hours, link);
      }
    }
  }

  void add_flow(const DataFlow& flow, FindingKind kind, const FindingSum& sum,
                const BoundLink* link) {
    Finding f;
    f.kind = kind;
    f.refutes = true;
    f.initiator = end_of(graph_, flow.initiator, sum.initiators());
    f.responder = end_of(graph_, flow.responder, sum.responders());
    f.service = graph_[flow.service].name;
    f.id = finding_id(result_.id, f);
    sum.fill(f);
    sum.fill_rhythm(f);
    if (link != nullptr) {
      f.link = link->name();
      f.detail = message("outside the windows of link {}", link->name());
      f.check_next =
          message("compare with the requests for work over link {}; without one, ask its vendor",
                  link->name());
    } else {
      f.detail = direct_detail(graph_, f);
      f.check_next = direct_next(f);
    }
    by_flow_.emplace(Key{flow.initiator, flow.responder, flow.service}, result_.findings.size());
    result_.findings.push_back(std::move(f));
  }

  void test_attempts() {
    Memory memory(claim_);
    struct Attempted {
      FindingSum sum;
      const Conversation* first;
    };
    std::map<std::tuple<SystemId, std::optional<SystemId>, IpAddress, ServiceId>, Attempted> found;
    for (const Conversation& c : graph_.attempts()) {
      const BoundClaim::Ends& ends = memory.ends(c);
      if (ends.never.empty() || claim_.judge(ends, c.time).kind == Judgement::Kind::Allowed) {
        continue;
      }
      // A responder that is a system is one whatever the address.
      const auto key = std::tuple(c.from, c.to, c.to ? IpAddress() : c.responder, c.service);
      found.try_emplace(key, Attempted{FindingSum(graph_), &c}).first->second.sum.add(c);
    }
    for (const auto& [key, attempted] : found) {
      add_attempt(*attempted.first, attempted.sum);
    }
  }

  // Attempts of what was also established are counted with it.
  void add_attempt(const Conversation& first, const FindingSum& sum) {
    Finding f;
    f.initiator = end_of(graph_, first.from, sum.initiators());
    f.responder =
        first.to ? end_of(graph_, *first.to, sum.responders()) : end_of(graph_, first.responder);
    f.service = graph_[first.service].name;
    f.id = finding_id(result_.id, f);
    sum.fill(f);
    if (first.to) {
      const auto known = by_flow_.find(Key{first.from, *first.to, first.service});
      if (known != by_flow_.end()) {
        result_.findings[known->second].attempts += f.attempts;
        return;
      }
    }
    result_.attempts.push_back(std::move(f));
  }

  void test_identity() {
    bool observed = false;
    for (const SystemId system : claim_.identity()->systems(graph_)) {
      observed = observed || graph_[system].observed;
      auto finding = stray_addresses(graph_, result_.id, system, claim_.claim().address_only);
      if (finding) {
        result_.findings.push_back(std::move(*finding));
      }
    }
    never_seen_ = !observed;
  }

  void conclude() {
    const auto at_least = claim_.claim().at_least;
    std::size_t unseen = 0, brief = 0;
    for (const PartSight& part : scope_.parts(claim_)) {
      const bool is_brief = part.seen && at_least && part.watched < *at_least;
      unseen += part.seen ? 0U : 1U;
      brief += is_brief ? 1U : 0U;
      const Verdict verdict = refuted_.count(part.path) != 0 ? Verdict::Refuted
                              : !part.seen || is_brief       ? Verdict::NotTestable
                                                             : Verdict::NotRefuted;
      result_.parts.push_back({part.path, part.seen, verdict});
    }
    const bool refuted = std::any_of(result_.findings.begin(), result_.findings.end(),
                                     [](const Finding& f) { return f.refutes; });
    result_.reason = reason(unseen, brief);
    result_.verdict = refuted                  ? Verdict::Refuted
                      : result_.reason.empty() ? Verdict::NotRefuted
                                               : Verdict::NotTestable;
    if (refuted) {
      result_.reason = {};
    }
  }

  [[nodiscard]] Message reason(std::size_t unseen, std::size_t brief) const {
    if (graph_.conversations().empty() && graph_.attempts().empty()) {
      return message("nothing was observed");
    }
    if (claim_.closed() && graph_.internal_assumed()) {
      return message(
          "neither zones nor internal prefixes are declared: what counts as inside is "
          "assumed");
    }
    if (never_seen_) {
      return message("{} was never observed", claim_.claim().address_system);
    }
    if (result_.parts.empty()) {
      return message(
          "no declared zone belongs to its scope, so that no sensor can be said to see it");
    }
    if (unseen > 0) {
      return message("no sensor saw {} of {} parts of its scope", unseen, result_.parts.size());
    }
    if (brief > 0) {
      return message("{} of {} parts of its scope were not observed for long enough", brief,
                     result_.parts.size());
    }
    return {};
  }

  const FlowGraph& graph_;
  const ClaimScope& scope_;
  const BoundClaim& claim_;
  ClaimResult result_;
  std::set<std::string> refuted_;  // paths in which a refuting record was seen
  std::map<Key, std::size_t> by_flow_;
  bool never_seen_ = false;
};

Result<std::vector<SiteClaim>> asked_claims(const FlowGraph& graph, const CheckOptions& options) {
  std::vector<SiteClaim> all = claims_of(graph);
  if (options.claims.empty()) {
    return all;
  }
  std::vector<std::string> known;
  for (const SiteClaim& claim : all) {
    known.push_back(claim.id);
  }
  for (const std::string& id : options.claims) {
    if (std::find(known.begin(), known.end(), id) == known.end()) {
      return fail(message("there is no claim {}", id), {}, {},
                  message("the case's claims are {}", fmt::format("{}", fmt::join(known, ", "))));
    }
  }
  std::erase_if(all, [&](const SiteClaim& claim) {
    return std::find(options.claims.begin(), options.claims.end(), claim.id) ==
           options.claims.end();
  });
  return all;
}

/// Sets accepted findings apart.
class Acceptance {
 public:
  Acceptance(const FlowGraph& graph, std::optional<Timestamp> now) {
    if (!now && graph.window()) {
      now = graph.window()->end;
    }
    for (const SiteAccept& accept : graph.site().accept) {
      if (!accept.until || !now || *now <= *accept.until) {
        reasons_.emplace(accept.finding, accept.by.empty()
                                             ? accept.reason
                                             : fmt::format("{} ({})", accept.reason, accept.by));
      }
    }
  }
  void mark(std::vector<Finding>& findings) const {
    for (Finding& f : findings) {
      if (const auto found = reasons_.find(f.id); found != reasons_.end()) {
        f.accepted = true;
        f.accepted_reason = found->second;
      }
    }
  }

 private:
  std::map<std::string, std::string> reasons_;
};

// Of findings about the whole site those that no claim lists.
std::vector<Finding> unclaimed(const FlowGraph& graph, const std::vector<ClaimResult>& claims) {
  const auto subject = [](const Finding& f) {
    const bool whole = f.kind == FindingKind::RemoteAccess || f.kind == FindingKind::Relay ||
                       f.kind == FindingKind::Resolution;
    return std::tuple(f.kind, f.initiator.name,
                      whole && f.responder ? f.responder->name : std::string(),
                      whole ? f.service : std::string());
  };
  std::set<std::tuple<FindingKind, std::string, std::string, std::string>> listed;
  for (const ClaimResult& claim : claims) {
    for (const Finding& f : claim.findings) {
      listed.insert(subject(f));
    }
  }
  std::vector<Finding> found = bridges(graph, "", std::nullopt);
  for (auto more : {undeclared(graph, "", std::nullopt), entrances(graph, "", std::nullopt),
                    gateways(graph, "", std::nullopt), translations(graph, "", std::nullopt),
                    relays(graph, "", std::nullopt), resolutions(graph, "", std::nullopt)}) {
    std::move(more.begin(), more.end(), std::back_inserter(found));
  }
  std::erase_if(found, [&](const Finding& f) { return listed.contains(subject(f)); });
  return found;
}

}  // namespace

Result<CheckResult> check(const FlowGraph& graph, const CheckOptions& options) {
  auto claims = asked_claims(graph, options);
  if (!claims) {
    return tl::unexpected(claims.error());
  }
  CheckResult result;
  result.coverage = coverage_of(graph);
  const ClaimScope scope(graph, result.coverage);
  const Acceptance acceptance(graph, options.now);
  for (SiteClaim& claim : *claims) {
    const auto bound = BoundClaim::bind(std::move(claim), graph);
    if (!bound) {
      return tl::unexpected(bound.error());
    }
    result.claims.push_back(ClaimTest(graph, scope, *bound).run());
    acceptance.mark(result.claims.back().findings);
  }
  result.findings = unclaimed(graph, result.claims);
  acceptance.mark(result.findings);
  auto entrances = entrance_inventory(graph);
  if (!entrances) {
    return tl::unexpected(entrances.error());
  }
  result.entrances = std::move(*entrances);
  return result;
}

}  // namespace hamon
