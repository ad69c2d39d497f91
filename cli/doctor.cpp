#include "base/mirror_report.hpp"
#include "capture/capture_file.hpp"
#include "capture/live_device.hpp"
#include "capture/mirror_check.hpp"
#include "capture/privileges.hpp"
#include "cli/collected_ports.hpp"
#include "cli/commands.hpp"
#include "render/doctor_text.hpp"
#include "render/font_file.hpp"
#include "render/mirror_text.hpp"
#include "render/source_text.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include <poll.h>
#include <sys/timex.h>
#include <unistd.h>

namespace hamon {
namespace {

Timestamp now() {
  return {std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count()};
}

std::string folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

/// Whether something keeps the clock right; the kernel is told by whoever does.
std::optional<std::string> synchronised() {
  timex state{};
  const int answer = ::adjtimex(&state);  // asks, with no mode set
  if (answer < 0) {
    return std::nullopt;
  }
  return (state.status & STA_UNSYNC) != 0 ? "no" : "yes";
}

Result<MachineReport> look_at_machine(const std::string& case_path) {
  constexpr Timestamp kProgramMade = Timestamp::from_seconds(1'767'225'600);  // 2026-01-01
  MachineReport r;
  auto interfaces = live_interfaces();
  if (!interfaces) {
    return tl::unexpected(interfaces.error());
  }
  for (const LiveInterface& i : *interfaces) {
    r.interfaces.push_back({i.name, i.up, i.running, i.loopback});
  }
  r.may_listen = may_listen();
  r.is_root = ::geteuid() == 0;
  r.case_path = case_path;
  const std::string folder = folder_of(case_path);
  std::error_code error;
  r.case_exists = std::filesystem::exists(case_path, error);
  r.may_write_case = ::access(folder.c_str(), W_OK | X_OK) == 0 &&
                     (!r.case_exists || ::access(case_path.c_str(), R_OK | W_OK) == 0);
  const auto space = std::filesystem::space(folder, error);
  if (!error) {
    r.free_bytes = space.available;
  }
  r.now = now();
  r.clock_is_behind = r.now < kProgramMade;
  r.synchronised = synchronised();
  r.has_time_zones = TimeZone::named("Asia/Tokyo").has_value();
  r.font = find_font().value_or("");
  r.libraries.emplace_back("Hamon", HAMON_VERSION);
  r.libraries.emplace_back("libpcap", live_library_version());
  return r;
}

/// An interface that is looked at.
struct HeardInterface {
  LiveDevice device;
  MirrorCheck check;
};

/// What arrives on all of them in so much time.
Result<void> hear(std::vector<HeardInterface>& interfaces, Duration how_long) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::nanoseconds(how_long.ns);
  std::vector<CaptureFrame> frames(256);
  while (std::chrono::steady_clock::now() < end) {
    std::vector<pollfd> descriptors;
    std::size_t arrived = 0;
    for (HeardInterface& interface : interfaces) {
      const auto n = interface.device.read(frames);
      if (!n) {
        return tl::unexpected(n.error());
      }
      for (std::size_t i = 0; i < *n; ++i) {
        interface.check.add(frames[i]);
      }
      arrived += *n;
      descriptors.push_back({interface.device.descriptor(), POLLIN, 0});
    }
    if (arrived == 0) {
      (void)::poll(descriptors.data(), descriptors.size(), 100);
    }
  }
  return {};
}

struct Looked {
  int status = exit_status::kDone;
  void found(const MirrorReport& report) {
    if (!report.problems.empty()) {
      status = exit_status::kIncomplete;
    }
  }
};

int doctor_files(Session& session, const DoctorOptions& options) {
  Looked looked;
  for (const std::string& path : options.files) {
    MirrorCheck check;
    const auto read = for_each_frame(path, [&](const CaptureFrame& frame) { check.add(frame); });
    if (!read) {
      return session.trouble(read.error());
    }
    const MirrorReport report = check.report(now());
    session.out() << mirror_text(session.text(), report, path);
    looked.found(report);
    if (*read) {
      session.report(**read);
      looked.status = exit_status::kIncomplete;
    }
  }
  return looked.status;
}

Error no_duration(const std::string& text) {
  return {Severity::Error,
          message("{} is no duration", text),
          {},
          {},
          message("a number and ms, s, m, h or d, e.g. 10m")};
}

int doctor_interfaces(Session& session, const DoctorOptions& options) {
  const auto how_long = parse_duration(options.duration);
  if (!how_long) {
    return session.trouble(no_duration(options.duration));
  }
  std::vector<HeardInterface> interfaces;
  for (const std::string& name : options.interfaces) {
    LiveDeviceOptions device;
    device.interface = name;
    auto opened = LiveDevice::open(device);
    if (!opened) {
      return session.trouble(opened.error());
    }
    MirrorCheck check(opened->mac());
    interfaces.push_back({std::move(*opened), std::move(check)});
  }
  const auto user = choose_user({}, {});
  if (!user) {
    return session.trouble(user.error());
  }
  if (auto dropped = drop_privileges(*user); !dropped) {
    return session.trouble(dropped.error());
  }
  if (const auto heard = hear(interfaces, *how_long); !heard) {
    return session.trouble(heard.error());
  }
  Looked looked;
  for (const HeardInterface& interface : interfaces) {
    const MirrorReport report = interface.check.report(now());
    session.out() << mirror_text(session.text(), report, interface.device.interface());
    looked.found(report);
  }
  return looked.status;
}

/// Receives at all ports for so long.
Result<void> receive(std::vector<std::unique_ptr<CollectedSource>>& sources, Duration how_long) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::nanoseconds(how_long.ns);
  while (std::chrono::steady_clock::now() < end) {
    std::vector<pollfd> descriptors;
    std::size_t arrived = 0;
    for (const auto& source : sources) {
      const auto n = source->read();
      if (!n) {
        return tl::unexpected(n.error());
      }
      arrived += *n;
      (void)source->update(now(), false);  // records are not kept
      descriptors.push_back({source->port().descriptor(), POLLIN, 0});
    }
    if (arrived == 0) {
      (void)::poll(descriptors.data(), descriptors.size(), 100);
    }
  }
  return {};
}

int doctor_ports(Session& session, const DoctorOptions& options) {
  constexpr std::size_t kBuffer = std::size_t{16} << 20U;
  const auto how_long = parse_duration(options.duration);
  if (!how_long) {
    return session.trouble(no_duration(options.duration));
  }
  std::optional<TimeZone> zone;
  if (!options.time_zone.empty()) {
    zone = TimeZone::named(options.time_zone);
    if (!zone) {
      return session.trouble(
          {Severity::Error,
           message("there is no time zone {}", options.time_zone),
           {},
           {},
           message("names are like Asia/Tokyo; /usr/share/zoneinfo lists them")});
    }
  }
  auto ports = open_ports(options.ports, kBuffer);
  if (!ports) {
    return session.trouble(ports.error());
  }
  const auto user = choose_user({}, {});
  if (!user) {
    return session.trouble(user.error());
  }
  if (auto dropped = drop_privileges(*user); !dropped) {
    return session.trouble(dropped.error());
  }
  std::vector<std::unique_ptr<CollectedSource>> sources;
  for (OpenPort& port : *ports) {
    sources.push_back(std::make_unique<CollectedSource>(std::move(port.port), port.kind, now(), "",
                                                        zone ? &*zone : nullptr));
  }
  if (const auto received = receive(sources, *how_long); !received) {
    return session.trouble(received.error());
  }
  int status = exit_status::kDone;
  for (const auto& source : sources) {
    const SourceReport& report = source->report();
    session.out() << source_text(session.text(), report, source->port().endpoint().text());
    const auto findings = check_source(report);
    const bool in_order = std::ranges::all_of(findings, [](const SourceFinding& finding) {
      return finding.trouble == SourceTrouble::SilentFilters;  // so are such logs at their best
    });
    status = in_order ? status : exit_status::kIncomplete;
  }
  return status;
}

}  // namespace

int run_doctor(Session& session, const Invocation& invocation) {
  const DoctorOptions& options = invocation.doctor;
  if (!options.files.empty()) {
    return doctor_files(session, options);
  }
  if (!options.interfaces.empty()) {
    return doctor_interfaces(session, options);
  }
  if (!options.ports.empty()) {
    return doctor_ports(session, options);
  }
  const auto machine = look_at_machine(invocation.common.case_path);
  if (!machine) {
    return session.trouble(machine.error());
  }
  session.out() << doctor_text(session.text(), *machine);
  return has_trouble(*machine) ? exit_status::kIncomplete : exit_status::kDone;
}

}  // namespace hamon
