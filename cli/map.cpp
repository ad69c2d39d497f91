#include "cli/map.hpp"

#include "analyze/chance.hpp"
#include "analyze/check.hpp"
#include "cli/commands.hpp"
#include "cli/given_lists.hpp"
#include "graph/selector.hpp"
#include "render/font_file.hpp"
#include "render/map.hpp"

#include <filesystem>

namespace hamon {
namespace {

/// Where the places of an edition are kept: one for each way to draw the whole of a case.
std::string layout_kind(const MapCommandOptions& asked, bool whole, const Catalogue& words) {
  return "map-" + asked.level + (whole ? "-whole" : "") + (asked.crossings ? "-crossings" : "") +
         (asked.findings ? "-findings" : "") +
         (words.language() == Language::Japanese ? "-ja" : "-en");
}
constexpr const char* kLayoutKey = "layout-1";

Result<MapOptions> map_options(const FlowGraph& graph, const MapCommandOptions& asked) {
  MapOptions options;
  const auto level = parse_map_level(asked.level);
  if (!level) {
    return fail(message("there is no level {}", asked.level), {}, {},
                message("known are zone, system, service and department"));
  }
  options.level = *level;
  options.hops = asked.hops;
  options.crossings_only = asked.crossings;
  options.findings_only = asked.findings;
  if (!asked.focus.empty()) {
    const auto selector = Selector::bind(asked.focus, graph);
    if (!selector) {
      return tl::unexpected(selector.error());
    }
    options.focus = selector->systems(graph);
    if (options.focus.empty()) {
      return fail(message("{} stands for no system of this case", asked.focus.front()), {}, {},
                  message("hamon site show lists the systems"));
    }
  }
  return options;
}

}  // namespace

MapLayout placed(OpenedCase& opened, const MapDrawing& drawing, const MapCommandOptions& asked) {
  if (opened.graph.pseudonymised() || drawing.options.spread != nullptr ||
      drawing.options.states != nullptr || !drawing.options.focus.empty()) {
    return lay_out(drawing);
  }
  const std::string kind = layout_kind(asked, drawing.options.whole, drawing.catalogue);
  const std::string kept = opened.file.cached(kind, kLayoutKey).value_or("");
  MapLayout layout = lay_out(drawing, kept);
  const std::string now = kept_layout(drawing.map, layout);
  if (now != kept) {
    // On media that cannot be written the next edition is laid out anew, and that is all.
    if (auto writable = CaseFile::open(opened.file.path(), CaseFile::Mode::Write)) {
      writable->store_cached(kind, kLayoutKey, now);
    }
  }
  return layout;
}

Result<std::string> map_content(Session& session, OpenedCase& opened, const MapOptions& options,
                                const MapCommandOptions& asked, const std::string& kind,
                                const Chance* chance) {
  const MapModel map = map_model(opened.graph, options);
  const MapDrawing drawing{session.words(), opened.graph, map, options, opened.id, chance};
  if (kind == ".svg") {
    return map_svg(drawing, placed(opened, drawing, asked));
  }
  if (kind == ".png" || kind == ".pdf") {
    const auto font = find_font();
    if (!font) {
      return tl::unexpected(font.error());
    }
    const MapLayout layout = placed(opened, drawing, asked);
    return kind == ".png" ? map_png(drawing, layout, *font)
                          : map_pdf(drawing, layout, parse_paper(asked.paper), *font);
  }
  if (kind == ".drawio") {
    return map_drawio(drawing, placed(opened, drawing, asked));
  }
  if (kind == ".mmd" || kind == ".mermaid") {
    return map_mermaid(drawing);
  }
  if (kind == ".dot" || kind == ".gv") {
    return map_dot(drawing);
  }
  if (kind == ".json") {
    auto document = opened.document(
        {{"level", asked.level},
         {"focus", asked.focus},
         {"hops", static_cast<double>(asked.hops)},
         {"crossings", asked.crossings},
         {"findings", asked.findings},
         {"state", asked.state.empty() ? ParameterValue() : ParameterValue(asked.state)}});
    if (chance != nullptr) {
      document.parameters.emplace_back("runs", std::int64_t{chance->runs});
      document.parameters.emplace_back("rng", static_cast<std::int64_t>(chance->rng));
    }
    return map_json(document, drawing, placed(opened, drawing, asked));
  }
  return fail(message("no map can be written as {}", asked.output), {}, {},
              message("the name must end in .svg, .png, .pdf, .drawio, .mmd, .dot or .json"));
}

Result<void> write_map(Session& session, OpenedCase& opened, const MapOptions& options,
                       const MapCommandOptions& asked, const Chance* chance) {
  const std::string kind = std::filesystem::path(asked.output).extension().string();
  const auto content = map_content(session, opened, options, asked, kind, chance);
  if (!content) {
    return tl::unexpected(content.error());
  }
  return write_file(session, asked.output, *content);
}

int run_map(Session& session, const Invocation& invocation) {
  auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  auto options = map_options(opened->graph, invocation.map);
  if (!options) {
    return session.trouble(options.error());
  }
  // Accepted until when is judged by the case's own end: a map must not change by being drawn
  // later.
  const auto findings = check(opened->graph, {});
  options->findings = findings ? &*findings : nullptr;
  const auto states = read_states(session, opened->graph, invocation.map.state);
  if (!states) {
    return session.trouble(states.error());
  }
  options->states = *states ? &(*states)->states : nullptr;
  if (const auto written = write_map(session, *opened, *options, invocation.map); !written) {
    return session.trouble(written.error());
  }
  return opened->status(invocation.common);
}

}  // namespace hamon
