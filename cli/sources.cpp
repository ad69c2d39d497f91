#include "cli/sources.hpp"

#include "capture/flow_mapping.hpp"

#include <algorithm>

namespace hamon {

namespace {

Result<std::shared_ptr<const FlowMapping>> read_mapping(Session& session, const std::string& path) {
  if (path.empty()) {
    return nullptr;
  }
  const auto content = read_text_file(path);
  if (!content) {
    return tl::unexpected(content.error());
  }
  auto mapping = parse_flow_mapping(*content, path, session);
  if (!mapping) {
    return fail(message("the mapping file has errors; nothing was read"), path);
  }
  return std::make_shared<const FlowMapping>(std::move(*mapping));
}

}  // namespace

Result<OpenInputs> open_inputs(Session& session, const SourceOptions& options,
                               const TimeZone* site_zone, bool hash) {
  auto paths = expand_inputs(options.inputs);
  if (!paths) {
    return tl::unexpected(paths.error());
  }
  auto mapping = read_mapping(session, options.map);
  if (!mapping) {
    return tl::unexpected(mapping.error());
  }
  OpenInputs inputs;
  inputs.read.mapping = std::move(*mapping);
  inputs.paths = std::move(*paths);
  inputs.read.hash = hash;
  inputs.read.as = options.as;
  inputs.read.sensor = options.sensor;
  inputs.read.threads = options.threads;
  inputs.read.duplicates = options.duplicates == "keep"   ? Duplicates::Keep
                           : options.duplicates == "drop" ? Duplicates::Drop
                                                          : Duplicates::Auto;
  if (!options.time_zone.empty()) {
    const auto zone = TimeZone::named(options.time_zone);
    if (!zone) {
      return fail(message("there is no time zone {}", options.time_zone), {}, {},
                  message("names are like Asia/Tokyo; /usr/share/zoneinfo lists them"));
    }
    inputs.zone = std::make_shared<const TimeZone>(*zone);
  } else if (site_zone != nullptr) {
    inputs.zone = std::make_shared<const TimeZone>(*site_zone);
  }
  inputs.read.zone = inputs.zone.get();
  if (!options.taken_at.empty()) {
    inputs.read.taken_at = parse_time(options.taken_at, inputs.read.zone);
    if (!inputs.read.taken_at) {
      return fail(message("{} is no time", options.taken_at), {}, {},
                  message("write 2026-06-09T10:00+09:00, or name the zone with --tz"));
    }
  }
  return inputs;
}

namespace {

/// Whether a source was unreadable from its first byte to its last. A capture of nothing but frames
/// that are no IP was read; one whose link type no reader knows was not.
bool nothing_usable(const SourceReport& report) {
  const bool is_capture = report.kind.starts_with("pcap");
  const bool unread = std::all_of(
      report.unused.begin(), report.unused.end(),
      [&](const auto& reason) { return !is_capture || reason.first == "unknown_link_type"; });
  return report.damaged && report.used == 0 && unread;
}

}  // namespace

void RunStatus::add(Session& session, const SourceReport& report) {
  const bool nothing = nothing_usable(report);
  usable_ += nothing ? 0 : 1;
  empty_damaged_ += nothing ? 1 : 0;
  if (report.drops.value_or(0) > 0) {
    session.report({Severity::Warning,
                    message("{} packets were dropped while capturing", *report.drops),
                    report.name,
                    {},
                    message("data flows may be missing: absence in this source proves little")});
  }
  incomplete_ = incomplete_ || report.damaged || report.drops.value_or(0) > 0;
}

int RunStatus::exit_status() const {
  if (usable_ == 0 && refused_ + empty_damaged_ > 0) {
    return exit_status::kTrouble;
  }
  return incomplete_ || refused_ + empty_damaged_ > 0 ? exit_status::kIncomplete
                                                      : exit_status::kDone;
}

std::unique_ptr<FlowSource> open_source(Session& session, const std::string& path,
                                        const OpenInputs& inputs, RunStatus& status) {
  ReadOptions options = inputs.read;
  options.progress = session.progress(path);
  auto source = open_flow_source(path, options);
  if (!source) {
    status.refused();
    session.report(source.error());
    return nullptr;
  }
  return std::move(*source);
}

}  // namespace hamon
