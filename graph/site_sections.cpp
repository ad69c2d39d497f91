#include "graph/site_sections.hpp"

#include "base/nearest_words.hpp"
#include "base/product_catalogue.hpp"
#include "graph/role_words.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace hamon {
namespace {

std::optional<Role> read_role(SiteParts& parts, const SiteMap& map) {
  const YamlNode* node = map.find("role");
  if (node == nullptr || !parts.reader.is_scalar(*node)) {
    return std::nullopt;
  }
  const auto role = parse_role(node->text);
  if (role) {
    return role;
  }
  const auto meant = role_from_words(node->text);
  const auto names = all_role_names();
  const std::vector<std::string> known(names.begin(), names.end());
  Message what = message("{}: no role is called `{}`", map.where(), node->text);
  if (meant) {
    parts.reader.error(node->line, std::move(what), message("write `{}`", name_of(*meant)));
  } else {
    parts.reader.unknown(node->line, std::move(what), node->text, known);
  }
  return std::nullopt;
}

std::optional<double> read_critical(SiteParts& parts, const SiteMap& map) {
  const YamlNode* node = map.find("critical");
  if (node == nullptr || !parts.reader.is_scalar(*node)) {
    return std::nullopt;
  }
  char* end = nullptr;
  const bool plain =
      !node->text.empty() && node->text.find_first_not_of("0123456789.") == std::string::npos;
  const double value = plain ? std::strtod(node->text.c_str(), &end) : -1;
  if (!plain || *end != '\0' || value > 10) {
    parts.reader.error(node->line, message("{}: `{}` is no weight", map.where(), node->text),
                       message("write a number from 0 to 10"));
    return std::nullopt;
  }
  return value;
}

std::uint8_t read_carry_words(SiteParts& parts, const SiteMap& map, std::string_view key) {
  constexpr auto kWords =
      std::to_array<std::pair<std::string_view, std::uint8_t>>({{"strong", carry::kStrong},
                                                                {"weak", carry::kWeak},
                                                                {"damage", carry::kDamage},
                                                                {"pass", carry::kPass}});
  unsigned bits = 0;
  const YamlNode* node = map.find(key);
  if (node == nullptr) {
    return 0;
  }
  for (const YamlNode* element : SiteReader::elements(*node)) {
    if (!parts.reader.is_scalar(*element)) {
      continue;
    }
    const auto* found = std::ranges::find(kWords, std::string_view(element->text),
                                          &std::pair<std::string_view, std::uint8_t>::first);
    if (found == kWords.end()) {
      parts.reader.unknown(
          element->line,
          message("{}: `{}` is nothing that a contact carries", map.where(), element->text),
          element->text, {"strong", "weak", "damage", "pass"});
    } else {
      bits |= found->second;
    }
  }
  return static_cast<std::uint8_t>(bits);
}

void check_kind(SiteParts& parts, const SiteMap& map, const std::string& kind) {
  static const std::vector<std::string> kKinds = {"clinical", "internal",   "maintenance", "guest",
                                                  "vendor",   "management", "dmz"};
  if (kind.empty() || std::ranges::find(kKinds, kind) != kKinds.end()) {
    return;
  }
  const auto nearest = nearest_words(kind, kKinds);
  if (!nearest.empty()) {
    parts.reader.warning(map.find("kind")->line,
                         message("{}: kind `{}` is no word of Hamon's", map.where(), kind),
                         message("did you mean `{}`?", nearest.front()));
  }
}

}  // namespace

std::vector<ServicePort> service_ports(SiteParts& parts, const SiteMap& map,
                                       const std::string& owner) {
  std::vector<ServicePort> ports;
  const YamlNode* node = map.find("ports");
  if (node == nullptr) {
    return ports;
  }
  for (const YamlNode* element : SiteReader::elements(*node)) {
    if (!parts.reader.is_scalar(*element)) {
      continue;
    }
    const auto port = parse_service_port(element->text);
    if (!port) {
      parts.reader.error(element->line, message("{}: `{}` is no port", map.where(), element->text),
                         message("write protocol and one port, such as tcp/8443 or udp/4500"));
      continue;
    }
    parts.names.claim_port(*port, element->text, owner, element->line);
    ports.push_back(*port);
  }
  return ports;
}

void each_named(SiteParts& parts, const YamlNode& section, const std::string& key,
                const std::function<void(const YamlNode::Entry&)>& read) {
  if (section.kind == YamlNode::Kind::Scalar || section.kind == YamlNode::Kind::List) {
    parts.reader.error(
        section.line, message("`{}` holds no names with their values", key),
        message("write one `name: {{...}}` a line under `{}:`, indented by two blanks", key));
  }
  for (const auto& entry : section.entries) {
    read(entry);
  }
}

std::vector<std::string> references(SiteParts& parts, const YamlNode& node,
                                    const std::string& where, Refers kind) {
  std::vector<std::string> out;
  for (const YamlNode* element : SiteReader::elements(node)) {
    if (parts.reader.is_scalar(*element)) {
      parts.names.refer(kind, element->text, element->line, where);
      out.push_back(element->text);
    }
  }
  return out;
}

std::vector<std::string> references(SiteParts& parts, const SiteMap& map, std::string_view key,
                                    Refers kind) {
  const YamlNode* node = map.find(key);
  return node == nullptr ? std::vector<std::string>()
                         : references(parts, *node, map.where() + ": " + std::string(key), kind);
}

void read_site_itself(SiteParts& parts, const YamlNode& node) {
  const SiteMap map(parts.reader, node, "site", {"name", "timezone", "realm"});
  Site& site = parts.site;
  site.name = map.value("name");
  site.realm = map.value("realm");
  if (const YamlNode* realm = map.find("realm")) {
    parts.reader.without_effect("realm", realm->line);
  }
  const YamlNode* zone = map.find("timezone");
  if (zone == nullptr || !parts.reader.is_scalar(*zone)) {
    return;
  }
  if (auto known = TimeZone::named(zone->text)) {
    site.zone = *known;
    site.has_zone = true;
    parts.reader.zone = *known;
    return;
  }
  parts.reader.error(zone->line, message("site: `{}` is no time zone", zone->text),
                     message("write a name of the IANA list, such as Asia/Tokyo"));
  parts.reader.zone = TimeZone::utc();  // so that every time without offset is not one more error
}

void read_internal(SiteParts& parts, const YamlNode& node) {
  for (const YamlNode* element : SiteReader::elements(node)) {
    if (const auto prefix = parts.reader.prefix(*element)) {
      parts.site.internal.push_back(*prefix);
    }
  }
  parts.site.internal_declared = !parts.site.internal.empty();
}

void read_zones(SiteParts& parts, const YamlNode& node) {
  each_named(parts, node, "zones", [&](const YamlNode::Entry& entry) {
    const SiteMap map(parts.reader, entry.value, "zones: " + entry.key,
                      {"label", "kind", "prefixes"});
    parts.names.declare("zones", entry.key, entry.line);
    SiteZone zone;
    zone.name = entry.key;
    zone.label = map.value("label");
    zone.kind = map.value("kind");
    zone.line = entry.line;
    check_kind(parts, map, zone.kind);
    if (const YamlNode* prefixes = map.find("prefixes")) {
      for (const YamlNode* element : SiteReader::elements(*prefixes)) {
        if (const auto prefix = parts.reader.prefix(*element)) {
          parts.names.claim_prefix(*prefix, zone.name, element->line);
          zone.prefixes.push_back(*prefix);
        }
      }
    }
    parts.site.zones.push_back(std::move(zone));
  });
}

void read_groups(SiteParts& parts, const YamlNode& node) {
  each_named(parts, node, "groups", [&](const YamlNode::Entry& entry) {
    parts.names.declare("groups", entry.key, entry.line);
    SiteGroup group;
    group.name = entry.key;
    group.line = entry.line;
    group.zones = references(parts, entry.value, "groups: " + entry.key, Refers::Zone);
    if (group.zones.empty()) {
      parts.reader.error(entry.line, message("groups: `{}` names no zone", entry.key),
                         message("write the zones it stands for, such as [HIS-SV, HIS-CL]"));
    }
    parts.site.groups.push_back(std::move(group));
  });
}

namespace {

SiteSystem read_system(SiteParts& parts, const YamlNode::Entry& entry) {
  const SiteMap map(
      parts.reader, entry.value, "systems: " + entry.key,
      {"addresses", "macs", "names", "ae_titles", "role", "susceptible", "label", "department",
       "vendor", "os", "location", "owner", "note", "critical", "separate", "home"});
  SiteSystem system;
  system.name = entry.key;
  system.line = entry.line;
  if (const YamlNode* addresses = map.find("addresses")) {
    for (const YamlNode* element : SiteReader::elements(*addresses)) {
      if (const auto address = parts.reader.address(*element)) {
        parts.names.claim_address(*address, system.name, element->line);
        system.addresses.push_back(*address);
      }
    }
  }
  system.macs = map.macs("macs");
  for (const auto& mac : system.macs) {
    if (!mac.is_shared_router()) {
      parts.names.claim_mac(mac, system.name, entry.line);
    }
  }
  system.names = map.values("names");
  system.ae_titles = map.values("ae_titles");
  system.role = read_role(parts, map);
  system.susceptible = map.boolean("susceptible");
  system.label = map.value("label");
  system.department = map.value("department");
  system.vendor = map.value("vendor");
  system.os = map.value("os");
  system.location = map.value("location");
  system.owner = map.value("owner");
  system.note = map.value("note");
  system.critical = read_critical(parts, map);
  system.separate = map.boolean("separate").value_or(false);
  system.home = map.value("home");
  if (!system.home.empty()) {
    parts.names.refer(Refers::Zone, system.home, map.find("home")->line, map.where() + ": home");
  }
  return system;
}

}  // namespace

void read_systems(SiteParts& parts, const YamlNode& node) {
  each_named(parts, node, "systems", [&](const YamlNode::Entry& entry) {
    parts.names.declare("systems", entry.key, entry.line);
    parts.site.systems.push_back(read_system(parts, entry));
  });
}

void read_services(SiteParts& parts, const YamlNode& node) {
  each_named(parts, node, "services", [&](const YamlNode::Entry& entry) {
    const SiteMap map(parts.reader, entry.value, "services: " + entry.key, {"ports", "carry"});
    parts.names.declare_service(entry.key, entry.line);
    SiteService service;
    service.name = entry.key;
    service.line = entry.line;
    service.ports = service_ports(parts, map, service.name);
    if (const YamlNode* carry_node = map.find("carry")) {
      const SiteMap words(parts.reader, *carry_node, map.where() + ": carry",
                          {"forward", "backward"});
      service.carry = Carry{read_carry_words(parts, words, "forward"),
                            read_carry_words(parts, words, "backward")};
    }
    const auto built_in = all_service_names();
    if (map.find("ports") == nullptr &&
        std::ranges::find(built_in, std::string_view(service.name)) == built_in.end() &&
        product_called(service.name) == nullptr) {
      parts.reader.error(entry.line, message("{}: `{}` is missing", map.where(), "ports"),
                         message("write the ports it listens on, such as ports: [tcp/8443]"));
    }
    parts.site.services.push_back(std::move(service));
  });
}

void read_links(SiteParts& parts, const YamlNode& node) {
  each_named(parts, node, "links", [&](const YamlNode::Entry& entry) {
    const SiteMap map(parts.reader, entry.value, "links: " + entry.key,
                      {"inside", "outside", "services", "purpose", "vendor", "contact", "windows"});
    parts.names.declare("links", entry.key, entry.line);
    map.require({"inside", "outside"});
    SiteLink link;
    link.name = entry.key;
    link.line = entry.line;
    link.inside = references(parts, map, "inside", Refers::End);
    link.outside = references(parts, map, "outside", Refers::End);
    link.services = references(parts, map, "services", Refers::Service);
    link.windows = map.windows("windows");
    link.purpose = map.value("purpose");
    link.vendor = map.value("vendor");
    link.contact = map.value("contact");
    parts.site.links.push_back(std::move(link));
  });
}

void read_routers(SiteParts& parts, const YamlNode& node) {
  each_named(parts, node, "routers", [&](const YamlNode::Entry& entry) {
    const SiteMap map(parts.reader, entry.value, "routers: " + entry.key, {"macs", "addresses"});
    parts.names.declare("routers", entry.key, entry.line);
    SiteRouter router;
    router.name = entry.key;
    router.line = entry.line;
    router.macs = map.macs("macs");
    router.addresses = map.addresses("addresses");
    if (router.addresses.empty()) {
      parts.names.without_addresses(router.name);
    }
    parts.site.routers.push_back(std::move(router));
  });
}

void read_sensors(SiteParts& parts, const YamlNode& node) {
  each_named(parts, node, "sensors", [&](const YamlNode::Entry& entry) {
    const SiteMap map(parts.reader, entry.value, "sensors: " + entry.key,
                      {"sees", "prefixes", "from", "to", "sources"});
    SiteSensor sensor;
    sensor.name = entry.key;
    sensor.line = entry.line;
    const std::string sees = map.value("sees");
    if (sees == "between") {
      sensor.sees = SiteSensor::Sees::Between;
    } else if (sees == "within") {
      sensor.sees = SiteSensor::Sees::Within;
    } else if (sees == "outside") {
      sensor.sees = SiteSensor::Sees::Outside;
    } else if (map.require({"sees"}) && !sees.empty()) {
      parts.reader.unknown(map.find("sees")->line,
                           message("{}: `{}` is nothing that a sensor sees", map.where(), sees),
                           sees, {"between", "within", "outside"});
    }
    sensor.prefixes = map.prefixes("prefixes");
    sensor.from = map.time("from");
    sensor.to = map.time("to");
    sensor.sources = map.values("sources");
    if (sees == "within") {
      map.require({"prefixes"});
    }
    if (sensor.from && sensor.to && *sensor.to <= *sensor.from) {
      parts.reader.error(map.find("to")->line, message("{}: `to` is not after `from`", map.where()),
                         message("exchange the two, or correct the date"));
    }
    parts.site.sensors.push_back(std::move(sensor));
  });
}

}  // namespace hamon
