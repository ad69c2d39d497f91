#pragma once

#include "analyze/coverage.hpp"
#include "analyze/organisations.hpp"
#include "analyze/spread.hpp"
#include "graph/flow_graph.hpp"
#include "render/additions.hpp"
#include "render/map_layout.hpp"
#include "render/map_model.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hamon {

struct Chance;

/// A parameter as it was asked for; `std::monostate` is null.
using ParameterValue =
    std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// What every document's head needs besides the graph.
struct DocumentContext {
  std::string case_id;
  std::vector<std::pair<std::string, ParameterValue>> parameters;  ///< in the order to be written
  Timestamp
      generated;  ///< now, or SOURCE_DATE_EPOCH; the one field that may differ between two runs
};

/// The documents of formats, section 3: UTF-8, indented by two blanks, ended with a newline. Times
/// are those of the site's zone. Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string find_json(const DocumentContext& context, const FlowGraph& graph,
                                    const std::vector<const Conversation*>& found,
                                    const Organisations& organisations = {});
[[nodiscard]] std::string coverage_json(const DocumentContext& context, const FlowGraph& graph,
                                        const Coverage& coverage);
[[nodiscard]] std::string map_json(const DocumentContext& context, const FlowGraph& graph,
                                   const MapModel& map, const MapLayout& layout);

}  // namespace hamon
