#include "graph/selector.hpp"

#include "base/nearest_words.hpp"
#include "base/text_encoding.hpp"
#include "graph/contact_points.hpp"
#include "graph/site_names.hpp"

#include <algorithm>
#include <set>

#include <fnmatch.h>

namespace hamon {
namespace {

template <class T>
const T* find_named(const std::vector<T>& list, std::string_view name) {
  const auto found = std::ranges::find(list, name, &T::name);
  return found == list.end() ? nullptr : &*found;
}

std::optional<ZoneId> zone_named(const FlowGraph& graph, std::string_view name) {
  const auto zones = graph.zones();
  const auto found = std::ranges::find(zones, name, &Zone::name);
  return found == zones.end() ? std::nullopt
                              : std::optional(static_cast<ZoneId>(found - zones.begin()));
}

std::vector<SystemId> systems_like(const FlowGraph& graph, const std::string& pattern) {
  std::vector<SystemId> out;
  for (std::size_t i = 0; i < graph.systems().size(); ++i) {
    if (fnmatch(pattern.c_str(), graph.systems()[i].name.c_str(), 0) == 0) {
      out.push_back(static_cast<SystemId>(i));
    }
  }
  return out;
}

/// Systems that went by a host name, whatever its case.
std::vector<SystemId> systems_called(const FlowGraph& graph, std::string_view name) {
  const std::string sought = folded(name);
  std::vector<SystemId> out;
  for (std::size_t i = 0; i < graph.systems().size(); ++i) {
    const System& system = graph.systems()[i];
    if (std::ranges::any_of(system.names,
                            [&](const std::string& other) { return folded(other) == sought; })) {
      out.push_back(static_cast<SystemId>(i));
    }
  }
  return out;
}

/// Everything that a selector may be called, each once.
std::vector<std::string> known_words(const FlowGraph& graph) {
  std::set<std::string> words = {"any", "internal", "outside"};
  for (const auto& system : graph.systems()) {
    words.insert(system.name);
  }
  for (const auto& zone : graph.zones()) {
    words.insert(zone.name);
  }
  const Site& site = graph.site();
  for (const auto& group : site.groups) {
    words.insert(group.name);
  }
  for (const auto& link : site.links) {
    words.insert(link.name);
  }
  for (const auto& router : site.routers) {
    words.insert(router.name);
  }
  return {words.begin(), words.end()};
}

tl::unexpected<Error> unknown_word(const std::string& text, const FlowGraph& graph) {
  Message what = message("no system, zone, group, router, link or address is called `{}`", text);
  for (const auto& zone : graph.zones()) {
    if (!text.empty() && zone.label == text) {
      return fail(std::move(what), {}, {},
                  message("`{}` is the label of zone {}", text, zone.name));
    }
  }
  const auto nearest = nearest_words(text, known_words(graph));
  if (!nearest.empty()) {
    return fail(std::move(what), {}, {}, message("the nearest known: {}", joined(nearest)));
  }
  return fail(std::move(what), {}, {},
              message("write an address, a name of the site file, `outside`, `internal` or `any`"));
}

tl::unexpected<Error> unknown_vendor(std::string_view name, const FlowGraph& graph) {
  constexpr std::size_t kShown = 8;
  Message what = message("no system and no link has the vendor `{}`", name);
  auto known = vendors_of(graph);
  if (known.empty()) {
    return fail(std::move(what), {}, {},
                message("write `vendor:` beside systems and links of the site file"));
  }
  const auto nearest = nearest_words(name, known);
  if (!nearest.empty()) {
    return fail(std::move(what), {}, {}, message("the nearest known: {}", joined(nearest)));
  }
  if (known.size() > kShown) {
    known.resize(kShown);
    known.emplace_back("…");
  }
  return fail(std::move(what), {}, {}, message("known are {}", joined(known)));
}

/// Index of the longest of the sorted cells that holds the address.
std::optional<std::size_t> cell_of(const std::vector<Prefix>& cells, const IpAddress& address) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].contains(address) && (!best || cells[i].length() > cells[*best].length())) {
      best = i;
    }
  }
  return best;
}

bool wholly_internal(const FlowGraph& graph, const Prefix& prefix) {
  return std::ranges::any_of(graph.internal(),
                             [&](const Prefix& inside) { return inside.contains(prefix); });
}

}  // namespace

/// Turns texts into terms. A link stands for its ends, which are no links themselves, an event for
/// where it was, which is no event.
class SelectorBinder {
 public:
  explicit SelectorBinder(const FlowGraph& graph) : graph_(graph) {}

  enum class Allowed { Everything, NoEvents, PlainEnds };
  /// Nothing when all is well.
  std::optional<Error> add(const std::string& text, Allowed allowed);
  std::vector<Selector::Term> terms;

 private:
  using Term = Selector::Term;
  bool add_word(const std::string& text);
  bool add_zones(const std::string& text);
  std::optional<Error> add_ends(const std::vector<SelectorText>& ends);
  std::optional<Error> add_link(const SiteLink& link);
  std::optional<Error> add_vendor(std::string_view name);
  std::optional<Error> add_events(std::string_view which);
  void add_systems(std::vector<SystemId> systems);
  void add_prefixes(std::vector<Prefix> prefixes);

  const FlowGraph& graph_;
};

void SelectorBinder::add_systems(std::vector<SystemId> systems) {
  Term term;
  term.kind = Term::Kind::Systems;
  term.systems = std::move(systems);
  terms.push_back(std::move(term));
}

void SelectorBinder::add_prefixes(std::vector<Prefix> prefixes) {
  Term term;
  term.kind = Term::Kind::Prefixes;
  term.prefixes = std::move(prefixes);
  terms.push_back(std::move(term));
}

bool SelectorBinder::add_word(const std::string& text) {
  Term term;
  if (text == "any") {
    term.kind = Term::Kind::Any;
  } else if (text == "outside") {
    term.kind = Term::Kind::Outside;
  } else if (text == "internal") {
    term.kind = Term::Kind::Internal;
  } else {
    return false;
  }
  terms.push_back(std::move(term));
  return true;
}

bool SelectorBinder::add_zones(const std::string& text) {
  Term term;
  term.kind = Term::Kind::Zones;
  if (const auto zone = zone_named(graph_, text)) {
    term.zones.push_back(*zone);
  } else if (const SiteGroup* group = find_named(graph_.site().groups, text)) {
    for (const auto& name : group->zones) {
      if (const auto member = zone_named(graph_, name)) {
        term.zones.push_back(*member);
      }
    }
  } else {
    return false;
  }
  std::ranges::sort(term.zones);
  terms.push_back(std::move(term));
  return true;
}

std::optional<Error> SelectorBinder::add_ends(const std::vector<SelectorText>& ends) {
  for (const auto& end : ends) {
    if (auto error = add(end, Allowed::PlainEnds)) {
      return error;
    }
  }
  return std::nullopt;
}

std::optional<Error> SelectorBinder::add_link(const SiteLink& link) {
  auto error = add_ends(link.inside);
  return error ? error : add_ends(link.outside);
}

std::optional<Error> SelectorBinder::add_vendor(std::string_view name) {
  const auto known = vendors_of(graph_);
  if (std::ranges::none_of(known, [&](const auto& other) { return means_vendor(name, other); })) {
    return unknown_vendor(name, graph_).value();
  }
  std::vector<SystemId> systems;
  for (std::size_t i = 0; i < graph_.systems().size(); ++i) {
    if (means_vendor(name, graph_.systems()[i].vendor)) {
      systems.push_back(static_cast<SystemId>(i));
    }
  }
  add_systems(std::move(systems));
  for (const SiteLink& link : graph_.site().links) {
    if (means_vendor(name, link.vendor)) {
      if (auto error = add_ends(link.outside)) {
        return error;
      }
    }
  }
  return std::nullopt;
}

std::optional<Error> SelectorBinder::add_events(std::string_view which) {
  const Site& site = graph_.site();
  const auto events = events_called(site, which);
  if (events.empty()) {
    return unknown_event(site, which);
  }
  for (const std::size_t i : events) {
    if (auto error = add(site.events[i].to, Allowed::NoEvents)) {
      return error;
    }
  }
  return std::nullopt;
}

std::optional<Error> SelectorBinder::add(const std::string& text, Allowed allowed) {
  if (add_word(text)) {
    return std::nullopt;
  }
  if (const auto prefix = Prefix::parse(text)) {
    if (prefix->address() != IpAddress::parse(text.substr(0, text.find('/')))) {
      return fail(message("`{}` is an address inside a prefix, not the prefix", text), {}, {},
                  message("the prefix is {}", prefix->text()))
          .value();
    }
    add_prefixes({*prefix});
    return std::nullopt;
  }
  if (add_zones(text)) {
    return std::nullopt;
  }
  const SiteRouter* router = find_named(graph_.site().routers, text);
  if (router != nullptr && !router->addresses.empty()) {
    std::vector<Prefix> prefixes;
    for (const auto& address : router->addresses) {
      prefixes.emplace_back(address, address.is_v4() ? 32 : 128);
    }
    add_prefixes(std::move(prefixes));
    return std::nullopt;
  }
  if (const auto system = graph_.find_system(text)) {
    add_systems({*system});
    return std::nullopt;
  }
  const SiteLink* link = find_named(graph_.site().links, text);
  if (link != nullptr && allowed != Allowed::PlainEnds) {
    return add_link(*link);
  }
  if (const auto vendor = vendor_in(text); vendor && allowed != Allowed::PlainEnds) {
    return add_vendor(*vendor);
  }
  if (const auto which = event_in(text); which && allowed == Allowed::Everything) {
    return add_events(*which);
  }
  if (is_glob(text)) {
    add_systems(systems_like(graph_, text));
    return std::nullopt;
  }
  if (auto systems = systems_called(graph_, text); !systems.empty()) {
    add_systems(std::move(systems));
    return std::nullopt;
  }
  return unknown_word(text, graph_).value();
}

Result<Selector> Selector::bind(const std::vector<std::string>& texts, const FlowGraph& graph) {
  SelectorBinder binder(graph);
  for (const auto& text : texts) {
    if (auto error = binder.add(text, SelectorBinder::Allowed::Everything)) {
      return tl::unexpected<Error>(std::move(*error));
    }
  }
  Selector selector;
  selector.terms_ = std::move(binder.terms);
  return selector;
}

bool Selector::matches(const FlowGraph& graph, std::optional<SystemId> system,
                       const IpAddress& address) const {
  const auto is_outside = [&] {
    return system ? graph[*system].outside : !graph.is_internal(address);
  };
  const auto one = [&](const Term& term) {
    switch (term.kind) {
      case Term::Kind::Any:
        return true;
      case Term::Kind::Outside:
        return is_outside();
      case Term::Kind::Internal:
        return !is_outside();
      case Term::Kind::Systems:
        return system && std::ranges::binary_search(term.systems, *system);
      case Term::Kind::Prefixes:
        return std::ranges::any_of(term.prefixes,
                                   [&](const Prefix& p) { return p.contains(address); });
      case Term::Kind::Zones: {
        const auto holds = [&](std::optional<ZoneId> zone) {
          return zone && std::ranges::binary_search(term.zones, *zone);
        };
        return (system && holds(graph[*system].home)) || holds(graph.zone_of(address));
      }
    }
    return false;
  };
  return std::ranges::any_of(terms_, one);
}

std::vector<SystemId> Selector::systems(const FlowGraph& graph) const {
  const auto holds = [](const Term& term, const System& system, SystemId id) {
    switch (term.kind) {
      case Term::Kind::Any:
        return true;
      case Term::Kind::Outside:
        return system.outside;
      case Term::Kind::Internal:
        return !system.outside;
      case Term::Kind::Zones:
        return system.home && std::ranges::binary_search(term.zones, *system.home);
      case Term::Kind::Systems:
        return std::ranges::binary_search(term.systems, id);
      case Term::Kind::Prefixes:
        return std::ranges::any_of(system.addresses, [&](const SystemAddress& held) {
          return std::ranges::any_of(term.prefixes,
                                     [&](const Prefix& p) { return p.contains(held.address); });
        });
    }
    return false;
  };
  std::vector<SystemId> out;
  for (std::size_t i = 0; i < graph.systems().size(); ++i) {
    const auto id = static_cast<SystemId>(i);
    if (std::ranges::any_of(terms_, [&](const Term& term) { return holds(term, graph[id], id); })) {
      out.push_back(id);
    }
  }
  return out;
}

/// Collects the cells of address space that terms can match.
class ScopeCollector {
 public:
  explicit ScopeCollector(const FlowGraph& graph) : graph_(graph), cells_(scope_prefixes(graph)) {}

  void hold(const Selector::Term& term);
  [[nodiscard]] Selector::Scope scope() const { return {{held_.begin(), held_.end()}, outside_}; }

 private:
  void hold_all();
  void hold_zone(const Zone& zone);
  void hold_system(const System& system);
  void hold_prefix(const Prefix& prefix);

  const FlowGraph& graph_;
  std::vector<Prefix> cells_;
  std::set<std::size_t> held_;
  bool outside_ = false;
};

void ScopeCollector::hold_all() {
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    held_.insert(i);
  }
}

void ScopeCollector::hold_zone(const Zone& zone) {
  for (const auto& prefix : zone.prefixes) {
    held_.insert(
        static_cast<std::size_t>(std::ranges::lower_bound(cells_, prefix) - cells_.begin()));
  }
}

void ScopeCollector::hold_system(const System& system) {
  outside_ = outside_ || system.outside;
  for (const auto& address : system.addresses) {
    if (const auto cell = cell_of(cells_, address.address)) {
      held_.insert(*cell);
    }
  }
}

void ScopeCollector::hold_prefix(const Prefix& prefix) {
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (prefix.contains(cells_[i])) {
      held_.insert(i);
    }
  }
  const auto around = cell_of(cells_, prefix.address());
  if (around && cells_[*around].contains(prefix)) {
    held_.insert(*around);
  }
  outside_ = outside_ || !wholly_internal(graph_, prefix);
}

void ScopeCollector::hold(const Selector::Term& term) {
  using Kind = Selector::Term::Kind;
  outside_ = outside_ || term.kind == Kind::Any || term.kind == Kind::Outside;
  if (term.kind == Kind::Any || term.kind == Kind::Internal) {
    hold_all();
  }
  for (const auto zone : term.zones) {
    hold_zone(graph_[zone]);
  }
  for (const auto system : term.systems) {
    hold_system(graph_[system]);
  }
  for (const auto& prefix : term.prefixes) {
    hold_prefix(prefix);
  }
}

Selector::Scope Selector::scope(const FlowGraph& graph) const {
  ScopeCollector collector(graph);
  for (const auto& term : terms_) {
    collector.hold(term);
  }
  return collector.scope();
}

std::vector<Prefix> scope_prefixes(const FlowGraph& graph) {
  std::vector<Prefix> cells;
  for (const auto& zone : graph.zones()) {
    cells.insert(cells.end(), zone.prefixes.begin(), zone.prefixes.end());
  }
  std::ranges::sort(cells);
  return cells;
}

bool matches_service(const std::vector<ServiceText>& texts, const FlowGraph& graph,
                     const Conversation& conversation) {
  const Service& service = graph[conversation.service];
  const auto holds = [&](const ServiceText& text) {
    if (text == service.name ||
        (service.service_class != ServiceClass::None && text == name_of(service.service_class))) {
      return true;
    }
    const std::string transport = protocol_name(conversation.protocol);
    if (text == transport + "/dynamic") {
      return conversation.has_ports && is_dynamic_port(conversation.responder_port) &&
             service.name == transport + "/" + std::to_string(conversation.responder_port);
    }
    const auto port = parse_service_port(text);
    return port && port->protocol == conversation.protocol &&
           (port->port == 0 ||
            (conversation.has_ports && port->port == conversation.responder_port));
  };
  return texts.empty() || std::ranges::any_of(texts, holds);
}

Result<TimedSelector> parse_timed_selector(std::string_view text, const FlowGraph& graph) {
  const auto at = text.rfind('@');
  TimedSelector out{std::string(text.substr(0, at)), std::nullopt};
  if (out.text.empty()) {
    return fail(message("`{}` names no system", text), {}, {},
                message("write a name or an address, then @ and the time: ad1@2026-06-09T10:00"));
  }
  if (at == std::string_view::npos) {
    return out;
  }
  const std::string_view time = text.substr(at + 1);
  const Site& site = graph.site();
  out.time = parse_time(time, site.has_zone ? &site.zone : nullptr);
  if (out.time) {
    return out;
  }
  const TimeZone utc = TimeZone::utc();
  if (parse_time(time, &utc)) {
    return fail(message("the time `{}` has no offset, and the site names no time zone", time), {},
                {},
                message("write {}+09:00, or import a site file with `timezone: Asia/Tokyo`", time));
  }
  return fail(message("`{}` is no time", time), {}, {},
              message("write it as 2026-06-09T10:00 or 2026-06-09T10:00+09:00"));
}

}  // namespace hamon
