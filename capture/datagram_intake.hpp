#pragma once

#include "base/diagnostic.hpp"
#include "base/flow_record.hpp"
#include "capture/udp_port.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace hamon {

/// Turns the datagrams that arrive at one port into records. Every record names its sender as
/// `exporter`; `first` and `last` are the number of a datagram.
class DatagramIntake {
 public:
  virtual ~DatagramIntake() = default;
  /// `number`: from 1.
  virtual void datagram(const UdpDatagram& datagram, std::uint64_t number) = 0;
  /// Gives copies of conversations whose end is still to come.
  virtual void report_open(FlowSink& /*sink*/) const {}
  /// Hands on what is still kept.
  virtual void finish() = 0;
  /// Sets what became of everything so far: records, used, unused, damaged, `drops` as far as
  /// datagrams themselves show them, and adds facts to `format_note`.
  virtual void describe(SourceReport& report) const = 0;
  /// Tells what an analyst must know, under the source's name.
  virtual void explain(const std::string& name, DiagnosticSink& diagnostics) const = 0;
};

/// NetFlow, IPFIX and sFlow, whichever comes. `sink` outlives the intake.
[[nodiscard]] std::unique_ptr<DatagramIntake> make_export_intake(FlowSink& sink);

/// Syslog (RFC 3164, RFC 5424) with the lines of devices, one datagram a line, a reader for each
/// sender. A line whose time has no offset is local to `zone` (outlives the intake); where that is
/// nullptr, or where the line has no time, the time of arrival counts. Holds at most 1,024 senders,
/// then the one that was silent longest goes, and 400,000 conversations whose end is to come, then
/// those of the sender with most are handed on as they stand.
[[nodiscard]] std::unique_ptr<DatagramIntake> make_syslog_intake(FlowSink& sink,
                                                                 const TimeZone* zone);

}  // namespace hamon
