#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.hpp"
#include "base/diagnostic.hpp"
#include "base/service_catalogue.hpp"

namespace hamon {

/// One row of the asset ledger (資産台帳).
struct LedgerEntry {
  std::string name;
  std::vector<IpAddress> addresses;
  std::vector<MacAddress> macs;
  std::string department, vendor, os, note;
  std::string zone;            ///< as written: a zone's name or label
  std::string role_text;       ///< as written
  std::optional<Role> role;    ///< where the words are known, Japanese or English
  std::size_t line = 0;
};

struct Ledger {
  std::vector<LedgerEntry> entries;  ///< in the order of the file
};

/// Reads a ledger: CSV in UTF-8 (with or without BOM) or CP932, or a workbook (.xlsx), of which the first sheet
/// with a header; header in Japanese or English, any order.
/// Bad cells are reported with their line and left out; nothing is returned only when no header is known.
[[nodiscard]] std::optional<Ledger> parse_ledger(std::string_view bytes, const std::string& file_name,
                                                 DiagnosticSink& diagnostics);

}  // namespace hamon
