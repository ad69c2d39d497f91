#include "analyze/find.hpp"

#include "graph/selector.hpp"

#include <algorithm>
#include <tuple>

namespace hamon {
namespace {

/// The options bound to a graph.
struct Question {
  std::optional<Selector> from, to, with;

  static Result<Question> bind(const FlowGraph& graph, const FindOptions& options) {
    Question question;
    const std::pair<std::optional<Selector>*, const std::vector<std::string>*> keys[] = {
        {&question.from, &options.from},
        {&question.to, &options.to},
        {&question.with, &options.with}};
    for (const auto& [target, texts] : keys) {
      if (texts->empty()) {
        continue;
      }
      auto selector = Selector::bind(*texts, graph);
      if (!selector) {
        return tl::unexpected(selector.error());
      }
      *target = std::move(*selector);
    }
    return question;
  }

  [[nodiscard]] bool holds(const FlowGraph& graph, const FindOptions& options,
                           const Conversation& c) const {
    if ((options.state && c.state != *options.state) ||
        (options.during && !overlaps(*options.during, c.time, graph.site().zone))) {
      return false;
    }
    return (!from || from->matches(graph, c.from, c.initiator)) &&
           (!to || to->matches(graph, c.to, c.responder)) &&
           (!with || with->matches(graph, c.from, c.initiator) ||
            with->matches(graph, c.to, c.responder)) &&
           matches_service(options.services, graph, c);
  }
};

auto order_of(const Conversation& c) {
  return std::tuple(c.time.begin, c.initiator, c.initiator_port, c.responder, c.responder_port,
                    c.protocol, c.time.end, c.state, c.evidence.begin);
}

}  // namespace

Result<std::vector<const Conversation*>> find(const FlowGraph& graph, const FindOptions& options) {
  const auto question = Question::bind(graph, options);
  if (!question) {
    return tl::unexpected(question.error());
  }
  std::vector<const Conversation*> found;
  for (const auto& list : {graph.conversations(), graph.attempts()}) {
    for (const Conversation& c : list) {
      if (question->holds(graph, options, c)) {
        found.push_back(&c);
      }
    }
  }
  std::sort(found.begin(), found.end(), [](const Conversation* a, const Conversation* b) {
    return order_of(*a) < order_of(*b);
  });
  return found;
}

}  // namespace hamon
