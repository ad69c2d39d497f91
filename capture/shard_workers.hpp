#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace hamon {

/// Threads that do one step together: the caller's is one of them.
class ShardWorkers {
 public:
  using Work = std::function<void(unsigned worker)>;  ///< 0 is the caller's

  /// `threads` with the caller's, at least 1. `work` is called from several threads at once.
  ShardWorkers(unsigned threads, Work work);
  ~ShardWorkers();
  ShardWorkers(const ShardWorkers&) = delete;
  ShardWorkers& operator=(const ShardWorkers&) = delete;

  /// Runs `work` once for every worker and returns when all have ended.
  void run();

 private:
  void serve(unsigned worker);

  Work work_;
  std::mutex mutex_;
  std::condition_variable begin_;
  std::condition_variable end_;
  std::uint64_t step_ = 0;
  unsigned busy_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace hamon
