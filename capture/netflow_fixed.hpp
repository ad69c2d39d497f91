#pragma once

#include "capture/byte_reader.hpp"
#include "capture/export_record.hpp"
#include "capture/export_sequence.hpp"

#include <cstdint>
#include <map>
#include <tuple>

namespace hamon {

/// The layout of a NetFlow version whose records have one fixed form.
struct NetflowLayout {
  std::uint16_t version = 0;
  std::size_t header = 0;  ///< bytes
  std::size_t record = 0;  ///< bytes
  std::uint16_t most = 0;  ///< records of one datagram

  /// v1, v5 or v7; nullptr for others.
  [[nodiscard]] static const NetflowLayout* of(std::uint16_t version);
};

/// NetFlow v1, v5 and v7 (Cisco, "NetFlow Export Datagram Format").
class NetflowFixed {
 public:
  explicit NetflowFixed(ExportOutput& output) : output_(output) {}

  /// `payload` begins with one of these versions.
  void datagram(Bytes payload, ExportDatagram context);

 private:
  /// Exporter, engine type and id, version.
  using Engine = std::tuple<IpAddress, std::uint16_t, std::uint16_t>;

  ExportOutput& output_;
  std::map<Engine, ExportSequence> sequences_;
};

}  // namespace hamon
