#pragma once

#include "base/live_update.hpp"
#include "graph/case_file.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace hamon {

/// Writes a live case beside the capture, on a thread of its own, so that a slow disk costs no
/// packet. What cannot be written (disk full, another program is importing) waits and is tried
/// again each second, together with what comes.
class CaseKeeper {
 public:
  /// `file` is in live mode, outlives this, and is used by nobody else meanwhile.
  explicit CaseKeeper(CaseFile& file);
  CaseKeeper(const CaseKeeper&) = delete;
  CaseKeeper& operator=(const CaseKeeper&) = delete;
  /// What still waits is given up: `finish` comes first.
  ~CaseKeeper();

  struct Standing {
    bool idle = true;              ///< everything handed over is in the case
    std::size_t waiting = 0;       ///< ended conversations that are not
    std::optional<Error> trouble;  ///< why the last attempt failed
    Duration took{};               ///< the last write that succeeded
    std::uint64_t bytes = 0;       ///< and its blocks
  };
  [[nodiscard]] Standing standing() const;

  /// One update for each source, always in the same order. Does not wait.
  void hand_over(std::vector<LiveUpdate> updates);

  /// Waits until everything is in the case, at most so long. Errors: why it is not.
  [[nodiscard]] Result<void> finish(Duration patience);

 private:
  void run();
  void put_back(std::vector<LiveUpdate> failed);

  CaseFile& file_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<LiveUpdate> waiting_;
  Standing standing_;
  bool stop_ = false;
  std::thread thread_;  // the last member: it uses the others
};

}  // namespace hamon
