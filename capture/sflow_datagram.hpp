#pragma once

#include "capture/byte_reader.hpp"
#include "capture/export_record.hpp"
#include "capture/export_sequence.hpp"

#include <cstdint>
#include <map>
#include <tuple>

namespace hamon {

/// sFlow version 5 (sflow.org, "sFlow Version 5", July 2004): one record for each flow sample with
/// an IP packet in it, multiplied by the sample's rate, at the time the datagram came.
class SflowDecoder {
 public:
  explicit SflowDecoder(ExportOutput& output) : output_(output) {}

  /// Whether `payload` is a datagram of version 5 whose samples fit into it.
  [[nodiscard]] static bool recognises(Bytes payload);
  void datagram(Bytes payload, ExportDatagram context);

 private:
  [[nodiscard]] bool flow_sample(Bytes body, bool expanded, const ExportDatagram& context,
                                 std::uint32_t part);

  /// Exporter, agent, sub-agent.
  using Agent = std::tuple<IpAddress, IpAddress, std::uint32_t>;

  ExportOutput& output_;
  std::map<Agent, ExportSequence> sequences_;
};

}  // namespace hamon
