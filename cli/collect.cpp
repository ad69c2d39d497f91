#include "capture/collected_source.hpp"
#include "capture/privileges.hpp"
#include "cli/collected_ports.hpp"
#include "cli/commands.hpp"
#include "cli/live_run.hpp"
#include "graph/case_file.hpp"
#include "graph/site.hpp"

#include <algorithm>

namespace hamon {
namespace {

/// A port, whose buffer in the kernel is watched.
class PortInput : public LiveInput {
 public:
  PortInput(Session& session, OpenPort port, std::string sensor, const TimeZone* zone)
      : session_(session),
        source_(std::move(port.port), port.kind, wall_clock(), std::move(sensor), zone) {}

  [[nodiscard]] int descriptor() const override { return source_.port().descriptor(); }
  [[nodiscard]] Result<bool> read() override {
    const auto n = source_.read();
    if (!n) {
      return tl::unexpected(n.error());
    }
    found_nothing_ = *n == 0;
    return *n > 0;
  }
  [[nodiscard]] Result<void> watch(Timestamp wall) override;
  [[nodiscard]] LiveUpdate update(Timestamp wall, bool with_open) override {
    return source_.update(wall, with_open);
  }
  void stop() override { found_nothing_ = false; }
  [[nodiscard]] bool drained() override { return found_nothing_; }
  [[nodiscard]] LiveUpdate finish(Timestamp wall, DiagnosticSink& diagnostics) override {
    return source_.finish(wall, diagnostics);
  }

 private:
  Session& session_;
  CollectedSource source_;
  bool found_nothing_ = false;
  bool told_silence_ = false;
  std::optional<Timestamp> begun_;
};

/// A minute without any datagram is told once: then there is still somebody at the keyboard.
Result<void> PortInput::watch(Timestamp wall) {
  constexpr Duration kPatience = Duration::seconds(60);
  begun_ = begun_.value_or(wall);
  if (!told_silence_ && source_.datagrams() == 0 && wall - *begun_ >= kPatience) {
    told_silence_ = true;
    session_.report({Severity::Warning,
                     message("not a single datagram has arrived yet"),
                     source_.port().endpoint().text(),
                     {},
                     message("hamon doctor with the same options says what to look at")});
  }
  return {};
}

/// The zone of times without offset: as asked for, else the site's; nothing where neither is known.
Result<std::optional<TimeZone>> zone_of(const std::string& asked, const CaseFile& file) {
  if (!asked.empty()) {
    const auto zone = TimeZone::named(asked);
    if (!zone) {
      return fail(message("there is no time zone {}", asked), {}, {},
                  message("names are like Asia/Tokyo; /usr/share/zoneinfo lists them"));
    }
    return std::optional(*zone);
  }
  const auto document = file.document(CaseDocument::Kind::Site);
  if (!document) {
    return std::optional<TimeZone>();
  }
  CollectingSink ignored;  // it was checked when it came in
  const auto site = parse_site(document->content, document->name, ignored);
  return site && site->has_zone ? std::optional(site->zone) : std::optional<TimeZone>();
}

/// Ports are open, privileges are gone, the case is in live mode; or why not.
Result<std::pair<CaseFile, std::vector<OpenPort>>> prepare(Session& session,
                                                           const CommonOptions& common,
                                                           const CollectCommandOptions& options) {
  const auto user = choose_user(options.user, common.case_path);
  if (!user) {
    return tl::unexpected(user.error());
  }
  auto ports = open_ports(options.ports, static_cast<std::size_t>(options.buffer_mib << 20U));
  if (!ports) {
    return tl::unexpected(ports.error());
  }
  if (auto dropped = drop_privileges(*user); !dropped) {
    return tl::unexpected(dropped.error());
  }
  auto file = open_live_case(session, common.case_path, *user);
  if (!file) {
    return tl::unexpected(file.error());
  }
  return std::pair(std::move(*file), std::move(*ports));
}

void tell_listening(Session& session, const std::vector<OpenPort>& ports,
                    std::uint64_t buffer_mib) {
  for (const OpenPort& port : ports) {
    session.report({Severity::Note,
                    message("listening for {}; Ctrl-C ends it", std::string(name_of(port.kind))),
                    port.port.endpoint().text(),
                    {},
                    {}});
    if (port.port.buffer_bytes() < (buffer_mib << 20U) / 2) {
      session.report(
          {Severity::Note,
           message("the system grants a buffer of {} KiB only", port.port.buffer_bytes() / 1024),
           port.port.endpoint().text(),
           {},
           message("as root: sysctl -w net.core.rmem_max={}; bursts are lost otherwise",
                   buffer_mib << 20U)});
    }
  }
}

}  // namespace

int run_collect(Session& session, const Invocation& invocation) {
  const CollectCommandOptions& options = invocation.collect;
  const auto at_most = parse_stop_after(options.stop_after);
  if (!at_most) {
    return session.trouble(at_most.error());
  }
  if (options.ports.empty()) {
    return session.trouble({Severity::Error,
                            message("nothing to collect"),
                            {},
                            {},
                            message("name a port, e.g. --netflow :2055 or --syslog :5514")});
  }
  stop_on_signals();
  auto prepared = prepare(session, invocation.common, options);
  if (!prepared) {
    return session.trouble(prepared.error());
  }
  auto& [file, ports] = *prepared;
  const auto zone = zone_of(options.time_zone, file);
  if (!zone) {
    (void)file.end_live();
    return session.trouble(zone.error());
  }
  int status = exit_status::kDone;
  std::uint64_t records = 0;
  {
    tell_listening(session, ports, options.buffer_mib);
    LiveRun run(session, file);
    for (OpenPort& port : ports) {
      run.add(std::make_unique<PortInput>(session, std::move(port), options.sensor,
                                          *zone ? &**zone : nullptr));
    }
    run.hear(*at_most, {});
    run.drain();
    status = run.finish();
    records = run.records();
    session.out() << import_text(session.text(), run.sources(), TimeZone::utc()) << std::flush;
  }
  return std::max(status, close_live_case(session, file, records));
}

}  // namespace hamon
