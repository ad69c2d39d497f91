#pragma once

#include "capture/byte_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hamon {

/// Titles of an association request or acceptance (DICOM PS3.8, tables 9-11 and 9-17), letters as
/// said, without blanks around them; empty where none can be printed.
struct DicomAssociation {
  bool accepted = false;  ///< an acceptance, which repeats what was asked
  std::string called;     ///< application entity of the end that was asked
  std::string calling;    ///< of the end that asks

  /// Nothing when the bytes are neither.
  [[nodiscard]] static std::optional<DicomAssociation> parse(Bytes bytes);
};

/// Who sends an HL7 v2 message to whom, and its type (HL7 v2.5.1, section 2.14.9). Nothing but the
/// MSH segment is looked at.
struct Hl7Header {
  std::string sender;    ///< MSH-3, or MSH-3/MSH-4; letters as said; empty if none
  std::string receiver;  ///< MSH-5, or MSH-5/MSH-6
  std::string type;      ///< MSH-9, message and event, lower case: `adt^a01`; empty if none

  /// Nothing when the bytes begin no message in an MLLP block (HL7 MLLP release 1).
  [[nodiscard]] static std::optional<Hl7Header> parse(Bytes bytes);
};

/// The sender in an ASTM header record (ASTM E1394, section 6.2.5; also CLSI LIS02), framed (E1381)
/// or not: the first component, lower case. Nothing for what is no name of a system.
[[nodiscard]] std::optional<std::string> astm_sender(Bytes bytes);

}  // namespace hamon
