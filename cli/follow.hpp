#pragma once

#include "capture/flow_source.hpp"
#include "cli/session.hpp"
#include "graph/case_file.hpp"

#include <string>
#include <vector>

namespace hamon {

/// Follows logs that grow into the case until SIGINT, SIGTERM or SIGHUP, or until all have ended;
/// the case is current to the second meanwhile. Prints the summary; the exit status.
[[nodiscard]] int follow_into(Session& session, CaseFile& file,
                              const std::vector<std::string>& paths, const ReadOptions& options);

}  // namespace hamon
