#include "graph/own_names.hpp"

#include "graph/declared_systems.hpp"

#include <algorithm>
#include <tuple>

namespace hamon {
namespace {

int rank(BindingKind kind) {
  switch (kind) {
    case BindingKind::Dhcp:
    case BindingKind::HostName:
      return 0;
    case BindingKind::Neighbour:
      return 1;
    case BindingKind::AeTitle:
      return 2;
    case BindingKind::Hl7Application:
      return 3;
    case BindingKind::Certificate:
      return 4;
    case BindingKind::VpnClient:
      return 5;
    case BindingKind::Arp:
    case BindingKind::DnsAnswer:
    case BindingKind::ServerName:
    case BindingKind::Router:
      break;
  }
  return -1;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
  }
  while (!text.empty() && text.back() == ' ') {
    text.remove_suffix(1);
  }
  return text;
}

bool is_declared_by_name(const System& system) {
  return (system.in_site || system.in_ledger) && !IpAddress::parse(system.name);
}

}  // namespace

std::string first_label(std::string_view name) {
  return ascii_lower(name.substr(0, name.find('.')));
}

bool is_host_name(BindingKind kind) {
  return rank(kind) == 0 || rank(kind) == 1;
}

bool is_own_name(const Binding& binding) {
  if (rank(binding.kind) < 0 || trimmed(binding.name).empty()) {
    return false;
  }
  if (binding.kind == BindingKind::Certificate) {
    return binding.name.find('*') == std::string::npos && !IpAddress::parse(binding.name);
  }
  return !is_host_name(binding.kind) ||
         (!first_label(binding.name).empty() && !IpAddress::parse(binding.name));
}

std::string_view own_name_basis(BindingKind kind) {
  switch (rank(kind)) {
    case 1:
      return "neighbour";
    case 2:
      return "ae-title";
    case 3:
      return "hl7-application";
    case 4:
      return "certificate";
    case 5:
      return "vpn-client";
    default:
      return "host-name";
  }
}

std::string own_name_key(BindingKind kind, std::string_view name) {
  if (is_host_name(kind)) {
    return "h " + first_label(name);
  }
  const char* prefix = kind == BindingKind::AeTitle          ? "a "
                       : kind == BindingKind::Hl7Application ? "7 "
                       : kind == BindingKind::VpnClient      ? "v "
                                                             : "c ";
  return prefix + std::string(trimmed(name));
}

std::vector<OwnName> in_order_of_telling(std::vector<OwnName> names) {
  // A host name that DHCP told is one as any other.
  const auto same = [](const OwnName& n) {
    return std::tuple(rank(n.kind), std::string_view(n.name));
  };
  std::sort(names.begin(), names.end(), [&](const OwnName& a, const OwnName& b) {
    return std::tuple(same(a), a.kind, a.heard.begin) < std::tuple(same(b), b.kind, b.heard.begin);
  });
  std::vector<OwnName> out;
  for (OwnName& name : names) {
    // A client may come again to the same address, and others in between.
    const bool again = name.kind == BindingKind::VpnClient && !out.empty() &&
                       out.back().heard.end < name.heard.begin;
    if (!out.empty() && same(out.back()) == same(name) && !again) {
      Interval& heard = out.back().heard;
      heard = {std::min(heard.begin, name.heard.begin), std::max(heard.end, name.heard.end)};
    } else {
      out.push_back(std::move(name));
    }
  }
  std::sort(out.begin(), out.end(), [](const OwnName& a, const OwnName& b) {
    return std::tuple(rank(a.kind), b.heard.end, a.name.size(), std::string_view(a.name)) <
           std::tuple(rank(b.kind), a.heard.end, b.name.size(), std::string_view(b.name));
  });
  return out;
}

std::string called(const System& system) {
  if (is_declared_by_name(system)) {
    return {};
  }
  const auto own = std::ranges::find_if(system.called, [](const OwnName& name) {
    return !name.shared && name.kind != BindingKind::VpnClient;
  });
  if (own == system.called.end()) {
    return {};
  }
  const std::string_view name = trimmed(own->name);
  return std::string(is_host_name(own->kind) ? name.substr(0, name.find('.')) : name);
}

std::string came_from(const System& system, Timestamp time) {
  for (const OwnName& own : system.called) {
    if (own.kind == BindingKind::VpnClient && own.heard.begin <= time && time <= own.heard.end) {
      return own.name;
    }
  }
  return {};
}

std::string name_and_called(const System& system) {
  const std::string own = called(system);
  return own.empty() || own == system.name ? system.name : system.name + " (" + own + ")";
}

}  // namespace hamon
