#include "cli/case_keeper.hpp"

#include <chrono>

namespace hamon {
namespace {

std::size_t ended_in(const std::vector<LiveUpdate>& updates) {
  std::size_t n = 0;
  for (const LiveUpdate& update : updates) {
    n += update.ended.size();
  }
  return n;
}

}  // namespace

CaseKeeper::CaseKeeper(CaseFile& file) : file_(file), thread_([this] { run(); }) {}

CaseKeeper::~CaseKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

CaseKeeper::Standing CaseKeeper::standing() const {
  const std::lock_guard lock(mutex_);
  return standing_;
}

void CaseKeeper::hand_over(std::vector<LiveUpdate> updates) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) {
      waiting_ = std::move(updates);
    } else {
      for (std::size_t i = 0; i < waiting_.size(); ++i) {
        waiting_[i].append(std::move(updates[i]));
      }
    }
    standing_.idle = false;
    standing_.waiting = ended_in(waiting_);
  }
  changed_.notify_all();
}

Result<void> CaseKeeper::finish(Duration patience) {
  std::unique_lock lock(mutex_);
  const bool done = changed_.wait_for(lock, std::chrono::nanoseconds(patience.ns),
                                      [this] { return standing_.idle; });
  if (done) {
    return {};
  }
  return standing_.trouble ? tl::unexpected(*standing_.trouble)
                           : fail(message("the case could not be written in time"), file_.path());
}

void CaseKeeper::put_back(std::vector<LiveUpdate> failed) {
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    failed[i].append(std::move(waiting_[i]));
  }
  waiting_ = std::move(failed);
  standing_.waiting = ended_in(waiting_);
}

void CaseKeeper::run() {
  using Clock = std::chrono::steady_clock;
  std::unique_lock lock(mutex_);
  while (!stop_) {
    if (waiting_.empty()) {
      changed_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
      continue;
    }
    std::vector<LiveUpdate> taken = std::move(waiting_);
    waiting_.clear();
    lock.unlock();
    const auto begin = Clock::now();
    const auto written = file_.write_live(taken);
    const Duration took{std::chrono::nanoseconds(Clock::now() - begin).count()};
    lock.lock();
    if (written) {
      standing_ = {waiting_.empty(), ended_in(waiting_), std::nullopt, took, *written};
      changed_.notify_all();
    } else {
      put_back(std::move(taken));
      standing_.trouble = written.error();
      changed_.wait_for(lock, std::chrono::seconds(1), [this] { return stop_; });
    }
  }
}

}  // namespace hamon
