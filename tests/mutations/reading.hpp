#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/mutations/mutation.hpp"

namespace hamon::mutations {

struct Limits {
  unsigned cpu_seconds = 10;       ///< of one reading; ten times as much may pass on the clock
  std::uint64_t mebibytes = 1024;  ///< most memory of the process that reads
  std::size_t most_bytes = std::size_t{4} << 20;  ///< of a file that are used; the rest is left out
  std::size_t failures = 5;  ///< of one file, after which the rest of its readings is left out
};

/// A reading that went wrong.
struct Failure {
  std::string path;
  std::string what;                  ///< `crash (signal 11)`, `hang`, `leak`, …
  std::optional<Mutation> mutation;  ///< nothing: the file as it is, or after all readings (leak)
};

struct FileResult {
  std::uint64_t readings = 0;
  bool shortened = false;  ///< only the first `most_bytes` were used
  std::vector<Failure> failures;
};

/// Reads `path` as it is and then with each mutation of the plan, each time through
/// `open_flow_source` into nothing, in child processes: a crash ends only its child, and the next
/// one goes on behind it. A file that cannot be read, or is empty, has no readings.
[[nodiscard]] FileResult read_mutated(const std::string& path, const Plan& plan,
                                      const Limits& limits);

/// The bytes that a mutation of `path` was, for writing them down.
[[nodiscard]] std::vector<std::byte> mutated_bytes(const std::string& path,
                                                   const Mutation& mutation, const Limits& limits);

}  // namespace hamon::mutations
