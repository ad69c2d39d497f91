#pragma once

#include "analyze/check.hpp"
#include "analyze/organisations.hpp"

#include <vector>

namespace hamon {

/// The list of ways in and out that an officer compares with the vendors' answers: each established
/// data flow between inside and outside that uses a declared link, or whose service is of remote
/// access (a remote-access product, a VPN, an admin service); and each declared link that nothing
/// used. Records of a flow that use a link and those that use none stand apart. By link (undeclared
/// ones first), inside, outside, service; unused links last. A link is used as `check` has it: one
/// end on its inside, the other on its outside, over one of its services.
[[nodiscard]] Result<std::vector<Entrance>> entrance_inventory(const FlowGraph& graph);

/// Writes the organisation of the far end into each finding and entrance that has one.
void name_organisations(CheckResult& result, const OrganisationOf& organisation_of);

}  // namespace hamon
