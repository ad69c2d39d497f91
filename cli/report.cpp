#include "render/report.hpp"

#include "analyze/diff.hpp"
#include "cli/commands.hpp"
#include "cli/pdf_printer.hpp"
#include "cli/report_writer.hpp"
#include "graph/graph_builder.hpp"
#include "render/text_parts.hpp"

#include <filesystem>

namespace hamon {
namespace {

/// The earlier state that a report is compared with, and the later one.
struct Earlier {
  FlowGraph before;
  std::optional<FlowGraph> after;  ///< nothing: the whole case
};

TimeWindow window_from(Timestamp begin, Timestamp end) {
  TimeWindow window;
  window.once = Window{begin, end};
  return window;
}

/// `--since`: a case file, or the time at which this case is divided.
Result<Earlier> earlier_of(Session& session, const OpenedCase& opened, const CommonOptions& common,
                           const std::string& since) {
  const FlowGraph& graph = opened.graph;
  const auto time = parse_time(since, graph.site().has_zone ? &graph.site().zone : nullptr);
  if (!time) {
    CommonOptions other = common;
    other.case_path = since;
    auto before = open_case(session, other);
    if (!before) {
      return tl::unexpected(before.error());
    }
    return Earlier{std::move(before->graph), std::nullopt};
  }
  const Interval all = graph.window().value_or(Interval{*time, *time});
  if (*time <= all.begin || *time > all.end) {
    return fail(
        message("{} does not lie within what was observed, {}", since, interval_text(graph, all)),
        {}, {}, message("give a time between, or an earlier case file"));
  }
  const Timestamp end = all.end + Duration{1};
  return Earlier{graph_within(graph, window_from(all.begin, *time)),
                 graph_within(graph, window_from(*time, end))};
}

Result<void> add_changes(ReportWriter& writer, Session& session, const OpenedCase& opened,
                         const CommonOptions& common, const ReportCommandOptions& asked) {
  if (asked.since.empty()) {
    return {};
  }
  const auto earlier = earlier_of(session, opened, common, asked.since);
  if (!earlier) {
    return tl::unexpected(earlier.error());
  }
  const FlowGraph& later = earlier->after ? *earlier->after : opened.graph;
  CheckOptions options;
  options.now = Session::generated();
  const auto before = check(earlier->before, options);
  const auto after = check(later, options);
  if (!before || !after) {
    return tl::unexpected(!before ? before.error() : after.error());
  }
  writer.add_changes({earlier->before, *before}, {later, *after});
  return {};
}

Result<std::string> report_of(Session& session, OpenedCase& opened, const CommonOptions& common,
                              const ReportCommandOptions& asked) {
  CheckOptions options;
  options.now = Session::generated();
  const auto checked = check(opened.graph, options);
  if (!checked) {
    return tl::unexpected(checked.error());
  }
  SpreadCommandOptions infection;
  infection.from = asked.from;
  const auto bound = spread_options(opened.graph, infection);
  if (!bound) {
    return tl::unexpected(bound.error());
  }
  std::vector<SystemId> protect;
  for (const std::string& text : asked.protect) {
    const auto systems = systems_of(text, opened.graph);
    if (!systems) {
      return tl::unexpected(systems.error());
    }
    protect.insert(protect.end(), systems->begin(), systems->end());
  }
  ReportWriter writer(session.words(), opened, *checked, *bound);
  if (auto added = add_changes(writer, session, opened, common, asked); !added) {
    return tl::unexpected(added.error());
  }
  writer.add_site();
  writer.add_infection(std::move(protect));
  return writer.html(Session::generated());
}

}  // namespace

int run_report(Session& session, const Invocation& invocation) {
  const ReportCommandOptions& asked = invocation.report;
  const std::string kind = std::filesystem::path(asked.output).extension().string();
  if (asked.output != "-" && kind != ".html" && kind != ".htm" && kind != ".pdf") {
    return session.trouble({Severity::Error,
                            message("no report can be written as {}", asked.output),
                            {},
                            {},
                            message("the name must end in .html or .pdf")});
  }
  auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  auto content = report_of(session, *opened, invocation.common, asked);
  if (content && kind == ".pdf") {
    content = printed_as_pdf(*content);
  }
  if (!content) {
    return session.trouble(content.error());
  }
  if (const auto written = write_file(session, asked.output, *content); !written) {
    return session.trouble(written.error());
  }
  return opened->status(invocation.common);
}

}  // namespace hamon
