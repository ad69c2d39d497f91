#include "analyze/claim_unseen.hpp"

#include <algorithm>

namespace hamon {
namespace {

bool has_part(const ClaimResult& claim, std::string_view path) {
  return std::any_of(claim.parts.begin(), claim.parts.end(),
                     [&](const ClaimPart& part) { return part.path == path; });
}

}  // namespace

std::vector<const UnseenFlows*> unseen_of(const Unseen& missed, const ClaimResult& claim) {
  std::vector<FlowScope> scopes;
  if (has_part(claim, "border")) {
    scopes = {FlowScope::Border, FlowScope::ClinicalBorder};
  } else if (has_part(claim, "between")) {
    scopes = {FlowScope::Between};
  } else if (!claim.parts.empty()) {
    scopes = {FlowScope::Within};
  }
  std::vector<const UnseenFlows*> found;
  for (const UnseenFlows& flows : missed.flows) {
    if (std::find(scopes.begin(), scopes.end(), flows.scope) != scopes.end()) {
      found.push_back(&flows);
    }
  }
  return found;
}

double days_watched(const Unseen& missed, const ClaimResult& claim) {
  std::optional<double> least;
  for (const ClaimPart& part : claim.parts) {
    if (part.seen) {
      const double days = days_watched(missed, *part.seen);
      least = least ? std::min(*least, days) : days;
    }
  }
  return least.value_or(0);
}

}  // namespace hamon
