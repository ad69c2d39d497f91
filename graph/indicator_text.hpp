#pragma once

#include "base/address.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// What one value of an indicator list says.
struct IndicatorText {
  std::optional<Prefix> prefix;  ///< an address or a prefix
  std::string host;              ///< a host or domain name, in lower case
  bool path_left_out = false;    ///< a URL said more than its host
  std::string not_understood;    ///< what it is instead: `sha256`, `file-name`, `e-mail`, …
};

/// Reads an address, a prefix (IPv4 /8 to /32, IPv6 /16 to /128: a wider one names no suspect), a
/// host name, or the host of a URL; also in the forms that keep a list from being clicked on
/// (`192[.]0[.]2[.]1`, `hxxp://host/`, `[://]`, `(dot)`). A name needs a dot, unless the list says
/// that it is one (`host`). A port beside an address or name is left out.
[[nodiscard]] IndicatorText read_indicator_value(std::string_view text, bool host = false);

/// What one comparison of a STIX pattern compares, as written: `ipv4-addr:value = '192.0.2.1'`.
struct PatternTerm {
  std::string path;       ///< `ipv4-addr:value`
  std::string operation;  ///< `=`, `IN`, `ISSUBSET`, …; behind `NOT ` where it is denied
  std::vector<std::string> values;  ///< without quotes; several of IN
};

/// The comparisons of a STIX 2.1 pattern (section 9), in their order, whatever joins them.
/// O(bytes).
[[nodiscard]] std::vector<PatternTerm> stix_terms(std::string_view pattern);

}  // namespace hamon
