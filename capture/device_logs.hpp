#pragma once

#include "capture/text_log_reader.hpp"

#include <memory>

namespace hamon {

/// FortiGate, key=value: traffic (start, end, periodic), DHCP and VPN events.
[[nodiscard]] std::unique_ptr<TextLogReader> make_fortigate_reader();
/// YAMAHA RTX and NVR: `[INSPECT]`, `Rejected at`, `Passed at`, `[DHCPD]`, tunnels.
[[nodiscard]] std::unique_ptr<TextLogReader> make_yamaha_reader();
/// The LOG target of Linux's netfilter.
[[nodiscard]] std::unique_ptr<TextLogReader> make_netfilter_reader();
/// `pfirewall.log` of Windows, by its `#Fields`.
[[nodiscard]] std::unique_ptr<TextLogReader> make_windows_firewall_reader();
/// Cisco ASA, PIX and FTD.
[[nodiscard]] std::unique_ptr<TextLogReader> make_asa_reader();
/// Palo Alto's traffic log as CSV.
[[nodiscard]] std::unique_ptr<TextLogReader> make_paloalto_reader();
/// OpenVPN's server: what its log says of clients, and its status file in all three versions.
[[nodiscard]] std::unique_ptr<TextLogReader> make_openvpn_reader();
/// User access log of Ivanti (Pulse, Juniper) Connect Secure.
[[nodiscard]] std::unique_ptr<TextLogReader> make_connect_secure_reader();

}  // namespace hamon
