#include "render/find_text.hpp"

#include "graph/own_names.hpp"
#include "render/csv.hpp"
#include "render/service_words.hpp"
#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/words.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace hamon {
namespace {

std::string system_name(const FlowGraph& graph, const std::optional<SystemId>& system,
                        const IpAddress& address) {
  return system ? graph[*system].name : address.text();
}

/// As people read it: with what it calls itself.
std::string shown_name(const FlowGraph& graph, const std::optional<SystemId>& system,
                       const IpAddress& address) {
  return system ? name_and_called(graph[*system]) : address.text();
}

std::string named_end(const FlowGraph& graph, const std::optional<SystemId>& system,
                      const IpAddress& address, std::uint16_t port, bool has_port) {
  const std::string written = address.text();
  const std::string end = has_port ? written + ":" + std::to_string(port) : written;
  if (!system) {
    return end;
  }
  const System& s = graph[*system];
  if (s.name != written) {
    return name_and_called(s) + " [" + written + "]" + end.substr(written.size());
  }
  const std::string own = called(s);
  return own.empty() ? end : end + " (" + own + ")";
}

/// Where the initiator really sat, as a VPN gateway says.
std::string vpn_note(const FlowGraph& graph, const Conversation& c) {
  const std::string from = came_from(graph[c.from], c.time.begin);
  return from.empty() ? from : " (VPN: " + from + ")";
}

/// Conversations of the same two ends, service and state.
struct Pair {
  std::uint64_t count = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t bytes_in = 0;
  Interval seen;
  std::string organisation;  ///< behind the far end, of the first of which it is known
};

void add_pairs(Lines& lines, const TextContext& context, const FlowGraph& graph,
               const std::vector<const Conversation*>& found, const Organisations& organisations) {
  std::map<std::tuple<std::string, std::string, std::string, FlowState>, Pair> pairs;
  for (const Conversation* c : found) {
    Pair& pair = pairs[{shown_name(graph, c->from, c->initiator),
                        shown_name(graph, c->to, c->responder), graph[c->service].name, c->state}];
    pair.seen.begin = pair.count == 0 ? c->time.begin : std::min(pair.seen.begin, c->time.begin);
    pair.seen.end = pair.count == 0 ? c->time.end : std::max(pair.seen.end, c->time.end);
    ++pair.count;
    pair.bytes_out += c->bytes_out;
    pair.bytes_in += c->bytes_in;
    if (pair.organisation.empty()) {
      pair.organisation = organisations.of(*c);
    }
  }
  const Catalogue& words = context.catalogue;
  lines.head(message("Who with whom: {}", pairs.size()));
  Table table;
  table.column(words.text("INITIATOR"), Table::Align::Left, 40)
      .column(words.text("RESPONDER"), Table::Align::Left, 40)
      .column(words.text("SERVICE"))
      .column(words.text("STATE"))
      .column(words.text("COUNT"), Table::Align::Right)
      .column(words.text("OUT"), Table::Align::Right)
      .column(words.text("IN"), Table::Align::Right)
      .column(words.text("FIRST, LAST"));
  if (!organisations.names.empty()) {
    table.column(words.text("ORGANISATION"), Table::Align::Left, 40);
  }
  for (const auto& [key, pair] : pairs) {
    const auto& [from, to, service, state] = key;
    std::vector<Table::Cell> cells{from,
                                   to,
                                   service,
                                   word(words, state),
                                   with_commas(pair.count),
                                   bytes_words(pair.bytes_out),
                                   bytes_words(pair.bytes_in),
                                   interval_text(graph, pair.seen)};
    if (!organisations.names.empty()) {
      cells.emplace_back(pair.organisation);
    }
    table.row(std::move(cells));
  }
  lines.add(table.text(context, 2));
}

void add_conversations(Lines& lines, const TextContext& context, const FlowGraph& graph,
                       const std::vector<const Conversation*>& found) {
  const Catalogue& words = context.catalogue;
  lines.head(message("By time"));
  Table table;
  table.column(words.text("START"))
      .column(words.text("LASTED"), Table::Align::Right)
      .column(words.text("INITIATOR"), Table::Align::Left, 50)
      .column(words.text("RESPONDER"), Table::Align::Left, 50)
      .column(words.text("SERVICE"))
      .column(words.text("STATE"))
      .column(words.text("OUT"), Table::Align::Right)
      .column(words.text("IN"), Table::Align::Right)
      .column(words.text("EVIDENCE"));
  const std::size_t shown = found.size() <= context.rows + 1 ? found.size() : context.rows;
  for (std::size_t i = 0; i < shown; ++i) {
    const Conversation& c = *found[i];
    const std::string evidence =
        c.evidence.size() == 0
            ? ""
            : evidence_text(context, graph, graph.evidence().subspan(c.evidence.begin, 1));
    table.row(
        {time_text(graph, c.time.begin), duration_words(words, c.time.end - c.time.begin),
         named_end(graph, c.from, c.initiator, c.initiator_port, c.has_ports) + vpn_note(graph, c),
         named_end(graph, c.to, c.responder, c.responder_port, c.has_ports),
         service_title(words, graph, graph[c.service].name), word(words, c.state),
         bytes_words(c.bytes_out), bytes_words(c.bytes_in), evidence});
  }
  table.omit(found.size() - shown);
  lines.add(table.text(context, 2));
}

}  // namespace

std::string find_text(const TextContext& context, const FlowGraph& graph,
                      const std::vector<const Conversation*>& found,
                      const Organisations& organisations) {
  Lines lines(context);
  if (found.empty()) {
    lines.say(message("No conversation was found. That is no proof that there was none: see "
                      "`hamon coverage`."),
              0, Ink::Bold);
    return lines.str();
  }
  const auto established = std::count_if(found.begin(), found.end(), [](const Conversation* c) {
    return c->state == FlowState::Established;
  });
  lines.say(message("{} conversations, {} of them established", with_commas(found.size()),
                    with_commas(static_cast<std::uint64_t>(established))),
            0, Ink::Bold);
  add_pairs(lines, context, graph, found, organisations);
  add_conversations(lines, context, graph, found);
  return lines.str();
}

void write_find_csv(std::ostream& out, const FlowGraph& graph,
                    const std::vector<const Conversation*>& found,
                    const Organisations& organisations) {
  out << "start,end,initiator,initiator_address,initiator_port,responder,responder_address,"
         "responder_port,protocol,service,state,direction,packets_out,bytes_out,packets_in,"
         "bytes_in,organisation\n";
  const TimeZone& zone = graph.site().zone;
  for (const Conversation* c : found) {
    const std::string from_port = c->has_ports ? std::to_string(c->initiator_port) : "";
    const std::string to_port = c->has_ports ? std::to_string(c->responder_port) : "";
    out << format_time(c->time.begin, zone) << ',' << format_time(c->time.end, zone) << ','
        << csv_cell(system_name(graph, c->from, c->initiator)) << ',' << c->initiator.text() << ','
        << from_port << ',' << csv_cell(system_name(graph, c->to, c->responder)) << ','
        << c->responder.text() << ',' << to_port << ',' << protocol_name(c->protocol) << ','
        << csv_cell(graph[c->service].name) << ',' << name_of(c->state) << ','
        << (is_observed(c->direction) ? "observed" : "inferred") << ',' << c->packets_out << ','
        << c->bytes_out << ',' << c->packets_in << ',' << c->bytes_in << ','
        << csv_cell(organisations.of(*c)) << '\n';
  }
}

}  // namespace hamon
