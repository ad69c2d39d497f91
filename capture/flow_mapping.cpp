#include "capture/flow_mapping.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::array<std::string_view, kMappedFields> kNames = {
    "start",       "end",        "duration",    "source",      "source_port", "target",
    "target_port", "protocol",   "packets_out", "bytes_out",   "packets_in",  "bytes_in",
    "packets",     "bytes",      "state",       "opened_by",   "service",     "exporter",
    "source_mac",  "target_mac", "vlan",        "source_name", "target_name"};

}  // namespace

std::string_view name_of(MappedField field) {
  return kNames[static_cast<std::size_t>(field)];
}

std::optional<MappedField> parse_mapped_field(std::string_view name) {
  const auto* const found = std::ranges::find(kNames, name);
  return found == kNames.end() ? std::nullopt
                               : std::optional(static_cast<MappedField>(found - kNames.begin()));
}

const std::vector<std::string>& mapped_field_names() {
  static const std::vector<std::string> kAll(kNames.begin(), kNames.end());
  return kAll;
}

}  // namespace hamon
