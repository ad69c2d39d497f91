#include "capture/zeek_services.hpp"

#include "capture/log_words.hpp"

namespace hamon {

LineFate read_zeek_conversation(const ZeekRow& row, std::string_view service, const TimeZone* zone,
                                FlowRecord& record) {
  const auto time = zeek_time(row[ZeekField::Ts], zone);
  if (!time) {
    return lacks_offset(row[ZeekField::Ts]) ? LineFate::TimeWithoutZone : LineFate::BadTime;
  }
  const auto initiator = zeek_address(row[ZeekField::OrigH]);
  const auto responder = zeek_address(row[ZeekField::RespH]);
  if (!initiator || !responder) {
    return LineFate::BadAddress;
  }
  const auto from = log_port(row[ZeekField::OrigP]);
  const auto to = log_port(row[ZeekField::RespP]);
  if (!from || !to) {
    return LineFate::BadPort;
  }
  set_ends(record, protocol::kTcp, {*initiator, *from, true}, {*responder, *to, true});
  record.start = record.end = *time;
  record.state = FlowState::Established;
  record.service = service;
  // Zeek read the interface in the payload; conn.log's word for the whole connection is weaker.
  record.service_basis = service == "wmi" ? ServiceBasis::Payload : ServiceBasis::Sensor;
  return LineFate::Used;
}

std::string_view dce_rpc_service(const ZeekRow& row) {
  if (row[ZeekField::RespP] == "445" || row[ZeekField::RespP] == "139") {
    return "smb";
  }
  return has_word(row[ZeekField::Endpoint], "wbem") ? "wmi" : "dce-rpc";
}

}  // namespace hamon
