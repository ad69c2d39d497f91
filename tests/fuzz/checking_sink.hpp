#pragma once

#include "base/result.hpp"
#include "capture/byte_stream.hpp"
#include "capture/flow_source.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace hamon::fuzz {

/// Keeps what a source gives and holds what every source promises.
class CheckingSink : public FlowSink {
 public:
  void flow(FlowRecord&& record) override {
    HAMON_ASSERT(record.start <= record.end);
    HAMON_ASSERT(record.first >= 1 && record.first <= record.last);
    flows.push_back(std::move(record));
  }
  void binding(Binding&& binding) override {
    HAMON_ASSERT(binding.first <= binding.last);
    bindings.push_back(std::move(binding));
  }
  std::vector<FlowRecord> flows;
  std::vector<Binding> bindings;
};

template <class Make>
SourceReport read_once(std::span<const std::byte> bytes, std::size_t block, const Make& make,
                       CheckingSink& sink) {
  ReadOptions options;
  options.hash = false;
  CollectingSink diagnostics;
  const SourceReport report =
      make(memory_stream(bytes, block), "fuzz", options)->read(sink, diagnostics);
  std::uint64_t counted = report.used;
  for (const auto& [reason, number] : report.unused) {
    counted += number;
  }
  HAMON_ASSERT(counted == report.records);
  return report;
}

/// Reads `bytes` whole and in small blocks: both must give the same.
template <class Make>
void read_twice(std::span<const std::byte> bytes, const Make& make) {
  CheckingSink whole;
  CheckingSink pieces;
  const SourceReport a = read_once(bytes, std::size_t{1} << 20, make, whole);
  const SourceReport b = read_once(bytes, 7, make, pieces);
  HAMON_ASSERT(a == b);
  HAMON_ASSERT(whole.flows == pieces.flows);
  HAMON_ASSERT(whole.bindings == pieces.bindings);
}

}  // namespace hamon::fuzz
