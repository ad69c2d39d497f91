#pragma once

#include "graph/site.hpp"
#include "graph/site_names.hpp"
#include "graph/site_reader.hpp"

#include <functional>
#include <string>

namespace hamon {

/// What the sections of a site file are read with and into.
struct SiteParts {
  SiteReader& reader;
  SiteNames& names;
  Site& site;
};

/// Calls `read` for every `name: …` under a section; reports a section that is something else.
void each_named(SiteParts& parts, const YamlNode& section, const std::string& key,
                const std::function<void(const YamlNode::Entry&)>& read);
/// Reads a list of words under `key` of `map` and notes that each refers to something of `kind`.
[[nodiscard]] std::vector<std::string> references(SiteParts& parts, const SiteMap& map,
                                                  std::string_view key, Refers kind);
[[nodiscard]] std::vector<std::string> references(SiteParts& parts, const YamlNode& node,
                                                  const std::string& where, Refers kind);

/// The ports under `ports` of `map`, claimed for `owner`.
[[nodiscard]] std::vector<ServicePort> service_ports(SiteParts& parts, const SiteMap& map,
                                                     const std::string& owner);

// Each reads the section of its name into `parts.site` (formats, section 1).
void read_site_itself(SiteParts& parts, const YamlNode& node);
void read_internal(SiteParts& parts, const YamlNode& node);
void read_zones(SiteParts& parts, const YamlNode& node);
void read_groups(SiteParts& parts, const YamlNode& node);
void read_systems(SiteParts& parts, const YamlNode& node);
void read_services(SiteParts& parts, const YamlNode& node);
void read_products(SiteParts& parts, const YamlNode& node);
void read_links(SiteParts& parts, const YamlNode& node);
void read_routers(SiteParts& parts, const YamlNode& node);
void read_sensors(SiteParts& parts, const YamlNode& node);
void read_claims(SiteParts& parts, const YamlNode& node);
void read_accept(SiteParts& parts, const YamlNode& node);
void read_events(SiteParts& parts, const YamlNode& node);
void read_backups(SiteParts& parts, const YamlNode& node);
void read_spread(SiteParts& parts, const YamlNode& node);

}  // namespace hamon
