#include "base/diagnostic.hpp"
#include "capture/packet_source.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

/// Adds up what came out.
class CountingSink : public hamon::FlowSink {
 public:
  void flow(hamon::FlowRecord&& record) override {
    packets += record.packets_out + record.packets_in;
  }
  void binding(hamon::Binding&&) override {}

  std::uint64_t packets = 0;
};

}  // namespace

/// Whatever the bytes: every packet is used in a record, or unused for a reason.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  CountingSink sink;
  hamon::CollectingSink diagnostics;
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto source = hamon::make_packet_source(hamon::memory_stream(bytes, 4096), "fuzz", {});
  const hamon::SourceReport report = source->read(sink, diagnostics);
  std::uint64_t counted = report.used;
  for (const auto& [reason, count] : report.unused) {
    counted += count;
  }
  if (counted != report.records || sink.packets != report.used) {
    std::abort();
  }
  return 0;
}
