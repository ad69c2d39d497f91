#pragma once

#include "base/service_catalogue.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hamon {

/// A remote-access product and what it is: a remote-control tool or a tunnel. A row of
/// `data/remote-products.txt`, which is inside the program; views live as long as it.
struct RemoteProduct {
  std::string_view name;  ///< as in the service table where it stands there
  ServiceClass service_class = ServiceClass::RemoteTool;
  std::string_view title;                      ///< as its vendor writes it
  std::string_view title_ja;                   ///< empty: the same
  std::vector<std::string_view> domains;       ///< without globs; every name below them counts, too
  std::vector<ServicePort> ports;              ///< by these alone it is an indication
  std::vector<std::string_view> alpn;          ///< how its protocol names in TLS begin
  std::vector<std::string> certificate_names;  ///< common names that are no domains, lower case
};

/// The whole table, by name.
[[nodiscard]] std::span<const RemoteProduct> remote_products();
[[nodiscard]] const RemoteProduct* product_called(std::string_view word);

/// The product whose servers go by `host` (`relay-1.net.anydesk.com`) or show it as the name of
/// their certificate (`anydesk client`), by the longest published end of whole labels; nothing when
/// it is none of the table. Lower case. Names of the vendor's own web pages count, too: it is an
/// indication. No allocation; at most one look-up a label of the last 255 bytes (RFC 1035, section
/// 2.3.4).
[[nodiscard]] const RemoteProduct* product_of_name(std::string_view host);
/// The product that calls its protocol so in a TLS handshake (RFC 7301): `anydesk/6.2.0/windows`.
[[nodiscard]] const RemoteProduct* product_of_alpn(std::string_view protocol);
/// The product that listens there when it is not told otherwise: an indication only.
[[nodiscard]] const RemoteProduct* product_at(std::uint8_t protocol, std::uint16_t port);

/// Domains and what they stand for. A domain matches itself and every name under it.
class DomainTable {
 public:
  struct Match {
    std::size_t length = 0;  ///< of the domain
    std::uint32_t value = 0;
    bool operator==(const Match&) const = default;
  };
  /// `domain` lives as long as the table. Of a domain added twice the first value counts.
  void add(std::string_view domain, std::uint32_t value) { values_.try_emplace(domain, value); }
  /// The longest domain that `host` is under.
  [[nodiscard]] std::optional<Match> find(std::string_view host) const;
  [[nodiscard]] bool empty() const { return values_.empty(); }

 private:
  std::unordered_map<std::string_view, std::uint32_t> values_;
};
/// The built-in table's match for `host`, `value` an index into `remote_products()`.
[[nodiscard]] std::optional<DomainTable::Match> built_in_match(std::string_view host);

/// The part of a name with globs that is fixed whatever they stand for, lower case:
/// `relay-*.net.anydesk.com` is `net.anydesk.com`, `*.example.jp` is `example.jp`.
[[nodiscard]] std::string fixed_domain(std::string_view pattern);
/// Whether many things besides one product go by names under `domain`: a top-level domain, or that
/// of a cloud (`amazonaws.com`, `google.com`).
[[nodiscard]] bool is_shared_domain(std::string_view domain);

}  // namespace hamon
