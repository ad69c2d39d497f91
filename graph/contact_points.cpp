#include "graph/contact_points.hpp"

#include "base/nearest_words.hpp"
#include "base/text_encoding.hpp"
#include "graph/site_names.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include <fnmatch.h>

namespace hamon {
namespace {

std::optional<std::string_view> after(std::string_view text, std::string_view head) {
  return text.starts_with(head) && text.size() > head.size()
             ? std::optional(text.substr(head.size()))
             : std::nullopt;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool like(const std::string& pattern, const std::string& text) {
  return pattern == text || (is_glob(pattern) && fnmatch(pattern.c_str(), text.c_str(), 0) == 0);
}

void add_vendors(std::set<std::string>& vendors, const Site& site) {
  for (const SiteSystem& system : site.systems) {
    vendors.insert(system.vendor);
  }
  for (const SiteLink& link : site.links) {
    vendors.insert(link.vendor);
  }
}

std::vector<std::string> named(std::set<std::string> words) {
  words.erase("");
  return {words.begin(), words.end()};
}

/// Whether the note of an event names a vendor that NAME means.
bool names_vendor(const SiteEvent& event, std::string_view name,
                  const std::vector<std::string>& vendors) {
  const std::string note = folded(event.note);
  return std::ranges::any_of(vendors, [&](const std::string& vendor) {
    const std::string sought = folded(vendor);
    return !sought.empty() && means_vendor(name, vendor) && note.find(sought) != std::string::npos;
  });
}

/// The events that a selector brings in, those of a vendor before its time left out.
std::vector<std::size_t> events_of(const TimedSelector& asked, const FlowGraph& graph) {
  const Site& site = graph.site();
  if (const auto which = event_in(asked.text)) {
    return events_called(site, *which);
  }
  std::vector<std::size_t> out;
  if (const auto name = vendor_in(asked.text)) {
    const auto vendors = vendors_of(graph);
    for (std::size_t i = 0; i < site.events.size(); ++i) {
      const SiteEvent& event = site.events[i];
      if (names_vendor(event, *name, vendors) && (!asked.time || *asked.time <= event.time)) {
        out.push_back(i);
      }
    }
  }
  return out;
}

}  // namespace

std::optional<std::string_view> vendor_in(std::string_view text) {
  return after(text, "vendor:");
}

std::optional<std::string_view> event_in(std::string_view text) {
  return after(text, "event:");
}

bool means_vendor(std::string_view name, std::string_view vendor) {
  if (vendor.empty()) {
    return false;
  }
  const std::string meant = folded(name);
  return (!meant.empty() && meant == folded(vendor)) ||
         like(std::string(name), std::string(vendor));
}

std::vector<std::string> vendors_of(const Site& site) {
  std::set<std::string> vendors;
  add_vendors(vendors, site);
  return named(std::move(vendors));
}

std::vector<std::string> vendors_of(const FlowGraph& graph) {
  std::set<std::string> vendors;
  add_vendors(vendors, graph.site());
  for (const System& system : graph.systems()) {
    vendors.insert(system.vendor);
  }
  return named(std::move(vendors));
}

std::vector<std::size_t> events_called(const Site& site, std::string_view which) {
  const std::string pattern(which);
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < site.events.size(); ++i) {
    const SiteEvent& event = site.events[i];
    const bool meant = is_number(which) ? pattern == std::to_string(i + 1)
                                        : like(pattern, event.kind) || like(pattern, event.to);
    if (meant) {
      out.push_back(i);
    }
  }
  return out;
}

Error unknown_event(const Site& site, std::string_view which) {
  Message what = message("the site file has no event `{}`", which);
  if (site.events.empty()) {
    return fail(std::move(what), {}, {},
                message("write it under `events:`, with `time`, `kind` and `to`"))
        .value();
  }
  std::set<std::string> words;
  for (const SiteEvent& event : site.events) {
    words.insert({event.kind, event.to});
  }
  const auto nearest = nearest_words(which, named(std::move(words)));
  return fail(std::move(what), {}, {},
              nearest.empty()
                  ? message("its events are event:1 to event:{}, or event: and a kind or a system",
                            site.events.size())
                  : message("the nearest known: {}", joined(nearest)))
      .value();
}

Result<std::vector<ContactPoint>> contact_points(const TimedSelector& asked,
                                                 const FlowGraph& graph) {
  std::vector<ContactPoint> points;
  const auto selector = Selector::bind({asked.text}, graph);
  if (!selector) {
    return tl::unexpected(selector.error());
  }
  const bool event_alone = event_in(asked.text).has_value();
  if (!event_alone) {
    for (const SystemId system : selector->systems(graph)) {
      points.push_back({system, asked.time});
    }
  }
  for (const std::size_t i : events_of(asked, graph)) {
    const SiteEvent& event = graph.site().events[i];
    const auto where = Selector::bind({event.to}, graph);
    if (!where) {
      return tl::unexpected(where.error());
    }
    for (const SystemId system : where->systems(graph)) {
      points.push_back({system, event_alone ? asked.time.value_or(event.time) : event.time});
    }
  }
  std::ranges::sort(points, {}, [](const ContactPoint& p) { return std::tuple(p.system, p.time); });
  points.erase(std::unique(points.begin(), points.end()), points.end());
  return points;
}

}  // namespace hamon
