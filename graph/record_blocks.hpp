#pragma once

#include "base/flow_record.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// How many records or bindings a block of a case file holds at most.
inline constexpr std::size_t kBlockRecords = 32768;

/// Records of one source as bytes: column after column, addresses and words by number in tables of
/// the block, compressed (docs/case-file.md). `source` is left out. At most `kBlockRecords`.
[[nodiscard]] std::string encode_records(std::span<const FlowRecord> records);
[[nodiscard]] std::string encode_bindings(std::span<const Binding> bindings);

/// What was encoded, with `source` 0; nothing when the bytes are no such block, whatever they are.
/// Takes memory in proportion to what a block may hold.
[[nodiscard]] std::optional<std::vector<FlowRecord>> decode_records(std::string_view block);
[[nodiscard]] std::optional<std::vector<Binding>> decode_bindings(std::string_view block);

}  // namespace hamon
