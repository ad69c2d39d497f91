#include "capture/packet_pipeline.hpp"

#include "capture/payload_inspector.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kAhead = 12;       // packets whose entries are on their way from memory
constexpr std::uint64_t kTurn = 65'536;  // frames between two times that records are handed over
constexpr std::size_t kSmallBatch = 64;
constexpr std::size_t kLargeBatch = 2048;  // worth waking threads for
constexpr FlowTable::Limits kLimits{(std::size_t{1} << 20) / kShards,
                                    (std::size_t{1} << 19) / kShards};

/// Keeps records until they are asked for.
class RecordQueue : public FlowSink {
 public:
  void flow(FlowRecord&& record) override { records_.push_back(std::move(record)); }
  void binding(Binding&& /*binding*/) override {}

  void hand_over(FlowSink& sink) {
    for (FlowRecord& record : records_) {
      sink.flow(std::move(record));
    }
    records_.clear();
  }

 private:
  std::vector<FlowRecord> records_;
};

bool concerns_table(const PacketSummary& packet) {
  return packet.kind == PacketKind::Flow || packet.kind == PacketKind::IcmpError;
}

}  // namespace

struct PacketPipeline::Shard {
  explicit Shard(EntryPool& pool) : table(queue, inspector, pool, kLimits) {}

  void add(const PacketSummary& packet) {
    if (concerns_table(packet)) {
      table.add(packet);
    } else if (packet.kind == PacketKind::Arp) {
      inspector.arp(packet);
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
    pools_.push_back(std::make_unique<EntryPool>());
  }
  for (std::size_t i = 0; i < kShards; ++i) {
    shards_.push_back(std::make_unique<Shard>(*pools_[i % options_.threads]));
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
  used_ = 0;
  for (const CaptureFrame& frame : frames) {
    const std::span<PacketSummary, PacketDecoder::kMostLayers> out(&summaries_[used_],
                                                                   PacketDecoder::kMostLayers);
    const std::size_t layers = decoder_.decode(frame, ++counts_.packets, out);
    if (looks && copies_.is_copy(decoder_.ip_packet(), out[0]) && options_.leave_out_copies) {
      out[0].reason = UnusedReason::Duplicate;
    } else {
      used_ += layers;
    }
    note(frame, out[0]);
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
  const auto each = [&](std::size_t size, auto packet_at) {
    for (std::size_t i = 0; i < size; ++i) {
      const PacketSummary& packet = packet_at(i);
      shards_[packet.shard]->table.prefetch_slot(packet);
    }
    for (std::size_t i = 0; i < size + kAhead; ++i) {
      if (i < size && concerns_table(packet_at(i))) {
        shards_[packet_at(i).shard]->table.prefetch_entry(packet_at(i));
      }
      if (i >= kAhead) {
        const PacketSummary& packet = packet_at(i - kAhead);
        shards_[packet.shard]->add(packet);
      }
    }
  };
  if (queues_.empty()) {
    each(used_, [&](std::size_t i) -> const PacketSummary& { return summaries_[i]; });
  } else {
    const std::vector<std::uint32_t>& queue = queues_[worker];
    each(queue.size(), [&](std::size_t i) -> const PacketSummary& { return summaries_[queue[i]]; });
  }
}

void PacketPipeline::note(const CaptureFrame& frame, const PacketSummary& first) {
  counts_.note(first.reason, first.number);
  if (first.reason == UnusedReason::UnknownLinkType) {
    PacketCounts::note(counts_.unknown_links[frame.link_type], first.number);
  }
  std::optional<Interval>& window = counts_.window;
  if (!frame.time_is_possible) {
    PacketCounts::note(counts_.impossible_times, first.number);
  } else if (!window) {
    window = Interval{frame.time, frame.time};
  } else if (frame.time < window->begin) {
    window->begin = frame.time;
  } else if (frame.time > window->end) {
    window->end = frame.time;
  }
}

void PacketPipeline::hand_over() {
  for (const auto& shard : shards_) {
    shard->queue.hand_over(sink_);
  }
}

void PacketPipeline::advance(Timestamp now) {
  for (const auto& shard : shards_) {
    shard->table.end_idle(now);
  }
  hand_over();
}

void PacketPipeline::copy_open(FlowSink& sink) {
  for (const auto& shard : shards_) {
    shard->table.copy_open(sink);
  }
}

std::vector<Binding> PacketPipeline::take_bindings() {
  std::vector<Binding> all;
  for (const auto& shard : shards_) {
    std::vector<Binding> some = shard->inspector.bindings().take();
    all.insert(all.end(), std::make_move_iterator(some.begin()),
               std::make_move_iterator(some.end()));
  }
  return all;
}

void PacketPipeline::finish() {
  for (const auto& shard : shards_) {
    shard->table.finish();
  }
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
