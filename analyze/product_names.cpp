#include "analyze/product_names.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kNamesOfAnAddress = 8;
constexpr std::size_t kMostEntries = 100'000;

}  // namespace

void TrafficNames::add(const Binding& binding) {
  const bool names_a_server =
      binding.kind == BindingKind::ServerName || binding.kind == BindingKind::DnsAnswer;
  if (!names_a_server || binding.name.empty()) {
    return;
  }
  const auto at = names_.find(binding.address);
  if (at == names_.end() && names_.size() >= kMostEntries) {
    return;
  }
  std::set<std::string>& names = at == names_.end() ? names_[binding.address] : at->second;
  // The name of a product is worth more than one of a crowd of others.
  if (names.size() < kNamesOfAnAddress || product_of_name(binding.name) != nullptr) {
    names.insert(binding.name);
  }
}

void TrafficNames::add(const FlowRecord& record) {
  if (record.service != "dns") {
    return;
  }
  for (const std::string& name : record.names) {
    const RemoteProduct* product = product_of_name(name);
    if (product == nullptr) {
      continue;
    }
    const std::pair key(record.initiator, product->name);
    if (lookups_.size() >= kMostEntries && !lookups_.contains(key)) {
      continue;
    }
    const auto [at, is_new] = lookups_.try_emplace(key);
    ProductLookup& lookup = at->second;
    lookup.service_class = product->service_class;
    ++lookup.records;
    lookup.answered = lookup.answered || record.state == FlowState::Established;
    lookup.seen = is_new ? Interval{record.start, record.end}
                         : Interval{std::min(lookup.seen.begin, record.start),
                                    std::max(lookup.seen.end, record.end)};
    lookup.name = is_new ? name : std::min(lookup.name, name);
  }
}

const std::set<std::string>& TrafficNames::of(const IpAddress& address) const {
  static const std::set<std::string> kNone;
  const auto found = names_.find(address);
  return found == names_.end() ? kNone : found->second;
}

}  // namespace hamon
