#include "capture/collected_source.hpp"

#include "base/source_facts.hpp"
#include "capture/live_source.hpp"

#include <algorithm>

namespace hamon {

std::string_view name_of(CollectedKind kind) {
  switch (kind) {
    case CollectedKind::Netflow:
      return "netflow";
    case CollectedKind::Ipfix:
      return "ipfix";
    case CollectedKind::Sflow:
      return "sflow";
    case CollectedKind::Syslog:
      return "syslog";
  }
  return "";
}

CollectedSource::CollectedSource(UdpPort port, CollectedKind kind, Timestamp start,
                                 std::string sensor, const TimeZone* zone)
    : port_(std::move(port)),
      start_(start),
      intake_(kind == CollectedKind::Syslog ? make_syslog_intake(ended_, zone)
                                            : make_export_intake(ended_)) {
  const std::string place = port_.endpoint().text();
  const std::string what = std::string(name_of(kind)) + (place.starts_with(':') ? "" : ":") + place;
  const Timestamp second = Timestamp::from_seconds(start.ns / 1'000'000'000);
  report_.name = "collect:" + what + "@" + format_time(second, TimeZone::utc());
  report_.kind = "live-" + std::string(name_of(kind));
  report_.sensor = std::move(sensor);
  report_.sha256 = live_identity("collect " + what, start);
  describe(start, true);
}

Result<std::size_t> CollectedSource::read() {
  const auto arrived = port_.read();
  if (!arrived) {
    return tl::unexpected(arrived.error());
  }
  for (const UdpDatagram& datagram : *arrived) {
    intake_->datagram(datagram, ++datagrams_);
  }
  return arrived->size();
}

LiveUpdate CollectedSource::update(Timestamp now, bool with_open) {
  LiveUpdate out;
  out.ended.swap(ended_.records);
  out.known.swap(ended_.bindings);
  if (with_open) {
    KeptOutput open;
    intake_->report_open(open);
    out.has_open = true;
    out.open = std::move(open.records);
  }
  describe(now, true);
  out.report = report_;
  return out;
}

LiveUpdate CollectedSource::finish(Timestamp now, DiagnosticSink& diagnostics) {
  intake_->finish();
  LiveUpdate out;
  out.has_open = true;  // nothing is open any more
  out.ended.swap(ended_.records);
  out.known.swap(ended_.bindings);
  describe(now, false);
  intake_->explain(report_.name, diagnostics);
  out.report = report_;
  return out;
}

// What the kernel threw away is missing in the exporters' sequence numbers, too: the larger of the
// two is the least that was lost.
void CollectedSource::describe(Timestamp now, bool running) {
  report_.window = Interval{start_, std::max(start_, now)};
  report_.format_note = running ? "running" : "";
  report_.damaged = false;
  report_.drops = 0;
  intake_->describe(report_);
  const std::uint64_t by_kernel = port_.update_dropped();
  add_fact(report_.format_note, "dropped here", by_kernel);
  report_.drops = std::max(report_.drops.value_or(0), by_kernel);
}

}  // namespace hamon
