#pragma once

#include "base/address.hpp"
#include "base/diagnostic.hpp"
#include "base/result.hpp"
#include "base/service_catalogue.hpp"
#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// What the hospital believes and declares (formats, section 1). A plain value; every name in it
/// was checked to be known. Lists keep the order of the file; `line` is that of the declaration,
/// from 1.

/// A set of systems as the site file and the command line write it: zone, group, router, link or
/// system name, address, prefix, `outside`, `internal`, `any`, or a glob over system names.
/// Resolved in `selector.hpp`.
using SelectorText = std::string;

/// A window of time: one interval, or weekly hours in the site's zone.
struct TimeWindow {
  std::optional<Window> once;
  std::uint8_t weekdays = 0;  ///< bit 0 = Monday; for weekly windows
  int from_second =
      0;  ///< of the day; a weekly window whose end is not after its start runs past midnight
  int to_second = 0;
  std::string text;  ///< as written

  bool operator==(const TimeWindow&) const = default;
};
/// `2026-06-09T10:00/2026-06-09T12:00` or `Mon-Fri 09:00-17:00` (also `Sat,Sun …`, `daily …`).
[[nodiscard]] std::optional<TimeWindow> parse_window(std::string_view text, const TimeZone& zone);
[[nodiscard]] bool overlaps(const TimeWindow& window, const Interval& interval,
                            const TimeZone& zone);
/// The interval lies wholly inside the window (or inside windows of it that touch).
[[nodiscard]] bool contains(const TimeWindow& window, const Interval& interval,
                            const TimeZone& zone);

/// A service as the site file names it where it selects: a name, a class, or `tcp/443`.
using ServiceText = std::string;

struct SiteZone {
  std::string name;
  std::string label;
  std::string kind;  ///< `clinical`, `internal`, `maintenance`, `guest`, `vendor`, …; free word
  std::vector<Prefix> prefixes;
  std::size_t line = 0;
};
struct SiteGroup {
  std::string name;
  std::vector<std::string> zones;
  std::size_t line = 0;
};
struct SiteSystem {
  std::string name;
  std::vector<IpAddress> addresses;
  std::vector<MacAddress> macs;
  std::vector<std::string> names;  ///< host names it goes by, besides `name`
  std::vector<std::string> ae_titles;
  std::optional<Role> role;
  std::optional<bool> susceptible;
  std::string label, department, vendor, os, location, owner, note;
  std::optional<double> critical;  ///< 0 to 10
  bool separate = false;           ///< never merge
  std::string home;                ///< a zone, or empty
  std::size_t line = 0;
};
struct SiteService {
  std::string name;
  std::vector<ServicePort> ports;
  std::optional<Carry> carry;  ///< overrides the built-in table
  std::size_t line = 0;
};
/// A product of remote access that the site knows of, or further names of a built-in one.
struct SiteProduct {
  std::string word;
  std::string title;  ///< for people; empty: the built-in one, else the word
  ServiceClass service_class = ServiceClass::None;
  std::vector<std::string> domains;  ///< without globs, lower case; each with all under it
  std::vector<ServicePort> ports;    ///< by these alone it is an indication
  std::size_t line = 0;
};
struct SiteLink {
  std::string name;
  std::vector<SelectorText> inside, outside;
  std::vector<ServiceText> services;  ///< empty: any
  std::vector<TimeWindow> windows;    ///< empty: always
  std::string purpose, vendor, contact;
  std::size_t line = 0;
};
struct SiteRouter {
  std::string name;
  std::vector<MacAddress> macs;
  std::vector<IpAddress> addresses;
  std::size_t line = 0;
};
struct SiteSensor {
  enum class Sees { Between, Within, Outside };
  std::string name;
  Sees sees = Sees::Between;
  std::vector<Prefix> prefixes;
  std::optional<Timestamp> from, to;
  std::vector<std::string> sources;  ///< globs over source names
  std::size_t line = 0;
};
/// All given keys must hold; a list means any of its elements; empty list: key not given.
struct FlowMatcher {
  std::vector<SelectorText> from, to, with;
  std::vector<SelectorText> between_a, between_b;  ///< both given or neither
  std::vector<ServiceText> services;
  std::string link;
  std::vector<TimeWindow> during;
  std::vector<TimeWindow> outside_hours;  ///< holds for what does not lie wholly inside these
  std::optional<bool> inner;
  std::size_t line = 0;
};
struct SiteClaim {
  std::string id;
  std::string text;
  std::vector<FlowMatcher> never;  ///< any of them
  std::vector<FlowMatcher> except;
  std::vector<SelectorText> closed;  ///< zones, groups, prefixes: never between these and outside,
                                     ///< except all declared links, besides `except`
  SelectorText address_system;       ///< identity claim: this system …
  std::vector<Prefix> address_only;  ///< … has no address outside these
  std::optional<Duration> at_least;
  std::size_t line = 0;
};
struct SiteAccept {
  std::string finding;  ///< 12 hexadecimal digits
  std::string reason, by;
  std::optional<Timestamp> until;  ///< end of the last day on which it holds
  std::size_t line = 0;
};
struct SiteEvent {
  Timestamp time;
  std::string kind;
  SelectorText to;
  std::string note;
  std::size_t line = 0;
};
struct SiteBackup {
  std::string id;
  std::string system, store;  ///< `store`: a system, or `offline`
  Timestamp start, end;
  std::size_t line = 0;
};

struct Site {
  std::string name;
  std::string realm;  ///< default: `name`
  TimeZone zone;      ///< UTC when the file names none
  bool has_zone = false;
  std::vector<Prefix> internal;  ///< as declared, else the union of all zone prefixes; may be empty
  bool internal_declared = false;
  std::vector<SiteZone> zones;
  std::vector<SiteGroup> groups;
  std::vector<SiteSystem> systems;
  std::vector<SiteService> services;
  std::vector<SiteProduct> products;
  std::vector<SiteLink> links;
  std::vector<SiteRouter> routers;
  std::vector<SiteSensor> sensors;
  std::vector<SiteClaim> claims;
  std::vector<SiteAccept> accept;
  std::vector<SiteEvent> events;
  std::vector<SiteBackup> backups;
  std::string profile = "default";
  Duration incubation = Duration::minutes(10);
};

/// Reads a site file. Every problem is reported to `diagnostics` with file and line (errors and
/// notes, the latter for keys that have no effect yet); nothing is returned if there was an error.
[[nodiscard]] std::optional<Site> parse_site(std::string_view yaml, const std::string& file_name,
                                             DiagnosticSink& diagnostics);

}  // namespace hamon
