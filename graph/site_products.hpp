#pragma once

#include "base/product_catalogue.hpp"
#include "graph/site.hpp"

#include <string_view>

namespace hamon {

/// The product that the site file adds, or whose names it adds to; nothing for others.
[[nodiscard]] const SiteProduct* declared_product(const Site& site, std::string_view word);
/// Whether the word is that of a product of remote access: one of the built-in table or the site's.
[[nodiscard]] bool is_product(const Site& site, std::string_view word);
/// Of a service as this site sees it: the class of a product it declares, else the built-in one.
[[nodiscard]] ServiceClass class_of(const Site& site, std::string_view service);
/// What a service carries towards a responder of `role`: as the site declares it, else by the class
/// of a product it declares, else by the built-in table.
[[nodiscard]] Carry carry_of(const Site& site, std::string_view service, Role role);
/// What people call the service: a product's proper name, in Japanese the Japanese one where it has
/// one; else the word itself. Views `site`, `service` or the built-in table.
[[nodiscard]] std::string_view title_of(const Site& site, std::string_view service, bool japanese);

}  // namespace hamon
