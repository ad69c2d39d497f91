// The cached graph of a case, which may come from somebody else. The first byte chooses: as stored,
// or the plain bytes behind the compression.
#include "graph/byte_codec.hpp"
#include "graph/graph_cache.hpp"

#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string bytes = data[0] % 2 == 0 ? rest : hamon::compress(rest, 1);
  const auto graph = hamon::GraphCache::decode(bytes, {}, {});
  if (!graph) {
    return 0;
  }
  std::uint64_t seen = 0;
  for (const hamon::DataFlow& flow : graph->data_flows()) {
    seen += (*graph)[flow.initiator].name.size() + (*graph)[flow.service].name.size();
    for (auto i = flow.contacts.begin; i < flow.contacts.end; ++i) {
      seen += static_cast<std::uint64_t>(graph->contacts()[i].begin.ns);
    }
  }
  for (const hamon::Conversation& c : graph->conversations()) {
    seen += (*graph)[c.from].name.size() + (*graph)[*c.to].name.size();
    seen += graph->system_at(c.initiator, c.time.begin).has_value() ? 1U : 0U;
    for (auto i = c.evidence.begin; i < c.evidence.end; ++i) {
      seen += graph->sources()[graph->evidence()[i].source].name.size();
    }
  }
  for (std::size_t i = 0; i < graph->systems().size(); ++i) {
    seen += graph->zone_name(static_cast<hamon::SystemId>(i)).value_or("").size();
  }
  volatile std::uint64_t used = seen;  // keep the reads
  (void)used;
  return 0;
}
