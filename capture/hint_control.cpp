#include "capture/hint_matchers.hpp"

namespace hamon::hint {

// MODBUS Messaging on TCP/IP 1.0b, section 3.1.3: protocol 0, a length, unit and function. Too weak
// without its port.
Hint modbus(Bytes payload) {
  if (payload.size() < 8 || load_u16(payload.data() + 2) != 0) {
    return {};
  }
  const std::size_t length = load_u16(payload.data() + 4);
  const bool fits = length >= 2 && length <= 254 && length + 6 <= payload.size();
  return fits && (payload[7] & 0x7F) != 0 ? Hint{"modbus", kEither} : Hint{};
}

// RFC 1006, section 6, and X.224, 13.7: data, then S7's own mark and kind of message (no public
// standard; Wireshark's packet-s7comm.c). The connection request before it is like that of others.
Hint s7comm(Bytes payload) {
  if (payload.size() < 17 || payload[0] != 3 || payload[1] != 0 ||
      load_u16(payload.data() + 2) > payload.size() || payload[4] != 2 || payload[5] != 0xF0 ||
      payload[7] != 0x32) {
    return {};
  }
  switch (payload[8]) {
    case 1:
      return {"s7comm", kClient};
    case 2:
    case 3:
      return {"s7comm", kServer};
    case 7:
      return {"s7comm", kEither};
    default:
      return {};
  }
}

// ANSI/ASHRAE 135, annex J.2: type, function, length, and for the common functions version 1 of the
// network layer behind it.
Hint bacnet(Bytes payload) {
  if (payload.size() < 4 || payload[0] != 0x81 || payload[1] > 0x0C ||
      load_u16(payload.data() + 2) != payload.size()) {
    return {};
  }
  const std::size_t network = payload[1] == 0x04 ? 10 : 4;
  const bool carries = payload[1] == 0x04 || payload[1] >= 0x09;
  return !carries || payload[1] == 0x0C || (payload.size() > network && payload[network] == 1)
             ? Hint{"bacnet", kEither}
             : Hint{};
}

// IEEE 1815, section 9.2: start bytes, length, control; the length counts what its checksums leave.
Hint dnp3(Bytes payload) {
  if (payload.size() < 10 || load_u16(payload.data()) != 0x0564 || payload[2] < 5) {
    return {};
  }
  const std::size_t user = payload[2] - std::size_t{5};
  const std::size_t bytes = 10 + user + 2 * ((user + 15) / 16);
  if (bytes > payload.size()) {
    return {};
  }
  return {"dnp3", (payload[3] & 0x80) != 0 ? kClient : kServer};  // DIR: from the master
}

// EtherNet/IP (CIP volume 2), section 2-3: RegisterSession of 28 bytes, and the lists that ask with
// 24; status and options are zero.
Hint enip(Bytes payload) {
  if (payload.size() < 24 || load_u32(payload.data() + 8) != 0 ||
      load_u32(payload.data() + 20) != 0 ||
      load_little_u16(payload.data() + 2) + std::size_t{24} != payload.size()) {
    return {};
  }
  switch (load_little_u16(payload.data())) {
    case 0x0065:
      return payload.size() == 28 && load_little_u32(payload.data() + 24) == 1
                 ? Hint{"enip", load_u32(payload.data() + 4) == 0 ? kClient : kServer}
                 : Hint{};
    case 0x0004:
    case 0x0063:
    case 0x0064:
      return payload.size() == 24 ? Hint{"enip", kClient} : Hint{};
    default:
      return {};
  }
}

// OPC 10000-6, section 7.1.2: message type, a final chunk, the length.
Hint opcua(Bytes payload) {
  if (payload.size() < 28 || load_little_u32(payload.data() + 4) != payload.size()) {
    return {};
  }
  return begins(payload, "HELF")   ? Hint{"opcua", kClient}
         : begins(payload, "ACKF") ? Hint{"opcua", kServer}
                                   : Hint{};
}

// IEC 60870-5-104, section 5: start byte, length 4, STARTDT or TESTFR, asked or confirmed.
Hint iec104(Bytes payload) {
  if (payload.size() != 6 || load_u16(payload.data()) != 0x6804 || payload[3] != 0 ||
      load_u16(payload.data() + 4) != 0) {
    return {};
  }
  switch (payload[2]) {
    case 0x07:
      return {"iec104", kClient};
    case 0x0B:
      return {"iec104", kServer};
    case 0x43:
    case 0x83:
      return {"iec104", kEither};
    default:
      return {};
  }
}

// RFC 7252, section 3: version 1, a token of at most eight bytes, a code of a known class. Too weak
// without its port.
Hint coap(Bytes payload) {
  if (payload.size() < 4 || (payload[0] & 0xC0) != 0x40 || (payload[0] & 0x0F) > 8 ||
      payload.size() < std::size_t{4} + (payload[0] & 0x0FU)) {
    return {};
  }
  const unsigned kind = payload[1] >> 5U;
  const unsigned detail = payload[1] & 0x1FU;
  if (kind == 0) {
    return detail >= 1 && detail <= 7 ? Hint{"coap", kClient} : Hint{};
  }
  return kind == 2 || kind == 4 || kind == 5 ? Hint{"coap", kServer} : Hint{};
}

}  // namespace hamon::hint
