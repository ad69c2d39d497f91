#pragma once

#include "cli/opened_case.hpp"
#include "render/map.hpp"

namespace hamon {

/// A map of the case as the content of a file of this kind: `.svg`, `.png`, `.pdf`, `.drawio`,
/// `.mmd`, `.dot` or `.json`. `chance`: that of `options.spread`, or null. Errors: another kind; no
/// font for a picture.
[[nodiscard]] Result<std::string> map_content(Session& session, OpenedCase& opened,
                                              const MapOptions& options,
                                              const MapCommandOptions& asked,
                                              const std::string& kind,
                                              const Chance* chance = nullptr);

/// The drawing with its places, which the case keeps where it shows everything.
[[nodiscard]] MapLayout placed(OpenedCase& opened, const MapDrawing& drawing,
                               const MapCommandOptions& asked);

/// Draws a map of the case into the file that `asked` names; its ending says what kind.
/// Errors: an ending that says nothing; the file cannot be written.
[[nodiscard]] Result<void> write_map(Session& session, OpenedCase& opened,
                                     const MapOptions& options, const MapCommandOptions& asked,
                                     const Chance* chance = nullptr);

}  // namespace hamon
