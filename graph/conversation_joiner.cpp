#include "graph/conversation_joiner.hpp"

#include "graph/conversation_key.hpp"
#include "graph/translated_records.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>

namespace hamon {
namespace {

constexpr Duration kPieceGap = Duration::seconds(1);
constexpr Duration kTolerance = Duration::seconds(2);
constexpr std::size_t kLookBack = 64;
constexpr std::size_t kLookAhead = 8;
constexpr std::uint32_t kNone = UINT32_MAX;

/// Records of one source and one key that are one conversation there: a list through `next`.
struct Joined {
  Timestamp start;
  Timestamp end;
  std::uint32_t source = 0;    // its point of observation
  std::uint32_t head = kNone;  // of the records
  std::uint32_t tail = kNone;
  std::uint32_t next = kNone;         // joined record of the same cluster
  std::uint32_t next_source = kNone;  // first joined record of its next source
  bool saw_syn = false;
  std::array<bool, 2> sent{};  // whether the low and the high end sent anything

  [[nodiscard]] bool one_way() const { return sent[0] != sent[1]; }
};

/// Joined records of several sources that are one conversation.
struct Cluster {
  Timestamp start;
  Timestamp end;
  std::uint32_t head = kNone;
  std::uint32_t tail = kNone;
};

struct Traffic {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  std::uint64_t payload = 0;
  std::uint64_t known_packets = 0;       // of records that count payload
  std::uint64_t link_layer_packets = 0;  // of records whose bytes count the frame

  void add(const Traffic& t) {
    packets += t.packets;
    bytes += t.bytes;
    payload += t.payload;
    known_packets += t.known_packets;
    link_layer_packets += t.link_layer_packets;
  }
  void widen(const Traffic& t) {
    packets = std::max(packets, t.packets);
    bytes = std::max(bytes, t.bytes);
    payload = std::max(payload, t.payload);
    known_packets = std::max(known_packets, t.known_packets);
    link_layer_packets = std::max(link_layer_packets, t.link_layer_packets);
  }
  /// As `has_payload_both_ways`, one way, after joining.
  [[nodiscard]] bool has_payload() const {
    constexpr std::uint64_t kHeaders = 60;  // bytes: IPv4 and TCP header with common options
    constexpr std::uint64_t kEthernet = 14;
    if (payload > 0 || known_packets > 0) {
      return payload > 0;
    }
    return bytes > kHeaders * packets + kEthernet * link_layer_packets;
  }
};

Traffic traffic_out(const FlowRecord& r) {
  return {r.packets_out, r.bytes_out, r.payload_known ? r.payload_out : 0,
          r.payload_known ? r.packets_out : 0, r.bytes_with_link_layer ? r.packets_out : 0};
}
Traffic traffic_in(const FlowRecord& r) {
  return {r.packets_in, r.bytes_in, r.payload_known ? r.payload_in : 0,
          r.payload_known ? r.packets_in : 0, r.bytes_with_link_layer ? r.packets_in : 0};
}

class Joiner {
 public:
  Joiner(std::span<const FlowRecord> records, std::span<const ClockOffset> clocks,
         std::span<const Prefix> inside)
      : records_(records), real_(records, clocks), inside_(inside) {
    for (const ClockOffset& clock : clocks) {
      ahead_.resize(std::max<std::size_t>(ahead_.size(), clock.source + std::size_t{1}));
      ahead_[clock.source] = clock.ahead;
    }
    number_points();
  }

  JoinedConversations run() {
    sort_records();
    next_.assign(records_.size(), kNone);
    std::size_t begin = 0;
    while (begin < order_.size()) {
      std::size_t end = begin + 1;
      while (end < order_.size() && same_key(order_[begin], order_[end])) {
        ++end;
      }
      join_key(std::span(order_).subspan(begin, end - begin));
      begin = end;
    }
    sort_conversations();
    return std::move(out_);
  }

 private:
  [[nodiscard]] const FlowRecord& record(std::uint32_t i) const { return real_[i]; }

  /// Where a record was observed: at its source, of several exporters in it at one of them, and on
  /// one side of a translation.
  [[nodiscard]] std::uint32_t point(std::uint32_t i) const {
    return points_.empty() ? records_[i].source : points_[i];
  }
  void number_points() {
    if (!real_.any_behind() && std::ranges::none_of(records_, [](const FlowRecord& r) {
          return r.exporter.has_value();
        })) {
      return;
    }
    const auto where = [this](std::uint32_t i) {
      return std::tuple(records_[i].source, records_[i].exporter, real_.is_behind(i));
    };
    std::map<std::tuple<std::uint32_t, std::optional<IpAddress>, bool>, std::uint32_t> numbers;
    const auto count = static_cast<std::uint32_t>(records_.size());
    for (std::uint32_t i = 0; i < count; ++i) {
      numbers[where(i)] = 0;
    }
    std::uint32_t next = 0;
    for (auto& [place, number] : numbers) {
      number = next++;
    }
    points_.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      points_.push_back(numbers[where(i)]);
    }
  }

  void sort_records() {
    order_.resize(records_.size());
    std::iota(order_.begin(), order_.end(), 0U);
    std::sort(order_.begin(), order_.end(), [this](std::uint32_t a, std::uint32_t b) {
      const auto by_key = key_of(record(a)) <=> key_of(record(b));
      if (by_key != 0) {
        return by_key < 0;
      }
      if (point(a) != point(b)) {
        return point(a) < point(b);
      }
      return record_before(record(a), record(b));
    });
  }

  [[nodiscard]] bool same_key(std::uint32_t a, std::uint32_t b) const {
    return key_of(record(a)) == key_of(record(b));
  }

  /// `group`: all records of one key, by (source, start, …).
  void join_key(std::span<const std::uint32_t> group) {
    joined_.clear();
    std::size_t begin = 0;
    while (begin < group.size()) {
      std::size_t end = begin + 1;
      while (end < group.size() && point(group[begin]) == point(group[end])) {
        ++end;
      }
      join_source(group.subspan(begin, end - begin));
      begin = end;
    }
    several_sources_ = joined_.front().source != joined_.back().source;
    if (several_sources_) {
      std::stable_sort(joined_.begin(), joined_.end(), [](const Joined& a, const Joined& b) {
        return std::tie(a.start, a.end, a.source) < std::tie(b.start, b.end, b.source);
      });
    }
    cluster();
    for (const Cluster& c : clusters_) {
      finish(c);
    }
  }

  [[nodiscard]] Joined joined_of(std::uint32_t i) const {
    const FlowRecord& r = record(i);
    const Duration ahead = r.source < ahead_.size() ? ahead_[r.source] : Duration{};
    Joined j{r.start - ahead, r.end - ahead, point(i), i, i, kNone, kNone, r.saw_syn, {}};
    j.sent[is_turned(r) ? 1 : 0] = r.packets_out > 0 || r.bytes_out > 0;
    j.sent[is_turned(r) ? 0 : 1] = r.packets_in > 0 || r.bytes_in > 0;
    return j;
  }

  void append(Joined& to, const Joined& more) {
    next_[to.tail] = more.head;
    to.tail = more.tail;
    to.saw_syn = more.start < to.start ? more.saw_syn : to.saw_syn;
    to.start = std::min(to.start, more.start);
    to.end = std::max(to.end, more.end);
    to.sent[0] = to.sent[0] || more.sent[0];
    to.sent[1] = to.sent[1] || more.sent[1];
  }

  [[nodiscard]] static bool continues(const Joined& earlier, const Joined& later) {
    return !later.saw_syn && later.start <= earlier.end + kPieceGap;
  }

  /// Pieces with the same initiator first, so that halves are whole before they meet.
  void join_source(std::span<const std::uint32_t> group) {
    pieces_.clear();
    std::array<std::size_t, 2> last{SIZE_MAX, SIZE_MAX};
    for (const std::uint32_t i : group) {
      const Joined j = joined_of(i);
      std::size_t& latest = last[is_turned(record(i)) ? 1 : 0];
      if (latest != SIZE_MAX && continues(pieces_[latest], j)) {
        append(pieces_[latest], j);
      } else {
        latest = pieces_.size();
        pieces_.push_back(j);
      }
    }
    join_halves();
  }

  /// Halves of opposite direction, and pieces whose initiator a source saw the other way round.
  /// `pieces_` is by start.
  void join_halves() {
    std::size_t latest = SIZE_MAX;
    std::array<std::size_t, 2> half{SIZE_MAX, SIZE_MAX};  // the latest from the low, the high end
    const std::size_t first = joined_.size();
    for (const Joined& j : pieces_) {
      const std::size_t side = j.sent[1] ? 1 : 0;
      const std::size_t other = half[1 - side];
      std::size_t into = SIZE_MAX;
      if (j.one_way() && other != SIZE_MAX && j.start <= joined_[other].end + kTolerance) {
        into = other;
      } else if (latest != SIZE_MAX && continues(joined_[latest], j)) {
        into = latest;
      }
      if (into == SIZE_MAX) {
        latest = joined_.size();
        joined_.push_back(j);
        if (j.one_way()) {
          half[side] = latest;
        }
        continue;
      }
      append(joined_[into], j);
      for (std::size_t& h : half) {
        h = h == into && !joined_[into].one_way() ? SIZE_MAX : h;
      }
    }
    HAMON_ASSERT(joined_.size() > first || pieces_.empty());
  }

  /// `joined_` by (start, end, source) into `clusters_`, by start.
  void cluster() {
    clusters_.clear();
    for (std::uint32_t i = 0; i < joined_.size(); ++i) {
      Cluster* home = several_sources_ ? nearest_cluster(joined_[i]) : nullptr;
      if (home == nullptr || is_first_of_next(i, *home)) {
        clusters_.push_back({joined_[i].start, joined_[i].end, i, i});
      } else {
        add_to(*home, i);
      }
    }
  }

  void add_to(Cluster& c, std::uint32_t i) {
    std::uint32_t known = c.head;
    while (joined_[known].source != joined_[i].source && joined_[known].next_source != kNone) {
      known = joined_[known].next_source;
    }
    if (joined_[known].source != joined_[i].source) {
      joined_[known].next_source = i;
    }
    joined_[c.tail].next = i;
    c.tail = i;
    c.end = std::max(c.end, joined_[i].end);
  }

  [[nodiscard]] bool has_source(const Cluster& c, std::uint32_t source) const {
    std::uint32_t i = c.head;
    while (i != kNone && joined_[i].source != source) {
      i = joined_[i].next_source;
    }
    return i != kNone;
  }
  [[nodiscard]] bool has_another_source(const Cluster& c, std::uint32_t source) const {
    return joined_[c.head].source != source || joined_[c.head].next_source != kNone;
  }

  /// A source alone keeps apart what its own gaps keep apart; only another source bridges them.
  [[nodiscard]] bool may_take(const Cluster& c, const Joined& j) const {
    return j.start <= c.end + kTolerance && has_another_source(c, j.source) &&
           (!j.saw_syn || !has_source(c, j.source));
  }

  /// Clusters are by start, none after that of `j`: the nearest start is the latest, and of equal
  /// ones the first.
  [[nodiscard]] Cluster* nearest_cluster(const Joined& j) {
    Cluster* best = nullptr;
    const std::size_t count = std::min(clusters_.size(), kLookBack);
    for (std::size_t k = 0; k < count; ++k) {
      Cluster& c = clusters_[clusters_.size() - 1 - k];
      if (best != nullptr && c.start != best->start) {
        break;
      }
      if (may_take(c, j)) {
        best = &c;
      }
    }
    return best;
  }

  /// A new connection may begin before the tolerance of the last one has passed. Then another
  /// source, that already has its part in the last one, sees the new SYN nearer than the old start.
  [[nodiscard]] bool is_first_of_next(std::uint32_t i, const Cluster& home) const {
    const Joined& j = joined_[i];
    if (!j.saw_syn) {
      return false;
    }
    const std::size_t stop = std::min<std::size_t>(joined_.size(), i + 1 + kLookAhead);
    for (std::size_t k = i + 1; k < stop; ++k) {
      const Joined& later = joined_[k];
      if (later.start - j.start >= j.start - home.start) {
        return false;
      }
      if (later.saw_syn && later.source != j.source && later.start <= j.end + kTolerance &&
          has_source(home, later.source)) {
        return true;
      }
    }
    return false;
  }

  void collect_members(const Cluster& c) {
    members_.clear();
    for (std::uint32_t j = c.head; j != kNone; j = joined_[j].next) {
      for (std::uint32_t i = joined_[j].head; i != kNone; i = next_[i]) {
        members_.push_back(i);
      }
    }
    std::sort(members_.begin(), members_.end(), [this](std::uint32_t a, std::uint32_t b) {
      const FlowRecord& x = record(a);
      const FlowRecord& y = record(b);
      const auto place = [this](std::uint32_t i, const FlowRecord& r) {
        return std::tuple(point(i), r.first, r.last);
      };
      return place(a, x) != place(b, y) ? place(a, x) < place(b, y) : record_before(x, y);
    });
  }

  /// The member whose direction counts: the strongest basis, then the earliest.
  [[nodiscard]] std::uint32_t primary() const {
    std::uint32_t best = members_.front();
    for (const std::uint32_t i : members_) {
      const FlowRecord& r = record(i);
      const FlowRecord& other = record(best);
      const bool asks_first = is_icmp(r) && asks(r) != asks(other);
      const bool better = asks_first                       ? asks(r)
                          : r.direction != other.direction ? r.direction > other.direction
                                                           : record_before(r, other);
      best = better ? i : best;
    }
    return best;
  }

  void finish(const Cluster& cluster) {
    collect_members(cluster);
    JoinedConversation joined;
    joined.primary = primary();
    const FlowRecord& head = record(joined.primary);
    Conversation& c = joined.conversation;
    c.initiator = head.initiator;
    c.responder = head.responder;
    c.initiator_port = head.initiator_port;
    c.responder_port = head.responder_port;
    c.protocol = head.protocol;
    c.has_ports = head.has_ports;
    c.direction = head.direction;
    c.tunnel_inner = !head.tunnel.empty();
    c.time = {cluster.start, cluster.end};
    if (!ahead_.empty()) {
      c.time = told_time();
    }
    c.initiator_mac = head.initiator_mac;
    c.initiator_ttl = head.initiator_ttl;
    c.responder_mac = head.responder_mac;
    c.responder_ttl = head.responder_ttl;
    add_traffic(c, is_turned(head));
    add_words(joined, is_turned(head));
    c.evidence.begin = static_cast<std::uint32_t>(out_.evidence.size());
    for (const std::uint32_t i : members_) {
      out_.evidence.push_back({record(i).source, record(i).first, record(i).last});
    }
    c.evidence.end = static_cast<std::uint32_t>(out_.evidence.size());
    if (!points_.empty()) {  // members are by exporter within their source
      std::sort(out_.evidence.begin() + c.evidence.begin, out_.evidence.end());
    }
    add_activity(c, is_turned(head));
    out_.conversations.push_back(joined);
  }

  [[nodiscard]] bool is_inside(const IpAddress& address) const {
    return std::ranges::any_of(inside_, [&](const Prefix& p) { return p.contains(address); });
  }

  /// What a record without slices of its own counted stands in that of its start: it is no longer
  /// than one, or its source tells no more.
  void add_activity(Conversation& c, bool turned) {
    const auto told = [this](std::uint32_t i) { return !records_[i].activity.empty(); };
    if (c.time.end - c.time.begin <= Activity::kSlice ||
        is_inside(c.initiator) == is_inside(c.responder) ||
        (members_.size() == 1 && !told(members_.front()))) {
      return;
    }
    std::map<std::uint32_t, Activity> most, source;
    const auto close_source = [&] {
      for (const auto& [slice, a] : source) {
        Activity& kept = most.try_emplace(slice, Activity{slice, 0, 0}).first->second;
        kept.bytes_out = std::max(kept.bytes_out, a.bytes_out);
        kept.bytes_in = std::max(kept.bytes_in, a.bytes_in);
      }
      source.clear();
    };
    for (std::size_t k = 0; k < members_.size(); ++k) {
      const std::uint32_t i = members_[k];
      if (k > 0 && point(i) != point(members_[k - 1])) {
        close_source();
      }
      const bool same = is_turned(record(i)) == turned;
      const auto add = [&](const Activity& a) {
        Activity& sum = source.try_emplace(a.slice, Activity{a.slice, 0, 0}).first->second;
        sum.bytes_out += same ? a.bytes_out : a.bytes_in;
        sum.bytes_in += same ? a.bytes_in : a.bytes_out;
      };
      if (told(i)) {
        std::ranges::for_each(records_[i].activity, add);
      } else {
        const FlowRecord& r = record(i);
        const auto slice = std::max<std::int64_t>(0, r.start.ns / Activity::kSlice.ns);
        add({static_cast<std::uint32_t>(slice), r.bytes_out, r.bytes_in});
      }
    }
    close_source();
    c.activity.begin = static_cast<std::uint32_t>(out_.activity.size());
    for (const auto& [slice, a] : most) {
      out_.activity.push_back(a);
    }
    c.activity.end = static_cast<std::uint32_t>(out_.activity.size());
  }

  /// The union of what the members tell, by the clocks of their sources.
  [[nodiscard]] Interval told_time() const {
    Interval told{record(members_.front()).start, record(members_.front()).end};
    for (const std::uint32_t i : members_) {
      told.begin = std::min(told.begin, record(i).start);
      told.end = std::max(told.end, record(i).end);
    }
    return told;
  }

  /// Sums per source, of the sources the largest; `turned`: the initiator is the larger end.
  void add_traffic(Conversation& c, bool turned) const {
    Traffic out;
    Traffic in;
    Traffic source_out;
    Traffic source_in;
    std::uint32_t source = point(members_.front());
    bool answered_in_one_record = false;
    for (const std::uint32_t i : members_) {
      const FlowRecord& r = record(i);
      if (point(i) != source) {
        source_out = source_in = Traffic{};
        source = point(i);
      }
      const bool same = is_turned(r) == turned;
      source_out.add(same ? traffic_out(r) : traffic_in(r));
      source_in.add(same ? traffic_in(r) : traffic_out(r));
      out.widen(source_out);
      in.widen(source_in);
      c.state = std::max(c.state, r.state);
      answered_in_one_record = answered_in_one_record || (r.packets_out > 0 && r.packets_in > 0);
    }
    c.packets_out = out.packets;
    c.bytes_out = out.bytes;
    c.packets_in = in.packets;
    c.bytes_in = in.bytes;
    c.carries = out.has_payload() && in.has_payload();
    if (!answered_in_one_record) {
      c.state = state_of_halves(c);
    }
  }

  /// What halves say together that none says alone: both ends took part.
  [[nodiscard]] static FlowState state_of_halves(const Conversation& c) {
    const bool both = c.packets_out > 0 && c.packets_in > 0;
    if (!both || c.state == FlowState::Rejected) {
      return c.state;
    }
    if (c.protocol != protocol::kTcp) {
      return FlowState::Established;
    }
    // SYN and SYN-ACK alone are an attempt; who goes on after the answer has taken it.
    const bool went_on = c.carries || c.packets_out > 1;
    return c.state == FlowState::OneWay && went_on ? FlowState::Established : c.state;
  }

  void add_words(JoinedConversation& joined, bool turned) const {
    Conversation& c = joined.conversation;
    for (const std::uint32_t i : members_) {
      const FlowRecord& r = record(i);
      const FlowRecord& told = records_[i];  // which outlives this
      if (!told.service.empty() && told.service_basis > c.service_basis) {
        c.service_basis = told.service_basis;
        joined.service = told.service;
      }
      if (joined.names.empty()) {
        joined.names = told.names;
      }
      const bool same = is_turned(r) == turned;
      add_frames(c.initiator_mac, c.initiator_ttl, same ? r.initiator_mac : r.responder_mac,
                 same ? r.initiator_ttl : r.responder_ttl);
      add_frames(c.responder_mac, c.responder_ttl, same ? r.responder_mac : r.initiator_mac,
                 same ? r.responder_ttl : r.initiator_ttl);
    }
  }

  // A TTL belongs to the MAC beside it: it counts from where these frames were sent.
  static void add_frames(std::optional<MacAddress>& mac, std::uint8_t& ttl,
                         const std::optional<MacAddress>& told_mac, std::uint8_t told_ttl) {
    if (!mac || (mac == told_mac && ttl == 0)) {
      mac = told_mac;
      ttl = told_ttl;
    }
  }

  void sort_conversations() {
    std::sort(out_.conversations.begin(), out_.conversations.end(),
              [](const JoinedConversation& x, const JoinedConversation& y) {
                const auto key = [](const Conversation& c) {
                  return std::tie(c.time, c.initiator, c.responder, c.protocol, c.initiator_port,
                                  c.responder_port, c.tunnel_inner, c.evidence.begin);
                };
                return key(x.conversation) < key(y.conversation);
              });
  }

  std::span<const FlowRecord> records_;
  TranslatedRecords real_;
  std::span<const Prefix> inside_;
  std::vector<std::uint32_t> points_;  // of each record; empty where sources are the points
  std::vector<Duration> ahead_;        // of each source's clock; what is not in it: none
  bool several_sources_ = false;       // in the key at hand
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> next_;  // record that follows in its joined record
  std::vector<Joined> pieces_;
  std::vector<Joined> joined_;
  std::vector<Cluster> clusters_;
  std::vector<std::uint32_t> members_;
  JoinedConversations out_;
};

}  // namespace

JoinedConversations join_conversations(std::span<const FlowRecord> records,
                                       std::span<const ClockOffset> clocks,
                                       std::span<const Prefix> inside) {
  return Joiner(records, clocks, inside).run();
}

}  // namespace hamon
