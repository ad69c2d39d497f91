#include "analyze/role_evidence.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace hamon {
namespace {

constexpr std::size_t kManyAsked = 5;   // a management program asks many, an agent one
constexpr std::size_t kManyServed = 2;  // what serves two is more than somebody's own machine
constexpr std::size_t kManyOpened = 2;  // one kind of service is what any machine opens

/// The first of the sought services that is among those seen.
template <class Seen>
std::string first_of(const Seen& seen, std::initializer_list<const char*> sought) {
  for (const char* word : sought) {
    if (seen.contains(word)) {
      return word;
    }
  }
  return {};
}

RoleEvidence by_offer(Role role, const SystemActivity& seen, const std::string& service) {
  return {role, message("offers {} to {} systems", service, seen.offers.at(service).size())};
}

/// Roles whose services no other kind of machine offers.
std::optional<RoleEvidence> by_telling_service(const SystemActivity& seen) {
  if (seen.offers.contains("kerberos") && seen.offers.contains("ldap")) {
    return RoleEvidence{Role::DomainController, message("answers Kerberos and LDAP to {} systems",
                                                        seen.offers.at("kerberos").size())};
  }
  if (seen.offers.contains("wsus")) {
    return by_offer(Role::Deployment, seen, "wsus");
  }
  const auto database = first_of(seen.offers, {"mssql", "oracle", "postgresql", "mysql", "iris"});
  if (!database.empty()) {
    return by_offer(Role::Database, seen, database);
  }
  const auto storage = first_of(seen.offers, {"nfs", "iscsi", "ndmp"});
  if (!storage.empty()) {
    return by_offer(Role::Nas, seen, storage);
  }
  if (seen.offers.contains("print") && !seen.offers.contains("smb")) {
    return by_offer(Role::Printer, seen, "print");
  }
  if (seen.asked_by_snmp.size() >= kManyAsked) {
    return RoleEvidence{Role::Monitoring,
                        message("asks {} systems by SNMP", seen.asked_by_snmp.size())};
  }
  return std::nullopt;
}

/// Short words that administrators put into host names (`emr-db1`, `prn-opd`), without digits.
std::optional<Role> by_name_part(std::string_view part) {
  constexpr auto kParts = std::to_array<std::pair<std::string_view, Role>>({
      {"ad", Role::DomainController}, {"dc", Role::DomainController}, {"nas", Role::Nas},
      {"bk", Role::Backup},           {"bkup", Role::Backup},         {"backup", Role::Backup},
      {"fs", Role::FileServer},       {"file", Role::FileServer},     {"db", Role::Database},
      {"jump", Role::JumpHost},       {"bastion", Role::JumpHost},    {"prn", Role::Printer},
      {"printer", Role::Printer},     {"mfp", Role::Printer},         {"esx", Role::Hypervisor},
      {"esxi", Role::Hypervisor},     {"vmhost", Role::Hypervisor},   {"mon", Role::Monitoring},
      {"zabbix", Role::Monitoring},   {"wsus", Role::Deployment},     {"av", Role::Deployment},
      {"rt", Role::Router},           {"gw", Role::Router},           {"fw", Role::Router},
      {"pc", Role::Client},           {"desktop", Role::Client},      {"laptop", Role::Client},
      {"ct", Role::Device},           {"mr", Role::Device},           {"xr", Role::Device},
      {"us", Role::Device},           {"sv", Role::Application},      {"srv", Role::Application},
      {"server", Role::Application},  {"ap", Role::Application},
  });
  const auto* found = std::ranges::find(kParts, part, &std::pair<std::string_view, Role>::first);
  return found == kParts.end() ? std::nullopt : std::optional(found->second);
}

/// The role that a name speaks of: of several parts the first, but `sv` and `ap` say least.
std::optional<Role> by_name(std::string_view name) {
  std::optional<Role> best;
  std::string part;
  const auto take = [&] {
    const auto role = by_name_part(part);
    if (role && (!best || *best == Role::Application)) {
      best = role;
    }
    part.clear();
  };
  for (const char c : name) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (lower == '.') {
      break;  // the domain says nothing of the machine
    }
    if (lower >= 'a' && lower <= 'z') {
      part.push_back(lower);
    } else if (!part.empty()) {
      take();
    }
  }
  take();
  return best;
}

std::optional<RoleEvidence> by_names(const System& system) {
  std::vector<std::string> names = system.names;
  if (!IpAddress::parse(system.name)) {
    names.insert(names.begin(), system.name);
  }
  for (const auto& name : names) {
    if (const auto role = by_name(name)) {
      return RoleEvidence{*role, message("it is called {}", name)};
    }
  }
  return std::nullopt;
}

/// Services that a router, a gateway or any machine answers: they tell nothing of an application.
bool tells_nothing(std::string_view service) {
  constexpr auto kAnyones = std::to_array<std::string_view>(
      {"dhcp", "dns", "icmp", "icmp6", "mdns", "netbios", "ntp", "ssdp", "syslog"});
  return std::ranges::find(kAnyones, service) != kAnyones.end();
}

RoleEvidence by_habits(const SystemActivity& seen) {
  const bool is_administered = !first_of(seen.offers, {"rdp", "ssh", "vnc", "winrm"}).empty();
  if (is_administered && seen.administered.size() >= kManyServed) {
    return {Role::JumpHost, message("is administered remotely and administers {} systems in turn",
                                    seen.administered.size())};
  }
  auto most = seen.offers.end();
  for (auto at = seen.offers.begin(); at != seen.offers.end(); ++at) {
    const bool more = most == seen.offers.end() || at->second.size() > most->second.size();
    most = more && !tells_nothing(at->first) ? at : most;
  }
  if (most != seen.offers.end() && most->second.size() >= kManyServed) {
    return by_offer(most->first == "smb" ? Role::FileServer : Role::Application, seen, most->first);
  }
  const bool uses_desktop =
      !first_of(seen.opens, {"kerberos", "ldap", "smb", "http", "https", "http-proxy"}).empty();
  if (seen.opens.contains("dicom") && !uses_desktop) {
    return {Role::Device, message("sends DICOM and opens nothing that a desktop computer would")};
  }
  if (uses_desktop && seen.offers.empty() && seen.opens.size() >= kManyOpened) {
    return {Role::Client, message("opens {} kinds of service and offers none", seen.opens.size())};
  }
  return {Role::Other, message("nothing seen tells its role")};
}

}  // namespace

std::vector<SystemActivity> activities(const FlowGraph& graph) {
  std::vector<SystemActivity> out(graph.systems().size());
  for (const DataFlow& flow : graph.data_flows()) {
    const Service& service = graph[flow.service];
    SystemActivity& initiator = out[index(flow.initiator)];
    SystemActivity& responder = out[index(flow.responder)];
    initiator.opens.insert(service.name);
    if (service.name == "snmp") {
      initiator.asked_by_snmp.insert(flow.responder);
      continue;  // an agent answers whatever its role
    }
    if (service.service_class == ServiceClass::RemoteAdmin) {
      initiator.administered.insert(flow.responder);
    }
    responder.offers[service.name].insert(flow.initiator);
  }
  return out;
}

RoleEvidence role_evidence(const System& system, const SystemActivity& activity) {
  if (system.role_declared) {
    return {system.role, system.in_ledger && !system.in_site ? message("as the ledger says")
                                                             : message("as declared")};
  }
  if (auto found = by_telling_service(activity)) {
    return *found;
  }
  if (auto found = by_names(system)) {
    return *found;
  }
  return by_habits(activity);
}

}  // namespace hamon
