#pragma once

#include "capture/byte_stream.hpp"
#include "capture/flow_source.hpp"

#include <memory>
#include <span>
#include <string>

namespace hamon {

/// Whether the first bytes of a file are those of a Zeek log, as TSV with its header or as JSON.
[[nodiscard]] bool looks_like_zeek(std::span<const std::byte> head);

/// A reader of Zeek's logs: conversations of conn, rdp, ssh, smb_mapping and dce_rpc (rows of one
/// connection are one record), names of dhcp, dns, http, ntlm, rdp, smb_mapping and ssl;
/// known_hosts, known_services and software hold neither. Each line is read as what its own header
/// or its own keys say, so logs of several kinds may follow one another in a file.
[[nodiscard]] std::unique_ptr<FlowSource> make_zeek_source(std::unique_ptr<ByteStream> stream,
                                                           std::string name, ReadOptions options);

}  // namespace hamon
