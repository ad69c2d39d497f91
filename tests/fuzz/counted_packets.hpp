#pragma once

#include "base/diagnostic.hpp"
#include "capture/packet_source.hpp"

#include <cstdint>
#include <cstdlib>
#include <span>

namespace hamon {

/// Adds up the packets of the records that came out, but for what was inside tunnels and exports:
/// those packets are counted as the ones that carried them.
class CountingSink : public FlowSink {
 public:
  void flow(FlowRecord&& record) override {
    if (record.tunnel.empty() && !record.exporter) {
      packets += record.packets_out + record.packets_in;
    }
  }
  void binding(Binding&&) override {}

  std::uint64_t packets = 0;
};

/// Reads a capture, at most `step` bytes at a time, and aborts unless every packet is used in a
/// record, or unused for a reason.
inline void expect_every_packet_counted(std::span<const std::uint8_t> data, std::size_t step) {
  CountingSink sink;
  CollectingSink diagnostics;
  const auto source = make_packet_source(memory_stream(std::as_bytes(data), step), "fuzz", {});
  const SourceReport report = source->read(sink, diagnostics);
  std::uint64_t counted = report.used;
  for (const auto& [reason, count] : report.unused) {
    counted += count;
  }
  if (counted != report.records || sink.packets != report.used) {
    std::abort();
  }
}

}  // namespace hamon
