#pragma once

#include "base/flow_record.hpp"
#include "capture/export_notes.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hamon {

/// The datagram that an exported record stood in.
struct ExportDatagram {
  IpAddress exporter;  ///< unspecified: not known
  Timestamp arrived;
  std::uint64_t number = 0;     ///< packet number in the source, from 1
  Timestamp sent;               ///< by the exporter's clock; `arrived` where that is not set
  std::uint32_t uptime_ms = 0;  ///< NetFlow: since the exporter started, at `sent`
};

/// Packets and bytes of one direction as the exporter counted them, before scaling.
struct ExportedTraffic {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  std::uint64_t payload = 0;
  std::optional<std::uint8_t> tcp_flags;  ///< of all packets together; nothing: not exported
};

/// Who opened the conversation, where the exporter says so.
enum class ExportedOpener : std::uint8_t { Unsaid, Source, Target };

/// One exported flow or sampled packet in the exporter's words.
struct ExportedFlow {
  IpAddress source;
  IpAddress target;
  std::uint8_t protocol = 0;
  std::optional<std::uint16_t> source_port;
  std::optional<std::uint16_t> target_port;
  std::optional<std::uint16_t> icmp;           ///< type * 256 + code
  std::optional<IpAddress> translated_source;  ///< what the device sent it on with; nothing: same
  std::optional<IpAddress> translated_target;
  std::optional<std::uint16_t> translated_source_port;
  std::optional<std::uint16_t> translated_target_port;
  ExportedTraffic forward;  ///< from source to target
  ExportedTraffic backward;
  bool both_ways = false;  ///< the exporter counts both directions in one record (RFC 5103)
  bool payload_known = false;
  bool with_link_layer = false;
  bool denied = false;                    ///< a firewall refused it
  bool begins = false;                    ///< the exporter says that it began here
  bool is_announcement = false;           ///< an event without traffic counts (NSEL, NAT)
  std::optional<std::uint32_t> sampling;  ///< one packet in so many was looked at
  std::optional<Timestamp> start;
  std::optional<Timestamp> end;
  std::optional<MacAddress> source_mac;
  std::optional<MacAddress> target_mac;
  std::uint8_t ttl = 0;  ///< or hop limit, the least from source to target; 0: not told
  std::optional<std::uint16_t> vlan;
  ExportedOpener opener = ExportedOpener::Unsaid;
  std::optional<FlowState> state;  ///< as the device says; nothing: as the counts show
  std::string service;             ///< as a sensor names it
};

/// Gives exported flows to a sink as flow records and counts them.
///
/// A record of one direction stays one; where only its source holds a service port, that source
/// answers and the counts are `in`. State: what flags, bytes and packets of the record alone show.
/// An unanswered packet is `attempted` only where both directions were counted or a SYN never went
/// on, and never where packets were sampled. Counts are multiplied by the sampling.
class ExportOutput {
 public:
  ExportOutput(FlowSink& sink, ExportNotes& notes) : sink_(sink), notes_(notes) {}

  /// `part`: what tells the records of one datagram apart.
  void give(const ExportedFlow& flow, const ExportDatagram& datagram, std::uint32_t part);
  [[nodiscard]] ExportNotes& notes() { return notes_; }

 private:
  FlowSink& sink_;
  ExportNotes& notes_;
};

}  // namespace hamon
