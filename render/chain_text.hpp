#pragma once

#include "analyze/spread.hpp"
#include "render/text_parts.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// What an attacker does in one step, as a sentence for a reader who is no specialist.
[[nodiscard]] Message step_sentence(const FlowGraph& graph, const SpreadStep& step,
                                    Profile profile);

/// The name of a technique that `technique_of` gives, in either language; empty for an unknown id.
[[nodiscard]] std::string technique_words(const Catalogue& catalogue, std::string_view id);

/// `2026-06-10 02:36:00`, in the site's zone.
[[nodiscard]] std::string clock_text(const FlowGraph& graph, Timestamp time);
/// `2026-06-10 02:36:00 – 02:41:00`; the second date only where it is another.
[[nodiscard]] std::string use_text(const FlowGraph& graph, const Interval& contact);

/// A chain, oldest step first: for each the time, the sentence, who opened the connection and when
/// it was open, the technique, and what to open to see it; and from when on its end passes it on.
void add_chain(Lines& lines, const TextContext& context, const FlowGraph& graph,
               const std::vector<SpreadStep>& chain, Profile profile, Duration incubation);

}  // namespace hamon
