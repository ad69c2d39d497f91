#include "capture/followed_source.hpp"

#include "base/sha256.hpp"
#include "capture/followed_stream.hpp"
#include "capture/live_source.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

namespace hamon {
namespace {

constexpr std::size_t kMostWaiting = 200'000;  // records, then the reader waits

bool has_content(const std::string& path) {
  std::error_code error;
  return std::filesystem::file_size(path, error) > 0 && !error;
}

}  // namespace

void FollowedSource::Buffer::wait_for_room(std::unique_lock<std::mutex>& lock) {
  room_.wait(lock,
             [this] { return unbounded_ || records_.size() + bindings_.size() < kMostWaiting; });
}

void FollowedSource::Buffer::flow(FlowRecord&& record) {
  std::unique_lock lock(mutex_);
  wait_for_room(lock);
  records_.push_back(std::move(record));
}

void FollowedSource::Buffer::binding(Binding&& binding) {
  std::unique_lock lock(mutex_);
  wait_for_room(lock);
  bindings_.push_back(std::move(binding));
}

void FollowedSource::Buffer::fetch(LiveUpdate& update) {
  {
    const std::lock_guard lock(mutex_);
    update.ended = std::exchange(records_, {});
    update.known = std::exchange(bindings_, {});
  }
  room_.notify_all();
}

void FollowedSource::Buffer::open_up() {
  {
    const std::lock_guard lock(mutex_);
    unbounded_ = true;
  }
  room_.notify_all();
}

FollowedSource::FollowedSource(std::string path, ReadOptions options, Timestamp start)
    : path_(std::move(path)), options_(std::move(options)) {
  options_.hash = false;
  options_.follow = true;
  options_.progress = {};
  const Timestamp second = Timestamp::from_seconds(start.ns / 1'000'000'000);
  report_.name = "follow:" + path_ + "@" + format_time(second, TimeZone::utc());
  report_.kind = "live-log";  // `is_live_kind`: it grows while its SHA-256 stays
  report_.sensor = options_.sensor;
  report_.sha256 = live_identity(path_, start);
}

Result<std::unique_ptr<FollowedSource>> FollowedSource::open(const std::string& path,
                                                             ReadOptions options, Timestamp start) {
  std::unique_ptr<FollowedSource> out(new FollowedSource(path, std::move(options), start));
  std::unique_ptr<FlowSource> source;
  if (!out->options_.as.empty() || has_content(path)) {  // what is wrong is told at once
    auto opened = open_followed_source(path, out->options_, out->stop_);
    if (!opened) {
      return tl::unexpected(std::move(opened).error());
    }
    source = std::move(*opened);
  }
  out->thread_ =
      std::thread([self = out.get(), s = std::move(source)]() mutable { self->run(std::move(s)); });
  return out;
}

FollowedSource::~FollowedSource() {
  stop();
  buffer_.open_up();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void FollowedSource::run(std::unique_ptr<FlowSource> source) {
  while (source == nullptr && !stop_) {
    if (path_ == "-" || has_content(path_)) {
      auto opened = open_followed_source(path_, options_, stop_);
      if (!opened) {
        told_.report(std::move(opened).error());
        read_.damaged = true;
        break;
      }
      source = std::move(*opened);
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }
  if (source != nullptr) {
    read_ = source->read(buffer_, told_);
  }
  ended_ = true;
}

void FollowedSource::describe(const LiveUpdate& update) {
  const auto saw = [this](Timestamp begin, Timestamp end) {
    const Interval now = report_.window.value_or(Interval{begin, end});
    report_.window = Interval{std::min(now.begin, begin), std::max(now.end, end)};
  };
  for (const FlowRecord& record : update.ended) {
    saw(record.start, record.end);
  }
  for (const Binding& binding : update.known) {
    saw(binding.first, binding.last);
  }
  report_.used += update.ended.size() + update.known.size();
  report_.records = report_.used;
}

LiveUpdate FollowedSource::update() {
  LiveUpdate update;
  buffer_.fetch(update);
  describe(update);
  update.report = report_;
  return update;
}

void FollowedSource::stop() {
  stop_ = true;
}

LiveUpdate FollowedSource::finish(DiagnosticSink& diagnostics) {
  stop();
  buffer_.open_up();
  if (thread_.joinable()) {
    thread_.join();
  }
  LiveUpdate last = update();
  for (Diagnostic& told : told_.diagnostics) {
    diagnostics.report(std::move(told));
  }
  told_.diagnostics.clear();
  SourceReport report = read_;  // now that every line is counted
  report.name = report_.name;
  report.sha256 = report_.sha256;
  report.sensor = report_.sensor;
  report.window = report_.window ? report_.window : read_.window;
  if (!read_.kind.empty()) {
    report.format_note = read_.kind + (read_.format_note.empty() ? "" : ", " + read_.format_note);
  }
  report.kind = report_.kind;
  report_ = report;
  last.report = report_;
  return last;
}

}  // namespace hamon
