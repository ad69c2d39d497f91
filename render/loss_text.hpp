#pragma once

#include "analyze/leak.hpp"
#include "analyze/restore.hpp"
#include "render/text_context.hpp"

#include <string>
#include <vector>

namespace hamon {

/// `hamon restore` for people: each backup generation, beside when its system and its store could
/// be reached.
[[nodiscard]] std::string restore_text(const TextContext& context, const FlowGraph& graph,
                                       const std::vector<BackupState>& backups);
/// `hamon leak` for people: at most how much, from where to where, the most first.
[[nodiscard]] std::string leak_text(const TextContext& context, const FlowGraph& graph,
                                    const Leak& leak);

}  // namespace hamon
