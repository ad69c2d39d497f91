#pragma once

#include "capture/flow_source.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace hamon {

class ByteStream;

/// Whether the first line of `head` names the columns of a table of flows that is known, or is a
/// line of an AWS VPC flow log in its default format.
[[nodiscard]] bool looks_like_table_log(std::span<const std::byte> head);

/// Tables of flows, a line each: nfdump `-o csv` (1.6, 1.7, `csv-fast`), Argus `ra` with a
/// separator, SiLK `rwcut`, AWS VPC flow logs (default and custom format, also JSON lines). Columns
/// are found by the names in the header, which may come again and change in mid-file. What follows
/// the header's names in a line is not read.
[[nodiscard]] std::unique_ptr<FlowSource> make_table_log_source(std::unique_ptr<ByteStream> stream,
                                                                std::string name,
                                                                const ReadOptions& options);

}  // namespace hamon
