#include "render/entrance_text.hpp"

#include "render/csv.hpp"
#include "render/service_words.hpp"
#include "render/table.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <cmath>

namespace hamon {
namespace {

std::string ends_text(const TextContext& context, const std::vector<FindingEnd>& ends) {
  std::vector<std::string> names;
  for (const FindingEnd& end : ends) {
    names.push_back(end.name);
  }
  return list_text(context, names, 3);
}

std::string declared_text(const TextContext& context, const Entrance& e) {
  const Catalogue& words = context.catalogue;
  if (e.link.empty()) {
    return words.text("not declared");
  }
  return e.outside_windows > 0
             ? words.text(message("{}, {} records outside its windows", e.link, e.outside_windows))
             : e.link;
}

std::string service_text(const TextContext& context, const FlowGraph& graph, const Entrance& e) {
  const Catalogue& words = context.catalogue;
  if (!e.seen) {
    return printable(e.service);
  }
  const std::string title = service_title(words, graph, e.service);
  return e.service_basis == ServiceBasis::Port ? title + " (" + word(words, e.service_basis) + ")"
                                               : title;
}

std::string opened_text(const TextContext& context, const Entrance& e) {
  const Catalogue& words = context.catalogue;
  return !e.opened_inside   ? std::string()
         : *e.opened_inside ? words.text("from inside")
                            : words.text("from outside");
}

std::string seen_text(const TextContext& context, const FlowGraph& graph, const Entrance& e) {
  return e.seen ? interval_text(graph, *e.seen) : context.catalogue.text("never seen in use");
}

std::string vendor_text(const Entrance& e) {
  return e.contact.empty() ? printable(e.vendor) : printable(e.vendor + " " + e.contact);
}

void csv_ends(std::ostream& out, const std::vector<FindingEnd>& ends) {
  std::string names, addresses;
  for (const FindingEnd& end : ends) {
    names += (names.empty() ? "" : " ") + end.name;
    for (const IpAddress& address : end.addresses) {
      addresses += (addresses.empty() ? "" : " ") + address.text();
    }
  }
  out << csv_cell(names) << ',' << csv_cell(addresses) << ',';
}

}  // namespace

std::string entrances_text(const TextContext& context, const FlowGraph& graph,
                           const std::vector<Entrance>& entrances) {
  if (entrances.empty()) {
    return {};
  }
  const Catalogue& words = context.catalogue;
  Lines lines(context);
  std::size_t undeclared = 0, unused = 0;
  for (const Entrance& e : entrances) {
    undeclared += e.link.empty() ? 1U : 0U;
    unused += e.seen ? 0U : 1U;
  }
  lines.head(message("Ways in and out: {}, of them {} not declared, {} never seen in use",
                     entrances.size(), undeclared, unused));
  Table table;
  table.column(words.text("LINK"), Table::Align::Left, 30)
      .column(words.text("INSIDE"))
      .column(words.text("OUTSIDE"))
      .column(words.text("SERVICE"))
      .column(words.text("OPENED"))
      .column(words.text("SESSIONS"), Table::Align::Right)
      .column(words.text("HOURS OF 168"), Table::Align::Right)
      .column(words.text("FROM, TO"))
      .column(words.text("VENDOR, CONTACT"), Table::Align::Left, 40);
  for (const Entrance& e : entrances) {
    table.row({{declared_text(context, e), e.link.empty() ? Ink::Yellow : Ink::Plain},
               ends_text(context, e.inside),
               ends_text(context, e.outside),
               service_text(context, graph, e),
               opened_text(context, e),
               e.seen ? with_commas(e.sessions) : "",
               e.seen ? std::to_string(e.hours_of_week.size()) : "",
               seen_text(context, graph, e),
               vendor_text(e)});
  }
  lines.add(table.text(context, 2));
  lines.say(message("next: compare it with the vendors' answers: what each set up, and what is not "
                    "here or not declared"),
            2);
  return lines.str();
}

void write_entrances_csv(std::ostream& out, const FlowGraph& graph,
                         const std::vector<Entrance>& entrances) {
  out << "link,vendor,contact,purpose,windows,inside,inside_addresses,outside,outside_addresses,"
         "organisation,service,basis,remote_access,opened_by,first,last,records,sessions,"
         "outside_windows,hours_of_week,bytes_to_outside,bytes_to_inside\n";
  const TimeZone& zone = graph.site().zone;
  for (const Entrance& e : entrances) {
    for (const std::string* text : {&e.link, &e.vendor, &e.contact, &e.purpose, &e.windows}) {
      out << csv_cell(*text) << ',';
    }
    csv_ends(out, e.inside);
    csv_ends(out, e.outside);
    out << csv_cell(e.organisation) << ',' << csv_cell(e.service) << ',' << name_of(e.service_basis)
        << ',' << (e.remote_access ? "true" : "false") << ','
        << (!e.opened_inside   ? ""
            : *e.opened_inside ? "inside"
                               : "outside")
        << ',' << (e.seen ? format_time(e.seen->begin, zone) : "") << ','
        << (e.seen ? format_time(e.seen->end, zone) : "") << ',' << e.records << ',' << e.sessions
        << ',' << e.outside_windows << ',' << e.hours_of_week.size() << ',' << e.bytes_to_outside
        << ',' << e.bytes_to_inside << '\n';
  }
}

void add_rhythm(Lines& lines, const TextContext& context, const FlowGraph& graph,
                const std::optional<Regularity>& regularity, const std::optional<LinkUse>& use,
                std::size_t indent) {
  const Catalogue& words = context.catalogue;
  if (regularity) {
    lines.say(message("begins every {}, within {}: {} % of {} beginnings",
                      duration_words(words, regularity->period),
                      duration_words(words, regularity->jitter),
                      std::lround(regularity->share * 100), regularity->starts),
              indent);
  }
  if (use && use->last) {
    lines.say(
        message("open permanently, for {}; used on {} occasions, last {}",
                duration_words(words, use->open), use->occasions, interval_text(graph, *use->last)),
        indent);
  } else if (use) {
    lines.say(message("open permanently, for {}; no use of it was seen, keep-alives alone",
                      duration_words(words, use->open)),
              indent);
  }
}

}  // namespace hamon
