#include "graph/site.hpp"

#include "base/text_encoding.hpp"
#include "graph/site_sections.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hamon {
namespace {

struct Section {
  std::string_view key;
  void (*read)(SiteParts&, const YamlNode&);
};

// `site` first: the times of all others stand in its zone.
constexpr auto kSections = std::to_array<Section>({
    {"site", read_site_itself},
    {"internal", read_internal},
    {"zones", read_zones},
    {"groups", read_groups},
    {"systems", read_systems},
    {"services", read_services},
    {"products", read_products},
    {"links", read_links},
    {"routers", read_routers},
    {"sensors", read_sensors},
    {"claims", read_claims},
    {"accept", read_accept},
    {"events", read_events},
    {"backups", read_backups},
    {"spread", read_spread},
});

/// All zone prefixes, without those that lie in another of them.
std::vector<Prefix> union_of_zones(const std::vector<SiteZone>& zones) {
  std::vector<Prefix> all;
  for (const auto& zone : zones) {
    all.insert(all.end(), zone.prefixes.begin(), zone.prefixes.end());
  }
  std::ranges::sort(all);  // a wider prefix of the same address stands first
  std::vector<Prefix> out;
  for (const auto& prefix : all) {
    if (out.empty() || !out.back().contains(prefix)) {
      out.push_back(prefix);
    }
  }
  return out;
}

/// Hands on what was found in the order of the file's lines, as one corrects it; whether all is
/// well.
bool hand_on(CollectingSink& found, DiagnosticSink& diagnostics) {
  std::ranges::stable_sort(found.diagnostics, {},
                           [](const Diagnostic& d) { return d.place.number; });
  bool good = true;
  for (auto& diagnostic : found.diagnostics) {
    good = good && diagnostic.severity != Severity::Error;
    diagnostics.report(std::move(diagnostic));
  }
  return good;
}

}  // namespace

std::optional<Site> parse_site(std::string_view yaml, const std::string& file_name,
                               DiagnosticSink& diagnostics) {
  CollectingSink found;
  const auto root = read_yaml(yaml, file_name, found);
  if (!root) {
    hand_on(found, diagnostics);
    return std::nullopt;
  }
  Site site;
  SiteReader reader(file_name, found);
  SiteNames names(reader);
  SiteParts parts{reader, names, site};
  std::vector<std::string> keys;
  for (const auto& section : kSections) {
    keys.emplace_back(section.key);
  }
  const SiteMap map(reader, *root, file_name, keys);
  for (const auto& section : kSections) {
    if (const YamlNode* node = map.find(section.key)) {
      section.read(parts, *node);
    }
  }
  names.check(site);
  if (!hand_on(found, diagnostics)) {
    return std::nullopt;
  }
  if (!site.internal_declared) {
    site.internal = union_of_zones(site.zones);
  }
  if (site.realm.empty()) {
    site.realm = site.name;
  }
  return site;
}

}  // namespace hamon
