#pragma once

#include "analyze/proposal.hpp"
#include "base/catalogue.hpp"
#include "graph/card_vendors.hpp"

#include <string>

namespace hamon {

/// A proposal as a commented site file (formats, section 1) that parses as it stands: zones,
/// systems with the reason for each role, claims. Outside peers stand in comments: declaring them
/// is the hospital's word, not ours. Comments are in the catalogue's language; what was observed is
/// quoted so that no name can break out of it. `vendors` name who made the network cards.
[[nodiscard]] std::string site_draft(const SiteProposal& proposal, const FlowGraph& graph,
                                     const Catalogue& catalogue, const CardVendors& vendors = {});

}  // namespace hamon
