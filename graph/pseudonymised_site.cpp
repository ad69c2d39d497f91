#include "graph/pseudonymised_site.hpp"

#include "base/text_encoding.hpp"
#include "graph/contact_points.hpp"
#include "graph/site_names.hpp"

#include <algorithm>
#include <array>

#include <fnmatch.h>

namespace hamon {
namespace {

bool has_name(const auto& declared, std::string_view name) {
  return std::ranges::find(declared, name, [](const auto& entry) -> std::string_view {
           return entry.name;
         }) != declared.end();
}

/// Of an event's kind: what the documentation calls one.
constexpr std::string_view kUsb = "usb";

}  // namespace

SitePseudonyms::SitePseudonyms(const FlowGraph& graph, const Pseudonyms& pseudonyms)
    : graph_(graph), pseudonyms_(pseudonyms) {
  add_events();
}

/// An event at several systems (a pattern) becomes one for each, the further ones at the end, so
/// that the others keep their numbers.
void SitePseudonyms::add_events() {
  const auto known = vendors_of(graph_);
  std::vector<SiteEvent> further;
  const std::size_t count = graph_.site().events.size();
  for (SiteEvent event : graph_.site().events) {
    const std::string note = folded(event.note);
    event.note.clear();
    for (const std::string& vendor : known) {  // who stands in it is a contact point of theirs
      if (note.find(folded(vendor)) != std::string::npos) {
        event.note += (event.note.empty() ? "" : " ") + pseudonyms_.vendor(vendor);
      }
    }
    event.kind = event.kind == kUsb ? event.kind : pseudonyms_.name("event", event.kind);
    std::vector<std::size_t>& places = event_places_.emplace_back();
    for (const SelectorText& to : selectors({event.to})) {
      event.to = to;
      auto& list = places.empty() ? events_ : further;
      places.push_back(places.empty() ? events_.size() : count + further.size());
      list.push_back(event);
    }
  }
  events_.insert(events_.end(), further.begin(), further.end());
}

std::string SitePseudonyms::zone_kind(const std::string& kind) const {
  constexpr auto kKnown = std::to_array<std::string_view>(
      {"clinical", "internal", "maintenance", "guest", "vendor", "management", "dmz"});
  return std::ranges::find(kKnown, kind) != kKnown.end() ? kind : pseudonyms_.name("kind", kind);
}

std::vector<ServiceText> SitePseudonyms::services(const std::vector<ServiceText>& texts) const {
  std::vector<ServiceText> out;
  for (const ServiceText& text : texts) {
    out.push_back(pseudonymised_service(text, pseudonyms_));
  }
  return out;
}

std::vector<std::string> SitePseudonyms::hosts(const std::vector<std::string>& names) const {
  std::vector<std::string> out;
  for (const std::string& name : names) {
    out.push_back(pseudonyms_.host(name));
  }
  return out;
}

std::vector<SelectorText> SitePseudonyms::selectors(const std::vector<SelectorText>& texts) const {
  std::vector<SelectorText> out;
  for (const SelectorText& text : texts) {
    std::vector<SelectorText> meant = selector(text);
    if (meant.empty()) {  // a list without words would mean everything
      meant.push_back(pseudonyms_.name("none", text) + "*");
    }
    out.insert(out.end(), meant.begin(), meant.end());
  }
  return out;
}

/// In the order in which `Selector` understands words.
std::vector<SelectorText> SitePseudonyms::selector(const SelectorText& text) const {
  if (text == "outside" || text == "internal" || text == "any") {
    return {text};
  }
  if (const auto prefix = Prefix::parse(text)) {
    const Prefix pseudonym = pseudonyms_.prefix(*prefix);
    return {pseudonym.is_single() ? pseudonym.address().text() : pseudonym.text()};
  }
  if (const auto name = declared(text)) {
    return {*name};
  }
  if (const auto name = vendor_in(text)) {
    return vendors(*name);
  }
  if (const auto which = event_in(text)) {
    return events(*which);
  }
  return hosts_or_pattern(text);
}

std::optional<SelectorText> SitePseudonyms::declared(const SelectorText& text) const {
  const Site& site = graph_.site();
  if (has_name(site.zones, text)) {
    return pseudonyms_.name("zone", text);
  }
  if (has_name(site.groups, text)) {
    return pseudonyms_.name("group", text);
  }
  if (has_name(site.routers, text)) {
    return pseudonyms_.name("router", text);
  }
  if (graph_.find_system(text)) {
    return pseudonyms_.system_name(text);
  }
  return has_name(site.links, text) ? std::optional(pseudonyms_.name("link", text)) : std::nullopt;
}

std::vector<SelectorText> SitePseudonyms::vendors(std::string_view name) const {
  std::vector<SelectorText> out;
  for (const std::string& vendor : vendors_of(graph_)) {
    if (means_vendor(name, vendor)) {
      out.push_back("vendor:" + pseudonyms_.vendor(vendor));
    }
  }
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<SelectorText> SitePseudonyms::events(std::string_view which) const {
  std::vector<SelectorText> out;
  for (const std::size_t i : events_called(graph_.site(), which)) {
    const bool known = i < event_places_.size();
    for (const std::size_t place : known ? event_places_[i] : std::vector<std::size_t>()) {
      out.push_back("event:" + std::to_string(place + 1));
    }
  }
  return out;
}

std::vector<SelectorText> SitePseudonyms::hosts_or_pattern(const SelectorText& text) const {
  std::vector<SelectorText> out;
  const std::string sought = folded(text);
  for (const System& system : graph_.systems()) {
    const bool meant = is_glob(text)
                           ? fnmatch(text.c_str(), system.name.c_str(), 0) == 0
                           : std::ranges::any_of(system.names, [&](const std::string& other) {
                               return folded(other) == sought;
                             });
    if (meant) {
      out.push_back(pseudonyms_.system_name(system.name));
    }
  }
  return out;
}

FlowMatcher SitePseudonyms::matcher(FlowMatcher matcher) const {
  for (auto* texts :
       {&matcher.from, &matcher.to, &matcher.with, &matcher.between_a, &matcher.between_b}) {
    *texts = selectors(*texts);
  }
  matcher.services = services(matcher.services);
  matcher.link = pseudonyms_.name("link", matcher.link);
  return matcher;
}

template <class T>
void SitePseudonyms::addresses_and_macs(T& declared) const {
  for (IpAddress& address : declared.addresses) {
    address = pseudonyms_.address(address);
  }
  for (MacAddress& mac : declared.macs) {
    mac = pseudonyms_.mac(mac);
  }
}

void SitePseudonyms::systems(Site& site) const {
  for (SiteSystem& system : site.systems) {
    system.name = pseudonyms_.system_name(system.name);
    addresses_and_macs(system);
    system.names = hosts(system.names);
    system.ae_titles = hosts(system.ae_titles);
    system.department = pseudonyms_.name("dept", system.department);
    system.vendor = pseudonyms_.vendor(system.vendor);
    system.home = pseudonyms_.name("zone", system.home);
    system.label = system.os = system.location = system.owner = system.note = {};
  }
  for (SiteRouter& router : site.routers) {
    router.name = pseudonyms_.name("router", router.name);
    addresses_and_macs(router);
  }
}

void SitePseudonyms::zones(Site& site) const {
  for (Prefix& prefix : site.internal) {
    prefix = pseudonyms_.prefix(prefix);
  }
  for (SiteZone& zone : site.zones) {
    zone.name = pseudonyms_.name("zone", zone.name);
    zone.label.clear();
    zone.kind = zone_kind(zone.kind);
    for (Prefix& prefix : zone.prefixes) {
      prefix = pseudonyms_.prefix(prefix);
    }
  }
  for (SiteGroup& group : site.groups) {
    group.name = pseudonyms_.name("group", group.name);
    for (std::string& zone : group.zones) {
      zone = pseudonyms_.name("zone", zone);
    }
  }
}

void SitePseudonyms::links(Site& site) const {
  for (SiteLink& link : site.links) {
    link.name = pseudonyms_.name("link", link.name);
    link.inside = selectors(link.inside);
    link.outside = selectors(link.outside);
    link.services = services(link.services);
    link.vendor = pseudonyms_.vendor(link.vendor);
    link.purpose = link.contact = {};
  }
}

void SitePseudonyms::sensors(Site& site) const {
  for (SiteSensor& sensor : site.sensors) {
    sensor.name = pseudonyms_.name("sensor", sensor.name);
    for (Prefix& prefix : sensor.prefixes) {
      prefix = pseudonyms_.prefix(prefix);
    }
    std::vector<std::string> bound;  // a pattern over file names becomes the sources it stands for
    for (const SourceReport& source : graph_.sources()) {
      const std::string base = source.name.substr(source.name.rfind('/') + 1);
      if (std::any_of(sensor.sources.begin(), sensor.sources.end(), [&](const std::string& glob) {
            return fnmatch(glob.c_str(), source.name.c_str(), 0) == 0 ||
                   fnmatch(glob.c_str(), base.c_str(), 0) == 0;
          })) {
        bound.push_back(pseudonyms_.name("source", source.name));
      }
    }
    if (!sensor.sources.empty() && bound.empty()) {
      bound.push_back(pseudonyms_.name("source", sensor.sources.front()));
    }
    sensor.sources = std::move(bound);
  }
}

void SitePseudonyms::claims(Site& site) const {
  for (SiteClaim& claim : site.claims) {
    claim.id = pseudonyms_.name("claim", claim.id);
    claim.text.clear();
    for (auto* matchers : {&claim.never, &claim.except}) {
      for (FlowMatcher& m : *matchers) {
        m = matcher(std::move(m));
      }
    }
    claim.closed = selectors(claim.closed);
    if (!claim.address_system.empty()) {
      claim.address_system = selectors({claim.address_system}).front();
    }
    for (Prefix& prefix : claim.address_only) {
      prefix = pseudonyms_.prefix(prefix);
    }
  }
  site.accept.clear();
}

void SitePseudonyms::rest(Site& site) const {
  for (SiteService& service : site.services) {
    service.name = pseudonymised_service(service.name, pseudonyms_);
  }
  for (SiteProduct& product : site.products) {
    product.word = pseudonymised_service(product.word, pseudonyms_);
    product.title.clear();
    product.domains = hosts(product.domains);
  }
  site.events = events_;
  for (SiteBackup& backup : site.backups) {
    backup.id = pseudonyms_.name("backup", backup.id);
    backup.system = pseudonyms_.system_name(backup.system);
    backup.store = backup.store == "offline" ? backup.store : pseudonyms_.system_name(backup.store);
  }
}

Site SitePseudonyms::site() const {
  Site site = graph_.site();
  site.name = pseudonyms_.name("site", site.name);
  site.realm = pseudonyms_.name("site", site.realm);
  systems(site);
  zones(site);
  links(site);
  sensors(site);
  claims(site);
  rest(site);
  return site;
}

Ledger SitePseudonyms::ledger() const {
  Ledger ledger = graph_.ledger();
  for (LedgerEntry& entry : ledger.entries) {
    entry.name = pseudonyms_.system_name(entry.name);
    addresses_and_macs(entry);
    entry.department = pseudonyms_.name("dept", entry.department);
    entry.vendor = pseudonyms_.vendor(entry.vendor);
    const bool is_zone = has_name(graph_.site().zones, entry.zone);
    entry.zone = is_zone ? pseudonyms_.name("zone", entry.zone) : "";
    entry.os = entry.note = entry.role_text = {};
  }
  return ledger;
}

std::vector<std::string> pseudonymised_selectors(const std::vector<std::string>& selectors,
                                                 const FlowGraph& graph,
                                                 const Pseudonyms& pseudonyms) {
  const SitePseudonyms declared(graph, pseudonyms);
  std::vector<std::string> out;
  for (const std::string& text : selectors) {
    const std::size_t at = text.rfind('@');
    const std::string time = at == std::string::npos ? "" : text.substr(at);
    for (const SelectorText& meant : declared.selectors({text.substr(0, at)})) {
      out.push_back(meant + time);
    }
  }
  return out;
}

}  // namespace hamon
