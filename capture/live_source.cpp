#include "capture/live_source.hpp"

#include "base/sha256.hpp"

#include <algorithm>
#include <random>

namespace hamon {
namespace {

constexpr std::size_t kBatch = 256;
constexpr std::size_t kKeptGaps = 20;
constexpr std::size_t kManyBindings = 100'000;
constexpr Duration kSettled = Duration::seconds(5);  // no packet comes later than that

}  // namespace

std::string live_identity(const std::string& interface, Timestamp start) {
  std::random_device random;  // the kernel's generator
  std::string text = "hamon live 1\n" + interface + "\n" + std::to_string(start.ns) + "\n";
  for (int i = 0; i < 8; ++i) {
    const auto word = static_cast<std::uint32_t>(random());
    for (unsigned shift = 0; shift < 32; shift += 8) {
      text.push_back(static_cast<char>((word >> shift) & 0xFFU));
    }
  }
  return sha256_hex(text);
}

LiveSource::LiveSource(LiveDevice device, Timestamp start, std::string sensor)
    : device_(std::move(device)),
      start_(start),
      ended_(std::make_unique<KeptOutput>()),
      pipeline_(std::make_unique<LivePipeline>(*ended_)),
      batch_(kBatch) {
  const Timestamp second = Timestamp::from_seconds(start.ns / 1'000'000'000);
  report_.name = "live:" + device_.interface() + "@" + format_time(second, TimeZone::utc());
  report_.kind = "live";
  report_.sensor = std::move(sensor);
  report_.sha256 = live_identity(device_.interface(), start);
  describe(start, true);
}

Result<std::size_t> LiveSource::read(std::size_t most) {
  taken_ = 0;
  const auto n = device_.read({batch_.data(), std::min(most, batch_.size())});
  if (n) {
    taken_ = *n;
    pipeline_->add(frames());
  }
  return n;
}

LiveSource::Change LiveSource::tick(Timestamp now) {
  pipeline_->expire(now - kSettled);
  const bool up = device_.state() == LiveDevice::State::Up;
  if (up == !down_since_) {
    return Change::None;
  }
  if (!up) {
    down_since_ = now;
    return Change::WentDown;
  }
  const Interval gap{*down_since_, std::max(now, *down_since_)};
  down_since_.reset();
  if (gaps_.size() < kKeptGaps) {
    gaps_.push_back(gap);
  } else {
    gaps_.back().end = gap.end;  // too many: rather too long than not told
  }
  return Change::CameBack;
}

LiveUpdate LiveSource::update(Timestamp now, bool with_open) {
  LiveUpdate out;
  if (with_open && pipeline_->bindings() >= kManyBindings) {
    pipeline_->take_bindings(*ended_);  // together with what replaces them below
  }
  out.ended.swap(ended_->records);
  out.known.swap(ended_->bindings);
  if (with_open) {
    out.has_open = true;
    pipeline_->report_open(*ended_);
    pipeline_->report_bindings(*ended_);
    out.open.swap(ended_->records);
    out.so_far.swap(ended_->bindings);
  }
  describe(now, true);
  out.report = report_;
  return out;
}

void LiveSource::stop() {
  received_at_stop_ = device_.update_counters().received;
}

bool LiveSource::drained() {
  return pipeline_->packets() + device_.update_counters().dropped >= received_at_stop_;
}

LiveUpdate LiveSource::finish(Timestamp now) {
  pipeline_->finish();
  const std::uint64_t known = pipeline_->packets() + device_.update_counters().dropped;
  left_behind_ = received_at_stop_ > known ? received_at_stop_ - known : 0;
  LiveUpdate out;
  out.has_open = true;  // nothing is open any more
  out.ended.swap(ended_->records);
  out.known.swap(ended_->bindings);
  describe(now, false);
  out.report = report_;
  return out;
}

void LiveSource::describe(Timestamp now, bool running) {
  const LiveCounters& counters = device_.update_counters();
  report_.records = pipeline_->packets();
  report_.used = pipeline_->used();
  report_.unused.clear();
  for (std::size_t i = 1; i < kUnusedReasons; ++i) {
    const auto reason = static_cast<UnusedReason>(i);
    if (const std::uint64_t n = pipeline_->count(reason); n > 0) {
      report_.unused.emplace_back(name_of(reason), n);
    }
  }
  std::ranges::sort(report_.unused);
  report_.window = Interval{start_, std::max(start_, now)};
  report_.drops = counters.dropped + counters.missed + left_behind_;
  report_.format_note = running ? "running" : "";
  report_.limits.clear();
  for (const Interval& gap : gaps_) {
    report_.limits.push_back({"down", gap, 0});
  }
  if (down_since_) {
    report_.limits.push_back({"down", Interval{*down_since_, std::max(now, *down_since_)}, 0});
  }
}

}  // namespace hamon
