#pragma once

#include "base/evidence_manifest.hpp"
#include "graph/case_file.hpp"
#include "render/text_context.hpp"

#include <span>
#include <string>
#include <vector>

namespace hamon {

/// What a file on disk says of a source of a case.
enum class SourceState {
  NotAsked,  ///< no file was given
  Same,      ///< a file with its bytes was given
  Changed,   ///< one of its name and with other bytes
  NotGiven,
  NoFile  ///< heard live: there never was a file
};

/// A case that was read whole, and its sources beside files.
struct SourceCheck {
  std::string path;
  std::string case_id;
  std::vector<CaseDocument> documents;
  std::vector<SourceReport> sources;
  std::vector<SourceState> states;   ///< by source; empty before `compare`
  std::vector<std::string> strange;  ///< files that are no source of the case

  /// Site file and ledger are compared, too, as they are kept with their hash.
  void compare(std::span<const NamedHash> files);
  [[nodiscard]] bool has(SourceState state) const;
};

/// What `hamon verify -c CASE` says.
[[nodiscard]] std::string source_check_text(const TextContext& context, const SourceCheck& check);

}  // namespace hamon
