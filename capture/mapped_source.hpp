#pragma once

#include "capture/byte_stream.hpp"
#include "capture/flow_source.hpp"

#include <memory>
#include <span>
#include <string>

namespace hamon {

/// Whether the first bytes of a file fit the mapping: a workbook; a header that names the columns
/// of both ends; or a line that one of its patterns matches. A table without header is not told
/// from others.
[[nodiscard]] bool looks_like_mapped(std::span<const std::byte> head, const FlowMapping& mapping);

/// A reader of tables or lines by `options.mapping`, which must be there.
///
/// Workbooks (`.xlsx`, `Workbook`) are tables, too. Above its header a table may have up to 20
/// further lines. A header that comes again, also with its columns in another order, is taken as
/// such. Columns that the header lacks are told with the nearest names; without those of the ends
/// nothing can be read.
[[nodiscard]] std::unique_ptr<FlowSource> make_mapped_source(std::unique_ptr<ByteStream> stream,
                                                             std::string name,
                                                             const ReadOptions& options);

}  // namespace hamon
