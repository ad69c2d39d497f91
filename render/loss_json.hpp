#pragma once

#include "analyze/leak.hpp"
#include "analyze/restore.hpp"
#include "render/json_documents.hpp"

#include <string>
#include <vector>

namespace hamon {

/// `hamon/restore/1` and `hamon/leak/1` of formats, section 3, written as the other documents are.
[[nodiscard]] std::string restore_json(const DocumentContext& context, const FlowGraph& graph,
                                       const SpreadOptions& options,
                                       const std::vector<BackupState>& backups);
[[nodiscard]] std::string leak_json(const DocumentContext& context, const FlowGraph& graph,
                                    const SpreadOptions& options, const Leak& leak);

}  // namespace hamon
