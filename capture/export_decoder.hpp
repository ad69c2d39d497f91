#pragma once

#include "capture/byte_reader.hpp"
#include "capture/export_notes.hpp"
#include "capture/export_record.hpp"
#include "capture/netflow_fixed.hpp"
#include "capture/netflow_templates.hpp"
#include "capture/sflow_datagram.hpp"

#include <cstdint>
#include <optional>

namespace hamon {

/// Turns the datagrams of flow exporters into flow records: NetFlow v1, v5 and v7 (Cisco, "NetFlow
/// Export Datagram Format"), v9 (RFC 3954), IPFIX (RFC 7011, biflows RFC 5103) and sFlow v5
/// (sflow.org, "sFlow Version 5", 2004).
///
/// Templates are kept per exporter and observation domain; data that comes before its template
/// waits, within limits. What the exporters call themselves names, users and URLs is not kept.
class ExportDecoder {
 public:
  /// `sink` outlives the decoder.
  explicit ExportDecoder(FlowSink& sink, const ExportLimits& limits = {});

  /// Whether a UDP payload is one of these datagrams: version, lengths and counts fit each other;
  /// at a port that exporters use by custom, version and a whole header are enough.
  [[nodiscard]] static bool recognises(Bytes payload, std::uint16_t target_port);

  /// One datagram (or IPFIX message) as captured. `time`: when it came; `number`: of its packet,
  /// from 1. O(n) in its bytes.
  void datagram(Bytes payload, const IpAddress& exporter, Timestamp time, std::uint64_t number);
  /// After the last datagram: counts the data whose template never came.
  void finish();

  [[nodiscard]] const ExportNotes& notes() const { return notes_; }
  /// Sets of data whose template has not come yet.
  [[nodiscard]] std::size_t waiting_sets() const { return templates_.waiting_sets(); }

 private:
  ExportNotes notes_;
  ExportOutput output_;
  NetflowFixed fixed_;
  NetflowTemplates templates_;
  SflowDecoder sflow_;
};

/// When a datagram was sent, by the exporter's clock; nothing for sFlow, for a header cut short and
/// where that clock is not set.
[[nodiscard]] std::optional<Timestamp> export_time(Bytes payload);

}  // namespace hamon
