#pragma once

#include "base/result.hpp"
#include "graph/flow_graph.hpp"
#include "graph/selector.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// The selectors `vendor:NAME`, an organisation with everything through which it comes in, and
/// `event:WHICH`, manual events of the site file.

/// NAME of `vendor:NAME`, WHICH of `event:WHICH`; nothing for any other text. Views `text`.
[[nodiscard]] std::optional<std::string_view> vendor_in(std::string_view text);
[[nodiscard]] std::optional<std::string_view> event_in(std::string_view text);

/// Whether NAME, a name or a glob, means this vendor; case, width, blanks and punctuation make no
/// difference between names.
[[nodiscard]] bool means_vendor(std::string_view name, std::string_view vendor);
/// The vendors of systems and links, each once, sorted.
[[nodiscard]] std::vector<std::string> vendors_of(const Site& site);
/// The same, those that the ledger alone names among them.
[[nodiscard]] std::vector<std::string> vendors_of(const FlowGraph& graph);

/// Indices of the events that WHICH means: its number from 1 in the order of the file, else every
/// event of that kind or at that system; a glob likewise.
[[nodiscard]] std::vector<std::size_t> events_called(const Site& site, std::string_view which);
/// What is wrong with WHICH, which means no event, and the nearest that does.
[[nodiscard]] Error unknown_event(const Site& site, std::string_view which);

/// A system through which something comes in, and since when; no time: as long as asked for.
struct ContactPoint {
  SystemId system{};
  std::optional<Timestamp> time;
  bool operator==(const ContactPoint&) const = default;
};
/// The systems that a selector stands for. An event without `@TIME` brings its own time. Events
/// whose note names the vendor are among its contact points, each at its own time, those before
/// `@TIME` left out. Sorted by system; each pair once.
[[nodiscard]] Result<std::vector<ContactPoint>> contact_points(const TimedSelector& asked,
                                                               const FlowGraph& graph);

}  // namespace hamon
