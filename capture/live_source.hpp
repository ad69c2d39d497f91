#pragma once

#include "base/live_update.hpp"
#include "capture/kept_output.hpp"
#include "capture/live_device.hpp"
#include "capture/live_pipeline.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hamon {

/// The name under which a live source is kept for ever: SHA-256 over interface, start and 32 random
/// bytes, 64 hexadecimal digits. No two sources have the same, on whatever machines.
[[nodiscard]] std::string live_identity(const std::string& interface, Timestamp start);

/// One interface under observation, as a source that grows.
class LiveSource {
 public:
  /// `start`: now.
  LiveSource(LiveDevice device, Timestamp start, std::string sensor);
  LiveSource(const LiveSource&) = delete;
  LiveSource& operator=(const LiveSource&) = delete;

  /// Takes at most `most` frames; how many there were. `frames` views them until the next call.
  /// Errors: the interface was removed.
  [[nodiscard]] Result<std::size_t> read(std::size_t most);
  [[nodiscard]] std::span<const CaptureFrame> frames() const { return {batch_.data(), taken_}; }

  /// Looks at interface and clock; to be called about once a second. `Up` after `Down` is told
  /// once, as is the other way.
  enum class Change { None, WentDown, CameBack };
  [[nodiscard]] Change tick(Timestamp now);

  /// What is new since the last update; with `with_open` also what is under way.
  [[nodiscard]] LiveUpdate update(Timestamp now, bool with_open);
  /// No later frame is waited for. Those that the kernel has and has not handed over yet come with
  /// `read`, within a fraction of a second: until `drained`.
  void stop();
  [[nodiscard]] bool drained();
  /// The last update: everything has ended. Frames that came before `stop` and were never handed
  /// over count as drops.
  [[nodiscard]] LiveUpdate finish(Timestamp now);

  [[nodiscard]] const LiveDevice& device() const { return device_; }
  [[nodiscard]] const SourceReport& report() const { return report_; }
  [[nodiscard]] const LivePipeline& pipeline() const { return *pipeline_; }
  [[nodiscard]] bool is_down() const { return down_since_.has_value(); }

 private:
  void describe(Timestamp now, bool running);

  LiveDevice device_;
  SourceReport report_;
  Timestamp start_;
  std::unique_ptr<KeptOutput> ended_;
  std::unique_ptr<LivePipeline> pipeline_;
  std::vector<CaptureFrame> batch_;
  std::size_t taken_ = 0;
  std::optional<Timestamp> down_since_;
  std::vector<Interval> gaps_;
  std::uint64_t received_at_stop_ = 0;
  std::uint64_t left_behind_ = 0;  // frames in the kernel's ring when it was closed
};

}  // namespace hamon
