#include "capture/hint_matchers.hpp"

namespace hamon::hint {
namespace {

/// Field `number` of the header segment, MSH-1 being the separator itself; empty when the segment
/// was cut before.
std::string_view header_field(std::string_view segment, char separator, int number) {
  for (int field = 1; field < number; ++field) {
    const auto next = segment.find(separator);
    if (next == std::string_view::npos) {
      return {};
    }
    segment.remove_prefix(next + 1);
  }
  return segment.substr(0, segment.find(separator));
}

}  // namespace

// DICOM PS3.8, tables 9-11 and 9-17: A-ASSOCIATE-RQ and -AC with version 1, and the first item, an
// application context. Table 9-21: A-ASSOCIATE-RJ, ten bytes, with result, source and reason.
Hint dicom(Bytes payload) {
  if (payload.size() == 10 && load_u32(payload.data()) == 0x03000000 &&
      load_u16(payload.data() + 4) == 4) {
    const bool known = (payload[7] == 1 || payload[7] == 2) && payload[8] >= 1 && payload[8] <= 3 &&
                       payload[9] >= 1 && payload[9] <= 10;
    return known ? Hint{"dicom", kServer} : Hint{};
  }
  if (payload.size() < 75 || (payload[0] != 1 && payload[0] != 2) || payload[1] != 0 ||
      (load_u16(payload.data() + 6) & 1) == 0 || payload[74] != 0x10) {
    return {};
  }
  return {"dicom", payload[0] == 1 ? kClient : kServer};
}

// HL7 MLLP release 1: start block, then the first segment; FHS and BHS open batches. HL7 v2.5.1,
// sections 2.15.9 and 2.9.2: MSH-1 and -2 are the separators, MSH-9 of an answer begins with ACK.
Hint hl7(Bytes payload) {
  if (payload.size() < 5 || payload[0] != 0x0B) {
    return {};
  }
  const std::string_view name = as_text(payload.subspan(1, 3));
  const char separator = static_cast<char>(payload[4]);
  if (separator != '|' && !has_bytes(payload, 5, "^~\\&")) {
    return {};
  }
  if (name == "FHS" || name == "BHS") {
    return {"hl7", kClient};
  }
  if (name != "MSH") {
    return {};
  }
  const std::string_view segment = first_line(payload.subspan(4));
  return {"hl7", header_field(segment, separator, 9).starts_with("ACK") ? kServer : kEither};
}

// ASTM E1381 (CLSI LIS01-A2), section 6.3: STX, a frame number, and the text; ASTM E1394
// (LIS02-A2), section 7.1: it begins with the header record and its delimiters.
Hint astm(Bytes payload) {
  const std::size_t at = !payload.empty() && payload[0] == 0x02 ? 2 : 0;
  if (at == 2 && (payload.size() < 3 || payload[1] < '0' || payload[1] > '7')) {
    return {};
  }
  return has_bytes(payload, at, "H|\\^&") ? Hint{"astm", kEither} : Hint{};
}

}  // namespace hamon::hint
