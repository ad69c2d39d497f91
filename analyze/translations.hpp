#pragma once

#include "analyze/check.hpp"
#include "graph/selector.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace hamon {

/// Systems inside behind which others seem to stand: a router that exchanges addresses (RFC 3022),
/// a shared connection, virtual machines. Told by what their TCP conversations show; any of these:
///
/// *Passed on*: frames of a MAC that delivers one system alone bring packets whose TTL is one or
/// two below one that systems send (64, 128, 255), in at least 3 conversations: nothing stands
/// between the MAC and what sends its own packets. *Two kinds of TTL*: one address, in frames of
/// one MAC, sends with two of these by turns. *Two kinds of port*: connections that one address
/// opens leave from ports 1024 to 5000 and 49152 to 65535 alone, at least 10 of each, by turns: no
/// system uses both ranges and none between (RFC 6335, section 6, for the upper; BSD's and Windows'
/// before 2008 for the lower).
///
/// *By turns*: at least three changes from one to the other, each within an hour, so that a machine
/// that was set up anew is none. Declared routers and systems of that role are left out. With
/// `zones`, of addresses that lie there. One finding for each system, by system. Indications.
/// O(n log n) for n conversations.
[[nodiscard]] std::vector<Finding> translations(const FlowGraph& graph, std::string_view claim,
                                                const std::optional<Selector>& zones);

}  // namespace hamon
