#pragma once

#include "samples/sample_talk.hpp"

#include <span>
#include <string>

namespace hamon {

/// Logs as Zeek's ASCII and JSON writers give them. Volumes are those of the whole conversations.
[[nodiscard]] std::string zeek_conn_log(std::span<const SampleTalk> talks);
[[nodiscard]] std::string zeek_conn_json(std::span<const SampleTalk> talks);
/// Host names that machines said themselves: one line for each DHCP conversation.
[[nodiscard]] std::string zeek_dhcp_log(std::span<const SampleTalk> talks);
/// One line for each first sign-on of an outpatient PC at a domain controller.
[[nodiscard]] std::string zeek_ntlm_log(std::span<const SampleTalk> talks);

}  // namespace hamon
