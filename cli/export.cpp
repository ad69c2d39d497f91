#include "analyze/check.hpp"
#include "cli/commands.hpp"
#include "cli/map.hpp"
#include "graph/merged_records.hpp"
#include "graph/pseudonyms.hpp"
#include "render/export_graph.hpp"
#include "render/flow_writer.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <sstream>

#include <fmt/format.h>

namespace hamon {
namespace {

/// How a format is made: of the whole graph, as a map, or as a table.
struct Format {
  std::string_view name;
  std::string_view also;  ///< other words for it, between blanks
  std::string (*graph)(const ExportContext&) = nullptr;
  const char* map = nullptr;  ///< kind of `map_content`
  bool whole = false;         ///< of a map: for a program that goes on with it
};

constexpr std::array kFormats = {
    Format{"drawio", "draw.io", nullptr, ".drawio", true},
    Format{"graphml", "", graphml},
    Format{"gexf", "", gexf},
    Format{"dot", "gv graphviz", nullptr, ".dot", true},
    Format{"mermaid", "mmd", nullptr, ".mmd", true},
    Format{"json-graph", "jgf json jsongraph json-graph-format", json_graph},
    Format{"csv", "csv-data-flows csv-flows"},
    Format{"csv-systems", ""},
    Format{"stix", "stix2 stix2.1 stix-2.1", stix_bundle},
    Format{"bloodhound", "opengraph bloodhound-opengraph", bloodhound_graph},
    Format{"zeek", "conn.log zeek-conn"},
    Format{"svg", "", nullptr, ".svg"},
    Format{"png", "", nullptr, ".png"},
    Format{"pdf", "", nullptr, ".pdf"},
};

bool is_called(const Format& format, const std::string& word) {
  const std::string others = " " + std::string(format.also) + " ";
  return word == format.name ||
         (!word.empty() && others.find(" " + word + " ") != std::string::npos);
}

Result<Format> format_called(const std::string& asked) {
  std::string word = asked;
  std::ranges::transform(word, word.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto found =
      std::ranges::find_if(kFormats, [&](const Format& f) { return is_called(f, word); });
  if (found != kFormats.end()) {
    return *found;
  }
  return fail(
      message("there is no export format {}", asked), {}, {},
      message("known are {}", fmt::format("{}", fmt::join(all_export_format_names(), ", "))));
}

/// Every conversation, whatever became of it, as Zeek's conn.log.
Result<std::string> zeek_log(const OpenedCase& opened, const Pseudonyms* pseudonyms) {
  auto observed = opened.file.observations();
  if (!observed) {
    return tl::unexpected(observed.error());
  }
  if (pseudonyms != nullptr) {
    pseudonymise(observed->records, *pseudonyms);
  }
  std::ostringstream out;
  FlowWriter writer(FlowFormat::Zeek, out);
  for (const FlowRecord& record :
       merged_records(observed->records, observed->sources.size(), opened.graph.site())) {
    writer.write(record, {});
  }
  writer.finish();
  return std::move(out).str();
}

Result<std::string> map_of(Session& session, OpenedCase& opened, const ExportCommandOptions& asked,
                           const Format& format) {
  MapOptions options;
  options.whole = format.whole;
  options.level = parse_map_level(asked.map.level).value_or(MapLevel::System);
  // As in `map`: accepted until when is judged by the case's own end.
  const auto findings = check(opened.graph, {});
  options.findings = findings ? &*findings : nullptr;
  return map_content(session, opened, options, asked.map, format.map);
}

Result<std::string> content_of(Session& session, OpenedCase& opened,
                               const ExportCommandOptions& asked, const Format& format,
                               const Pseudonyms* pseudonyms) {
  const ExportContext context{opened.graph, opened.id, Session::generated()};
  if (format.graph != nullptr) {
    return format.graph(context);
  }
  if (format.map != nullptr) {
    return map_of(session, opened, asked, format);
  }
  if (format.name == "zeek") {
    return zeek_log(opened, pseudonyms);
  }
  return csv_table(context, format.name == "csv" ? CsvTable::DataFlows : CsvTable::Systems,
                   asked.bom);
}

}  // namespace

std::vector<std::string> all_export_format_names() {
  std::vector<std::string> names;
  for (const Format& format : kFormats) {
    names.emplace_back(format.name);
  }
  return names;
}

int run_export(Session& session, const Invocation& invocation) {
  const ExportCommandOptions& asked = invocation.exported;
  const auto format = format_called(asked.format);
  if (!format) {
    return session.trouble(format.error());
  }
  auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  std::optional<Pseudonyms> pseudonyms;
  if (!asked.key_file.empty()) {
    auto made = open_pseudonyms(session, asked.key_file);
    if (!made) {
      return session.trouble(made.error());
    }
    pseudonyms = std::move(*made);
    opened->graph = pseudonymised(opened->graph, *pseudonyms);
  }
  const auto content =
      content_of(session, *opened, asked, *format, pseudonyms ? &*pseudonyms : nullptr);
  if (!content) {
    return session.trouble(content.error());
  }
  if (const auto written = write_file(session, asked.map.output, *content); !written) {
    return session.trouble(written.error());
  }
  return opened->status(invocation.common);
}

}  // namespace hamon
