#pragma once

#include "base/diagnostic.hpp"
#include "graph/flow_graph.hpp"

#include <string>
#include <vector>

namespace hamon {

/// A system as site file and ledger together declare it. `system.addresses` has basis `site` or
/// `ledger`; home, window and what was observed are not set yet.
struct DeclaredSystem {
  System system;
  std::vector<std::string> ae_titles;  ///< that the site file gives it
  std::string home;        ///< the zone that the site file names, or empty
  bool separate = false;   ///< takes no address but those declared for it
  bool is_router = false;  ///< from `routers`: a system only once it is observed
};

/// Site systems in the order of the site file, then ledger entries that are none of these, then
/// routers. A ledger entry is the system of the same name (whatever the case of ASCII letters),
/// else the one with one of its addresses; what it says besides is added. Where it contradicts, the
/// site file wins (of two ledger entries the first), and a note says so. An address belongs to one
/// declared system only.
[[nodiscard]] std::vector<DeclaredSystem> declared_systems(const Site& site, const Ledger& ledger,
                                                           DiagnosticSink& diagnostics);

/// ASCII letters in lower case; everything else as it is.
[[nodiscard]] std::string ascii_lower(std::string_view text);

}  // namespace hamon
