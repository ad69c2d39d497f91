#pragma once

#include "base/flow_record.hpp"
#include "render/text_context.hpp"

#include <span>
#include <string>

namespace hamon {

/// What became of one input of this run.
struct ImportedSource {
  SourceReport report;
  bool already_there = false;  ///< the case had it: nothing was added
};

/// `hamon import` for people: what was read, used, and not used by reason, and what that means.
/// Times in `zone`.
[[nodiscard]] std::string import_text(const TextContext& context,
                                      std::span<const ImportedSource> sources,
                                      const TimeZone& zone);

}  // namespace hamon
