#pragma once

#include "base/flow_record.hpp"
#include "capture/log_report.hpp"
#include "capture/zeek_row.hpp"

#include <string>
#include <string_view>

namespace hamon {

/// A row of rdp.log, ssh.log, smb_mapping.log or dce_rpc.log as a conversation: its ends over TCP,
/// established at the row's time, since the protocol was spoken in it; nothing is known of packets
/// and bytes. `service` is that of the log, of dce_rpc.log what `dce_rpc_service` says.
[[nodiscard]] LineFate read_zeek_conversation(const ZeekRow& row, std::string_view service,
                                              const TimeZone* zone, FlowRecord& record);

/// `wmi` where Zeek names one of its interfaces as the endpoint, as the packet decoder does, else
/// `dce-rpc`; `smb` where it ran in a named pipe.
[[nodiscard]] std::string_view dce_rpc_service(const ZeekRow& row);

}  // namespace hamon
