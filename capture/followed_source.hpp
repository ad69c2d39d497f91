#pragma once

#include "base/live_update.hpp"
#include "capture/flow_source.hpp"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace hamon {

/// A log that grows, read on a thread of its own, as a source that grows with it.
class FollowedSource {
 public:
  /// `path` as for `FollowedStream`, from its beginning; `start`: now. What the file holds is told
  /// by its content, as soon as it has some. Errors: it has content that no reader knows, or that
  /// is no text log.
  [[nodiscard]] static Result<std::unique_ptr<FollowedSource>> open(const std::string& path,
                                                                    ReadOptions options,
                                                                    Timestamp start);
  FollowedSource(const FollowedSource&) = delete;
  FollowedSource& operator=(const FollowedSource&) = delete;
  /// Stops and waits for the thread.
  ~FollowedSource();

  /// What is new since the last update.
  [[nodiscard]] LiveUpdate update();
  /// No more is waited for; `finish` follows.
  void stop();
  /// Reads what is there still, hands over what was kept until its end came, and ends; tells what
  /// there was to tell.
  [[nodiscard]] LiveUpdate finish(DiagnosticSink& diagnostics);
  /// Whether it ended by itself: standard input, or nothing more could be read.
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  /// Takes from the reading thread. Where nobody fetches, the reader waits: the file can.
  class Buffer : public FlowSink {
   public:
    void flow(FlowRecord&& record) override;
    void binding(Binding&& binding) override;
    /// Moves into `update` what came, and gives the reader room.
    void fetch(LiveUpdate& update);
    /// From here on nothing waits.
    void open_up();

   private:
    void wait_for_room(std::unique_lock<std::mutex>& lock);

    std::mutex mutex_;
    std::condition_variable room_;
    std::vector<FlowRecord> records_;
    std::vector<Binding> bindings_;
    bool unbounded_ = false;
  };

  FollowedSource(std::string path, ReadOptions options, Timestamp start);
  void run(std::unique_ptr<FlowSource> source);
  void describe(const LiveUpdate& update);

  std::string path_;
  ReadOptions options_;
  Buffer buffer_;
  CollectingSink told_;  // of the thread, until it has ended
  SourceReport read_;    // likewise
  SourceReport report_;
  std::atomic<bool> stop_{false};
  std::atomic<bool> ended_{false};
  std::thread thread_;  // the last member: it uses the others
};

}  // namespace hamon
