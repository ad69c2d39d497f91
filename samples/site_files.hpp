#pragma once

#include <string>
#include <string_view>

namespace hamon {

/// The site file of the sample hospital: what it believes about itself.
[[nodiscard]] std::string sample_site_file();

/// Its asset ledger with Japanese headers, lines ended by CR LF, without byte order mark: the first
/// address of each system, and one that went years ago.
[[nodiscard]] std::string sample_ledger();

/// UTF-8 in CP932 (Windows Shift_JIS); every character must have a place there.
[[nodiscard]] std::string to_cp932(std::string_view utf8);

}  // namespace hamon
