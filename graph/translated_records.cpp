#include "graph/translated_records.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

namespace hamon {
namespace {

constexpr Duration kTolerance = Duration::seconds(2);
constexpr std::size_t kLookBack = 64;

Ends turned(const Ends& e) {
  return {e.responder, e.initiator, e.responder_port, e.initiator_port};
}

/// One side of a translation that a record tells of, and for how long.
struct Side {
  std::uint8_t protocol = 0;
  Ends ends;
  Interval time;
  Ends real;
  bool behind = false;

  /// What records are found by, then their order.
  [[nodiscard]] auto key() const { return std::tie(protocol, ends); }
  friend bool operator<(const Side& a, const Side& b) {
    return std::tie(a.protocol, a.ends, a.time.begin, a.time.end, a.real, a.behind) <
           std::tie(b.protocol, b.ends, b.time.begin, b.time.end, b.real, b.behind);
  }
};

Duration distance(Timestamp a, Timestamp b) {
  return a < b ? b - a : a - b;
}

/// The sides of all translations, found by the ends that they show.
class Sides {
 public:
  void add(const FlowRecord& record, const Interval& time) {
    const Translation& t = *record.translation;
    all_.push_back({record.protocol, t.front, time, t.real(), false});
    if (t.back != t.front) {
      all_.push_back({record.protocol, t.back, time, t.real(), true});
    }
  }
  void sort() { std::sort(all_.begin(), all_.end()); }

  /// The side with these ends that overlaps `time`.
  [[nodiscard]] const Side* find(std::uint8_t protocol, const Ends& ends,
                                 const Interval& time) const {
    const Side last{protocol, ends, {time.end + kTolerance, Timestamp::max()}, {}, true};
    auto at = std::upper_bound(all_.begin(), all_.end(), last);
    const Side* best = nullptr;
    for (std::size_t looked = 0; looked < kLookBack && at != all_.begin(); ++looked) {
      --at;
      if (at->protocol != protocol || at->ends != ends) {
        break;
      }
      const bool nearer = best == nullptr || distance(at->time.begin, time.begin) <=
                                                 distance(best->time.begin, time.begin);
      if (time.begin <= at->time.end + kTolerance && nearer) {
        best = &*at;
      }
    }
    return best;
  }

 private:
  std::vector<Side> all_;
};

}  // namespace

void TranslatedRecords::change(std::uint32_t i, const Ends& real) {
  const FlowRecord& told = records_[i];
  if (told.ends() == real) {
    return;
  }
  FlowRecord changed = told;
  changed.set_ends(real);
  if (real.initiator != told.initiator) {
    changed.initiator_mac.reset();
    changed.initiator_ttl = 0;
  }
  if (real.responder != told.responder) {
    changed.responder_mac.reset();
    changed.responder_ttl = 0;
  }
  places_[i] = static_cast<std::uint32_t>(changed_.size());
  changed_.push_back(std::move(changed));
}

TranslatedRecords::TranslatedRecords(std::span<const FlowRecord> records,
                                     std::span<const ClockOffset> clocks)
    : records_(records) {
  std::vector<Duration> ahead;  // of each source's clock
  for (const ClockOffset& clock : clocks) {
    ahead.resize(std::max<std::size_t>(ahead.size(), clock.source + std::size_t{1}));
    ahead[clock.source] = clock.ahead;
  }
  const auto time_of = [&](const FlowRecord& r) {
    const Duration shift = r.source < ahead.size() ? ahead[r.source] : Duration{};
    return Interval{r.start - shift, r.end - shift};
  };
  Sides sides;
  bool any = false;
  for (const FlowRecord& r : records) {
    if (r.translation) {
      sides.add(r, time_of(r));
      any = true;
    }
  }
  if (!any) {
    return;
  }
  sides.sort();
  places_.assign(records.size(), kAsTold);
  behind_.assign(records.size(), false);
  for (std::uint32_t i = 0; i < records.size(); ++i) {
    const FlowRecord& r = records[i];
    if (r.translation) {
      change(i, r.translation->real());
    } else if (const Side* side = sides.find(r.protocol, r.ends(), time_of(r))) {
      behind_[i] = side->behind;
      change(i, side->real);
    } else if (const Side* back = sides.find(r.protocol, turned(r.ends()), time_of(r))) {
      behind_[i] = back->behind;
      change(i, turned(back->real));
    }
  }
}

}  // namespace hamon
