#pragma once

#include "base/address.hpp"
#include "base/result.hpp"

#include <memory>
#include <string>

namespace hamon {

/// A local database of who announces which addresses, in MaxMind's DB format 2.0 (as GeoLite2-ASN,
/// DB-IP's and IPinfo's files are). The door to libmaxminddb. Nothing is asked of the network.
class AsnDatabase {
 public:
  /// Errors: no such file, not readable, no such database.
  [[nodiscard]] static Result<AsnDatabase> open(const std::string& path);

  /// `AS64500 Example` of the keys `autonomous_system_number` and `autonomous_system_organization`
  /// (IPinfo: `asn`, `as_name` or `name`); empty: not known, or damaged there. At most 200 bytes,
  /// control characters left out.
  [[nodiscard]] std::string organisation_of(const IpAddress& address) const;

 private:
  struct State;
  struct Closing {
    void operator()(State* state) const;
  };
  explicit AsnDatabase(std::unique_ptr<State, Closing> state) : state_(std::move(state)) {}
  std::unique_ptr<State, Closing> state_;
};

}  // namespace hamon
