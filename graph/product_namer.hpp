#pragma once

#include "base/flow_record.hpp"
#include "base/product_catalogue.hpp"
#include "graph/site.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hamon {

/// Tells products of remote access, the built-in ones and those a site declares, by the names in
/// the traffic. The longest domain wins, of the same one the site's. A name that begins with `www.`
/// is one of a vendor's web pages and tells no product.
///
/// O(B) for B bindings, then one look-up a label; words view the site or the built-in table. The
/// site must outlive the object.
class ProductNamer {
 public:
  ProductNamer(const Site& site, std::span<const Binding> bindings);

  /// The product of a conversation with `responder` in which `names` were heard; empty: none.
  /// What was heard in it counts alone; only where that is nothing, what name servers, certificates
  /// and other clients call the address. An address that clients also ask for other names, or that
  /// goes by the names of two products, is shared and tells nothing.
  [[nodiscard]] std::string_view of(std::span<const std::string> names,
                                    const IpAddress& responder) const;
  /// The site's product at this port; empty: none.
  [[nodiscard]] std::string_view at_port(const ServicePort& port) const;

 private:
  [[nodiscard]] std::string_view of_name(std::string_view host) const;
  void add(const Binding& binding);

  DomainTable site_domains_;
  std::vector<std::string_view> site_words_;
  std::map<ServicePort, std::string_view> site_ports_;
  std::unordered_map<IpAddress, std::string_view> addresses_;  // empty: shared
};

}  // namespace hamon
