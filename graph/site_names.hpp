#pragma once

#include "graph/site.hpp"
#include "graph/site_reader.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hamon {

/// What a word in the site file refers to. An end of a link is any selector but a link, a vendor or
/// an event, a place (of an event) any but an event, what is called closed any but `outside` and
/// `any`; an exception is the bare name of a link.
enum class Refers { Selector, End, Place, Closed, Exception, Zone, Link, System, Store, Service };

/// Everything that a site file declares and refers to, so that what cannot be known before the
/// whole file was read is checked at its end, with the line of each use.
class SiteNames {
 public:
  explicit SiteNames(SiteReader& reader) : reader_(reader) {}

  /// A system, zone, group, link or router: these share one namespace. `section` is the key it
  /// stands under.
  void declare(const std::string& section, const std::string& name, std::size_t line);
  void declare_service(const std::string& name, std::size_t line);
  void declare_product(const std::string& name, std::size_t line);
  void claim_prefix(const Prefix& prefix, const std::string& zone, std::size_t line);
  void claim_address(const IpAddress& address, const std::string& system, std::size_t line);
  void claim_mac(const MacAddress& mac, const std::string& system, std::size_t line);
  void claim_port(const ServicePort& port, const std::string& text, const std::string& service,
                  std::size_t line);
  void claim_domain(const std::string& domain, const std::string& product, std::size_t line);
  /// A router or link that declares no address selects nothing.
  void without_addresses(const std::string& name) { empty_.insert(name); }

  void refer(Refers kind, const std::string& word, std::size_t line, const std::string& where);
  /// Reports every reference that names nothing; `site` is what was read.
  void check(const Site& site);

 private:
  struct Declared {
    std::string owner;
    std::size_t line = 0;
  };
  struct Reference {
    Refers kind;
    std::string word;
    std::size_t line;
    std::string where;
  };
  template <class Key>
  void claim(std::map<Key, Declared>& taken, const Key& key, const std::string& text,
             const std::string& owner, std::size_t line);
  [[nodiscard]] std::vector<std::string> names_of(const std::string& section) const;
  [[nodiscard]] bool is(const std::string& section, const std::string& name) const;
  void check(const Reference& reference, const Site& site,
             const std::vector<std::string>& services);
  void check_selector(const Reference& reference, const Site& site);
  void check_vendor(const Reference& reference, const Site& site, std::string_view vendor);
  void check_service(const Reference& reference, const std::vector<std::string>& known);
  [[nodiscard]] std::vector<std::string> known_services() const;

  SiteReader& reader_;
  std::map<std::string, Declared> names_;  // owner: the section
  std::map<std::string, std::size_t> services_;
  std::map<std::string, std::size_t> products_;
  std::map<Prefix, Declared> prefixes_;
  std::map<IpAddress, Declared> addresses_;
  std::map<MacAddress, Declared> macs_;
  std::map<ServicePort, Declared> ports_;
  std::map<std::string, Declared> domains_;
  std::set<std::string> empty_;
  std::vector<Reference> references_;
};

/// Whether `word` is a pattern over system names rather than a name.
[[nodiscard]] bool is_glob(std::string_view word);

}  // namespace hamon
