#pragma once

#include "base/address.hpp"
#include "base/diagnostic.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// One address, prefix or name that a list calls suspicious.
struct Indicator {
  std::optional<Prefix> prefix;  ///< an address or a prefix; nothing: a name
  std::string name;              ///< in lower case, without a dot at its end
  std::uint32_t file = 0;        ///< into `Indicators::files`
  std::size_t line = 0;          ///< where it first stands
  std::string id;                ///< STIX id or MISP uuid; empty in a table
  std::string note;              ///< what the list says of it; at most 200 bytes

  [[nodiscard]] std::string text() const;  ///< `192.0.2.1`, `192.0.2.0/24`, `c2.example`
  /// As STIX calls it: `ipv4-addr`, `ipv6-addr` (prefixes too), `domain-name`.
  [[nodiscard]] std::string_view type() const;
};

struct IndicatorFile {
  std::string name;
  std::string sha256;
  std::string format;          ///< `csv`, `stix`, `misp`
  std::uint64_t used = 0;      ///< indicators that it gave
  std::uint64_t repeated = 0;  ///< of these: stood before already, here or in an earlier file
  /// What is no address, prefix or name, by kind: `sha256`, `file-name`, `url-path`, …
  std::map<std::string, std::uint64_t> not_understood;
};

struct Indicators {
  static constexpr std::size_t kMost = 1'000'000;

  std::vector<IndicatorFile> files;  ///< in the order in which they were added
  std::vector<Indicator> all;        ///< each once, by (prefix, name); names last
};

/// Adds a list to `indicators`. Recognised by content: a STIX 2 bundle (patterns of `indicator`
/// objects, whatever joins their comparisons, and `ipv4-addr`, `ipv6-addr`, `domain-name` and `url`
/// objects), MISP attributes (`ip-src`, `ip-dst`, `ip-dst|port`, `domain`, `hostname`, `domain|ip`,
/// `url` and their like), else a table in UTF-8 or CP932, with header or without. What is
/// understood otherwise than as address, prefix or name is counted by kind. At most
/// `Indicators::kMost` of all lists together. Errors: neither, damaged, more than that; then
/// `indicators` is of no use. O(bytes + n log n).
[[nodiscard]] Result<void> add_indicators(Indicators& indicators, std::string_view bytes,
                                          const std::string& file_name,
                                          DiagnosticSink& diagnostics);

}  // namespace hamon
