#include "capture/shard_workers.hpp"

namespace hamon {

ShardWorkers::ShardWorkers(unsigned threads, Work work) : work_(std::move(work)) {
  for (unsigned worker = 1; worker < threads; ++worker) {
    threads_.emplace_back([this, worker] { serve(worker); });
  }
}

ShardWorkers::~ShardWorkers() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  begin_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void ShardWorkers::run() {
  {
    const std::scoped_lock lock(mutex_);
    ++step_;
    busy_ = static_cast<unsigned>(threads_.size());
  }
  begin_.notify_all();
  work_(0);
  std::unique_lock lock(mutex_);
  end_.wait(lock, [this] { return busy_ == 0; });
}

void ShardWorkers::serve(unsigned worker) {
  std::uint64_t done = 0;
  std::unique_lock lock(mutex_);
  for (;;) {
    begin_.wait(lock, [&] { return stopping_ || step_ != done; });
    if (stopping_) {
      return;
    }
    done = step_;
    lock.unlock();
    work_(worker);
    lock.lock();
    if (--busy_ == 0) {
      end_.notify_one();
    }
  }
}

}  // namespace hamon
