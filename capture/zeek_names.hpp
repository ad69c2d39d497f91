#pragma once

#include "base/flow_record.hpp"
#include "capture/log_report.hpp"
#include "capture/zeek_row.hpp"

#include <vector>

namespace hamon {

/// dhcp.log: the leased, renewed or (INFORM) used address at its MAC, with the name the client
/// gave. An address that was only asked for counts where an ACK confirms it.
[[nodiscard]] LineFate read_zeek_dhcp(const ZeekRow& row, const TimeZone* zone,
                                      std::vector<Binding>& out);

/// ntlm.log: the names that client and server gave of themselves. User and domain are not read.
[[nodiscard]] LineFate read_zeek_ntlm(const ZeekRow& row, const TimeZone* zone,
                                      std::vector<Binding>& out);

/// dns.log: the addresses that were answered for the name asked.
[[nodiscard]] LineFate read_zeek_dns(const ZeekRow& row, const TimeZone* zone,
                                     std::vector<Binding>& out);

/// ssl.log: the name that the client asked the responder for (SNI).
[[nodiscard]] LineFate read_zeek_ssl(const ZeekRow& row, const TimeZone* zone,
                                     std::vector<Binding>& out);

}  // namespace hamon
