#include "base/sha256.hpp"
#include "cli/commands.hpp"
#include "cli/follow.hpp"
#include "cli/sources.hpp"
#include "graph/case_file.hpp"
#include "graph/graph_builder.hpp"
#include "render/import_text.hpp"

#include <algorithm>
#include <filesystem>

namespace hamon {
namespace {

/// A site file or ledger that was read and found good.
struct CheckedDocuments {
  std::vector<CaseDocument> documents;
  std::optional<TimeZone> zone;  ///< of the site file, where it names one
};

CaseDocument document_of(CaseDocument::Kind kind, const std::string& path, std::string content) {
  CaseDocument document;
  document.kind = kind;
  document.name = std::filesystem::path(path).filename().string();
  document.sha256 = sha256_hex(content);
  document.content = std::move(content);
  document.imported = format_time(Session::generated(), TimeZone::utc());
  return document;
}

/// Reads and checks site file and ledger before the case is touched.
Result<CheckedDocuments> read_documents(Session& session, const ImportOptions& options) {
  CheckedDocuments out;
  if (options.site) {
    auto content = read_text_file(*options.site);
    if (!content) {
      return tl::unexpected(content.error());
    }
    const auto site = parse_site(*content, *options.site, session);
    if (!site) {
      return fail(message("the site file has errors; the case is as it was"), *options.site);
    }
    if (site->has_zone) {
      out.zone = site->zone;
    }
    out.documents.push_back(
        document_of(CaseDocument::Kind::Site, *options.site, std::move(*content)));
  }
  if (options.ledger) {
    auto content = read_text_file(*options.ledger);
    if (!content) {
      return tl::unexpected(content.error());
    }
    if (!parse_ledger(*content, *options.ledger, session)) {
      return fail(message("the ledger cannot be read; the case is as it was"), *options.ledger);
    }
    out.documents.push_back(
        document_of(CaseDocument::Kind::Ledger, *options.ledger, std::move(*content)));
  }
  return out;
}

/// The time zone that the case's own site file names.
std::optional<TimeZone> zone_in_force(const CaseFile& file) {
  const auto document = file.document(CaseDocument::Kind::Site);
  if (!document) {
    return std::nullopt;
  }
  CollectingSink ignored;  // it was checked when it came in
  const auto site = parse_site(document->content, document->name, ignored);
  return site && site->has_zone ? std::optional(site->zone) : std::nullopt;
}

/// Reads every input into the case. Errors: the case cannot be written.
Result<std::vector<ImportedSource>> import_sources(Session& session, CaseFile& file,
                                                   const OpenInputs& inputs, RunStatus& status) {
  std::vector<ImportedSource> imported;
  for (const std::string& path : inputs.paths) {
    const auto source = open_source(session, path, inputs, status);
    if (source == nullptr) {
      continue;
    }
    const auto writer = file.add_source();
    SourceReport report = source->read(*writer, session);
    const auto added = writer->finish(report);
    if (!added) {
      return tl::unexpected(added.error());
    }
    status.add(session, report);
    imported.push_back({std::move(report), !*added});
  }
  session.end_progress();
  return imported;
}

void tell_document(Session& session, const CaseDocument& document, bool added) {
  if (added) {
    session.out() << session.words().text(document.kind == CaseDocument::Kind::Site
                                              ? message("site file {}: in force now", document.name)
                                              : message("ledger {}: in force now", document.name));
  } else {
    session.out() << session.words().text(
        document.kind == CaseDocument::Kind::Site
            ? message("site file {}: was in force already, nothing changed", document.name)
            : message("ledger {}: was in force already, nothing changed", document.name));
  }
  session.out() << '\n';
}

struct Imported {
  int status = exit_status::kDone;
  bool changed = false;
};

/// Everything between opening the case and its commit. Nothing of it remains when it returns an
/// error.
Result<Imported> import_into(Session& session, CaseFile& file, const ImportOptions& options,
                             const CheckedDocuments& checked) {
  const auto zone = checked.zone ? checked.zone : zone_in_force(file);
  const auto inputs = open_inputs(session, options, zone ? &*zone : nullptr, true);
  if (!inputs) {
    return tl::unexpected(inputs.error());
  }
  if (auto begun = file.begin(); !begun) {
    return tl::unexpected(begun.error());
  }
  RunStatus status;
  const auto imported = import_sources(session, file, *inputs, status);
  if (!imported) {
    return tl::unexpected(imported.error());
  }
  std::vector<bool> added;
  for (const CaseDocument& document : checked.documents) {
    const auto was_new = file.add_document(document);
    if (!was_new) {
      return tl::unexpected(was_new.error());
    }
    added.push_back(*was_new);
  }
  const bool changed = std::any_of(imported->begin(), imported->end(),
                                   [](const auto& s) { return !s.already_there; }) ||
                       std::find(added.begin(), added.end(), true) != added.end();
  if (changed) {  // else not a byte of the case changes
    if (auto committed = file.commit(); !committed) {
      return tl::unexpected(committed.error());
    }
  }
  if (!imported->empty()) {
    session.out() << import_text(session.text(), *imported, zone.value_or(TimeZone::utc()));
  }
  for (std::size_t i = 0; i < added.size(); ++i) {
    tell_document(session, checked.documents[i], added[i]);
  }
  return Imported{status.exit_status(), changed};
}

Result<void> add_documents(Session& session, CaseFile& file, const CheckedDocuments& checked) {
  if (checked.documents.empty()) {
    return {};
  }
  if (auto begun = file.begin(); !begun) {
    return begun;
  }
  std::vector<bool> added;
  for (const CaseDocument& document : checked.documents) {
    const auto was_new = file.add_document(document);
    if (!was_new) {
      return tl::unexpected(was_new.error());
    }
    added.push_back(*was_new);
  }
  if (auto committed = file.commit(); !committed) {
    return committed;
  }
  for (std::size_t i = 0; i < added.size(); ++i) {
    tell_document(session, checked.documents[i], added[i]);
  }
  return {};
}

/// Site file and ledger first, then the logs as they grow.
int follow_inputs(Session& session, CaseFile& file, const ImportOptions& options,
                  const CheckedDocuments& checked) {
  const auto zone = checked.zone ? checked.zone : zone_in_force(file);
  const auto inputs = open_inputs(session, options, zone ? &*zone : nullptr, true);
  if (!inputs) {
    return session.trouble(inputs.error());
  }
  if (inputs->paths.empty()) {
    return session.trouble({Severity::Error,
                            message("nothing to follow"),
                            {},
                            {},
                            message("name the logs that grow")});
  }
  if (const auto added = add_documents(session, file, checked); !added) {
    return session.trouble(added.error());
  }
  return follow_into(session, file, inputs->paths, inputs->read);
}

}  // namespace

int run_import(Session& session, const Invocation& invocation) {
  const ImportOptions& options = invocation.import;
  if (options.inputs.empty() && !options.site && !options.ledger) {
    return session.trouble({Severity::Error,
                            message("nothing to import"),
                            {},
                            {},
                            message("name captures, logs or folders, --site or --ledger")});
  }
  const auto checked = read_documents(session, options);
  if (!checked) {
    return session.trouble(checked.error());
  }
  auto file = CaseFile::open(invocation.common.case_path, CaseFile::Mode::Create);
  if (!file) {
    return session.trouble(file.error());
  }
  if (options.follow) {
    return follow_inputs(session, *file, options, *checked);
  }
  const auto imported = import_into(session, *file, options, *checked);
  if (!imported) {
    return session.trouble(imported.error());
  }
  if (imported->changed) {  // derives and caches
    if (const auto graph = load_graph(*file, session); !graph) {
      return session.trouble(graph.error());
    }
  }
  return imported->status;
}

}  // namespace hamon
