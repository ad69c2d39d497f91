#include "render/site_text.hpp"

#include "graph/own_names.hpp"
#include "render/evidence.hpp"
#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kNames = 12;  // names in one line
constexpr std::size_t kPrefixes = 16;
constexpr std::size_t kMerges = 5;

std::string inside_text(const TextContext& context, const FlowGraph& graph) {
  const std::string list = list_text(context, graph.internal(), kPrefixes);
  if (graph.internal_assumed()) {
    return context.catalogue.text(
        message("{} (assumed: nothing is declared; write a site file with `hamon init`)", list));
  }
  return context.catalogue.text(graph.site().internal_declared
                                    ? message("{} (declared in the site file)", list)
                                    : message("{} (all prefixes of the zones)", list));
}

std::string addresses_text(const TextContext& context, const System& system) {
  std::vector<std::string> texts;
  for (const SystemAddress& address : system.addresses) {
    const bool plain = address.basis == "site" || address.basis == "ledger" ||
                       (address.basis == "observed" && !system.in_site && !system.in_ledger);
    texts.push_back(plain ? address.address.text()
                          : address.address.text() + " (" +
                                address_basis_words(context.catalogue, address.basis) + ")");
  }
  return list_text(context, texts, 4);
}

std::string role_text(const TextContext& context, const System& system) {
  std::string role = word(context.catalogue, system.role);
  if (system.susceptible != susceptible_by_default(system.role)) {
    role += system.susceptible ? ", " + context.catalogue.text("susceptible")
                               : ", " + context.catalogue.text("not susceptible");
  }
  return role;
}

std::string systems_table(const TextContext& context, const FlowGraph& graph,
                          const std::vector<SystemId>& systems) {
  const Catalogue& c = context.catalogue;
  Table table;
  table.column(c.text("SYSTEM"), Table::Align::Left, 30)
      .column(c.text("ADDRESSES"), Table::Align::Left, 60)
      .column(c.text("ROLE"), Table::Align::Left, 34)
      .column(c.text("DEPARTMENT"), Table::Align::Left, 24)
      .column(c.text("OBSERVED"));
  for (const SystemId id : systems) {
    const System& system = graph[id];
    table.row(
        {name_and_called(system), addresses_text(context, system), role_text(context, system),
         system.department,
         system.observed ? Table::Cell(c.text("yes")) : Table::Cell(c.text("never"), Ink::Yellow)});
  }
  return table.text(context, 2, true);
}

void add_zones(Lines& lines, const TextContext& context, const FlowGraph& graph) {
  const Catalogue& c = context.catalogue;
  for (std::uint32_t z = 0; z < graph.zones().size(); ++z) {
    const Zone& zone = graph.zones()[z];
    std::vector<SystemId> systems;
    for (std::uint32_t i = 0; i < graph.systems().size(); ++i) {
      if (graph.systems()[i].home == ZoneId{z}) {
        systems.push_back(SystemId{i});
      }
    }
    lines.head(zone.label.empty()
                   ? message("Zone {} ({}): {}", zone.name, zone_kind_words(c, zone.kind),
                             list_text(context, zone.prefixes, kPrefixes))
                   : message("Zone {} {} ({}): {}", zone.name, zone.label,
                             zone_kind_words(c, zone.kind),
                             list_text(context, zone.prefixes, kPrefixes)));
    if (systems.empty()) {
      lines.say(message("no system"), 2);
    } else {
      lines.add(systems_table(context, graph, systems));
    }
  }
}

void add_others(Lines& lines, const TextContext& context, const FlowGraph& graph) {
  std::vector<SystemId> homeless, outside;
  for (std::uint32_t i = 0; i < graph.systems().size(); ++i) {
    const System& system = graph.systems()[i];
    if (system.outside) {
      outside.push_back(SystemId{i});
    } else if (!system.home) {
      homeless.push_back(SystemId{i});
    }
  }
  if (!homeless.empty()) {
    lines.head(message("Inside, in no zone: {}", homeless.size()));
    lines.add(systems_table(context, graph, homeless));
  }
  if (!outside.empty()) {
    lines.head(message("Outside: {}", outside.size()));
    lines.add(systems_table(context, graph, outside));
  }
}

void add_links(Lines& lines, const TextContext& context, const Site& site) {
  if (site.links.empty()) {
    return;
  }
  const Catalogue& c = context.catalogue;
  lines.head(message("Declared external connections: {}", site.links.size()));
  Table table;
  table.column(c.text("LINK"))
      .column(c.text("INSIDE"))
      .column(c.text("OUTSIDE"))
      .column(c.text("SERVICES"))
      .column(c.text("PURPOSE"))
      .column(c.text("VENDOR"))
      .column(c.text("WINDOWS"));
  for (const SiteLink& link : site.links) {
    std::vector<std::string> windows;
    for (const TimeWindow& window : link.windows) {
      windows.push_back(window.text);
    }
    table.row({link.name, list_text(context, link.inside, 3), list_text(context, link.outside, 3),
               link.services.empty() ? c.text("any") : list_text(context, link.services, 4),
               link.purpose, link.vendor,
               windows.empty() ? c.text("always") : list_text(context, windows, 2)});
  }
  lines.add(table.text(context, 2, true));
}

void add_claims(Lines& lines, const Site& site) {
  if (site.claims.empty()) {
    return;
  }
  lines.head(message("Claims: {}", site.claims.size()));
  for (const SiteClaim& claim : site.claims) {
    lines.say(message("{}: {}", claim.id, claim.text), 2);
  }
}

std::string merges_text(const TextContext& context, const FlowGraph& graph, bool applied,
                        std::size_t most) {
  std::vector<std::string> merges;
  for (const Merge& merge : graph.merges()) {
    if (merge.applied == applied) {
      merges.push_back(graph[merge.system].name + " = " + merge.address + " (" +
                       address_basis_words(context.catalogue, merge.basis) +
                       (merge.detail.empty() ? "" : " " + merge.detail) +
                       (applied ? "" : ": " + not_merged_words(context.catalogue, merge.reason)) +
                       ")");
    }
  }
  return merges.empty() ? std::string() : list_text(context, merges, most);
}

}  // namespace

std::string candidates_text(const TextContext& context, const FlowGraph& graph, std::size_t most) {
  return merges_text(context, graph, false, most);
}

std::string assumptions_text(const TextContext& context, const FlowGraph& graph) {
  const Catalogue& c = context.catalogue;
  Lines lines(context);
  lines.head(message("Assumptions"));
  lines.fact(c.text("inside"), inside_text(context, graph));
  const auto declared = std::count_if(graph.systems().begin(), graph.systems().end(),
                                      [](const System& system) { return system.role_declared; });
  lines.fact(c.text("roles"),
             c.text(message("declared for {} of {} systems, the others count as `other`", declared,
                            graph.systems().size())));
  lines.fact(c.text("directions"),
             graph.inferred_directions() == 0
                 ? c.text("all observed")
                 : c.text(message("{} conversations with an inferred direction",
                                  with_commas(graph.inferred_directions()))));
  const std::string merged = merges_text(context, graph, true, kMerges);
  const std::string candidates = candidates_text(context, graph, kMerges);
  lines.fact(c.text("merged addresses"), merged.empty() ? c.text("none") : merged);
  if (!candidates.empty()) {
    lines.fact(c.text("not merged"), candidates);
  }
  return lines.str();
}

std::string site_text(const TextContext& context, const FlowGraph& graph) {
  Lines lines(context);
  const Site& site = graph.site();
  lines.say(site.name.empty() ? message("No site file is in force")
                              : message("{}, time zone {}", site.name, site.zone.name()),
            0, Ink::Bold);
  lines.say(message("Inside: {}", inside_text(context, graph)));
  add_zones(lines, context, graph);
  add_others(lines, context, graph);
  add_links(lines, context, site);
  add_claims(lines, site);
  lines.blank().add(assumptions_text(context, graph));
  return lines.str();
}

}  // namespace hamon
