#include "analyze/proposal.hpp"
#include "cli/commands.hpp"
#include "cli/observations.hpp"
#include "cli/opened_case.hpp"
#include "cli/sources.hpp"
#include "graph/card_vendors.hpp"
#include "graph/case_file.hpp"
#include "graph/graph_builder.hpp"
#include "render/site_draft.hpp"
#include "render/site_text.hpp"

#include <filesystem>

namespace hamon {
namespace {

Result<Ledger> ledger_from(Session& session, const std::string& path) {
  const auto content = read_text_file(path);
  if (!content) {
    return tl::unexpected(content.error());
  }
  auto ledger = parse_ledger(*content, path, session);
  if (!ledger) {
    return fail(message("the ledger cannot be read"), path);
  }
  return std::move(*ledger);
}

/// What a case or inputs show, without any site file, so that nothing declared shapes the draft.
Result<FlowGraph> undeclared_graph(Session& session, const Invocation& invocation,
                                   RunStatus& status) {
  const InitOptions& options = invocation.init;
  Result<Observations> observations;
  Ledger ledger;
  if (options.inputs.empty()) {
    const auto file = CaseFile::open(invocation.common.case_path, CaseFile::Mode::Read);
    if (!file) {
      return tl::unexpected(file.error());
    }
    observations = file->observations();
    if (const auto document = file->document(CaseDocument::Kind::Ledger)) {
      ledger = parse_ledger(document->content, document->name, session).value_or(Ledger{});
    }
  } else {
    auto inputs = open_inputs(session, options, nullptr, true);
    if (!inputs) {
      return tl::unexpected(inputs.error());
    }
    inputs->read.assume_utc = true;  // nothing is kept that a wrong zone would spoil
    observations = observe(session, *inputs, status);
  }
  if (!observations) {
    return tl::unexpected(observations.error());
  }
  if (options.ledger) {
    auto given = ledger_from(session, *options.ledger);
    if (!given) {
      return tl::unexpected(given.error());
    }
    ledger = std::move(*given);
  }
  return build_graph(std::move(*observations), Site{}, std::move(ledger), session);
}

int check_file(Session& session, const std::string& path) {
  const auto content = read_text_file(path);
  if (!content) {
    return session.trouble(content.error());
  }
  const auto site = parse_site(*content, path, session);
  if (!site) {
    return exit_status::kTrouble;
  }
  session.out() << session.words().text(
                       message("{}: no errors; {} zones, {} systems, {} links, {} claims", path,
                               site->zones.size(), site->systems.size(), site->links.size(),
                               site->claims.size()))
                << '\n';
  return exit_status::kDone;
}

}  // namespace

int run_site(Session& session, const Invocation& invocation) {
  if (invocation.site.action == SiteOptions::Action::Check) {
    return check_file(session, invocation.site.file);
  }
  const auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  session.out() << site_text(session.text(), opened->graph);
  return exit_status::kDone;
}

int run_init(Session& session, const Invocation& invocation) {
  const InitOptions& options = invocation.init;
  if (options.from_case && !options.inputs.empty()) {
    return session.trouble({Severity::Error,
                            message("a draft comes from a case or from inputs, not from both"),
                            {},
                            {},
                            message("leave out -c, or the inputs")});
  }
  std::error_code error;
  if (options.output != "-" && std::filesystem::exists(options.output, error)) {
    return session.trouble({Severity::Error,
                            message("the file is there already; a draft never overwrites one"),
                            options.output,
                            {},
                            message("write the draft elsewhere and take over what is new")});
  }
  RunStatus status;
  const auto graph = undeclared_graph(session, invocation, status);
  if (!graph) {
    return session.trouble(graph.error());
  }
  const std::string draft =
      site_draft(propose_site(*graph), *graph, session.words(), CardVendors::installed());
  if (const auto written = write_file(session, options.output, draft); !written) {
    return session.trouble(written.error());
  }
  if (options.output != "-") {
    session.out() << session.words().text(
                         message("{}: a draft. Read it, correct it, then: hamon import --site {}",
                                 options.output, options.output))
                  << '\n';
  }
  return status.exit_status();
}

}  // namespace hamon
