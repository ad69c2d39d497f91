#pragma once

#include "base/result.hpp"

#include <string_view>

namespace hamon {

/// Whether a filter expression (pcap-filter(7)) can be compiled without asking anybody: libpcap
/// would look a host or network name up, perhaps over the network, and this program never does.
/// Addresses, numbers, the language's own words and port names (from /etc/services) are fine; the
/// expression's grammar is libpcap's to judge. Errors: the word that is none of these.
[[nodiscard]] Result<void> check_filter_words(std::string_view expression);

}  // namespace hamon
