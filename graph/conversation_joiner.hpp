#pragma once

#include "base/flow_record.hpp"
#include "graph/clock_offsets.hpp"
#include "graph/flow_graph.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace hamon {

/// What was one conversation on the wire, joined from everything that sources say of it. Systems
/// and service of `conversation` are not set yet.
struct JoinedConversation {
  Conversation conversation;
  std::uint32_t primary = 0;           ///< the record whose direction counts, of those joined
  std::string_view service;            ///< as recognised; views the records; empty: by port only
  std::span<const std::string> names;  ///< heard in it; views the first record that has any
};

struct JoinedConversations {
  std::vector<JoinedConversation> conversations;  ///< by (start, initiator, ports, responder, …)
  std::vector<EvidenceRef> evidence;  ///< `Conversation::evidence` points in here; sorted within
  std::vector<Activity> activity;     ///< `Conversation::activity` points in here; by slice within
};

/// Joins the records of one conversation (design, section 4.7), per unordered pair of endpoints,
/// protocol and carrier:
///
/// 1. Within a source, pieces that an active timeout split: a record that begins at most 1 s after
/// the end
///    of the one before, without a new SYN. And halves: records of opposite direction, each
///    one-way, that overlap within 2 s.
/// 2. Across sources, what overlaps within 2 s. A conversation takes one joined record of each
/// source; a
///    further one only without a SYN of its own. A record that fits several goes to the nearest
///    start, then to the earlier one.
///
/// Of a source that several exporters send to, each exporter is one of its own there. Where a
/// device tells how it exchanges addresses, the ends are those of who really talks
/// (`TranslatedRecords`), and what a source sees behind the device is another point of observation.
///
/// Packets and bytes are summed per source; of the sources the largest counts, per direction. The
/// interval is the union, the state the strongest, direction and service those with the strongest
/// basis. New SYNs of one source stay separate.
///
/// `records` in any order, `source` by SHA-256 (the result does not depend on the order of import).
/// O(n log n) for n records: of one pair of endpoints only the 64 latest conversations are
/// compared, since two hosts cannot hold more than one at a time.
///
/// `clocks` say what a source's times are shifted by while they are compared; what comes out has
/// the times that the sources told.
///
/// `activity` is kept of conversations of which one end lies in `inside` and the other does not; of
/// several sources, per slice, that which counted most.
[[nodiscard]] JoinedConversations join_conversations(std::span<const FlowRecord> records,
                                                     std::span<const ClockOffset> clocks = {},
                                                     std::span<const Prefix> inside = {});

}  // namespace hamon
