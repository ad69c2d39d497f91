#pragma once

#include "base/address.hpp"
#include "base/source_facts.hpp"
#include "base/time.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hamon {

/// Who sends to a port, and how far their clocks are off. Of those beyond `kMost` nothing is kept.
class ExporterWatch {
 public:
  static constexpr std::size_t kMost = 4096;

  /// A datagram of `exporter`; `sent` by its own clock, where it says that.
  void heard(const IpAddress& exporter, std::optional<Timestamp> sent, Timestamp arrived) {
    if (exporters_.size() >= kMost && !exporters_.contains(exporter)) {
      return;
    }
    Clock& clock = exporters_[exporter];
    if (sent) {
      clock.ahead[clock.datagrams++ % kKept] = *sent - arrived;
    }
  }

  [[nodiscard]] std::size_t size() const { return exporters_.size(); }
  /// The exporter whose clock is off most, and by how much it is ahead: the median of its last nine
  /// datagrams, so that one that was late on its way says nothing.
  [[nodiscard]] std::optional<std::pair<IpAddress, Duration>> worst_clock() const {
    std::optional<std::pair<IpAddress, Duration>> worst;
    for (const auto& [exporter, clock] : exporters_) {
      if (clock.datagrams == 0) {
        continue;
      }
      const Duration ahead = clock.median();
      if (!worst || std::abs(ahead.ns) > std::abs(worst->second.ns)) {
        worst = std::pair(exporter, ahead);
      }
    }
    return worst;
  }

 private:
  static constexpr std::size_t kKept = 9;

  struct Clock {
    std::array<Duration, kKept> ahead{};
    std::uint64_t datagrams = 0;

    [[nodiscard]] Duration median() const {
      std::vector<std::int64_t> sorted;
      for (std::size_t i = 0; i < std::min<std::uint64_t>(datagrams, kKept); ++i) {
        sorted.push_back(ahead[i].ns);
      }
      std::ranges::sort(sorted);
      return Duration{sorted[sorted.size() / 2]};
    }
  };

  std::map<IpAddress, Clock> exporters_;
};

/// The worst clock as a fact of a source, in seconds (`clock ahead 3600 at 192.0.2.1`), where it is
/// off by more than what a busy network and whole seconds explain.
inline void add_clock_fact(std::string& note, const ExporterWatch& watch) {
  constexpr Duration kTolerated = Duration::seconds(5);
  const auto worst = watch.worst_clock();
  if (worst && std::abs(worst->second.ns) > kTolerated.ns) {
    const auto seconds = static_cast<std::uint64_t>(std::abs(worst->second.ns) / 1'000'000'000);
    add_fact(note, worst->second.ns > 0 ? "clock ahead" : "clock behind", seconds,
             worst->first.text());
  }
}

}  // namespace hamon
