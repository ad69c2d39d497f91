#include "capture/live_source.hpp"
#include "capture/mirror_check.hpp"
#include "capture/privileges.hpp"
#include "capture/ring_files.hpp"
#include "cli/case_keeper.hpp"
#include "cli/commands.hpp"
#include "cli/sources.hpp"
#include "graph/graph_builder.hpp"
#include "render/import_text.hpp"
#include "render/mirror_text.hpp"
#include "render/words.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>

#include <poll.h>

namespace hamon {
namespace {

constexpr Duration kMirrorTime = Duration::seconds(60);
constexpr std::size_t kMostWaiting = 1'000'000;      // conversations that the disk does not take
constexpr std::uint64_t kBytesASecond = 512 * 1024;  // that rewriting what is open may cost
constexpr std::uint64_t kDeriveUpTo = 2'000'000;     // packets

volatile std::sig_atomic_t stop_asked = 0;

extern "C" void ask_to_stop(int) {
  stop_asked = 1;
}

void on_signals(void (*what)(int)) {
  struct sigaction action {};
  action.sa_handler = what;  // without SA_RESTART: poll returns at once
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    ::sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) {  // nohup wants it so
      ::sigaction(signal, &action, nullptr);
    }
  }
}

Timestamp wall_clock() {
  return {std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count()};
}
/// Of a clock that nobody sets.
Timestamp steady_clock() {
  return {std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count()};
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    out += (out.empty() ? "" : " ") + word;
  }
  return out;
}

Result<std::vector<LiveDevice>> open_devices(const CaptureCommandOptions& options) {
  std::vector<LiveDevice> devices;
  for (const std::string& interface : options.interfaces) {
    const auto same = [&](const LiveDevice& d) { return d.interface() == interface; };
    if (std::any_of(devices.begin(), devices.end(), same)) {
      return fail(message("the interface {} is named twice", interface));
    }
    LiveDeviceOptions device;
    device.interface = interface;
    device.filter = joined(options.filter);
    device.buffer_bytes = static_cast<std::uint32_t>(options.buffer_mib << 20U);
    auto opened = LiveDevice::open(device);
    if (!opened) {
      return tl::unexpected(opened.error());
    }
    devices.push_back(std::move(*opened));
  }
  return devices;
}

/// When what is open is written again: each second, less often where that would take more than a
/// tenth of the time or of the disk's patience.
class OpenPace {
 public:
  [[nodiscard]] bool due(Timestamp now) const { return now >= next_; }
  void wrote(Timestamp now, Duration gathered, const CaseKeeper::Standing& before) {
    const std::int64_t busy = 10 * (gathered.ns + before.took.ns);
    const auto heavy = static_cast<std::int64_t>(before.bytes * 1'000'000'000 / kBytesASecond);
    const std::int64_t pause =
        std::clamp(std::max(busy, heavy), Duration::milliseconds(900).ns, Duration::minutes(1).ns);
    next_ = now + Duration{pause};
  }

 private:
  Timestamp next_;
};

/// One run of `hamon capture`, from the first frame to the last.
class CaptureRun {
 public:
  CaptureRun(Session& session, CaseFile& file, const CaptureCommandOptions& options)
      : session_(session), options_(options), keeper_(file) {}

  void begin(std::vector<LiveDevice> devices);
  void hear(std::optional<Duration> at_most);
  /// Ends every source; the exit status.
  [[nodiscard]] int finish();
  [[nodiscard]] std::vector<ImportedSource> summary() const;
  [[nodiscard]] std::uint64_t packets() const;

 private:
  struct Listener {
    std::unique_ptr<LiveSource> source;
    std::unique_ptr<MirrorCheck> mirror;  // for the first minute
    bool gone = false;
  };

  void wait(Timestamp until) const;
  [[nodiscard]] bool read_all();
  void read_one(Listener& listener, std::uint32_t number);
  void lose(Listener& listener, const Error& why);
  void tick(Timestamp now);
  void watch_interfaces(Timestamp wall);
  void watch_case();
  void hand_over(Timestamp now, Timestamp wall);
  void flush_ring(Timestamp wall);
  void judge_mirrors(Timestamp wall);
  void drain();
  void tell(Severity severity, Message what, const std::string& where, Message hint = {});

  Session& session_;
  const CaptureCommandOptions& options_;
  CaseKeeper keeper_;
  std::vector<Listener> listeners_;
  std::unique_ptr<RingFiles> ring_;
  std::vector<ImportedSource> done_;
  OpenPace pace_;
  Timestamp begun_;
  Timestamp next_tick_;
  std::optional<Timestamp> case_trouble_since_;
  bool ring_trouble_ = false;
  bool mirrors_judged_ = false;
  bool incomplete_ = false;
  bool stop_ = false;
};

void CaptureRun::tell(Severity severity, Message what, const std::string& where, Message hint) {
  session_.report({severity, std::move(what), where, {}, std::move(hint)});
}

void CaptureRun::begin(std::vector<LiveDevice> devices) {
  std::vector<RingFiles::Interface> ring;
  const Timestamp wall = wall_clock();
  for (LiveDevice& device : devices) {
    ring.push_back({device.interface(), device.link_type()});
    Listener listener;
    listener.mirror = std::make_unique<MirrorCheck>(device.mac());
    tell(Severity::Note, message("listening; Ctrl-C ends it"), device.interface());
    listener.source = std::make_unique<LiveSource>(std::move(device), wall, options_.sensor);
    listeners_.push_back(std::move(listener));
  }
  if (!options_.ring.empty()) {
    ring_ = std::make_unique<RingFiles>(options_.ring, options_.ring_mib << 20U, std::move(ring));
  }
  begun_ = steady_clock();
  hand_over(begun_, wall);
  next_tick_ = begun_ + Duration::seconds(1);
}

void CaptureRun::hear(std::optional<Duration> at_most) {
  while (stop_asked == 0 && !stop_) {
    const bool more = read_all();
    const Timestamp now = steady_clock();
    if (now >= next_tick_) {
      tick(now);
      next_tick_ = std::max(next_tick_ + Duration::seconds(1), now);
    }
    if (at_most && now - begun_ >= *at_most) {
      return;
    }
    if (!more) {
      wait(next_tick_);
    }
  }
}

void CaptureRun::wait(Timestamp until) const {
  std::vector<pollfd> descriptors;
  for (const Listener& listener : listeners_) {
    if (!listener.gone) {
      descriptors.push_back({listener.source->device().descriptor(), POLLIN, 0});
    }
  }
  const std::int64_t left = (until - steady_clock()).ns / 1'000'000;
  const int patience = static_cast<int>(std::clamp<std::int64_t>(left, 1, 100));
  (void)::poll(descriptors.data(), descriptors.size(), patience);
}

/// Whether a listener had so much that it may have more.
bool CaptureRun::read_all() {
  bool more = false;
  for (std::uint32_t number = 0; number < listeners_.size(); ++number) {
    constexpr int kRounds = 16;  // before the others have their turn
    for (int i = 0; i < kRounds && !listeners_[number].gone; ++i) {
      read_one(listeners_[number], number);
      const bool some = !listeners_[number].source->frames().empty();
      more = more || (some && i + 1 == kRounds);
      if (!some) {
        break;
      }
    }
  }
  return more;
}

void CaptureRun::read_one(Listener& listener, std::uint32_t number) {
  constexpr std::size_t kMost = 256;
  const auto n = listener.source->read(kMost);
  if (!n) {
    lose(listener, n.error());
    return;
  }
  if (listener.mirror != nullptr) {
    for (const CaptureFrame& frame : listener.source->frames()) {
      listener.mirror->add(frame);
    }
  }
  if (ring_ != nullptr) {
    ring_->add(number, listener.source->frames());
  }
}

void CaptureRun::lose(Listener& listener, const Error& why) {
  listener.gone = true;
  incomplete_ = true;
  session_.report(why);
  stop_ = std::all_of(listeners_.begin(), listeners_.end(), [](const auto& l) { return l.gone; });
}

void CaptureRun::tick(Timestamp now) {
  const Timestamp wall = wall_clock();
  watch_interfaces(wall);
  hand_over(now, wall);
  watch_case();
  flush_ring(wall);
  if (!mirrors_judged_ && now - begun_ >= kMirrorTime) {
    judge_mirrors(wall);
  }
}

void CaptureRun::watch_interfaces(Timestamp wall) {
  for (Listener& listener : listeners_) {
    if (listener.gone) {
      continue;
    }
    const std::string& interface = listener.source->device().interface();
    if (listener.source->device().state() == LiveDevice::State::Gone) {
      lose(listener, {Severity::Error, message("the interface was removed"), interface, {}, {}});
      continue;
    }
    switch (listener.source->tick(wall)) {
      case LiveSource::Change::WentDown:
        tell(Severity::Warning, message("the interface went down; waiting for it to come back"),
             interface, message("until then nothing is seen: the case keeps it as a gap"));
        break;
      case LiveSource::Change::CameBack:
        tell(Severity::Note, message("the interface is back"), interface);
        break;
      case LiveSource::Change::None:
        break;
    }
  }
}

void CaptureRun::hand_over(Timestamp now, Timestamp wall) {
  const CaseKeeper::Standing before = keeper_.standing();
  const bool with_open = before.idle && pace_.due(now);
  std::vector<LiveUpdate> updates;
  for (Listener& listener : listeners_) {
    updates.push_back(listener.source->update(wall, with_open));
  }
  if (with_open) {
    pace_.wrote(now, steady_clock() - now, before);
  }
  keeper_.hand_over(std::move(updates));
}

void CaptureRun::watch_case() {
  const CaseKeeper::Standing standing = keeper_.standing();
  if (standing.trouble && !case_trouble_since_) {
    case_trouble_since_ = steady_clock();
    tell(Severity::Warning, standing.trouble->what, standing.trouble->file,
         message("the case keeps what it has; what comes waits in memory and is tried again"));
  } else if (!standing.trouble && case_trouble_since_) {
    case_trouble_since_.reset();
    tell(Severity::Note, message("the case can be written again; nothing was lost"), {});
  }
  if (standing.waiting > kMostWaiting) {
    stop_ = true;
    incomplete_ = true;
    tell(Severity::Error,
         message("{} conversations wait for the disk; capturing ends here", standing.waiting), {},
         message("the case keeps what it has; free some space and start again"));
  }
}

void CaptureRun::flush_ring(Timestamp wall) {
  if (ring_ == nullptr) {
    return;
  }
  const auto flushed = ring_->flush(wall);
  if (!flushed && !ring_trouble_) {
    session_.report(flushed.error());
  }
  ring_trouble_ = !flushed;
  incomplete_ = incomplete_ || !flushed;
}

void CaptureRun::judge_mirrors(Timestamp wall) {
  mirrors_judged_ = true;
  for (Listener& listener : listeners_) {
    const auto& interface = listener.source->device().interface();
    for (Diagnostic& warning :
         mirror_warnings(session_.words(), listener.mirror->report(wall), interface)) {
      session_.report(std::move(warning));
    }
    listener.mirror.reset();
  }
}

/// What lies in the kernel's buffers was seen, too.
void CaptureRun::drain() {
  for (Listener& listener : listeners_) {
    listener.source->stop();
  }
  const Timestamp until = steady_clock() + Duration::seconds(2);
  const auto left = [](const Listener& l) { return !l.gone && !l.source->drained(); };
  while (steady_clock() < until && std::any_of(listeners_.begin(), listeners_.end(), left)) {
    if (!read_all()) {
      wait(steady_clock() + Duration::milliseconds(20));
    }
  }
}

int CaptureRun::finish() {
  drain();
  const Timestamp wall = wall_clock();
  if (!mirrors_judged_) {
    judge_mirrors(wall);
  }
  flush_ring(wall);
  std::vector<LiveUpdate> updates;
  RunStatus status;
  for (Listener& listener : listeners_) {
    updates.push_back(listener.source->finish(wall));
    done_.push_back({updates.back().report, false});
    status.add(session_, updates.back().report);
  }
  if (ring_ != nullptr && ring_->lost() > 0) {
    tell(Severity::Warning, message("{} frames are missing in the ring files", ring_->lost()),
         options_.ring);
  }
  keeper_.hand_over(std::move(updates));
  if (const auto kept = keeper_.finish(Duration::seconds(10)); !kept) {
    session_.report(kept.error());
    tell(Severity::Error,
         message("the last {} conversations could not be kept", keeper_.standing().waiting), {},
         message("the case keeps what it had before"));
    return exit_status::kIncomplete;
  }
  return incomplete_ ? exit_status::kIncomplete : status.exit_status();
}

std::vector<ImportedSource> CaptureRun::summary() const {
  return done_;
}

std::uint64_t CaptureRun::packets() const {
  std::uint64_t n = 0;
  for (const ImportedSource& source : done_) {
    n += source.report.records;
  }
  return n;
}

/// Interfaces are open, privileges are gone, the case is in live mode; or why not.
Result<std::pair<CaseFile, std::vector<LiveDevice>>> prepare(Session& session,
                                                             const CommonOptions& common,
                                                             const CaptureCommandOptions& options) {
  const auto user = choose_user(options.user, common.case_path);
  if (!user) {
    return tl::unexpected(user.error());
  }
  auto devices = open_devices(options);
  if (!devices) {
    return tl::unexpected(devices.error());
  }
  if (auto dropped = drop_privileges(*user); !dropped) {
    return tl::unexpected(dropped.error());
  }
  if (user->user == 0) {
    session.report({Severity::Note,
                    message("stays root, without its capabilities: nobody else may write here"),
                    common.case_path,
                    {},
                    message("let a user of its own own the folder, or name one with --user")});
  } else {
    session.report(
        {Severity::Note, message("goes on as {}, without privileges", user->name), {}, {}, {}});
  }
  auto file = CaseFile::open(common.case_path, CaseFile::Mode::Create);
  if (!file) {
    return tl::unexpected(file.error());
  }
  if (auto live = file->begin_live(); !live) {
    return tl::unexpected(live.error());
  }
  return std::pair(std::move(*file), std::move(*devices));
}

/// Makes the case one file again, and derives what the first question would otherwise wait for.
int close_case(Session& session, CaseFile& file, std::uint64_t packets) {
  on_signals(SIG_DFL);  // from here on nothing can be lost
  const auto one_file = file.end_live();
  if (!one_file) {
    session.report(one_file.error());
    return exit_status::kIncomplete;
  }
  CollectingSink told_when_asked;
  if (*one_file && packets <= kDeriveUpTo) {
    (void)load_graph(file, told_when_asked);
  }
  return exit_status::kDone;
}

}  // namespace

int run_capture(Session& session, const Invocation& invocation) {
  const CaptureCommandOptions& options = invocation.capture;
  std::optional<Duration> at_most;
  if (!options.stop_after.empty()) {
    at_most = parse_duration(options.stop_after);
    if (!at_most) {
      return session.trouble({Severity::Error,
                              message("{} is no duration", options.stop_after),
                              {},
                              {},
                              message("a number and ms, s, m, h or d, e.g. 10m")});
    }
  }
  on_signals(ask_to_stop);
  auto prepared = prepare(session, invocation.common, options);
  if (!prepared) {
    return session.trouble(prepared.error());
  }
  auto& [file, devices] = *prepared;
  int status = exit_status::kDone;
  std::uint64_t packets = 0;
  {
    CaptureRun run(session, file, options);
    run.begin(std::move(devices));
    run.hear(at_most);
    status = run.finish();
    packets = run.packets();
    session.out() << import_text(session.text(), run.summary(), TimeZone::utc()) << std::flush;
  }
  return std::max(status, close_case(session, file, packets));
}

}  // namespace hamon
