#pragma once

#include "base/evidence_manifest.hpp"
#include "base/zip_archive.hpp"
#include "render/json_documents.hpp"
#include "render/text_context.hpp"

#include <span>
#include <string>

namespace hamon {

/// `hamon/evidence/1`: the manifest of an evidence package, with the hash of every part.
[[nodiscard]] std::string manifest_json(const DocumentContext& context, const FlowGraph& graph,
                                        std::span<const ZipPart> parts);

/// The sources that a case was made from, one a line: name, hash, kind, counts, first and last.
[[nodiscard]] std::string sources_csv(const FlowGraph& graph);

/// The chain-of-custody sheet as a page to print: what the package holds, and lines to sign on.
[[nodiscard]] std::string custody_sheet(const Catalogue& words, const DocumentContext& context,
                                        const FlowGraph& graph, std::span<const ZipPart> parts);

/// What `hamon verify` says of a package. `name`: its file; `sha256`: of its bytes.
[[nodiscard]] std::string evidence_check_text(const TextContext& context, const std::string& name,
                                              const std::string& sha256,
                                              const EvidenceCheck& check);

}  // namespace hamon
