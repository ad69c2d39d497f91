#pragma once

#include "capture/flow_mapping.hpp"
#include "capture/mapped_source.hpp"

#include <memory>
#include <string>

#include "line_text.hpp"
#include <gtest/gtest.h>

namespace hamon::testing_mapped {

using testing_lines::ReadLog;

inline std::shared_ptr<const FlowMapping> mapping_of(const std::string& yaml) {
  CollectingSink problems;
  auto mapping = parse_flow_mapping(yaml, "map.yaml", problems);
  for (const Diagnostic& d : problems.diagnostics) {
    ADD_FAILURE() << "line " << d.place.number << ": " << d.what.id;
  }
  return std::make_shared<const FlowMapping>(mapping.value_or(FlowMapping{}));
}

/// `text` read by the mapping; times without offset are those of `zone`.
inline ReadLog read_mapped(const std::string& yaml, const std::string& text,
                           const TimeZone* zone = nullptr, std::size_t block = 4096) {
  const auto mapping = mapping_of(yaml);
  return testing_lines::read_with(
      [&](std::unique_ptr<ByteStream> stream, std::string name, ReadOptions options) {
        options.mapping = mapping;
        return make_mapped_source(std::move(stream), std::move(name), options);
      },
      text, zone, block);
}

}  // namespace hamon::testing_mapped
