#pragma once

#include "graph/conversation_joiner.hpp"

#include <span>

namespace hamon {

/// Turns conversations whose direction rests on their first packet alone, in this order: a port
/// that the site file names stands on exactly one side; an (address, port) served at least three
/// peers by observed handshakes. Observed directions are never turned, and inferred ones are no
/// evidence for others.
void infer_directions(std::span<JoinedConversation> conversations, const Site& site);

}  // namespace hamon
