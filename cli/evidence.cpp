#include "analyze/find.hpp"
#include "base/sha256.hpp"
#include "cli/commands.hpp"
#include "cli/report_writer.hpp"
#include "render/check_json.hpp"
#include "render/evidence_documents.hpp"
#include "render/inventory_json.hpp"
#include "render/loss_json.hpp"
#include "render/spread_json.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hamon {
namespace {

/// What every case answers.
void add_answers(const OpenedCase& opened, const CheckResult& checked,
                 std::vector<ZipPart>& parts) {
  const FlowGraph& graph = opened.graph;
  const DocumentContext document = opened.document({});
  parts.push_back({"answers/check.json", check_json(document, graph, checked)});
  parts.push_back({"answers/coverage.json", coverage_json(document, graph, checked.coverage)});
  parts.push_back({"answers/entrances.json", entrances_json(document, graph, checked.entrances)});
  parts.push_back({"answers/ledger.json", ledger_json(document, graph, ledger_gaps(graph))});
  parts.push_back({"sources.csv", sources_csv(graph)});
}

/// The same answers for people, in both languages.
void add_reports(OpenedCase& opened, const CheckResult& checked, const SpreadOptions& options,
                 std::vector<ZipPart>& parts) {
  for (const auto& [language, name] : {std::pair(Language::English, "report.en.html"),
                                       std::pair(Language::Japanese, "report.ja.html")}) {
    ReportWriter writer(Catalogue::in(language), opened, checked, options);
    writer.add_site();
    writer.add_infection({});
    parts.push_back({name, writer.html(Session::generated())});
  }
}

/// What follows from where the infection starts: how far, what is whole, what may have left, and
/// all that the starts themselves talked to.
Result<void> add_incident(const OpenedCase& opened, const std::vector<std::string>& from,
                          const SpreadOptions& options, std::vector<ZipPart>& parts) {
  const FlowGraph& graph = opened.graph;
  const DocumentContext document =
      opened.document({{"from", from},
                       {"profile", std::string(name_of(options.profile))},
                       {"incubation_s", static_cast<double>(options.incubation.ns) / 1e9}});
  const SpreadIndex index(graph);
  FindOptions talked;
  for (const auto& seed : options.seeds) {
    talked.with.push_back(graph[seed.system].name);
  }
  const auto found = find(graph, talked);
  if (!found) {
    return tl::unexpected(found.error());
  }
  parts.push_back({"answers/find.json", find_json(document, graph, *found)});
  parts.push_back(
      {"answers/leak.json", leak_json(document, graph, options, leak(graph, index, options))});
  parts.push_back({"answers/restore.json",
                   restore_json(document, graph, options, restore(graph, index, options))});
  parts.push_back({"answers/spread.json",
                   spread_json(document, graph, options, spread(graph, index, options))});
  return {};
}

Result<std::string> package_of(OpenedCase& opened, const SpreadCommandOptions& asked) {
  const auto options = spread_options(opened.graph, asked);
  if (!options) {
    return tl::unexpected(options.error());
  }
  CheckOptions claims;
  claims.now = Session::generated();
  const auto checked = check(opened.graph, claims);
  if (!checked) {
    return tl::unexpected(checked.error());
  }
  std::vector<ZipPart> parts;
  add_answers(opened, *checked, parts);
  if (!asked.from.empty()) {
    if (auto added = add_incident(opened, asked.from, *options, parts); !added) {
      return tl::unexpected(added.error());
    }
  }
  add_reports(opened, *checked, *options, parts);
  std::sort(parts.begin(), parts.end(),
            [](const ZipPart& a, const ZipPart& b) { return a.name < b.name; });
  const DocumentContext document = opened.document({{"from", asked.from}});
  const auto sheet = [&](Language language) {
    return custody_sheet(Catalogue::in(language), document, opened.graph, parts);
  };
  std::string english = sheet(Language::English);
  std::string japanese = sheet(Language::Japanese);
  parts.push_back({"custody.en.html", std::move(english)});
  parts.push_back({"custody.ja.html", std::move(japanese)});
  parts.push_back({EvidenceManifest::kName, manifest_json(document, opened.graph, parts)});
  return zip_of(parts);
}

}  // namespace

int run_evidence(Session& session, const Invocation& invocation) {
  auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  const auto package = package_of(*opened, invocation.spread);
  if (!package) {
    return session.trouble(package.error());
  }
  const std::string& path = invocation.evidence.output;
  if (const auto written = write_file(session, path, *package); !written) {
    return session.trouble(written.error());
  }
  if (path != "-") {
    session.out() << fmt::format(
        "{}\n  SHA-256  {}\n{}\n", session.words().text(message("{}: the evidence package", path)),
        sha256_hex(*package),
        session.words().text("Print custody.en.html or custody.ja.html from it, and write this "
                             "SHA-256 there by hand."));
  }
  return opened->status(invocation.common);
}

}  // namespace hamon
