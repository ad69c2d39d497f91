#pragma once

#include "base/result.hpp"
#include "graph/case_file.hpp"
#include "graph/case_file_database.hpp"

#include <string>
#include <vector>

namespace hamon {

/// What became of each source of a case, by SHA-256. Errors: the database cannot be read.
[[nodiscard]] Result<std::vector<SourceReport>> read_sources(const Database& db);

/// Everything that the sources of a case told, all of one moment: records by `record_before`,
/// bindings by their own order, `source` an index into the reports. `path` is for messages. Errors:
/// as above; a block that cannot be read.
[[nodiscard]] Result<Observations> read_observations(const Database& db, const std::string& path);

}  // namespace hamon
