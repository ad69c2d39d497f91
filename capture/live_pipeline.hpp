#pragma once

#include "capture/packet_pipeline.hpp"

#include <map>
#include <tuple>

namespace hamon {

/// What live capture asks of the way from frames to records: the one place where it touches the
/// pipeline. Frames seen twice are left out from the moment that they are known to be usual
/// (design, section 4, rule 6); before they are counted and kept.
class LivePipeline {
 public:
  /// `sink` takes the conversations that end, and outlives this.
  explicit LivePipeline(FlowSink& sink)
      : sink_(sink),
        pipeline_(sink, {.threads = 1, .leave_out_copies = false, .count_copies = true}) {}

  /// Frames in the order of the capture. They need not outlive the call.
  void add(std::span<const CaptureFrame> frames);
  /// Hands over what has ended by `now`, though no later packet says that it is so late.
  void expire(Timestamp now) { pipeline_.advance(now); }
  /// Everything that is open, and all that is known of addresses; nothing ends by it.
  void report_open(FlowSink& sink) { pipeline_.copy_open(sink); }
  void report_bindings(FlowSink& sink);
  /// Hands what is known of addresses to `sink` and begins anew, so that memory stays bounded.
  void take_bindings(FlowSink& sink);
  /// Ends everything.
  void finish();

  [[nodiscard]] std::uint64_t packets() const { return pipeline_.counts().packets; }
  [[nodiscard]] std::uint64_t used() const { return pipeline_.counts().used(); }
  [[nodiscard]] std::uint64_t count(UnusedReason reason) const {
    return pipeline_.counts().unused[static_cast<std::size_t>(reason)].packets;
  }
  [[nodiscard]] std::size_t open() const { return pipeline_.live(); }
  [[nodiscard]] std::size_t bindings() const { return bindings_.size(); }
  [[nodiscard]] std::uint64_t evicted() const { return pipeline_.evicted(); }

 private:
  using Fact = std::tuple<BindingKind, IpAddress, MacAddress, std::string, std::string>;

  void gather();
  void fold(Binding&& binding);

  FlowSink& sink_;
  PacketPipeline pipeline_;
  bool copies_decided_ = false;
  // What the pipeline has given so far: each fact once, but for the stays of an address at a MAC.
  std::vector<Binding> bindings_;
  std::map<Fact, std::size_t> facts_;
  std::map<IpAddress, std::size_t> stays_;  // the latest of each address
};

}  // namespace hamon
