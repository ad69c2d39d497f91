#include "render/look_text.hpp"

#include "graph/own_names.hpp"
#include "render/service_words.hpp"
#include "render/site_text.hpp"
#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace hamon {
namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kFactColumns = 20;  // indent and name of a fact
constexpr std::size_t kSources = 3;
constexpr std::size_t kPeers = 4;
constexpr std::size_t kRemote = 5;
constexpr std::size_t kSystems = 4;
constexpr Duration kWeek = Duration::minutes(7 * 24 * 60);
constexpr Timestamp kFirstPlausible = Timestamp::from_seconds(946'684'800);  // the year 2000
constexpr std::uint64_t kSmallSnapLength = 256;  // less cuts names out of a TLS opening

class LookWriter {
 public:
  LookWriter(const TextContext& context, const FlowGraph& graph, const Look& look,
             const std::vector<std::string>& inputs, const CardVendors& vendors,
             const Organisations& organisations)
      : context_(context),
        c_(context.catalogue),
        graph_(graph),
        look_(look),
        inputs_(inputs),
        vendors_(vendors),
        organisations_(organisations),
        lines_(context) {}

  std::string write() {
    title();
    sources();
    inside();
    if (look_.established > 0) {
      entered();
      outward();
      remote();
      systems();
    }
    coverage();
    next();
    return lines_.str();
  }

 private:
  void title();
  void sources();
  void inside();
  void entered();
  void outward();
  void remote();
  void systems();
  void coverage();
  void next();

  void say_what_is_missing();
  void say_of_sources();
  void command(const std::string& text, const Message& why);
  void table(const Table& rows, std::size_t left_out);
  void organisations(Table& rows, std::size_t column, const std::vector<SystemId>& systems) const;

  [[nodiscard]] std::string unused_text(const SourceReport& report) const;
  [[nodiscard]] std::string minute(Timestamp time) const;
  [[nodiscard]] std::string offer_text(const LookOffer& offer) const;
  [[nodiscard]] std::string offers_text(const std::vector<LookOffer>& offers,
                                        std::size_t width) const;
  [[nodiscard]] std::string end_text(SystemId system) const;
  [[nodiscard]] std::string with_maker(SystemId system) const;
  [[nodiscard]] std::string names_text(const std::vector<SystemId>& systems,
                                       std::size_t width) const;
  [[nodiscard]] std::string times_text(std::uint64_t records) const;

  const TextContext& context_;
  const Catalogue& c_;
  const FlowGraph& graph_;
  const Look& look_;
  const std::vector<std::string>& inputs_;
  const CardVendors& vendors_;
  const Organisations& organisations_;
  Lines lines_;
};

/// As many of the words as fit into `width` columns, then `+4` for those that do not; at least one.
std::string fitted(const std::vector<std::string>& words, std::size_t width) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string longer = out + (i == 0 ? "" : ", ") + words[i];
    const std::size_t rest = words.size() - i - 1;
    const std::string tail = rest == 0 ? "" : fmt::format(", +{}", rest);
    if (i > 0 && display_width(longer) + tail.size() > width) {
      return out + fmt::format(", +{}", words.size() - i);
    }
    out = longer;
  }
  return out;
}

std::string LookWriter::minute(Timestamp time) const {
  std::string text = format_time(time, graph_.site().zone).substr(0, 16);
  std::ranges::replace(text, 'T', ' ');
  return text;
}

/// A product named by its port alone is an indication; for `https` nobody asks.
std::string LookWriter::offer_text(const LookOffer& offer) const {
  const Service& service = graph_[offer.service];
  const bool told =
      service.service_class != ServiceClass::None && offer.basis == ServiceBasis::Port;
  const std::string title = service_title(c_, graph_, service.name);
  return told ? title + " (" + word(c_, offer.basis) + ")" : title;
}

std::string LookWriter::offers_text(const std::vector<LookOffer>& offers, std::size_t width) const {
  std::vector<std::string> words;
  for (const LookOffer& offer : offers) {
    words.push_back(offer_text(offer));
  }
  return fitted(words, width);
}

std::string LookWriter::names_text(const std::vector<SystemId>& systems, std::size_t width) const {
  std::vector<std::string> words;
  for (const SystemId system : systems) {
    words.push_back(name_and_called(graph_[system]));
  }
  return fitted(words, width);
}

std::string LookWriter::end_text(SystemId system) const {
  const System& s = graph_[system];
  const std::string name = name_and_called(s);
  return s.outside && !look_.segments.empty() ? c_.text(message("{} (outside)", name)) : name;
}

std::string LookWriter::times_text(std::uint64_t records) const {
  return records == 1 ? c_.text("once") : c_.text(message("{} times", with_commas(records)));
}

void LookWriter::table(const Table& rows, std::size_t left_out) {
  lines_.add(rows.text(context_, 2, true));
  if (left_out > 0) {
    lines_.add("  " + and_more(context_, left_out) + "\n");
  }
}

/// Who stands behind those of the row above that are outside, on a row of its own.
void LookWriter::organisations(Table& rows, std::size_t column,
                               const std::vector<SystemId>& systems) const {
  std::vector<std::string> names;
  for (const SystemId system : systems) {
    const std::string name = organisations_.of(graph_[system]);
    if (!name.empty() && std::ranges::find(names, name) == names.end()) {
      names.push_back(name);
    }
  }
  if (!names.empty()) {
    std::vector<Table::Cell> cells(column, std::string());
    cells.emplace_back("  " + fitted(names, 40));
    rows.row(std::move(cells));
  }
}

void LookWriter::title() {
  if (!graph_.window()) {
    lines_.say(message("First look: no conversation in this input"), 0, Ink::Bold);
    return;
  }
  const Interval window = *graph_.window();
  lines_.say(message("First look: systems inside: {}, outside: {}; conversations: {}, attempts: {}",
                     with_commas(look_.systems_inside), with_commas(look_.systems_outside),
                     with_commas(look_.established), with_commas(look_.attempts)),
             0, Ink::Bold);
  lines_.fact(
      c_.text("window"),
      c_.text(message("{} to {} ({}), time zone {}", minute(window.begin), minute(window.end),
                      duration_words(c_, window.end - window.begin), graph_.site().zone.name())));
}

std::string LookWriter::unused_text(const SourceReport& report) const {
  if (report.unused.empty()) {
    return report.records == 0 ? c_.text("empty") : c_.text("all used");
  }
  auto unused = report.unused;
  std::ranges::stable_sort(unused,
                           [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> reasons;
  for (const auto& [reason, count] : unused) {
    reasons.push_back(reason_words(c_, reason) + " " + with_commas(count));
  }
  return c_.text(message("not used: {}", fitted(reasons, 40)));
}

void LookWriter::sources() {
  Table rows;
  rows.column("", Table::Align::Left, 38).column("").column("", Table::Align::Right).column("");
  const auto reports = graph_.sources();
  const std::size_t shown = reports.size() <= kSources + 1 ? reports.size() : kSources;
  for (const SourceReport& report : reports.first(shown)) {
    const bool packets = report.kind.starts_with("pcap");
    const std::string records = with_commas(report.records);
    rows.row({report.name,
              report.kind,
              packets ? c_.text(message("packets: {}", records))
                      : c_.text(message("lines: {}", records)),
              {unused_text(report), report.damaged ? Ink::Red : Ink::Plain}});
  }
  table(rows, reports.size() - shown);
}

void LookWriter::inside() {
  lines_.head(message("Counts as inside (assumed: nothing is declared)"));
  std::vector<std::string> assumed, on_link;
  for (const Prefix& prefix : graph_.internal()) {
    if (prefix.address().is_private()) {
      assumed.push_back(prefix.text());
    } else if (!prefix.address().is_link_local()) {
      on_link.push_back(prefix.text());
    }
  }
  constexpr std::size_t kRoom = kColumns - kFactColumns;
  lines_.fact(c_.text("private ranges"), fitted(assumed, kRoom));
  if (!on_link.empty()) {
    lines_.fact(c_.text("on the link"), c_.text(message("{} (announced by ARP, NDP or DHCP)",
                                                        fitted(on_link, kRoom - 36))));
  }
  std::vector<std::string> segments, single;
  for (const LookSegment& segment : look_.segments) {
    if (segment.systems.size() == 1 && look_.segments.size() > 1) {
      single.push_back(name_and_called(graph_[segment.systems.front()]));
    } else {
      segments.push_back(fmt::format("{} ({})", segment.prefix.text(), segment.systems.size()));
    }
  }
  if (!segments.empty()) {
    lines_.fact(c_.text("segments (count)"), fitted(segments, kRoom));
  }
  if (!single.empty()) {
    lines_.fact(c_.text("alone in theirs"),
                c_.text(message("{}: yours? Vendors, too, come with private addresses",
                                fitted(single, kRoom - 50))));
  }
  if (look_.segments.empty() && look_.systems_outside > 0) {
    lines_.say(
        message("No system counts as inside: every address is public. Which are yours is for "
                "the site file to say."),
        2, Ink::Yellow);
  }
}

void LookWriter::entered() {
  if (look_.segments.empty()) {
    return;
  }
  if (look_.entered.empty()) {
    lines_.head(message("Opened from outside: none seen"));
  } else {
    lines_.head(
        message("Opened from outside to inside: {} (ask about these first)", look_.entered.size()));
  }
  Table rows;
  rows.column("", Table::Align::Left, 44)
      .column("", Table::Align::Left, 30)
      .column("", Table::Align::Right)
      .column("");
  const std::size_t shown = std::min(look_.entered.size(), kPeers);
  for (const LookPeer& peer : std::span(look_.entered).first(shown)) {
    const std::string last =
        peer.entry == Entry::Observed ? minute(peer.seen.end) : c_.text("direction inferred");
    rows.row(
        {{name_and_called(graph_[peer.outside]) + " → " + names_text(peer.inside, 24), Ink::Red},
         offers_text(peer.services, 30),
         times_text(peer.records),
         last});
    organisations(rows, 0, {peer.outside});
  }
  table(rows, look_.entered.size() - shown);
  if (look_.outside_attempts > 0) {
    lines_.say(message("attempts from outside without success: {}, from addresses: {}",
                       with_commas(look_.outside_attempts), with_commas(look_.outside_attempters)),
               2);
  }
}

void LookWriter::outward() {
  if (look_.outward.empty()) {
    return;
  }
  lines_.head(message("Opened from inside to outside systems: {}", look_.outward.size()));
  Table rows;
  rows.column("", Table::Align::Left, 44)
      .column("", Table::Align::Left, 28)
      .column("", Table::Align::Left, 18)
      .column("");
  const std::size_t shown = std::min(look_.outward.size(), kPeers);
  for (const LookPeer& peer : std::span(look_.outward).first(shown)) {
    std::vector<std::string> services;
    for (const LookOffer& offer : peer.services) {
      services.push_back(service_title(c_, graph_, graph_[offer.service].name));
    }
    // Without a name of the far end the services have the room.
    rows.row({names_text(peer.inside, 20) + " → " + name_and_called(graph_[peer.outside]),
              peer.names.empty() ? fitted(services, 28) : peer.names.front(),
              peer.names.empty() ? std::string() : fitted(services, 18),
              c_.text(message("{} out", bytes_words(peer.bytes_to_outside)))});
    organisations(rows, 0, {peer.outside});
  }
  table(rows, look_.outward.size() - shown);
}

void LookWriter::remote() {
  if (look_.remote.empty()) {
    return;
  }
  lines_.head(message("Remote access, tunnels and remote administration: {}", look_.remote.size()));
  Table rows;
  rows.column("", Table::Align::Left, 18)
      .column("", Table::Align::Left, 46)
      .column("", Table::Align::Right)
      .column("", Table::Align::Left, 24);
  const std::size_t shown = std::min(look_.remote.size(), kRemote);
  for (const LookRemote& row : std::span(look_.remote).first(shown)) {
    std::string far = row.to.size() == 1 ? end_text(row.to.front()) : names_text(row.to, 24);
    if (row.to.size() > 1 && graph_[row.to.front()].outside && !look_.segments.empty()) {
      far = c_.text(message("{} (outside)", far));
    }
    std::string basis = word(c_, row.basis);
    if (row.to.empty()) {
      far = row.name;
      basis = row.answered ? c_.text("name asked for") : c_.text("name asked for, no answer");
    }
    rows.row({{service_title(c_, graph_, row.product), row.crosses ? Ink::Red : Ink::Plain},
              end_text(row.from) + " → " + far,
              times_text(row.records),
              basis});
    std::vector<SystemId> ends = row.to;
    ends.push_back(row.from);
    organisations(rows, 1, ends);
  }
  table(rows, look_.remote.size() - shown);
}

/// A system that nobody named yet: who made its network card, or announces its address, is a first
/// clue.
std::string LookWriter::with_maker(SystemId id) const {
  const System& system = graph_[id];
  const std::string name = name_and_called(system);
  const bool nameless = name == system.name && IpAddress::parse(name).has_value();
  std::string maker = organisations_.of(system);
  if (maker.empty() && nameless) {
    maker = vendors_.of(std::span(system.macs));
  }
  return maker.empty() ? name : name + " (" + shorten(maker, 20) + ")";
}

void LookWriter::systems() {
  lines_.head(message("Most connected systems, and what they answer"));
  Table rows;
  rows.column("", Table::Align::Left, 39)
      .column("", Table::Align::Right)
      .column("", Table::Align::Right)
      .column("", Table::Align::Left, 36);
  const std::size_t shown = std::min(look_.systems.size(), kSystems);
  for (const LookSystem& row : std::span(look_.systems).first(shown)) {
    rows.row({with_maker(row.system), c_.text(message("peers: {}", with_commas(row.peers))),
              bytes_words(row.bytes), offers_text(row.offers, 36)});
  }
  lines_.add(rows.text(context_, 2, true));
  for (const LookScanner& row :
       std::span(look_.scanners).first(std::min<std::size_t>(look_.scanners.size(), 2))) {
    lines_.say(message("{} tried in vain: addresses {}, services {}, mostly {}: as a scan does",
                       shorten(end_text(row.system), 40), with_commas(row.targets),
                       with_commas(row.ports), service_title(c_, graph_, graph_[row.service].name)),
               2, Ink::Yellow);
  }
  std::vector<std::string> services;
  for (const LookService& row : look_.services) {
    services.push_back(service_title(c_, graph_, graph_[row.service].name) + " " +
                       with_commas(row.records));
  }
  lines_.fact(c_.text("services"), fitted(services, kColumns - kFactColumns));
  if (const std::string candidates = candidates_text(context_, graph_, 2); !candidates.empty()) {
    lines_.fact(c_.text("one machine?"), candidates);
  }
}

void LookWriter::say_what_is_missing() {
  const Coverage& coverage = look_.coverage;
  if (look_.established == 0 && graph_.not_systems() > 0) {
    lines_.say(
        message("only broadcast and multicast: {}. A port that mirrors nothing looks like this",
                with_commas(graph_.not_systems())),
        2, Ink::Yellow);
  } else if (!graph_.window()) {
    lines_.say(message("the input holds nothing that a data flow could be read from"), 2,
               Ink::Yellow);
  } else if (look_.established == 0) {
    lines_.say(message("no conversation was answered: it shows who asks, not who talks"), 2,
               Ink::Yellow);
  }
  if (look_.common_end) {
    lines_.say(message("every conversation has {} as one end: taken there, it shows nobody else's",
                       graph_[*look_.common_end].name),
               2, Ink::Yellow);
  }
  const std::uint64_t seen = look_.established + look_.one_way_attempts;
  const std::uint64_t one_way = coverage.one_way + look_.one_way_attempts;
  if (one_way >= 3 && one_way * 5 >= seen) {
    lines_.say(
        message("seen from one side alone: {} of {} conversations. A mirror port may copy one "
                "direction only",
                with_commas(one_way), with_commas(seen)),
        2, Ink::Yellow);
  }
}

/// The `96` of `snaplen 96`.
std::uint64_t snap_length(const SourceReport& report) {
  constexpr std::string_view kWord = "snaplen ";
  std::uint64_t bytes = 0;
  if (report.format_note.starts_with(kWord)) {
    const char* end = report.format_note.data() + report.format_note.size();
    std::from_chars(report.format_note.data() + kWord.size(), end, bytes);
  }
  return bytes;
}

void LookWriter::say_of_sources() {
  if (graph_.window() && graph_.window()->begin < kFirstPlausible) {
    lines_.say(message("times begin at {}: the capturing machine's clock was wrong",
                       minute(graph_.window()->begin)),
               2, Ink::Yellow);
  }
  std::vector<std::string> damaged;
  std::vector<std::string> short_packets;
  for (const SourceReport& report : graph_.sources()) {
    if (report.damaged) {
      damaged.push_back(report.name);
    }
    if (const auto bytes = snap_length(report); bytes > 0 && bytes < kSmallSnapLength) {
      short_packets.push_back(report.name);
    }
  }
  if (!damaged.empty()) {
    lines_.say(
        message("not read to the end, or in part only: {}", shorten(fitted(damaged, 50), 50)), 2,
        Ink::Yellow);
  }
  if (look_.coverage.drops > 0) {
    lines_.say(message("packets lost by the capturing side: {}", with_commas(look_.coverage.drops)),
               2, Ink::Yellow);
  }
  if (!short_packets.empty()) {
    lines_.say(message("few bytes kept of each packet, so names and handshakes may be missing: {}",
                       shorten(fitted(short_packets, 28), 28)),
               2, Ink::Yellow);
  }
}

void LookWriter::coverage() {
  lines_.head(message("How far this can be trusted"));
  say_what_is_missing();
  say_of_sources();
  if (graph_.window()) {
    const std::string watched = duration_words(c_, look_.watched);
    lines_.say(look_.watched < kWeek
                   ? message("records from {} in all: what happens weekly or monthly need not show",
                             watched)
                   : message("records from {} in all, {} of 168 hours of the week: what happens "
                             "monthly need not show",
                             watched, look_.coverage.hours_of_week),
               2);
  }
  lines_.say(message("what is missing here may exist all the same: other segments, other times"),
             2);
}

void LookWriter::command(const std::string& text, const Message& why) {
  const std::string remark = "  # " + c_.text(why);
  const std::string line = "  " + pad_right(printable(text), 46);
  lines_.add(display_width(line) + display_width(remark) <= kColumns
                 ? line + remark + "\n"
                 : "  " + printable(text) + "\n");
}

void LookWriter::next() {
  lines_.head(message("Next"));
  if (!graph_.window()) {
    lines_.say(message("capture at a mirror port of the core switch, or ask for the firewall's and "
                       "sensors' logs"),
               2);
    return;
  }
  if (look_.established == 0) {
    lines_.say(message("capture at a mirror port of the core switch, or ask for the firewall's and "
                       "sensors' logs"),
               2);
  }
  const std::string inputs = shell_words(inputs_);
  command("hamon init " + inputs + " -o site.yaml", message("a draft, to be corrected"));
  command("hamon import --site site.yaml " + inputs, message("into ./hamon.case"));
  command("hamon check", message("what contradicts the claims of site.yaml"));
  if (!look_.entered.empty()) {
    command("hamon find --with " + graph_[look_.entered.front().outside].name,
            message("each conversation with it, with its evidence"));
  }
}

std::string quoted(const std::string& word) {
  const bool plain = !word.empty() && std::ranges::all_of(word, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') ||
           std::string_view("-_./:,+=@%").find(c) != std::string_view::npos;
  });
  if (plain) {
    return word;
  }
  std::string out = "'";
  for (const char c : word) {
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return out + "'";
}

}  // namespace

std::string shell_words(const std::vector<std::string>& inputs) {
  constexpr std::size_t kMost = 160;
  std::string out;
  for (const std::string& input : inputs) {
    out += (out.empty() ? "" : " ") + (input == "-" ? "FILE" : quoted(input));
  }
  if (inputs.size() < 2 || display_width(out) <= kMost) {
    return out;
  }
  const auto folder = [](const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string(".") : path.substr(0, slash + 1);
  };
  const std::string first = folder(inputs.front());
  const bool common =
      std::ranges::all_of(inputs, [&](const std::string& path) { return folder(path) == first; });
  return common && first != "." ? quoted(first) : "FILE...";
}

std::string look_text(const TextContext& context, const FlowGraph& graph, const Look& look,
                      const std::vector<std::string>& inputs, const CardVendors& vendors,
                      const Organisations& organisations) {
  return LookWriter(context, graph, look, inputs, vendors, organisations).write();
}

}  // namespace hamon
