#include "base/result.hpp"
#include "base/workbook.hpp"
#include "graph/ledger.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace {

/// Rows come top down and within their bounds.
void read_all(std::span<const std::byte> bytes) {
  const auto workbook = hamon::Workbook::open(bytes, "fuzz");
  if (!workbook) {
    return;
  }
  for (const std::string& sheet : workbook->sheets()) {
    std::size_t last = 0;
    static_cast<void>(workbook->read(sheet, [&last](const hamon::SheetRow& row) {
      HAMON_ASSERT(row.number > last);
      HAMON_ASSERT(row.cells.size() <= hamon::Workbook::kMostCells);
      last = row.number;
      return true;
    }));
  }
}

}  // namespace

/// Any bytes as a workbook and as a ledger.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  read_all(bytes);
  hamon::CollectingSink problems;
  const std::string text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(hamon::parse_ledger(text, "fuzz", problems));
  return 0;
}
