#pragma once

#include "base/flow_record.hpp"
#include "capture/capture_frame.hpp"
#include "capture/copy_filter.hpp"
#include "capture/export_decoder.hpp"
#include "capture/flow_table.hpp"
#include "capture/packet_decoder.hpp"
#include "capture/record_queue.hpp"
#include "capture/shard_workers.hpp"
#include "capture/unused_reason.hpp"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace hamon {

/// What is counted while packets go by.
struct PacketCounts {
  struct Seen {
    std::uint64_t packets = 0;
    std::uint64_t first = 0;  ///< number of the first of them
  };
  std::uint64_t packets = 0;
  std::array<Seen, kUnusedReasons> unused{};  ///< by reason; under `Used` nothing
  std::map<std::uint16_t, Seen> unknown_links;
  Seen impossible_times;
  std::optional<Interval> window;

  void note(UnusedReason reason, std::uint64_t number) {
    note(unused[static_cast<std::size_t>(reason)], number);
  }
  /// Packets that became part of a record: all but those that have a reason why not.
  [[nodiscard]] std::uint64_t used() const {
    std::uint64_t others = 0;
    for (const Seen& seen : unused) {
      others += seen.packets;
    }
    return packets - others;
  }
  static void note(Seen& seen, std::uint64_t number) {
    if (seen.packets++ == 0) {
      seen.first = number;
    }
  }
};

/// The way of a capture's frames: decoded, copies left out, and each packet counted in the
/// conversation table of its part (`kShards`). Records go to the sink when a conversation ends,
/// part by part after each 65,536 frames: the same records in the same order on any number of
/// threads.
///
/// Takes 150 bytes and the entry of 192 for a conversation under way, up to 2^20 of them; names and
/// bindings are bounded, too. Refused and evicted ones are counted.
class PacketPipeline {
 public:
  struct Options {
    unsigned threads = 1;  ///< that work on the parts; one: all in the caller's
    bool leave_out_copies = false;
    bool count_copies = false;  ///< look for copies, count and keep them
  };

  /// Frames that are best given at once.
  [[nodiscard]] std::size_t batch() const;

  /// `sink` must live as long as the pipeline, and is called from the caller's thread alone.
  PacketPipeline(FlowSink& sink, Options options);
  ~PacketPipeline();
  PacketPipeline(const PacketPipeline&) = delete;
  PacketPipeline& operator=(const PacketPipeline&) = delete;

  /// Frames in the order of the source; nothing of them is looked at after the call.
  void add(std::span<const CaptureFrame> frames);
  /// Hands over what has ended by `now`, the time of a source in which nothing comes.
  void advance(Timestamp now);
  /// Copies of the conversations under way, as they stand, to `sink`.
  void copy_open(FlowSink& sink);
  /// The bindings so far, in order; they begin anew.
  [[nodiscard]] std::vector<Binding> take_bindings();
  /// Hands over everything that is left, bindings too.
  void finish();

  void set_leave_out_copies(bool yes) { options_.leave_out_copies = yes; }
  [[nodiscard]] const PacketCounts& counts() const { return counts_; }
  [[nodiscard]] PacketCounts& counts() { return counts_; }
  [[nodiscard]] const CopyCounts& copies() const { return copies_.counts(); }
  [[nodiscard]] const PacketDecoder& decoder() const { return decoder_; }
  /// Of flow exports (NetFlow, IPFIX, sFlow) among the packets; their records stand beside those of
  /// the packets themselves. Complete after `finish`.
  [[nodiscard]] const ExportNotes& exports() const { return exports_.notes(); }
  /// Conversations ended early because too many were open.
  [[nodiscard]] std::uint64_t evicted() const;
  /// Names and addresses that were not kept because there were too many.
  [[nodiscard]] std::uint64_t refused() const;
  [[nodiscard]] std::size_t live() const;

 private:
  struct Shard;

  void add_batch(std::span<const CaptureFrame> frames);
  void note(const CaptureFrame& frame, const PacketSummary& first);
  void read_exports(std::span<const PacketSummary> layers);
  void work(unsigned worker);
  void hand_over();
  template <class Use>
  void each_open(Use use);

  FlowSink& sink_;
  Options options_;
  PacketDecoder decoder_;
  CopyFilter copies_;
  RecordQueue exported_;
  ExportDecoder exports_{exported_};
  PacketCounts counts_;
  std::vector<PacketSummary> summaries_;
  std::size_t used_ = 0;  // of summaries_
  std::vector<std::vector<std::uint32_t>>
      queues_;  // per worker: which of summaries_; empty for one
  std::vector<std::unique_ptr<EntryIndex>> indices_;  // per worker
  std::vector<std::unique_ptr<Shard>> shards_;
  std::unique_ptr<ShardWorkers> workers_;
};

}  // namespace hamon
