#include "graph/record_carriers.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

namespace hamon {

std::vector<std::size_t> carriers_of(std::span<const FlowRecord> records) {
  std::vector<std::size_t> carriers(records.size(), kNoCarrier);
  if (std::ranges::none_of(records, [](const FlowRecord& r) { return r.carrier != 0; })) {
    return carriers;
  }
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::size_t> places;
  for (std::size_t i = 0; i < records.size(); ++i) {
    places.try_emplace({records[i].source, flow_id(records[i])}, i);
  }
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto found = places.find({records[i].source, records[i].carrier});
    if (records[i].carrier != 0 && found != places.end()) {
      carriers[i] = found->second;
    }
  }
  return carriers;
}

void name_carriers(std::vector<FlowRecord>& records, const std::vector<std::size_t>& carriers) {
  enum class Named : std::uint8_t { No, Begun, Yes };
  std::vector<Named> named(records.size(), Named::No);
  std::vector<std::size_t> inward;  // from a record out to the first that is named or has none
  for (std::size_t i = 0; i < records.size(); ++i) {
    for (std::size_t at = i; at != kNoCarrier && named[at] == Named::No; at = carriers[at]) {
      named[at] = Named::Begun;
      inward.push_back(at);
    }
    for (; !inward.empty(); inward.pop_back()) {
      const std::size_t at = inward.back();
      const std::size_t outer = carriers[at];
      // What carries itself, by chance or malice, is carried by nothing.
      records[at].carrier =
          outer == kNoCarrier || named[outer] == Named::Begun ? 0 : flow_id(records[outer]);
      named[at] = Named::Yes;
    }
  }
}

}  // namespace hamon
