#include "render/text_parts.hpp"

#include "base/live_update.hpp"
#include "render/svg_canvas.hpp"
#include "render/text_width.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hamon {
namespace {

constexpr std::size_t kFactIndent = 2;
constexpr std::size_t kFactWidth = 18;  // columns of a fact's name, in either language
constexpr std::size_t kDeepest = 3;     // classes of indented paragraphs: i1, i2, i3

/// Escaped; what stands between two backticks, a command, as `code`.
std::string html_text(std::string_view text) {
  std::string out = xml_text(printable(text));
  for (std::size_t begin = out.find('`'); begin != std::string::npos;
       begin = out.find('`', begin)) {
    const std::size_t end = out.find('`', begin + 1);
    if (end == std::string::npos) {
      break;
    }
    out.replace(end, 1, "</code>").replace(begin, 1, "<code>");
    begin = end;
  }
  return out;
}

}  // namespace

Lines& Lines::say(const Message& message, std::size_t indent, Ink ink) {
  return line(context_.catalogue.text(message), indent, ink);
}

Lines& Lines::line(std::string_view text, std::size_t indent, Ink ink) {
  if (context_.markup == Markup::Html) {
    out_ += fmt::format("<p class=\"{}{}\">{}</p>\n", class_of(ink),
                        indent < 2 ? "" : fmt::format(" i{}", std::min(indent / 2, kDeepest)),
                        html_text(text));
    return *this;
  }
  out_.append(indent, ' ').append(paint(context_, ink, printable(text)));
  out_ += '\n';
  return *this;
}

Lines& Lines::head(const Message& message) {
  if (context_.markup == Markup::Html) {
    out_ += fmt::format("<h4>{}</h4>\n", html_text(context_.catalogue.text(message)));
    return *this;
  }
  if (!out_.empty()) {
    blank();
  }
  return say(message, 0, Ink::Bold);
}

Lines& Lines::title(const Message& message, std::size_t indent, Ink ink) {
  if (context_.markup == Markup::Html) {
    out_ += fmt::format("<h5 class=\"{}\">{}</h5>\n", class_of(ink),
                        html_text(context_.catalogue.text(message)));
    return *this;
  }
  return say(message, indent, ink);
}

Lines& Lines::fact(const std::string& name, const std::string& value) {
  if (context_.markup == Markup::Html) {
    out_ += fmt::format("<p class=\"fact\"><b>{}</b> {}</p>\n", xml_text(name), html_text(value));
    return *this;
  }
  out_.append(kFactIndent, ' ').append(pad_right(name, kFactWidth)).append(printable(value));
  out_ += '\n';
  return *this;
}

Lines& Lines::blank() {
  if (context_.markup == Markup::Terminal) {
    out_ += '\n';
  }
  return *this;
}

Lines& Lines::add(std::string_view lines) {
  out_ += lines;
  return *this;
}

std::string time_text(const FlowGraph& graph, Timestamp time) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t fraction = ((time.ns % kSecond) + kSecond) % kSecond;
  return format_time(time - Duration{fraction}, graph.site().zone);
}

std::string time_or_dash(const FlowGraph& graph, const std::optional<Timestamp>& time) {
  return time ? time_text(graph, *time) : "–";
}

std::string interval_text(const FlowGraph& graph, const Interval& interval) {
  return time_text(graph, interval.begin) + " – " + time_text(graph, interval.end);
}

std::string zone_text(const TextContext& context, const FlowGraph& graph, SystemId system) {
  if (graph[system].outside) {
    return context.catalogue.text("outside");
  }
  return graph.zone_name(system).value_or("–");
}

std::string list_text(const TextContext& context, const std::vector<std::string>& names,
                      std::size_t most) {
  std::string out;
  if (context.markup == Markup::Html) {
    most = std::max(most, context.rows);
  }
  // One name more takes no more room than the words that stand for it.
  const std::size_t shown = names.size() <= most + 1 ? names.size() : most;
  for (std::size_t i = 0; i < shown; ++i) {
    out.append(i == 0 ? "" : ", ").append(printable(names[i]));
  }
  if (shown < names.size()) {
    out.append(", ").append(and_more(context, names.size() - shown));
  }
  return out;
}

std::string list_text(const TextContext& context, const FlowGraph& graph,
                      const std::vector<SystemId>& systems, std::size_t most) {
  std::vector<std::string> names;
  for (const SystemId system : systems) {
    names.push_back(graph[system].name);
  }
  return list_text(context, names, most);
}

std::string list_text(const TextContext& context, std::span<const Prefix> prefixes,
                      std::size_t most) {
  std::vector<std::string> names;
  names.reserve(prefixes.size());
  for (const Prefix& prefix : prefixes) {
    names.push_back(prefix.text());
  }
  return list_text(context, names, most);
}

std::string evidence_text(const TextContext& context, const FlowGraph& graph,
                          std::span<const EvidenceRef> references) {
  std::string out;
  for (std::size_t i = 0; i < references.size();) {
    const SourceReport& source = graph.sources()[references[i].source];
    std::string places;
    for (const std::uint32_t same = references[i].source;
         i < references.size() && references[i].source == same; ++i) {
      const EvidenceRef& r = references[i];
      places += places.empty() ? "" : ", ";
      places += r.first == r.last ? std::to_string(r.first) : fmt::format("{}–{}", r.first, r.last);
    }
    out += out.empty() ? "" : "; ";
    const bool packets = source.kind.starts_with("pcap") ||
                         (is_live_kind(source.kind) && source.kind != "live-syslog");
    out += context.catalogue.text(packets ? message("{}, packet {}", source.name, places)
                                          : message("{}, line {}", source.name, places));
  }
  return out;
}

void add_events(Lines& lines, const FlowGraph& graph, const Message& head) {
  if (graph.site().events.empty()) {
    return;
  }
  lines.head(head);
  std::size_t number = 0;
  for (const SiteEvent& event : graph.site().events) {
    lines.say(message("event:{}: {} {} at {}: {}", ++number, time_text(graph, event.time),
                      event.kind, event.to, event.note),
              2);
  }
}

}  // namespace hamon
