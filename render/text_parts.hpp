#pragma once

#include "base/message.hpp"
#include "graph/flow_graph.hpp"
#include "render/text_context.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// Lines of an answer, one after the other; in HTML paragraphs (`p`, with the class of the ink and
/// `i1` to `i3` where indented), heads of blocks (`h4`, `h5`), and facts (`p` of the class `fact`).
class Lines {
 public:
  explicit Lines(const TextContext& context) : context_(context) {}

  /// A sentence of the catalogue.
  Lines& say(const Message& message, std::size_t indent = 0, Ink ink = Ink::Plain);
  /// A block's head, parted from what stands before.
  Lines& head(const Message& message);
  /// A line that what follows belongs to; in HTML a small heading (`h5`).
  Lines& title(const Message& message, std::size_t indent = 0, Ink ink = Ink::Plain);
  /// A word of the catalogue and what it is for.
  Lines& fact(const std::string& name, const std::string& value);
  Lines& blank();
  /// A line of text as it is.
  Lines& line(std::string_view text, std::size_t indent = 0, Ink ink = Ink::Plain);
  /// Lines that are written already, in the same markup.
  Lines& add(std::string_view lines);

  [[nodiscard]] const std::string& str() const { return out_; }

 private:
  const TextContext& context_;
  std::string out_;
};

/// RFC 3339 in the site's zone, to the second; JSON documents have the rest.
[[nodiscard]] std::string time_text(const FlowGraph& graph, Timestamp time);
/// The same, or a dash.
[[nodiscard]] std::string time_or_dash(const FlowGraph& graph,
                                       const std::optional<Timestamp>& time);
/// `FROM – TO`.
[[nodiscard]] std::string interval_text(const FlowGraph& graph, const Interval& interval);

/// The zone of a system as people read it: name, `outside` in the context's language, or `–`.
[[nodiscard]] std::string zone_text(const TextContext& context, const FlowGraph& graph,
                                    SystemId system);

/// `a, b, c … and 4 more`: at most `most` of the names, in HTML `context.rows` where that is more;
/// made printable.
[[nodiscard]] std::string list_text(const TextContext& context,
                                    const std::vector<std::string>& names, std::size_t most);
[[nodiscard]] std::string list_text(const TextContext& context, const FlowGraph& graph,
                                    const std::vector<SystemId>& systems, std::size_t most);
[[nodiscard]] std::string list_text(const TextContext& context, std::span<const Prefix> prefixes,
                                    std::size_t most);

/// `conn.log, line 12–345, 400; ward.pcap, packet 7`; references of one source must stand together.
[[nodiscard]] std::string evidence_text(const TextContext& context, const FlowGraph& graph,
                                        std::span<const EvidenceRef> references);

/// The events of the site file under a head; nothing when there are none.
void add_events(Lines& lines, const FlowGraph& graph, const Message& head);

}  // namespace hamon
