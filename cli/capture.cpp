#include "capture/live_source.hpp"
#include "capture/mirror_check.hpp"
#include "capture/privileges.hpp"
#include "capture/ring_files.hpp"
#include "cli/commands.hpp"
#include "cli/live_run.hpp"
#include "render/mirror_text.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr Duration kMirrorTime = Duration::seconds(60);

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

/// An interface, whose frames also go to the check of its mirror port and to the ring files.
class InterfaceInput : public LiveInput {
 public:
  /// `ring` may be nullptr, else it outlives this; `number` is the interface's in it.
  InterfaceInput(Session& session, LiveDevice device, std::string sensor, RingFiles* ring,
                 std::uint32_t number)
      : session_(session),
        mirror_(std::make_unique<MirrorCheck>(device.mac())),
        source_(std::move(device), wall_clock(), std::move(sensor)),
        ring_(ring),
        number_(number) {}

  [[nodiscard]] int descriptor() const override { return source_.device().descriptor(); }
  [[nodiscard]] Result<bool> read() override;
  [[nodiscard]] Result<void> watch(Timestamp wall) override;
  [[nodiscard]] LiveUpdate update(Timestamp wall, bool with_open) override {
    return source_.update(wall, with_open);
  }
  void stop() override { source_.stop(); }
  [[nodiscard]] bool drained() override { return source_.drained(); }
  [[nodiscard]] LiveUpdate finish(Timestamp wall, DiagnosticSink& /*diagnostics*/) override {
    return source_.finish(wall);
  }
  /// Once: says what is wrong with the mirror port, if anything is.
  void judge_mirror(Timestamp wall);

 private:
  void tell(Severity severity, Message what, Message hint) {
    session_.report({severity, std::move(what), source_.device().interface(), {}, std::move(hint)});
  }

  Session& session_;
  std::unique_ptr<MirrorCheck> mirror_;  // for the first minute
  LiveSource source_;
  RingFiles* ring_;
  std::uint32_t number_;
};

Result<bool> InterfaceInput::read() {
  constexpr std::size_t kMost = 256;
  const auto n = source_.read(kMost);
  if (!n) {
    return tl::unexpected(n.error());
  }
  if (mirror_ != nullptr) {
    for (const CaptureFrame& frame : source_.frames()) {
      mirror_->add(frame);
    }
  }
  if (ring_ != nullptr) {
    ring_->add(number_, source_.frames());
  }
  return *n > 0;
}

Result<void> InterfaceInput::watch(Timestamp wall) {
  if (source_.device().state() == LiveDevice::State::Gone) {
    return fail(message("the interface was removed"), source_.device().interface());
  }
  switch (source_.tick(wall)) {
    case LiveSource::Change::WentDown:
      tell(Severity::Warning, message("the interface went down; waiting for it to come back"),
           message("until then nothing is seen: the case keeps it as a gap"));
      break;
    case LiveSource::Change::CameBack:
      tell(Severity::Note, message("the interface is back"), {});
      break;
    case LiveSource::Change::None:
      break;
  }
  return {};
}

void InterfaceInput::judge_mirror(Timestamp wall) {
  if (mirror_ == nullptr) {
    return;
  }
  for (Diagnostic& warning :
       mirror_warnings(session_.words(), mirror_->report(wall), source_.device().interface())) {
    session_.report(std::move(warning));
  }
  mirror_.reset();
}

/// One run of `hamon capture`, from the first frame to the last.
class CaptureRun {
 public:
  CaptureRun(Session& session, CaseFile& file, const CaptureCommandOptions& options)
      : session_(session), options_(options), run_(session, file) {}

  void begin(std::vector<LiveDevice> devices);
  void hear(std::optional<Duration> at_most);
  /// Ends every source; the exit status.
  [[nodiscard]] int finish();
  [[nodiscard]] const LiveRun& run() const { return run_; }

 private:
  void flush_ring(Timestamp wall);
  void judge_mirrors(Timestamp wall);

  Session& session_;
  const CaptureCommandOptions& options_;
  std::unique_ptr<RingFiles> ring_;
  std::vector<InterfaceInput*> interfaces_;  // of `run_`
  LiveRun run_;
  bool ring_trouble_ = false;
};

void CaptureRun::begin(std::vector<LiveDevice> devices) {
  if (!options_.ring.empty()) {
    std::vector<RingFiles::Interface> ring;
    for (const LiveDevice& device : devices) {
      ring.push_back({device.interface(), device.link_type()});
    }
    ring_ = std::make_unique<RingFiles>(options_.ring, options_.ring_mib << 20U, std::move(ring));
  }
  for (LiveDevice& device : devices) {
    session_.report(
        {Severity::Note, message("listening; Ctrl-C ends it"), device.interface(), {}, {}});
    auto input =
        std::make_unique<InterfaceInput>(session_, std::move(device), options_.sensor, ring_.get(),
                                         static_cast<std::uint32_t>(interfaces_.size()));
    interfaces_.push_back(input.get());
    run_.add(std::move(input));
  }
}

void CaptureRun::hear(std::optional<Duration> at_most) {
  run_.hear(at_most, [this](Timestamp wall, Duration since) {
    flush_ring(wall);
    if (since >= kMirrorTime) {
      judge_mirrors(wall);
    }
  });
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
  if (!flushed) {
    run_.set_incomplete();
  }
}

void CaptureRun::judge_mirrors(Timestamp wall) {
  for (InterfaceInput* interface : interfaces_) {
    interface->judge_mirror(wall);
  }
}

int CaptureRun::finish() {
  run_.drain();
  const Timestamp wall = wall_clock();
  judge_mirrors(wall);
  flush_ring(wall);
  const int status = run_.finish();
  if (ring_ != nullptr && ring_->lost() > 0) {
    session_.report({Severity::Warning,
                     message("{} frames are missing in the ring files", ring_->lost()),
                     options_.ring,
                     {},
                     {}});
  }
  return status;
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
  auto file = open_live_case(session, common.case_path, *user);
  if (!file) {
    return tl::unexpected(file.error());
  }
  return std::pair(std::move(*file), std::move(*devices));
}

}  // namespace

int run_capture(Session& session, const Invocation& invocation) {
  const CaptureCommandOptions& options = invocation.capture;
  const auto at_most = parse_stop_after(options.stop_after);
  if (!at_most) {
    return session.trouble(at_most.error());
  }
  stop_on_signals();
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
    run.hear(*at_most);
    status = run.finish();
    packets = run.run().records();
    session.out() << import_text(session.text(), run.run().sources(), TimeZone::utc())
                  << std::flush;
  }
  return std::max(status, close_live_case(session, file, packets));
}

}  // namespace hamon
