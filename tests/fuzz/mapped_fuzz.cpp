#include "capture/flow_mapping.hpp"
#include "capture/mapped_source.hpp"

#include <array>
#include <cstdint>
#include <memory>

#include "tests/fuzz/checking_sink.hpp"

namespace {

constexpr std::array<const char*, 3> kMappings = {
    "zone: UTC\nfields:\n  start: {column: [T, U]}\n  end: {column: E, unit: ms}\n"
    "  duration: {column: L, unit: min}\n  source: S\n  source_port: P\n  target: D\n"
    "  target_port: Q\n  protocol: {column: R, value: tcp}\n  bytes_out: {column: B, unit: KiB}\n"
    "  bytes_in: C\n  bytes: X\n  packets: Y\n  source_name: N\n  exporter: G\n  vlan: V\n"
    "  state: {column: A, established: [ok], rejected: [ng], skip: [info]}\n",
    "table: {header: no, encoding: utf-16}\n"
    "fields: {start: {column: 1, unit: excel, zone: Asia/Tokyo}, source: 2, target: 3, "
    "protocol: 4, opened_by: {column: 5, source: [out], target: [in]}}\n",
    "zone: UTC\nlines:\n  patterns:\n    - '(?<protocol>\\w+) (?<source>\\S+) (?<target>\\S+)'\n"
    "    - {match: 'x(?<source>.*)y(?<target>.*)', set: {protocol: udp, state: rejected}}\n"
    "  ignore: ['^#']\n"};

std::shared_ptr<const hamon::FlowMapping> mapping_of(std::size_t n) {
  static const auto kAll = [] {
    std::array<std::shared_ptr<const hamon::FlowMapping>, kMappings.size()> all;
    for (std::size_t i = 0; i < all.size(); ++i) {
      hamon::CollectingSink problems;
      auto mapping = hamon::parse_flow_mapping(kMappings[i], "map", problems);
      HAMON_ASSERT(mapping.has_value());
      all[i] = std::make_shared<const hamon::FlowMapping>(std::move(*mapping));
    }
    return all;
  }();
  return kAll[n];
}

}  // namespace

/// The first byte chooses: a mapping file, or a table or log by one of three mappings, which gives
/// the same whole and in small blocks.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const auto rest = std::as_bytes(std::span(data + 1, size - 1));
  if (data[0] % 4 == 3) {
    hamon::CollectingSink problems;
    const std::string text(reinterpret_cast<const char*>(rest.data()), rest.size());
    const auto mapping = hamon::parse_flow_mapping(text, "map", problems);
    HAMON_ASSERT(mapping.has_value() || !problems.diagnostics.empty());
    return 0;
  }
  const auto mapping = mapping_of(data[0] % 4);
  static_cast<void>(hamon::looks_like_mapped(rest, *mapping));
  hamon::fuzz::read_twice(rest, [&](std::unique_ptr<hamon::ByteStream> stream, std::string name,
                                    hamon::ReadOptions options) {
    options.mapping = mapping;
    return hamon::make_mapped_source(std::move(stream), std::move(name), options);
  });
  return 0;
}
