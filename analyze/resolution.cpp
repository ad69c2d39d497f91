#include "analyze/resolution.hpp"

#include "analyze/finding_builder.hpp"

#include <algorithm>
#include <tuple>

namespace hamon {
namespace {

constexpr std::uint64_t kTunnel = 10;  // different random names from which on data is likely

const NameLookups* lookups_of(const FlowGraph& graph, const DataFlow& flow) {
  const auto list = graph.lookups();
  const auto key = std::tuple(flow.initiator, flow.responder);
  const auto found = std::lower_bound(
      list.begin(), list.end(), key,
      [](const NameLookups& l, const auto& k) { return std::tuple(l.client, l.resolver) < k; });
  const bool is_it = found != list.end() && std::tuple(found->client, found->resolver) == key;
  return is_it ? &*found : nullptr;
}

std::string examples_text(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(kShown, names.size()); ++i) {
    text += (i > 0 ? ", " : "") + names[i];
  }
  return text;
}

Message detail_of(const NameLookups* lookups, bool outside, const Finding& f) {
  const std::string& client = f.initiator.name;
  const std::string& resolver = f.responder->name;
  if (lookups != nullptr && lookups->random >= kTunnel) {
    return message("{} asked {} for {} names with long random labels: data can leave so ({})",
                   client, resolver, lookups->random, examples_text(lookups->random_examples));
  }
  if (lookups != nullptr && lookups->answered > 0) {
    return message("{} names of the world outside were answered ({})", lookups->answered,
                   examples_text(lookups->examples));
  }
  if (outside) {
    return message("asks a name server outside and is answered; the names are not known");
  }
  return message("asked for names with long random labels ({})",
                 lookups != nullptr ? examples_text(lookups->random_examples) : std::string());
}

}  // namespace

std::vector<Finding> resolutions(const FlowGraph& graph, std::string_view claim,
                                 const std::optional<Selector>& zones) {
  std::vector<Finding> findings;
  for (const DataFlow& flow : graph.data_flows()) {
    if (graph[flow.initiator].outside || graph[flow.service].name != "dns") {
      continue;
    }
    const bool outside = graph[flow.responder].outside;
    const NameLookups* lookups = lookups_of(graph, flow);
    if (!outside && lookups == nullptr) {
      continue;
    }
    auto found =
        data_flow_finding(graph, claim, FindingKind::Resolution, flow, flow.initiator, zones);
    if (!found) {
      continue;
    }
    Finding& f = *found;
    f.detail = detail_of(lookups, outside, f);
    f.check_next = outside
                       ? message(
                             "ask why {} may ask name servers outside; let it ask the hospital's "
                             "own, and block port 53 to all others at the border",
                             f.initiator.name)
                       : message(
                             "have {} answer names of the hospital only, or send what {} asks to "
                             "a server that forwards nothing outside",
                             f.responder->name, f.initiator.name);
    findings.push_back(std::move(*found));
  }
  return findings;
}

}  // namespace hamon
