#pragma once

#include "capture/flow_source.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace hamon {

class ByteStream;

/// Whether a file holds a line of a table of sockets, or the names of its columns.
[[nodiscard]] bool looks_like_socket_table(std::span<const std::byte> head);

/// Tables of one host's sockets, several after one another: `ss`, and `netstat` of Windows (English
/// and Japanese, UTF-8 or CP932), Linux, BSD and macOS, with numbers (`-n`). A socket with a peer
/// is a conversation at the time of its table, in tables that follow one another the same. Sockets
/// that listen say which end serves; connections within the host are left out.
[[nodiscard]] std::unique_ptr<FlowSource> make_socket_table_source(
    std::unique_ptr<ByteStream> stream, std::string name, const ReadOptions& options);

}  // namespace hamon
