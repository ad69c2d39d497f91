#pragma once

#include "base/diagnostic.hpp"
#include "base/flow_record.hpp"
#include "base/result.hpp"
#include "capture/copy_filter.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

struct FlowMapping;

/// How to read a source.
struct ReadOptions {
  bool hash = true;    ///< compute `SourceReport::sha256`; costs one pass of SHA-256
  std::string as;      ///< format asked for with `--as`; empty: by content
  std::string sensor;  ///< name given with `--sensor`
  Duplicates duplicates = Duplicates::Auto;  ///< of captures
  unsigned threads = 1;                      ///< that work on one capture; records are the same
  const TimeZone* zone =
      nullptr;  ///< of times written without offset; nullptr: such times are errors
  bool assume_utc =
      false;  ///< where `zone` is nullptr, text logs read such times as UTC and say so
  std::optional<Timestamp>
      taken_at;  ///< when tables of connections were taken that do not say it themselves
  bool follow = false;  ///< the file grows: nothing is waited for that may never come
  std::shared_ptr<const FlowMapping> mapping;  ///< of `--map`; may be empty
  std::function<void(std::uint64_t bytes_read, std::uint64_t bytes_total)>
      progress;  ///< may be empty
};

/// One input: a capture or a log. Read once.
class FlowSource {
 public:
  virtual ~FlowSource() = default;
  /// Reads to the end, hands every record and binding to `sink`, and returns what became of
  /// everything. Damage is reported to `diagnostics`, sets `damaged`, and ends nothing that is
  /// still readable. The records' `source` is left 0.
  virtual SourceReport read(FlowSink& sink, DiagnosticSink& diagnostics) = 0;
};

/// Opens `path` (`-`: standard input), looks at its content and returns the reader for it.
/// Errors: the file cannot be read; no reader knows the content (the message lists what is known).
/// An empty file is a source without records.
[[nodiscard]] Result<std::unique_ptr<FlowSource>> open_flow_source(const std::string& path,
                                                                   const ReadOptions& options);

/// The same for a text log that grows (`FollowedStream`), until `stop`, which outlives the source.
/// Waits for the first line where `path` has none yet. Errors also: it is no text log.
[[nodiscard]] Result<std::unique_ptr<FlowSource>> open_followed_source(
    const std::string& path, const ReadOptions& options, const std::atomic<bool>& stop);

/// Files named by `inputs`: files as they are, directories with their files (recursively, sorted,
/// without hidden ones), patterns (`fw/*.log`) with what they match (sorted), `-`.
/// Errors: a path that does not exist, with the three nearest names beside it as hint.
[[nodiscard]] Result<std::vector<std::string>> expand_inputs(
    const std::vector<std::string>& inputs);

/// Names for `--as`, sorted.
[[nodiscard]] std::vector<std::string_view> all_format_names();

}  // namespace hamon
