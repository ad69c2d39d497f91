#include "render/site_draft.hpp"

#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace hamon {
namespace {

/// Text beyond ASCII that nobody can take for a blank, a line end or nothing.
bool is_visible(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(text[i + 1]);
    // U+0080..BF controls and blanks, U+2000..203F blanks and line ends, U+3000 blank, U+FEFF mark
    if (lead == 0xC2 || (lead == 0xE2 && next == 0x80) || (lead == 0xE3 && next == 0x80) ||
        (lead == 0xEF && next == 0xBB)) {
      return false;
    }
  }
  return true;
}

bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
         c == '/';
}

/// A YAML scalar: as it is where nobody can misread it, else in double quotes.
std::string scalar(std::string_view text) {
  const bool word = !text.empty() && std::ranges::all_of(text, is_plain) && text.front() != '-' &&
                    is_visible(text) && text != "null" && text != "Null" && text != "NULL";
  if (word) {
    return std::string(text);
  }
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out.push_back(c);
    }
  }
  return out + "\"";
}

template <class List, class Text>
std::string listed(const List& list, Text text) {
  std::string out = "[";
  for (const auto& element : list) {
    out += (out.size() == 1 ? "" : ", ") + scalar(text(element));
  }
  return out + "]";
}

std::string listed(const std::vector<std::string>& words) {
  return listed(words, [](const std::string& word) { return word; });
}

template <class List>
std::string texts_of(const List& list) {
  return listed(list, [](const auto& element) { return element.text(); });
}

constexpr std::size_t kCommentColumns = 100;

/// The text from `at` up to where a line may end: behind a blank, or behind a Japanese comma or
/// full stop. Moves `at` there.
std::string next_piece(std::string_view text, std::size_t& at) {
  std::size_t end = text.size();
  for (const std::string_view stop : {" ", "、", "。"}) {
    const std::size_t found = text.find(stop, at);
    end = found == std::string_view::npos ? end : std::min(end, found + stop.size());
  }
  const std::string_view piece = text.substr(at, end - at);
  at = end;
  return std::string(piece);
}

class DraftWriter {
 public:
  DraftWriter(const SiteProposal& proposal, const FlowGraph& graph, const Catalogue& catalogue,
              const CardVendors& vendors)
      : proposal_(proposal),
        graph_(graph),
        catalogue_(catalogue),
        vendors_(vendors),
        zone_(graph.site().zone) {
    if (!graph.site().has_zone && catalogue.language() == Language::Japanese) {
      zone_ = TimeZone::named("Asia/Tokyo").value_or(zone_);
    }
  }

  std::string write() {
    head();
    zones();
    systems();
    links();
    sensors();
    claims();
    return std::move(out_);
  }

 private:
  void head();
  void zones();
  void systems();
  void links();
  void sensors();
  void claims();

  void line(const std::string& text) { out_ += text + "\n"; }
  /// One sentence as a comment; line ends inside would end the comment.
  void comment(const Message& sentence, std::string_view indent = "");
  [[nodiscard]] std::string remark(const Message& sentence) const;
  [[nodiscard]] std::string remark_with_card(const ProposedSystem& system) const;
  [[nodiscard]] std::string whole_seconds(Timestamp time) const {
    constexpr std::int64_t kSecond = 1'000'000'000;
    return format_time(time - Duration{((time.ns % kSecond) + kSecond) % kSecond}, zone_);
  }
  [[nodiscard]] std::string said(const Message& sentence) const;

  const SiteProposal& proposal_;
  const FlowGraph& graph_;
  const Catalogue& catalogue_;
  const CardVendors& vendors_;
  TimeZone zone_;  // that the draft names
  std::string out_;
};

std::string DraftWriter::said(const Message& sentence) const {
  std::string text = catalogue_.text(sentence);
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return text;
}

void DraftWriter::comment(const Message& sentence, std::string_view indent) {
  const std::string text = said(sentence);
  const std::string begin = std::string(indent) + "# ";
  std::string now = begin;
  for (std::size_t at = 0; at < text.size();) {
    const std::string piece = next_piece(text, at);
    if (now != begin && display_width(now) + display_width(piece) > kCommentColumns + 1) {
      line(now.substr(0, now.find_last_not_of(' ') + 1));
      now = begin;
    }
    now += piece;
  }
  line(now);
}

std::string DraftWriter::remark(const Message& sentence) const {
  return sentence.empty() ? std::string() : "  # " + said(sentence);
}

/// The reason for the role, and who made the network card.
std::string DraftWriter::remark_with_card(const ProposedSystem& system) const {
  const std::string vendor = vendors_.of(std::span(system.macs));
  if (vendor.empty()) {
    return remark(system.reason);
  }
  const std::string reason = remark(system.reason);
  return (reason.empty() ? "  # " : reason + "; ") + said(message("network card: {}", vendor));
}

void DraftWriter::head() {
  comment(message(
      "Draft of a site file, made from what was observed. It states what was seen, not what "
      "should be: read every line and correct it."));
  if (const auto window = graph_.window()) {
    comment(message("Observed from {} to {}, {} systems.", whole_seconds(window->begin),
                    whole_seconds(window->end), graph_.systems().size()));
  }
  const bool japanese = catalogue_.language() == Language::Japanese;
  const std::string timezone = graph_.site().has_zone ? graph_.site().zone.name()
                               : japanese             ? "Asia/Tokyo"
                                                      : "UTC";
  line("site:");
  const std::string& name = graph_.site().name;
  line("  name: " + scalar(name.empty() ? catalogue_.text(message("our hospital")) : name) +
       remark(message("the name of the hospital")));
  line("  timezone: " + scalar(zone_.name()) +
       remark(message("times without offset in this file stand in this zone")));
}

void DraftWriter::zones() {
  line("");
  comment(message(
      "Zones: what counts as inside. Length of prefixes is assumed (/24, /64). Remove what is not "
      "your network: vendors come with private addresses, too."));
  comment(message("Correct `kind`: {}.", "clinical, internal, maintenance, guest"));
  line("zones:");
  for (const auto& zone : proposal_.zones) {
    std::string entry = "  " + scalar(zone.name) + ": {";
    if (!zone.label.empty()) {
      entry += "label: " + scalar(zone.label) + ", ";
    }
    entry += "kind: " + scalar(zone.kind) + ", prefixes: " + texts_of(zone.prefixes) + "}";
    line(entry + remark(zone.reason));
  }
  for (const auto& zone : proposal_.doubtful) {
    line("  # " + scalar(zone.name) + ": {kind: " + zone.kind +
         ", prefixes: " + texts_of(zone.prefixes) + "}" + remark(zone.reason));
  }
}

void DraftWriter::systems() {
  line("");
  comment(message(
      "Systems: roles are proposals with their reason. `role` decides how an infection spreads."));
  comment(message("Roles: {}.", fmt::format("{}", fmt::join(all_role_names(), ", "))));
  if (proposal_.unnamed > 0) {
    comment(message(
        "Left out, being inside without name or anything that tells their role: {} more systems.",
        proposal_.unnamed));
  }
  line("systems:");
  for (const auto& system : proposal_.systems) {
    std::string entry = "  " + scalar(system.name) + ": {addresses: " + texts_of(system.addresses);
    if (!system.macs.empty()) {
      entry += ", macs: " + texts_of(system.macs);
    }
    if (!system.names.empty()) {
      entry += ", names: " + listed(system.names);
    }
    entry += ", role: " + std::string(name_of(system.role));
    if (!system.department.empty()) {
      entry += ", department: " + scalar(system.department);
    }
    if (!system.vendor.empty()) {
      entry += ", vendor: " + scalar(system.vendor);
    }
    line(entry + "}" + remark_with_card(system));
  }
}

void DraftWriter::links() {
  line("");
  comment(
      message("Links: connections to outside that were seen. None is declared yet: remove the `#` "
              "only where "
              "you know the far end, the purpose and the contract, and add `purpose`, `vendor`, "
              "`contact` and "
              "`windows`. What stays undeclared contradicts the claims below."));
  line(proposal_.links.empty() ? "links: {}" : "links:");
  for (const auto& link : proposal_.links) {
    comment(link.reason, "  ");
    comment(
        message("first {}, last {}", whole_seconds(link.seen.begin), whole_seconds(link.seen.end)),
        "  ");
    line("  # " + scalar(link.name) + ": {inside: " + listed(link.inside) + ", outside: " +
         listed(link.outside) + ", services: " + listed(link.services) + ", purpose: \"\"}");
  }
}

void DraftWriter::sensors() {
  line("");
  comment(
      message("Sensors: where the records were taken. Without them no claim can be tested. Remove "
              "the `#` of "
              "what holds."));
  line("sensors:");
  line("  # core-span: {sees: between}" +
       remark(message("traffic between different prefixes, as at the core switch")));
  const std::string some =
      proposal_.zones.empty() ? "[10.10.1.0/24]" : texts_of(proposal_.zones.front().prefixes);
  line("  # segment-tap: {sees: within, prefixes: " + some + "}" +
       remark(message("traffic inside these prefixes, as at their switch")));
  line("  # fw-log: {sees: outside}" +
       remark(message("traffic with an end outside, as at the firewall")));
}

void DraftWriter::claims() {
  line("");
  comment(message(
      "Claims: what you believe. Hamon looks for what contradicts it; it can never prove it."));
  line("claims:");
  std::size_t number = 0;
  for (const auto& [text, zones] : proposal_.claims) {
    line(fmt::format("  C{}: {{text: {}, closed: {}}}", ++number, scalar(said(text)),
                     listed(zones)));
  }
}

}  // namespace

std::string site_draft(const SiteProposal& proposal, const FlowGraph& graph,
                       const Catalogue& catalogue, const CardVendors& vendors) {
  return DraftWriter(proposal, graph, catalogue, vendors).write();
}

}  // namespace hamon
