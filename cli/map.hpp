#pragma once

#include "cli/opened_case.hpp"
#include "render/map_model.hpp"

namespace hamon {

/// Draws a map of the case into the file that `asked` names; its ending says what kind.
/// Errors: an ending that says nothing; the file cannot be written.
[[nodiscard]] Result<void> write_map(Session& session, OpenedCase& opened,
                                     const MapOptions& options, const MapCommandOptions& asked);

}  // namespace hamon
