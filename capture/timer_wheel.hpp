#pragma once

#include "base/time.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace hamon {

/// Lists of numbers by the second in which they are due. It runs late rather than early: whoever is
/// taken out is asked whether its time has come, and put back if not.
class TimerWheel {
 public:
  static constexpr std::int64_t kSeconds = 512;  ///< more than the longest idle limit
  static constexpr std::uint32_t kNone = 0;

  [[nodiscard]] static constexpr std::int64_t second_of(Timestamp t) {
    return t.ns / 1'000'000'000 - (t.ns % 1'000'000'000 < 0 ? 1 : 0);
  }

  [[nodiscard]] std::int64_t second() const { return second_; }
  [[nodiscard]] bool started() const { return started_; }
  void start(std::int64_t second) {
    second_ = second;
    started_ = true;
  }

  /// Puts `number` in; `next` is its link.
  void add(std::int64_t due, std::uint32_t number, std::uint32_t& next) {
    const std::int64_t at = std::clamp(due, second_ + 1, second_ + kSeconds - 1);
    std::uint32_t& head = heads_[index(at)];
    next = head;
    head = number;
  }
  /// Turns to the next second and takes out its list.
  [[nodiscard]] std::uint32_t turn() {
    ++second_;
    std::uint32_t& head = heads_[index(second_)];
    const std::uint32_t list = head;
    head = kNone;
    return list;
  }
  /// Skips seconds that no list can be due in: after `kSeconds` turns all have been taken out.
  void jump(std::int64_t second) { second_ = std::max(second_, second); }

 private:
  [[nodiscard]] static std::size_t index(std::int64_t second) {
    return static_cast<std::size_t>(static_cast<std::uint64_t>(second) % kSeconds);
  }

  std::array<std::uint32_t, kSeconds> heads_{};
  std::int64_t second_ = 0;
  bool started_ = false;
};

}  // namespace hamon
