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

/// Edits between two words: insert, delete, replace, exchange neighbours (optimal string
/// alignment).
std::size_t distance(const std::vector<char32_t>& a, const std::vector<char32_t>& b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    last[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::vector<char32_t> lower_code_points(std::string_view word) {
  auto points = code_points(word);
  for (auto& c : points) {
    if (c >= U'A' && c <= U'Z') {
      c += U'a' - U'A';
    }
  }
  return points;
}

}  // namespace

std::vector<std::string> nearest_words(std::string_view word,
                                       const std::vector<std::string>& known) {
  constexpr std::size_t kLongest = 64;  // a longer word is no name that somebody mistyped
  const auto sought = lower_code_points(word);
  std::vector<std::pair<std::size_t, std::string>> near;
  if (sought.size() > kLongest) {
    return {};
  }
  const std::size_t most = sought.size() / 3;
  for (const auto& candidate : known) {
    const auto points = lower_code_points(candidate);
    const std::size_t shorter = std::min(points.size(), sought.size());
    if (std::max(points.size(), sought.size()) - shorter > most) {
      continue;
    }
    const std::size_t edits = distance(sought, points);
    if (edits <= most) {
      near.emplace_back(edits, candidate);
    }
  }
  std::ranges::sort(near);
  near.erase(std::unique(near.begin(), near.end()), near.end());
  std::vector<std::string> out;
  for (const auto& [edits, name] : near) {
    if (out.size() < 3) {
      out.push_back(name);
    }
  }
  return out;
}

namespace {

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
  names.check();
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
