#include "render/document_parts.hpp"

namespace hamon {

Json time_or_null(const FlowGraph& graph, const std::optional<Timestamp>& time) {
  return time ? time_part(graph, *time) : Json(nullptr);
}

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json zone_part(const FlowGraph& graph, SystemId system) {
  const auto name = graph.zone_name(system);
  return name ? Json(*name) : Json(nullptr);
}

Json names_part(const FlowGraph& graph, const std::vector<SystemId>& systems) {
  Json out = Json::array();
  for (const SystemId system : systems) {
    out.push_back(graph[system].name);
  }
  return out;
}

}  // namespace hamon
