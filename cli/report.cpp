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

/// Where an infection starts, and what is to stay out of its reach.
struct Infection {
  SpreadOptions spread;
  std::vector<SystemId> protect;
};

Result<Infection> bound_infection(const FlowGraph& graph, const ReportCommandOptions& asked) {
  SpreadCommandOptions starts;
  starts.from = asked.from;
  auto bound = spread_options(graph, starts);
  if (!bound) {
    return tl::unexpected(bound.error());
  }
  Infection infection{std::move(*bound), {}};
  for (const std::string& text : asked.protect) {
    const auto systems = systems_of(text, graph);
    if (!systems) {
      return tl::unexpected(systems.error());
    }
    infection.protect.insert(infection.protect.end(), systems->begin(), systems->end());
  }
  return infection;
}

/// Case, earlier state and what was asked under the same pseudonyms.
struct Pseudonymised {
  ReportCommandOptions asked;
  std::optional<Pseudonyms> pseudonyms;

  [[nodiscard]] FlowGraph graph(FlowGraph original) const {
    return pseudonyms ? pseudonymised(original, *pseudonyms) : std::move(original);
  }
};

/// Puts pseudonyms for everything in `opened`, if asked for. What names nothing is refused by its
/// own name first.
Result<Pseudonymised> put_pseudonyms(Session& session, OpenedCase& opened,
                                     const ReportCommandOptions& asked) {
  Pseudonymised out{asked, std::nullopt};
  if (asked.key_file.empty()) {
    return out;
  }
  if (const auto bound = bound_infection(opened.graph, asked); !bound) {
    return tl::unexpected(bound.error());
  }
  auto pseudonyms = open_pseudonyms(session, asked.key_file);
  if (!pseudonyms) {
    return tl::unexpected(pseudonyms.error());
  }
  out.asked.from = pseudonymised_selectors(asked.from, opened.graph, *pseudonyms);
  out.asked.protect = pseudonymised_selectors(asked.protect, opened.graph, *pseudonyms);
  opened.graph = pseudonymised(opened.graph, *pseudonyms);
  out.pseudonyms = std::move(*pseudonyms);
  return out;
}

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
                           const Pseudonymised& put) {
  const FlowGraph& graph = opened.graph;
  const std::string& since = put.asked.since;
  const auto time = parse_time(since, graph.site().has_zone ? &graph.site().zone : nullptr);
  if (!time) {
    CommonOptions other = common;
    other.case_path = since;
    auto before = open_case(session, other);
    if (!before) {
      return tl::unexpected(before.error());
    }
    return Earlier{put.graph(std::move(before->graph)), std::nullopt};
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
                         const CommonOptions& common, const Pseudonymised& put) {
  if (put.asked.since.empty()) {
    return {};
  }
  const auto earlier = earlier_of(session, opened, common, put);
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

Result<std::string> content_of(Session& session, OpenedCase& opened, const CommonOptions& common,
                              const Pseudonymised& put) {
  CheckOptions options;
  options.now = Session::generated();
  const auto checked = check(opened.graph, options);
  if (!checked) {
    return tl::unexpected(checked.error());
  }
  auto infection = bound_infection(opened.graph, put.asked);
  if (!infection) {
    return tl::unexpected(infection.error());
  }
  ReportWriter writer(session.words(), opened, *checked, infection->spread);
  if (auto added = add_changes(writer, session, opened, common, put); !added) {
    return tl::unexpected(added.error());
  }
  writer.add_site();
  writer.add_infection(std::move(infection->protect));
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
  const auto put = put_pseudonyms(session, *opened, asked);
  if (!put) {
    return session.trouble(put.error());
  }
  auto content = content_of(session, *opened, invocation.common, *put);
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
