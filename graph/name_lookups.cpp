#include "graph/name_lookups.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace hamon {
namespace {

constexpr std::size_t kLongLabel = 25;
constexpr double kRandomBits = 3.5;
constexpr std::size_t kMostNames = 100'000;
constexpr std::size_t kExamples = 8;

double bits_a_character(std::string_view text) {
  std::array<unsigned, 256> counts{};
  for (const char c : text) {
    ++counts[static_cast<unsigned char>(c)];
  }
  double bits = 0;
  for (const unsigned count : counts) {
    if (count > 0) {
      const double share = static_cast<double>(count) / static_cast<double>(text.size());
      bits -= share * std::log2(share);
    }
  }
  return bits;
}

bool is_random(std::string_view label) {
  const auto digits = std::ranges::count_if(label, [](char c) { return c >= '0' && c <= '9'; });
  // An address written as a name (in-addr.arpa, ip6.arpa) has short labels.
  return label.size() >= kLongLabel && digits >= 2 && bits_a_character(label) >= kRandomBits;
}

std::vector<std::string> first_of(const std::set<std::string, std::less<>>& names) {
  std::vector<std::string> first;
  for (const std::string& name : names) {
    if (first.size() == kExamples) {
      break;
    }
    first.push_back(name);
  }
  return first;
}

}  // namespace

bool has_random_label(std::string_view name) {
  while (!name.empty()) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    if (is_random(name.substr(0, dot))) {
      return true;
    }
    name.remove_prefix(std::min(name.size(), dot + 1));
  }
  return false;
}

NameLookupCollector::NameLookupCollector(std::span<const Binding> bindings,
                                         std::span<const Prefix> inside) {
  for (const Binding& b : bindings) {
    const bool is_outside =
        !b.address.is_unspecified() && !b.address.is_loopback() && !b.address.is_link_local() &&
        !b.address.is_multicast() &&
        std::ranges::none_of(inside, [&](const Prefix& p) { return p.contains(b.address); });
    if (b.kind == BindingKind::DnsAnswer && is_outside && !b.name.empty()) {
      outside_.insert(b.name);
    }
  }
}

void NameLookupCollector::add(SystemId client, SystemId resolver,
                              std::span<const std::string> names) {
  for (const std::string& name : names) {
    const bool answered = outside_.contains(name);
    const bool random = has_random_label(name);
    if (!answered && !random) {
      continue;
    }
    Names& pair = found_[{client, resolver}];
    if (answered && pair.answered.size() < kMostNames) {
      pair.answered.insert(name);
    }
    if (random && pair.random.size() < kMostNames) {
      pair.random.insert(name);
    }
  }
}

std::vector<NameLookups> NameLookupCollector::finish() const {
  std::vector<NameLookups> list;
  for (const auto& [pair, names] : found_) {
    list.push_back({pair.first, pair.second, names.answered.size(), first_of(names.answered),
                    names.random.size(), first_of(names.random)});
  }
  return list;
}

}  // namespace hamon
