#include "graph/unbinding_macs.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

namespace hamon {
namespace {

constexpr std::size_t kMostOfOneFamily = 8;
constexpr std::size_t kMostClientIds = 8;
constexpr std::int64_t kDay = 86'400'000'000'000;

bool is_neighbour_message(const Binding& binding) {
  return binding.kind == BindingKind::Arp && binding.mac.has_value() &&
         !binding.address.is_link_local() && !binding.address.is_unspecified();
}

bool is_announced(const Binding& binding) {
  return (binding.kind == BindingKind::Arp || binding.kind == BindingKind::Dhcp) &&
         binding.mac.has_value();
}

/// That a MAC answers for an address from `from` until `to`.
struct Answering {
  MacAddress mac;
  bool v4 = false;
  IpAddress address;
  std::int64_t from = 0;
  std::int64_t to = 0;
};

/// Intervals of the same address that touch become one.
std::vector<Answering> joined(std::vector<Answering> all) {
  std::sort(all.begin(), all.end(), [](const Answering& a, const Answering& b) {
    return std::tie(a.mac, a.v4, a.address, a.from, a.to) <
           std::tie(b.mac, b.v4, b.address, b.from, b.to);
  });
  std::vector<Answering> out;
  for (const Answering& a : all) {
    if (!out.empty() && out.back().mac == a.mac && out.back().address == a.address &&
        a.from <= out.back().to) {
      out.back().to = std::max(out.back().to, a.to);
    } else {
      out.push_back(a);
    }
  }
  return out;
}

std::int64_t day_after(Timestamp time) {
  return time.ns > INT64_MAX - kDay ? INT64_MAX : time.ns + kDay;
}

}  // namespace

UnbindingMacs::UnbindingMacs(const IdentityInput& input) {
  add_declared(input);
  add_announced(input);
  add_proxies(input);
  add_dial_in_servers(input);
  add_carriers(input);
}

void UnbindingMacs::add_declared(const IdentityInput& input) {
  for (const SiteRouter& router : input.site.routers) {
    macs_.insert(router.macs.begin(), router.macs.end());
  }
  for (const DeclaredSystem& declared : input.declared) {
    if (declared.system.role == Role::Router) {
      macs_.insert(declared.system.macs.begin(), declared.system.macs.end());
    }
  }
}

void UnbindingMacs::add_announced(const IdentityInput& input) {
  std::set<IpAddress> routers;
  for (const Binding& binding : input.bindings) {
    if (binding.kind == BindingKind::Router) {
      if (binding.mac) {
        macs_.insert(*binding.mac);
      }
      if (!binding.address.is_unspecified()) {
        routers.insert(binding.address);
      }
    }
  }
  for (const Binding& binding : input.bindings) {
    if (!routers.empty() && binding.kind == BindingKind::Arp && binding.mac &&
        routers.contains(binding.address)) {
      macs_.insert(*binding.mac);
    }
  }
}

void UnbindingMacs::add_proxies(const IdentityInput& input) {
  std::vector<Answering> answers;
  for (const Binding& b : input.bindings) {
    if (is_neighbour_message(b)) {
      answers.push_back(
          {*b.mac, b.address.is_v4(), b.address, b.first.ns, day_after(std::max(b.first, b.last))});
    }
  }
  answers = joined(std::move(answers));
  std::vector<std::pair<std::int64_t, int>> steps;  // +1 and -1 in the order of time
  for (auto begin = answers.begin(); begin != answers.end();) {
    auto end = begin;
    steps.clear();
    for (; end != answers.end() && end->mac == begin->mac && end->v4 == begin->v4; ++end) {
      steps.emplace_back(end->from, 1);
      steps.emplace_back(end->to, -1);
    }
    std::sort(steps.begin(), steps.end());  // who leaves comes before who arrives
    std::ptrdiff_t now = 0;
    for (const auto& [time, change] : steps) {
      now += change;
      if (now > static_cast<std::ptrdiff_t>(kMostOfOneFamily)) {
        macs_.insert(begin->mac);
        break;
      }
    }
    begin = end;
  }
}

void UnbindingMacs::add_dial_in_servers(const IdentityInput& input) {
  std::map<MacAddress, std::set<std::string_view>> clients;
  for (const Binding& b : input.bindings) {
    if (b.kind == BindingKind::Dhcp && b.mac && tells_identity(b.client_id)) {
      std::set<std::string_view>& of_mac = clients[*b.mac];
      if (of_mac.size() <= kMostClientIds) {
        of_mac.insert(b.client_id);
      }
    }
  }
  for (const auto& [mac, ids] : clients) {
    if (ids.size() > kMostClientIds) {
      macs_.insert(mac);
    }
  }
}

void UnbindingMacs::add_carriers(const IdentityInput& input) {
  std::vector<MacUse> announced;
  for (const Binding& b : input.bindings) {
    if (is_announced(b)) {
      announced.push_back({*b.mac, b.address});
    }
  }
  std::sort(announced.begin(), announced.end());
  const auto is_outside = [&](const MacUse& use) {
    // Without declared prefixes nobody can tell global IPv6 addresses of the house from others.
    const bool judged = !input.internal_assumed || use.address.is_v4();
    return judged && !input.internal.empty() && !use.address.is_link_local() &&
           std::none_of(input.internal.begin(), input.internal.end(),
                        [&](const Prefix& prefix) { return prefix.contains(use.address); }) &&
           !std::binary_search(announced.begin(), announced.end(), use);
  };
  for (auto begin = input.mac_uses.begin(); begin != input.mac_uses.end();) {
    auto end = begin;
    std::size_t v4 = 0;
    std::size_t v6 = 0;
    bool outside = false;
    for (; end != input.mac_uses.end() && end->mac == begin->mac; ++end) {
      if (!end->address.is_link_local()) {
        ++(end->address.is_v4() ? v4 : v6);
        outside = outside || is_outside(*end);
      }
    }
    if (outside || v4 > kMostOfOneFamily || v6 > kMostOfOneFamily) {
      macs_.insert(begin->mac);
    }
    begin = end;
  }
}

bool UnbindingMacs::contains(const MacAddress& mac) const {
  return mac.is_group() || mac.is_zero() || mac.is_shared_router() || macs_.contains(mac);
}

bool tells_identity(std::string_view client_id) {
  constexpr std::size_t kType = 2;  // hexadecimal digits
  if (client_id.size() <= kType) {
    return false;
  }
  const std::string_view id = client_id.substr(kType);
  return id.find_first_not_of('0') != std::string_view::npos &&
         id.find_first_not_of("fF") != std::string_view::npos;
}

}  // namespace hamon
