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

/// http.log: the name that the client asked the responder for, unless it took it for a proxy.
/// Paths, programs and users are not read.
[[nodiscard]] LineFate read_zeek_http(const ZeekRow& row, const TimeZone* zone,
                                      std::vector<Binding>& out);

/// rdp.log: the name that the client gives of itself. The cookie, which names a user, is not read.
[[nodiscard]] LineFate read_zeek_rdp(const ZeekRow& row, const TimeZone* zone,
                                     std::vector<Binding>& out);

/// smb_mapping.log: the name by which the client called the server. The share is not kept.
[[nodiscard]] LineFate read_zeek_smb_mapping(const ZeekRow& row, const TimeZone* zone,
                                             std::vector<Binding>& out);

}  // namespace hamon
