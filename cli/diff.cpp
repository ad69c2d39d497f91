#include "analyze/diff.hpp"

#include "cli/commands.hpp"
#include "cli/opened_case.hpp"
#include "graph/graph_builder.hpp"
#include "render/diff_json.hpp"
#include "render/diff_text.hpp"

#include <optional>

namespace hamon {
namespace {

/// Two observations to be compared; `opened` is what the answer is said to be about.
struct Compared {
  OpenedCase opened;
  FlowGraph before;
  std::optional<FlowGraph> window;  ///< the later one; nothing: all of `opened`

  [[nodiscard]] const FlowGraph& after() const { return window ? *window : opened.graph; }
};

Result<Compared> two_cases(Session& session, const CommonOptions& common,
                           const std::vector<std::string>& cases) {
  CommonOptions each = common;
  each.case_path = cases[0];
  auto before = open_case(session, each);
  each.case_path = cases[1];
  auto after = before ? open_case(session, each) : tl::unexpected(before.error());
  if (!after) {
    return tl::unexpected(after.error());
  }
  return Compared{std::move(*after), std::move(before->graph), std::nullopt};
}

Result<Compared> two_windows(Session& session, const CommonOptions& common,
                             const DiffCommandOptions& asked) {
  auto opened = open_case(session, common);
  if (!opened) {
    return tl::unexpected(opened.error());
  }
  const auto before = window_of(opened->graph, asked.before);
  const auto after = window_of(opened->graph, asked.after);
  if (!before || !after) {
    return tl::unexpected(!before ? before.error() : after.error());
  }
  FlowGraph earlier = graph_within(opened->graph, *before);
  FlowGraph later = graph_within(opened->graph, *after);
  return Compared{std::move(*opened), std::move(earlier), std::move(later)};
}

Result<Compared> compared(Session& session, const Invocation& invocation) {
  const DiffCommandOptions& asked = invocation.diff;
  const bool windows = !asked.before.empty() && !asked.after.empty();
  if (asked.cases.size() == 2 && asked.before.empty() && asked.after.empty()) {
    return two_cases(session, invocation.common, asked.cases);
  }
  if (asked.cases.empty() && windows) {
    return two_windows(session, invocation.common, asked);
  }
  return fail(message("diff compares two cases, or two windows of one"), {}, {},
              message("write hamon diff A.case B.case, or hamon diff -c CASE --before FROM/TO "
                      "--after FROM/TO"));
}

}  // namespace

int run_diff(Session& session, const Invocation& invocation) {
  const auto both = compared(session, invocation);
  if (!both) {
    return session.trouble(both.error());
  }
  CheckOptions options;
  options.now = Session::generated();
  const auto before = check(both->before, options);
  const auto after = check(both->after(), options);
  if (!before || !after) {
    return session.trouble(!before ? before.error() : after.error());
  }
  const DiffSide was{both->before, *before};
  const DiffSide is{both->after(), *after};
  const Diff found = diff(was, is);
  if (invocation.common.json) {
    const DiffCommandOptions& asked = invocation.diff;
    const auto given = [](const std::string& text) {
      return text.empty() ? ParameterValue() : ParameterValue(text);
    };
    session.out() << diff_json(both->opened.document({{"cases", asked.cases},
                                                      {"before", given(asked.before)},
                                                      {"after", given(asked.after)}}),
                               both->opened.graph, was, is, found);
  } else {
    session.out() << diff_text(session.text(), was, is, found);
  }
  return both->opened.status(invocation.common);
}

}  // namespace hamon
