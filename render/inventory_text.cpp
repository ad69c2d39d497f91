#include "render/inventory_text.hpp"

#include "render/csv.hpp"
#include "render/service_words.hpp"
#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace hamon {
namespace {

using ZoneName = std::optional<std::string>;

std::string zone_title(const Catalogue& words, const ZoneName& zone) {
  if (!zone) {
    return words.text("no zone");
  }
  return *zone == "outside" ? words.text("outside") : printable(*zone);
}

void add_zones(Lines& lines, const TextContext& context, const Matrix& matrix) {
  const Catalogue& words = context.catalogue;
  std::set<ZoneName> initiators;
  std::set<ZoneName> responders;
  std::map<std::pair<ZoneName, ZoneName>, std::uint64_t> records;
  for (const ZoneTraffic& traffic : matrix.zones) {
    initiators.insert(traffic.from);
    responders.insert(traffic.to);
    records[{traffic.from, traffic.to}] = traffic.records;
  }
  lines.head(message("From zone (line) to zone (column): established conversations"));
  Table table;
  table.column(words.text("FROM"));
  for (const ZoneName& to : responders) {
    table.column(zone_title(words, to), Table::Align::Right, 12);
  }
  for (const ZoneName& from : initiators) {
    std::vector<Table::Cell> row{zone_title(words, from)};
    for (const ZoneName& to : responders) {
      const auto found = records.find({from, to});
      row.emplace_back(found == records.end() ? "·" : with_commas(found->second));
    }
    table.row(std::move(row));
  }
  lines.add(table.text(context, 2, true));
}

std::string services_text(const Catalogue& words, const FlowGraph& graph,
                          const std::vector<ServiceId>& services) {
  std::string text;
  for (const ServiceId service : services) {
    text += (text.empty() ? "" : ", ") + service_title(words, graph, graph[service].name);
  }
  return text;
}

void add_departments(Lines& lines, const TextContext& context, const FlowGraph& graph,
                     const Matrix& matrix) {
  const Catalogue& words = context.catalogue;
  lines.head(message("What each department uses"));
  if (matrix.departments.empty()) {
    lines.say(message("no system that opened anything has a department in site file or ledger"), 2);
    return;
  }
  Table table;
  table.column(words.text("DEPARTMENT"))
      .column(words.text("SYSTEM"))
      .column(words.text("ZONE"))
      .column(words.text("SERVICES"))
      .column(words.text("RECORDS"), Table::Align::Right);
  const std::string* before = nullptr;
  for (const DepartmentUse& use : matrix.departments) {
    const bool again = before != nullptr && *before == use.department;
    // Where rows can be sorted, each has to say whose it is.
    table.row({again && context.markup == Markup::Terminal ? "" : printable(use.department),
               printable(graph[use.system].name), zone_text(context, graph, use.system),
               services_text(words, graph, use.services), with_commas(use.records)});
    before = &use.department;
  }
  lines.add(table.text(context, 2, true));
}

std::string addresses_text(const TextContext& context, const std::vector<IpAddress>& addresses) {
  std::vector<std::string> texts;
  for (const IpAddress& address : addresses) {
    texts.push_back(address.text());
  }
  return list_text(context, texts, 4);
}

std::vector<IpAddress> addresses_of(const System& system) {
  std::vector<IpAddress> addresses;
  for (const SystemAddress& held : system.addresses) {
    addresses.push_back(held.address);
  }
  return addresses;
}

void add_unlisted(Lines& lines, const TextContext& context, const FlowGraph& graph,
                  const LedgerGaps& gaps) {
  const Catalogue& words = context.catalogue;
  if (gaps.unlisted.empty()) {
    return;
  }
  lines.head(message("Seen inside, and in no list: {}", gaps.unlisted.size()));
  Table table;
  table.column(words.text("SYSTEM"))
      .column(words.text("ZONE"))
      .column(words.text("ADDRESSES"))
      .column(words.text("CALLS ITSELF"))
      .column(words.text("FROM, TO"));
  for (const Unlisted& unlisted : gaps.unlisted) {
    const System& system = graph[unlisted.system];
    table.row({printable(system.name), zone_text(context, graph, unlisted.system),
               addresses_text(context, addresses_of(system)),
               system.called.empty() ? "" : printable(system.called.front().name),
               unlisted.seen ? interval_text(graph, *unlisted.seen) : ""});
  }
  lines.add(table.text(context, 2));
  lines.say(message("next: find out what each is and who answers for it; enter it in the ledger"),
            2);
}

void add_unseen(Lines& lines, const TextContext& context, const FlowGraph& graph,
                const LedgerGaps& gaps) {
  const Catalogue& words = context.catalogue;
  if (gaps.unseen.empty()) {
    return;
  }
  lines.head(message("Listed, and never observed: {}", gaps.unseen.size()));
  Table table;
  table.column(words.text("SYSTEM"))
      .column(words.text("ZONE"))
      .column(words.text("ADDRESSES"))
      .column(words.text("DEPARTMENT"));
  for (const SystemId id : gaps.unseen) {
    table.row({printable(graph[id].name), zone_text(context, graph, id),
               addresses_text(context, addresses_of(graph[id])), printable(graph[id].department)});
  }
  lines.add(table.text(context, 2));
  lines.say(
      message("next: switched off, retired, or out of the sensors' sight? See `hamon coverage`"),
      2);
}

void add_extra(Lines& lines, const TextContext& context, const FlowGraph& graph,
               const LedgerGaps& gaps) {
  const Catalogue& words = context.catalogue;
  if (gaps.extra.empty()) {
    return;
  }
  lines.head(message("Listed, with addresses that their row does not have: {}", gaps.extra.size()));
  Table table;
  table.column(words.text("SYSTEM")).column(words.text("ZONE")).column(words.text("ADDRESSES"));
  for (const ExtraAddresses& extra : gaps.extra) {
    table.row({printable(graph[extra.system].name), zone_text(context, graph, extra.system),
               addresses_text(context, extra.addresses)});
  }
  lines.add(table.text(context, 2));
  lines.say(message("next: a second network card joins two networks; is it meant to?"), 2);
}

void ledger_line(std::ostream& out, const FlowGraph& graph, std::string_view why, SystemId system,
                 const std::vector<IpAddress>& addresses, const std::optional<Interval>& seen) {
  std::string list;
  for (const IpAddress& address : addresses) {
    list += (list.empty() ? "" : " ") + address.text();
  }
  const TimeZone& zone = graph.site().zone;
  out << why << ',' << csv_cell(graph[system].name) << ','
      << csv_cell(graph.zone_name(system).value_or("")) << ',' << csv_cell(graph[system].department)
      << ',' << csv_cell(list) << ',' << (seen ? format_time(seen->begin, zone) : "") << ','
      << (seen ? format_time(seen->end, zone) : "") << '\n';
}

}  // namespace

std::string matrix_text(const TextContext& context, const FlowGraph& graph, const Matrix& matrix) {
  Lines lines(context);
  if (matrix.zones.empty()) {
    lines.say(message("Nothing established was observed. See `hamon coverage`."), 0, Ink::Bold);
    return lines.str();
  }
  add_zones(lines, context, matrix);
  add_departments(lines, context, graph, matrix);
  lines.blank();
  lines.say(message("What no sensor saw is not in it: see `hamon coverage`."));
  return lines.str();
}

std::string ledger_text(const TextContext& context, const FlowGraph& graph,
                        const LedgerGaps& gaps) {
  Lines lines(context);
  if (gaps.by_site_file) {
    lines.say(message("This case has no ledger: the site file stands in for it."), 0, Ink::Yellow);
  }
  lines.say(message("in no list: {}; never observed: {}; with more addresses than listed: {}",
                    gaps.unlisted.size(), gaps.unseen.size(), gaps.extra.size()),
            0, Ink::Bold);
  add_unlisted(lines, context, graph, gaps);
  add_unseen(lines, context, graph, gaps);
  add_extra(lines, context, graph, gaps);
  lines.blank();
  lines.say(message("What no sensor saw is not compared: see `hamon coverage`."));
  return lines.str();
}

void write_matrix_csv(std::ostream& out, const FlowGraph& graph, const Matrix& matrix) {
  out << "kind,from,to,services,records,bytes_out,bytes_in\n";
  for (const ZoneTraffic& traffic : matrix.zones) {
    out << "zone," << csv_cell(traffic.from.value_or("")) << ','
        << csv_cell(traffic.to.value_or("")) << ",," << traffic.records << ',' << traffic.bytes_out
        << ',' << traffic.bytes_in << '\n';
  }
  for (const DepartmentUse& use : matrix.departments) {
    std::string services;
    for (const ServiceId service : use.services) {
      services += (services.empty() ? "" : " ") + graph[service].name;
    }
    out << "department," << csv_cell(use.department) << ',' << csv_cell(graph[use.system].name)
        << ',' << csv_cell(services) << ',' << use.records << ",,\n";
  }
}

void write_ledger_csv(std::ostream& out, const FlowGraph& graph, const LedgerGaps& gaps) {
  out << "why,system,zone,department,addresses,first,last\n";
  for (const Unlisted& unlisted : gaps.unlisted) {
    ledger_line(out, graph, "unlisted", unlisted.system, addresses_of(graph[unlisted.system]),
                unlisted.seen);
  }
  for (const SystemId system : gaps.unseen) {
    ledger_line(out, graph, "unseen", system, addresses_of(graph[system]), {});
  }
  for (const ExtraAddresses& extra : gaps.extra) {
    ledger_line(out, graph, "extra_addresses", extra.system, extra.addresses,
                graph[extra.system].seen);
  }
}

}  // namespace hamon
