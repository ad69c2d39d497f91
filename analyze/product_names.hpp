#pragma once

#include "base/flow_record.hpp"
#include "base/product_catalogue.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace hamon {

/// Who asked a name server for the name of a product.
struct ProductLookup {
  ServiceClass service_class = ServiceClass::None;  ///< of the product
  std::uint64_t records = 0;
  bool answered = false;
  Interval seen;
  std::string name;  ///< the first asked for, in byte order
};

/// Names that the traffic itself gave to addresses, which a graph does not keep: server names of
/// TLS and HTTP, answers of name servers; and who asked for the name of a product. At most eight
/// names an address, 100,000 addresses and as many askers; further ones are left out.
class TrafficNames {
 public:
  void add(const Binding& binding);
  void add(const FlowRecord& record);

  /// Sorted; empty for an address that no traffic named. A view of this object.
  [[nodiscard]] const std::set<std::string>& of(const IpAddress& address) const;
  /// By asker and name of the product.
  using Lookups = std::map<std::pair<IpAddress, std::string_view>, ProductLookup>;
  [[nodiscard]] const Lookups& lookups() const { return lookups_; }

 private:
  std::map<IpAddress, std::set<std::string>> names_;
  Lookups lookups_;
};

}  // namespace hamon
