#include "graph/merge_candidates.hpp"

#include "graph/own_names.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace hamon {
namespace {

constexpr std::size_t kMostOfOneCertificate = 8;

struct Holders {
  BindingKind kind = BindingKind::HostName;  // the first that tells the basis
  std::string name;                          // as the first holder says it
  std::vector<SystemId> systems;             // by id, each once
};

std::set<std::string> keys_of(const System& system) {
  std::set<std::string> keys;
  for (const OwnName& own : system.called) {
    keys.insert(own_name_key(own.kind, own.name));
  }
  return keys;
}

bool share_another(const System& a, const System& b, const std::string& key) {
  const std::set<std::string> known = keys_of(a);
  const std::set<std::string> others = keys_of(b);
  return std::ranges::any_of(
      others, [&](const std::string& other) { return other != key && known.contains(other); });
}

bool never_at_once(const System& a, const System& b) {
  return a.seen && b.seen && (a.seen->end < b.seen->begin || b.seen->end < a.seen->begin);
}

/// Whether an equal name of this kind says that the two may be one.
bool is_candidate(const Holders& holders, const std::string& key, const System& first,
                  const System& other) {
  if (is_host_name(holders.kind)) {
    return true;
  }
  if (holders.kind == BindingKind::Certificate) {
    return holders.systems.size() <= kMostOfOneCertificate;
  }
  return share_another(first, other, key) ||
         (holders.systems.size() == 2 && never_at_once(first, other));
}

}  // namespace

std::vector<Merge> merges_by_equal_names(std::vector<System>& systems) {
  std::map<std::string, Holders> by_key;
  for (std::uint32_t i = 0; i < systems.size(); ++i) {
    for (const OwnName& own : systems[i].called) {
      Holders& holders = by_key[own_name_key(own.kind, own.name)];
      if (holders.systems.empty()) {
        holders.kind = own.kind;
        holders.name = own.name;
      }
      if (holders.systems.empty() || holders.systems.back() != SystemId{i}) {
        holders.systems.push_back(SystemId{i});
      }
    }
  }
  for (System& system : systems) {
    for (OwnName& own : system.called) {
      own.shared = by_key.at(own_name_key(own.kind, own.name)).systems.size() > 1;
    }
  }
  std::vector<Merge> out;
  for (const auto& [key, holders] : by_key) {
    const System& first = systems[index(holders.systems.front())];
    for (std::size_t i = 1; i < holders.systems.size(); ++i) {
      const System& other = systems[index(holders.systems[i])];
      if (!other.addresses.empty() && is_candidate(holders, key, first, other)) {
        const bool host = is_host_name(holders.kind);
        out.push_back({holders.systems.front(), other.addresses.front().address.text(),
                       host ? "host-name" : std::string(own_name_basis(holders.kind)),
                       host ? first_label(holders.name) : holders.name, false,
                       NotMerged::Undeclared});
      }
    }
  }
  return out;
}

}  // namespace hamon
