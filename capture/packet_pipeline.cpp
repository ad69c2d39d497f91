#include "capture/packet_pipeline.hpp"

#include "capture/payload_inspector.hpp"

#include <algorithm>
#include <utility>

namespace hamon {
namespace {

constexpr std::size_t kAhead = 12;       // packets whose entries are on their way from memory
constexpr std::uint64_t kTurn = 65'536;  // frames between two times that records are handed over
constexpr std::size_t kSmallBatch = 64;
constexpr std::size_t kLargeBatch = 2048;  // worth waking threads for
constexpr FlowTable::Limits kLimits{(std::size_t{1} << 20) / kShards,
                                    (std::size_t{1} << 19) / kShards};

// Part 0 hears who is where: of that there is most. The others hold what conversations name.
constexpr PayloadInspector::Limits kGathering{std::size_t{8} << 20, 500'000, 64, 4096, 256};
constexpr PayloadInspector::Limits kOrdinary{std::size_t{1} << 20, 20'000, 32, 16, 256};

bool concerns_table(const PacketSummary& packet) {
  return packet.kind == PacketKind::Flow || packet.kind == PacketKind::IcmpError;
}

}  // namespace

struct PacketPipeline::Shard {
  Shard(EntryIndex& index, const PayloadInspector::Limits& limits)
      : inspector(limits), table(queue, inspector, index, kLimits) {}

  void add(const PacketSummary& packet) {
    if (concerns_table(packet)) {
      table.add(packet);
    } else if (packet.kind == PacketKind::Arp) {
      inspector.arp(packet);
    } else if (packet.kind == PacketKind::Lldp) {
      inspector.lldp(packet);
    } else if (packet.kind == PacketKind::Cdp) {
      inspector.cdp(packet);
    }
  }

  RecordQueue queue;
  PayloadInspector inspector;
  FlowTable table;
};

std::size_t PacketPipeline::batch() const {
  return options_.threads > 1 ? kLargeBatch : kSmallBatch;
}

PacketPipeline::PacketPipeline(FlowSink& sink, Options options) : sink_(sink), options_(options) {
  options_.threads = std::clamp<unsigned>(options_.threads, 1, kShards);
  summaries_.resize(PacketDecoder::kMostLayers * (batch() + 1));
  for (unsigned worker = 0; worker < options_.threads; ++worker) {
    indices_.push_back(std::make_unique<EntryIndex>());
  }
  for (std::size_t i = 0; i < kShards; ++i) {
    shards_.push_back(
        std::make_unique<Shard>(*indices_[i % options_.threads], i == 0 ? kGathering : kOrdinary));
  }
  if (options_.threads > 1) {
    queues_.resize(options_.threads);
    workers_ =
        std::make_unique<ShardWorkers>(options_.threads, [this](unsigned worker) { work(worker); });
  }
}

PacketPipeline::~PacketPipeline() = default;

void PacketPipeline::add(std::span<const CaptureFrame> frames) {
  while (!frames.empty()) {
    const std::uint64_t to_turn = kTurn - counts_.packets % kTurn;
    const std::size_t n = std::min({frames.size(), batch(), static_cast<std::size_t>(to_turn)});
    add_batch(frames.first(n));
    frames = frames.subspan(n);
    if (counts_.packets % kTurn == 0) {
      hand_over();
    }
  }
}

void PacketPipeline::add_batch(std::span<const CaptureFrame> frames) {
  const bool looks = options_.leave_out_copies || options_.count_copies;
  Timestamp first = Timestamp::max();
  Timestamp last = Timestamp::min();
  used_ = 0;
  for (const CaptureFrame& frame : frames) {
    const std::span<PacketSummary, PacketDecoder::kMostLayers> out(&summaries_[used_],
                                                                   PacketDecoder::kMostLayers);
    const std::size_t layers = decoder_.decode(frame, ++counts_.packets, out);
    if (looks && copies_.is_copy(decoder_.ip_packet(), out[0]) && options_.leave_out_copies) {
      out[0].reason = UnusedReason::Duplicate;
    } else {
      if (layers > 1 || out[0].key.protocol == protocol::kUdp) {
        read_exports({&summaries_[used_], layers});
      }
      used_ += layers;
    }
    if (out[0].reason != UnusedReason::Used || !frame.time_is_possible) {
      note(frame, out[0]);
    }
    if (frame.time_is_possible) {
      if (frame.time < first) {
        first = frame.time;
      }
      if (frame.time > last) {
        last = frame.time;
      }
    }
  }
  if (first <= last) {
    counts_.window = counts_.window ? Interval{std::min(counts_.window->begin, first),
                                               std::max(counts_.window->end, last)}
                                    : Interval{first, last};
  }
  if (workers_) {
    for (auto& queue : queues_) {
      queue.clear();
    }
    for (std::uint32_t i = 0; i < used_; ++i) {
      queues_[summaries_[i].shard % options_.threads].push_back(i);
    }
    workers_->run();
  } else {
    work(0);
  }
}

// Three times over the packets: note where their entries are, fetch those, count.
void PacketPipeline::work(unsigned worker) {
  EntryIndex& index = *indices_[worker];
  const auto each = [&](std::size_t size, auto packet_at) {
    for (std::size_t i = 0; i < size + 2 * kAhead; ++i) {
      if (i < size) {
        index.prefetch_slot(packet_at(i));
      }
      if (i >= kAhead && i - kAhead < size && concerns_table(packet_at(i - kAhead))) {
        index.prefetch_entry(packet_at(i - kAhead));
      }
      if (i >= 2 * kAhead) {
        const PacketSummary& packet = packet_at(i - 2 * kAhead);
        shards_[packet.shard]->add(packet);
      }
    }
  };
  if (queues_.empty()) {
    each(used_, [&](std::size_t i) -> PacketSummary& { return summaries_[i]; });
  } else {
    const std::vector<std::uint32_t>& queue = queues_[worker];
    each(queue.size(), [&](std::size_t i) -> PacketSummary& { return summaries_[queue[i]]; });
  }
}

// Templates and sequence numbers belong to an exporter, not to a pair of addresses: these datagrams
// are read in the order of the source.
void PacketPipeline::read_exports(std::span<const PacketSummary> layers) {
  for (const PacketSummary& packet : layers) {
    if (packet.kind != PacketKind::Flow || packet.key.protocol != protocol::kUdp ||
        packet.payload.size() < 16) {
      continue;
    }
    const std::uint16_t target = packet.side == 0 ? packet.key.high_port : packet.key.low_port;
    // The version: 1, 5, 7, 9 or 10; of sFlow in four bytes, so the first two are zero.
    if (packet.payload[0] == 0 && packet.payload[1] <= 10 &&
        ExportDecoder::recognises(packet.payload, target)) {
      exports_.datagram(packet.payload, packet.key.address(packet.side), packet.time,
                        packet.number);
    }
  }
}

void PacketPipeline::note(const CaptureFrame& frame, const PacketSummary& first) {
  if (first.reason != UnusedReason::Used) {
    counts_.note(first.reason, first.number);
  }
  if (first.reason == UnusedReason::UnknownLinkType) {
    PacketCounts::note(counts_.unknown_links[frame.link_type], first.number);
  }
  if (!frame.time_is_possible) {
    PacketCounts::note(counts_.impossible_times, first.number);
  }
}

void PacketPipeline::hand_over() {
  for (const auto& shard : shards_) {
    shard->queue.hand_over(sink_);
  }
  exported_.hand_over(sink_);
}

void PacketPipeline::advance(Timestamp now) {
  for (const auto& shard : shards_) {
    shard->table.end_idle(now);
  }
  hand_over();
}

// What is open, part by part.
template <class Use>
void PacketPipeline::each_open(Use use) {
  std::vector<std::vector<std::vector<std::uint32_t>>> open;
  for (const auto& index : indices_) {
    open.push_back(index->open_by_shard());
  }
  for (std::size_t i = 0; i < kShards; ++i) {
    use(*shards_[i], open[i % options_.threads][i]);
  }
}

void PacketPipeline::copy_open(FlowSink& sink) {
  each_open([&](Shard& shard, std::span<const std::uint32_t> open) {
    shard.table.copy_open(open, sink);
  });
}

std::vector<Binding> PacketPipeline::take_bindings() {
  std::vector<BindingTable> tables;
  for (const auto& shard : shards_) {
    BindingTable& bindings = shard->inspector.bindings();
    tables.push_back(std::exchange(bindings, bindings.empty_like()));
  }
  return BindingTable::merge(std::move(tables));
}

void PacketPipeline::finish() {
  each_open([](Shard& shard, std::span<const std::uint32_t> open) { shard.table.finish(open); });
  exports_.finish();
  hand_over();
  for (Binding& binding : take_bindings()) {
    sink_.binding(std::move(binding));
  }
}

std::uint64_t PacketPipeline::evicted() const {
  std::uint64_t sum = 0;
  for (const auto& shard : shards_) {
    sum += shard->table.evicted();
  }
  return sum;
}

std::uint64_t PacketPipeline::refused() const {
  std::uint64_t sum = 0;
  for (const auto& shard : shards_) {
    sum += shard->inspector.refused() + shard->inspector.bindings().refused();
  }
  return sum;
}

std::size_t PacketPipeline::live() const {
  std::size_t sum = 0;
  for (const auto& shard : shards_) {
    sum += shard->table.live();
  }
  return sum;
}

}  // namespace hamon
