#pragma once

#include "capture/flow_source.hpp"
#include "cli/session.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hamon {

/// Inputs of one run, and how to read them.
struct OpenInputs {
  std::vector<std::string> paths;
  ReadOptions read;
  std::shared_ptr<const TimeZone> zone;  ///< what `read.zone` points at, if anything
};

/// Resolves files, folders, the mapping and the time zone (`--tz`, else `site_zone`, else none).
/// Errors: a path or a zone that does not exist, a mapping with errors, which `session` tells.
[[nodiscard]] Result<OpenInputs> open_inputs(Session& session, const SourceOptions& options,
                                             const TimeZone* site_zone, bool hash);

/// What became of all inputs of a run, as an exit status.
class RunStatus {
 public:
  void refused() { ++refused_; }
  /// Counts the report; tells of drops that the capturing side counted.
  void add(Session& session, const SourceReport& report);
  /// 0; 3 when something was damaged, dropped or refused; 2 when nothing at all was usable.
  [[nodiscard]] int exit_status() const;

 private:
  std::size_t refused_ = 0;
  std::size_t usable_ = 0;
  std::size_t empty_damaged_ = 0;
  bool incomplete_ = false;
};

/// Opens one of the inputs, with progress shown under its name; nothing, told and counted as
/// refused, when no reader knows it.
[[nodiscard]] std::unique_ptr<FlowSource> open_source(Session& session, const std::string& path,
                                                      const OpenInputs& inputs, RunStatus& status);

}  // namespace hamon
