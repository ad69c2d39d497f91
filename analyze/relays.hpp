#pragma once

#include "analyze/check.hpp"
#include "graph/selector.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace hamon {

/// Chains outside → … → inside whose sessions nest: while somebody outside is on a system inside,
/// that system opens sessions to others. With `zones` those of which the last address lies there.
/// One finding for each (outside system, last system, last service), with the shortest path, of
/// equally short ones the one that chance explains least; also where a declared link allows each
/// step. Indications.
///
/// *Sessions* are conversations with payload both ways. *Outer sessions* of a system: what outside
/// opened to it, over any service, and what it opened itself over a remote-access product, a VPN or
/// an admin service, behind which somebody outside can sit. Of one whose use is known
/// (`used_times`) only the time in use counts. What a VPN gateway's log says is an outer session,
/// too: as long as a public address had an address of the pool (`BindingKind::VpnClient`), who is
/// there is on the pool address's system. A client that counts as inside is none. Where the log
/// leaves an end open, the next client of the system's one address ends the session. A VPN or
/// product (no admin service) that ends at a router counts for each system of the router's own
/// prefix as well, but for what overlaps a session that a log tells of the same public address:
/// what comes out of it shows the address of one of them. The outer sessions of one outside system
/// (of one address that no system has) on one system over one service (over VPNs by log) count
/// together; those that overlap are one. *Inner sessions* of a system: what it opens to others
/// inside; infrastructure that every logon asks (dns, ntp, dhcp, kerberos, ldap, dce-rpc, snmp,
/// syslog, printing) does not count. Sessions of one data flow less than 5 minutes apart, or than
/// the outer sessions' median (at most an hour), are one occasion. An occasion *nests* when it
/// begins within an outer session and ends within it or 5 minutes later.
///
/// *Chance*: of n occasions of an inner data flow k nest. If they began at any time at which both
/// could, each would begin within an outer session with probability p: the outer sessions' share of
/// the hours of the day at which either ran, on the days on which the system was seen. A step is
/// told when k ≥ 2 and the binomial tail P(X ≥ k) is at most 0.01 divided by the number of pairs
/// tested (Bonferroni): of outer sessions and an inner data flow of which any occasion nests. A
/// step is also told, as seen seldom, when outer session and inner one are of remote access, half
/// of its occasions nest, and outer sessions fill at most a quarter of the window. So a proxy or a
/// line that is always in use makes no jump host.
///
/// Nested occasions are the outer sessions of the next system, where chance alone gives as many in
/// at most 0.01 of the cases or where they are seen seldom. So chains have up to four steps, the
/// outer sessions with them; no system stands twice in one. A chain is told when each of its steps
/// is, as seen seldom when one of them is nothing else. A step counts its sessions in which the
/// next step's nest.
///
/// O(data flows × occasions × log), at most 20,000 pairs tested, and no data
/// flow of over 100,000 conversations. Source: nesting stands for the
/// correlated on and off times of Zhang and Paxson, "Detecting stepping stones", USENIX Security
/// 2000, which flow records do not hold.
[[nodiscard]] std::vector<Finding> relays(const FlowGraph& graph, std::string_view claim,
                                          const std::optional<Selector>& zones);

/// P(X ≥ k) for X binomial of n and p. O(n).
[[nodiscard]] double binomial_tail(std::uint64_t k, std::uint64_t n, double p);

}  // namespace hamon
