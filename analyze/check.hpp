#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyze/coverage.hpp"
#include "analyze/link_use.hpp"
#include "analyze/regularity.hpp"
#include "base/result.hpp"
#include "graph/flow_graph.hpp"

namespace hamon {

enum class Verdict { Refuted, NotRefuted, NotTestable };
[[nodiscard]] std::string_view name_of(Verdict verdict);  ///< `refuted`, `not_refuted`, `not_testable`

enum class FindingKind { Direct, OffHours, Bridge, Relay, Gateway, Translation, RemoteAccess, Resolution, Undeclared };
[[nodiscard]] std::string_view name_of(FindingKind kind);  ///< `direct`, `off_hours`, …; Translation is a `gateway`, too
[[nodiscard]] std::string_view code_of(FindingKind kind);  ///< `FLOW-DIRECT-001`, … (docs/analysis.md)

/// One end of a finding.
struct FindingEnd {
  std::optional<SystemId> system;
  std::string name;                  ///< system name, or address
  std::optional<std::string> zone;
  std::vector<IpAddress> addresses;  ///< those that took part, sorted
};

/// One step of a relay: who opened, or controls, a session on whom.
struct RelayStep {
  FindingEnd from, to;
  std::string service;
  ServiceBasis service_basis = ServiceBasis::None;
  std::uint64_t sessions = 0;  ///< those that nest
  std::optional<Interval> seen;
  std::vector<EvidenceRef> evidence;  ///< as `Finding::evidence`
  std::uint64_t evidence_total = 0;
  std::string filter;
};

struct Finding {
  FindingKind kind = FindingKind::Direct;
  std::string id;  ///< 12 hexadecimal digits, equal next month
  bool refutes = false;
  bool accepted = false;
  std::string accepted_reason;
  FindingEnd initiator;
  std::optional<FindingEnd> responder;  ///< none for `bridge`, `undeclared`
  std::string service;                  ///< empty where none belongs
  ServiceBasis service_basis = ServiceBasis::None;
  std::uint64_t records = 0;
  std::uint64_t contacts = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t bytes_in = 0;
  std::optional<Interval> seen;
  std::uint64_t attempts = 0;
  std::string link;    ///< declared link it uses outside its windows
  std::string organisation;              ///< that announces the far end's address; empty: not known
  std::optional<Regularity> regularity;  ///< of its beginnings
  std::optional<LinkUse> use;            ///< of what stays open
  std::vector<RelayStep> steps;          ///< of `relay`, outside first
  Message detail;      ///< what speaks for it, in a sentence; may be empty
  Message check_next;  ///< what to check next
  std::vector<EvidenceRef> evidence;  ///< sorted; the first 20, `evidence_total` says how many there are
  std::uint64_t evidence_total = 0;
  std::string filter;  ///< Wireshark display filter of its ends and port
};

/// A part of a claim's scope.
struct ClaimPart {
  std::string path;  ///< `border`, `between`, `within 10.10.1.0/24`
  std::optional<Interval> seen;
  Verdict verdict = Verdict::NotTestable;
};

struct ClaimResult {
  std::string id;
  std::string text;
  Verdict verdict = Verdict::NotTestable;
  Message reason;  ///< why it is not testable; may be empty
  std::vector<ClaimPart> parts;
  std::vector<Finding> findings;  ///< refuting ones first, then by (first, initiator, responder, service)
  std::vector<Finding> attempts;  ///< matching `never` but never established; kind Direct, refutes false
};

/// A way in or out for people or tools: a declared link, or what was seen without one.
struct Entrance {
  std::string link;  ///< empty: not declared
  std::string vendor, purpose, contact;
  std::string windows;              ///< of the link, as written; empty: always
  std::vector<FindingEnd> inside;   ///< one of what was seen; of an unused link the declared ones
  std::vector<FindingEnd> outside;  ///< likewise
  std::string service;              ///< of an unused link its declared ones, by comma
  ServiceBasis service_basis = ServiceBasis::None;
  bool remote_access = false;         ///< a remote-access product, VPN or admin service
  std::optional<bool> opened_inside;  ///< who opened it; nothing for an unused link
  std::optional<Interval> seen;
  std::uint64_t records = 0;
  std::uint64_t sessions = 0;         ///< contacts
  std::uint64_t outside_windows = 0;  ///< records of the link that do not lie in its windows
  std::uint64_t bytes_to_outside = 0, bytes_to_inside = 0;
  std::vector<std::uint8_t> hours_of_week;  ///< in which it ran, site's time, 0: Monday 00 o'clock
  std::optional<Regularity> regularity;
  std::optional<LinkUse> use;
  std::string organisation;
};

struct CheckResult {
  std::vector<ClaimResult> claims;  ///< in the order of the site file
  std::vector<Finding> findings;    ///< what belongs to no claim
  std::vector<Entrance> entrances;  ///< analyze/entrance_inventory.hpp
  Coverage coverage;
};

struct CheckOptions {
  std::vector<std::string> claims;  ///< ids; empty: all
  std::optional<Timestamp> now;     ///< for `accept … until`; nothing: the end of the case
};

/// Tests every claim against what was observed: observation can refute, never prove (design, section 5).
/// Without claims in the site file, `closed: <zones of kind clinical, else internal>` as `default`.
/// Errors: a claim id that does not exist. O(claims × data flows + matched conversations).
[[nodiscard]] Result<CheckResult> check(const FlowGraph& graph, const CheckOptions& options);

/// The display filter for the conversations between two addresses at a responder port.
[[nodiscard]] std::string display_filter(const Conversation& conversation);

}  // namespace hamon
