#pragma once

#include "capture/byte_stream.hpp"
#include "capture/flow_source.hpp"

#include <memory>
#include <span>
#include <string>

namespace hamon {

/// Whether the first line names the columns of Windows events as text: what Event Viewer saves
/// (`Keywords,Date and Time,Source,Event ID,Task Category`) or PowerShell's `Get-WinEvent` and
/// `Get-EventLog` give to `Export-Csv`; in English or Japanese; UTF-8, UTF-16 or CP932.
[[nodiscard]] bool looks_like_event_table(std::span<const std::byte> head);

/// The logons and sessions of such a table. What an event says stands in its message, behind labels
/// in English or Japanese, over several lines. Where no column names the machine it is the one that
/// the system account of an event names, or `--sensor`.
[[nodiscard]] std::unique_ptr<FlowSource> make_event_table_source(
    std::unique_ptr<ByteStream> stream, std::string name, const ReadOptions& options);

}  // namespace hamon
