#pragma once

#include "analyze/check.hpp"
#include "analyze/spread.hpp"
#include "base/catalogue.hpp"
#include "base/diagnostic.hpp"
#include "base/flow_record.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hamon {

/// The words of people for the words of the program, in either language.
[[nodiscard]] std::string word(const Catalogue& catalogue, Verdict verdict);
[[nodiscard]] std::string word(const Catalogue& catalogue, FindingKind kind);
[[nodiscard]] std::string word(const Catalogue& catalogue, Ring ring);
[[nodiscard]] std::string word(const Catalogue& catalogue, Profile profile);
[[nodiscard]] std::string word(const Catalogue& catalogue, Role role);
[[nodiscard]] std::string word(const Catalogue& catalogue, FlowState state);
[[nodiscard]] std::string word(const Catalogue& catalogue, SiteSensor::Sees sees);
[[nodiscard]] std::string word(const Catalogue& catalogue, Severity severity);

/// How sure a service is: `by port`, `by its handshake` …; empty for ServiceBasis::None.
[[nodiscard]] std::string word(const Catalogue& catalogue, ServiceBasis basis);

/// Words for `SourceReport::unused` reasons; a reason without words is written with blanks for `-`
/// and `_`.
[[nodiscard]] std::string reason_words(const Catalogue& catalogue, std::string_view reason);

/// A zone's kind (`clinical`, …); other words stay as they are written.
[[nodiscard]] std::string zone_kind_words(const Catalogue& catalogue, std::string_view kind);

/// Why an address belongs to a system (`SystemAddress::basis`).
[[nodiscard]] std::string address_basis_words(const Catalogue& catalogue, std::string_view basis);
/// Why two addresses were not merged; empty where they were.
[[nodiscard]] std::string not_merged_words(const Catalogue& catalogue, NotMerged reason);

/// `1,234,567`.
[[nodiscard]] std::string with_commas(std::uint64_t number);
/// `312 B`, `4.2 kB`, `1.5 GB`: decimal, at most three digits.
[[nodiscard]] std::string bytes_words(std::uint64_t bytes);
/// `45 s`, `10 min`, `2 h 30 min`, `3 d 4 h`: the two largest units.
[[nodiscard]] std::string duration_words(const Catalogue& catalogue, Duration duration);

}  // namespace hamon
