#pragma once

#include "capture/byte_reader.hpp"
#include "capture/export_record.hpp"

#include <cstdint>

namespace hamon {

/// What a record of an nfcapd file is.
enum class NfcapdFate : std::uint8_t {
  Flow,
  AboutExporter,  ///< exporter, sampler, statistics: no traffic
  NoAddresses,
  Malformed,  ///< it ends within a field it must have
};

/// Reads one record, header included, of file layout 2 (nfdump 1.7) or 1 (1.6); numbers are
/// little-endian. Of layout 1 only the extensions that every record has are read: no counts back,
/// MACs or VLANs. `flow` and `exporter` are filled when it is a `Flow`.
/// Source: nfdump's `nffile.h`, `nffileV2.h` and `nfxV3.h`.
[[nodiscard]] NfcapdFate read_nfcapd_record(Bytes record, ExportedFlow& flow, IpAddress& exporter);

}  // namespace hamon
