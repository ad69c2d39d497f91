#include "cli/given_lists.hpp"

namespace hamon {

Result<Indicators> read_indicators(Session& session, const std::vector<std::string>& files) {
  Indicators indicators;
  for (const std::string& file : files) {
    const auto bytes = read_text_file(file);
    if (!bytes) {
      return tl::unexpected(bytes.error());
    }
    if (const auto added = add_indicators(indicators, *bytes, file, session); !added) {
      return tl::unexpected(added.error());
    }
  }
  return indicators;
}

Result<std::optional<StateAnswer>> read_states(Session& session, const FlowGraph& graph,
                                               const std::string& file) {
  if (file.empty()) {
    return std::optional<StateAnswer>();
  }
  const auto bytes = read_text_file(file);
  if (!bytes) {
    return tl::unexpected(bytes.error());
  }
  auto states = parse_observed_states(*bytes, file, graph, session);
  if (!states) {
    return fail(message("the list of states cannot be used, so nothing was computed"), file, {},
                message("correct what is named above"));
  }
  StateAnswer answer;
  answer.talked = talked_after_offline(graph, *states);
  answer.states = std::move(*states);
  return std::optional(std::move(answer));
}

}  // namespace hamon
