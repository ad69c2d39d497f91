#pragma once

#include "capture/byte_stream.hpp"
#include "capture/flow_source.hpp"

#include <memory>
#include <span>
#include <string>

namespace hamon {

/// Whether one of the first lines begins a table that tells who has which address: leases of a DHCP
/// server (Windows, ISC, YAMAHA), ARP and MAC tables (Cisco IOS, AlaxalA), zones of a name server.
[[nodiscard]] bool looks_like_address_table(std::span<const std::byte> head);

/// Bindings, no records. Tables of several kinds may follow one another, and other lines (prompts)
/// stand between them. A row holds at the time that the table says, else at the file's date; as
/// nothing was watched then, the source has no window.
[[nodiscard]] std::unique_ptr<FlowSource> make_address_table_source(
    std::unique_ptr<ByteStream> stream, std::string name, const ReadOptions& options);

}  // namespace hamon
