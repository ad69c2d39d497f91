// Any bytes as a list of what was found, for a site with two machines.
#include "base/result.hpp"
#include "graph/graph_builder.hpp"
#include "graph/observed_states.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

hamon::FlowGraph two_machines() {
  hamon::Site site;
  site.has_zone = true;
  for (const char* name : {"emr", "nas"}) {
    hamon::SiteSystem system;
    system.name = name;
    system.addresses.push_back(hamon::IpAddress::v4(0x0A000001U + (name[0] == 'n' ? 1U : 0U)));
    site.systems.push_back(system);
  }
  hamon::CollectingSink sink;
  return hamon::build_graph({}, site, {}, sink);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const hamon::FlowGraph graph = two_machines();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  hamon::CollectingSink sink;
  const auto states = hamon::parse_observed_states(bytes, "state.csv", graph, sink);
  HAMON_ASSERT(states.has_value() == sink.diagnostics.empty());
  for (std::size_t i = 0; states && i < states->rows.size(); ++i) {
    const auto& row = states->rows[i];
    HAMON_ASSERT(hamon::index(row.system) < graph.systems().size() && row.line > 1);
    HAMON_ASSERT(row.time || row.condition == hamon::Condition::Infected ||
                 row.condition == hamon::Condition::Encrypted);
  }
  return 0;
}
