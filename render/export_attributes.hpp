#pragma once

#include "graph/flow_graph.hpp"

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hamon {

/// What exports say of systems and data flows, the same in every format.

enum class AttributeType { Text, Texts, Whole, Number, Flag, Time };

/// One attribute: a stable name (docs/formats.md) and what its values are.
struct Attribute {
  std::string_view name;
  AttributeType type = AttributeType::Text;
};

/// The value that an attribute of this type has; nothing where it does not apply.
using AttributeValue = std::variant<std::monostate, std::string, std::vector<std::string>,
                                    std::uint64_t, double, bool, Timestamp>;

[[nodiscard]] std::span<const Attribute> system_attributes();
[[nodiscard]] std::span<const Attribute> data_flow_attributes();

/// Values in the order of `system_attributes()`.
[[nodiscard]] std::vector<AttributeValue> attributes_of(const FlowGraph& graph, SystemId system);
/// Values in the order of `data_flow_attributes()`.
[[nodiscard]] std::vector<AttributeValue> attributes_of(const FlowGraph& graph,
                                                        const DataFlow& flow);

/// What was watched and what was not, as `coverage` of JSON documents, in one line: for formats that
/// hold texts alone.
[[nodiscard]] std::string coverage_attribute(const FlowGraph& graph);

/// The value as one text: several joined by a space, times RFC 3339 in UTC; empty for none.
[[nodiscard]] std::string attribute_text(const AttributeValue& value);

}  // namespace hamon
