#include "graph/merged_records.hpp"

#include "graph/conversation_joiner.hpp"
#include "graph/direction_inference.hpp"
#include "graph/record_carriers.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_set>
#include <utility>

namespace hamon {
namespace {

/// The record tells the conversation from its other end.
bool is_turned(const FlowRecord& r, const Conversation& c) {
  const bool ports = r.initiator_port == c.responder_port && r.responder_port == c.initiator_port;
  const bool same = r.initiator == c.initiator && r.initiator_port == c.initiator_port;
  return ports && !same && (r.initiator == c.responder || r.responder == c.initiator);
}

/// Zeek's letters: large ones are the originator's.
std::string turned_history(std::string history) {
  for (char& c : history) {
    if (c >= 'a' && c <= 'z') {
      c = static_cast<char>(c - 'a' + 'A');
    } else if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return history;
}

FlowRecord merged(const JoinedConversation& joined, const FlowRecord& primary) {
  const Conversation& c = joined.conversation;
  FlowRecord r = primary;
  if (is_turned(primary, c)) {
    std::swap(r.bytes_out, r.bytes_in);
    std::swap(r.payload_out, r.payload_in);
    r.history = turned_history(std::move(r.history));
  }
  r.payload_known = r.payload_known && r.bytes_out == c.bytes_out && r.bytes_in == c.bytes_in;
  r.start = c.time.begin;
  r.end = c.time.end;
  r.set_ends({c.initiator, c.responder, c.initiator_port, c.responder_port});
  r.translation = {};
  r.exporter.reset();
  r.activity.clear();
  r.state = c.state;
  r.direction = c.direction;
  r.packets_out = c.packets_out;
  r.bytes_out = c.bytes_out;
  r.packets_in = c.packets_in;
  r.bytes_in = c.bytes_in;
  r.initiator_mac = c.initiator_mac;
  r.responder_mac = c.responder_mac;
  r.initiator_ttl = c.initiator_ttl;
  r.responder_ttl = c.responder_ttl;
  r.service = joined.service;
  r.service_basis = joined.service.empty() ? ServiceBasis::None : c.service_basis;
  r.names.assign(joined.names.begin(), joined.names.end());
  return r;
}

/// Which conversation a record went into.
class Members {
 public:
  explicit Members(const JoinedConversations& joined) : joined_(joined) {
    for (std::size_t i = 0; i < joined.conversations.size(); ++i) {
      const Range range = joined.conversations[i].conversation.evidence;
      for (std::uint32_t e = range.begin; e < range.end; ++e) {
        by_evidence_.emplace(joined.evidence[e], i);
      }
    }
  }

  [[nodiscard]] std::size_t conversation_of(const FlowRecord& r) const {
    const auto [begin, end] = by_evidence_.equal_range({r.source, r.first, r.last});
    for (auto at = begin; at != end; ++at) {
      const Conversation& c = joined_.conversations[at->second].conversation;
      if (c.protocol == r.protocol &&
          std::minmax(c.initiator, c.responder) == std::minmax(r.initiator, r.responder)) {
        return at->second;
      }
    }
    return kNoCarrier;
  }

 private:
  const JoinedConversations& joined_;
  std::multimap<EvidenceRef, std::size_t> by_evidence_;
};

std::vector<std::size_t> carriers_of(const JoinedConversations& joined,
                                     std::span<const FlowRecord> records) {
  const auto of_records = carriers_of(records);
  std::vector<std::size_t> out(joined.conversations.size(), kNoCarrier);
  if (std::ranges::all_of(of_records, [](std::size_t place) { return place == kNoCarrier; })) {
    return out;
  }
  const Members members(joined);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t carrier = of_records[joined.conversations[i].primary];
    out[i] = carrier == kNoCarrier ? kNoCarrier : members.conversation_of(records[carrier]);
  }
  return out;
}

/// Two sources may have told of the same ends in the same line, at different times. What carriers
/// are called is no part of the comparison: they are named afterwards.
void make_ids_unique(std::vector<FlowRecord>& records) {
  std::unordered_set<std::uint64_t> used;
  for (FlowRecord& record : records) {
    record.carrier = 0;
    while (!used.insert(flow_id(record)).second) {
      ++record.part;
    }
  }
}

}  // namespace

std::vector<FlowRecord> merged_records(std::span<const FlowRecord> records, std::size_t sources,
                                       const Site& site) {
  JoinedConversations joined = join_conversations(records, clock_offsets(records, sources));
  infer_directions(joined.conversations, site);
  std::vector<FlowRecord> out;
  out.reserve(joined.conversations.size());
  for (const JoinedConversation& conversation : joined.conversations) {
    out.push_back(merged(conversation, records[conversation.primary]));
  }
  make_ids_unique(out);
  name_carriers(out, carriers_of(joined, records));
  std::sort(out.begin(), out.end(), record_before);
  return out;
}

}  // namespace hamon
