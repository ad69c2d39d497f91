#include "graph/site_names.hpp"

#include "base/nearest_words.hpp"
#include "base/product_catalogue.hpp"
#include "base/text_encoding.hpp"
#include "graph/contact_points.hpp"

#include <algorithm>

namespace hamon {
namespace {

bool is_reserved(std::string_view word) {
  return word == "outside" || word == "internal" || word == "any" || word == "offline" ||
         vendor_in(word) || event_in(word);
}

bool is_class(std::string_view word) {
  return word == name_of(ServiceClass::RemoteAdmin) || word == name_of(ServiceClass::RemoteTool) ||
         word == name_of(ServiceClass::Vpn);
}

/// Characters that mean something where names are used: globs, lists, and `SEL@TIME` on the command
/// line.
bool has_special(std::string_view name) {
  return name.find_first_of("*?[],@") != std::string_view::npos ||
         std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

bool is_glob(std::string_view word) {
  return word.find_first_of("*?[") != std::string_view::npos;
}

void SiteNames::declare(const std::string& section, const std::string& name, std::size_t line) {
  if (is_reserved(name)) {
    reader_.error(line,
                  message("{}: `{}` has a meaning of its own and cannot be a name", section, name),
                  message("choose another name"));
  } else if (half_width(name).find_first_of(":{} ") != std::string::npos &&
             half_width(name) != name) {
    reader_.error(
        line,
        message("{}: the name `{}` holds a full-width colon, bracket or blank", section, name),
        message("type it in half-width characters: {}", half_width(name)));
  } else if (has_special(name)) {
    reader_.error(
        line,
        message("{}: the name `{}` holds one of * ? [ ] , @ or a control character", section, name),
        message("use letters, digits, `-`, `_` and `.`"));
  } else if (Prefix::parse(name)) {
    reader_.error(line, message("{}: `{}` is an address, not a name", section, name),
                  message("choose a name and write the address under `addresses:`"));
  }
  const auto [first, inserted] = names_.emplace(name, Declared{section, line});
  if (!inserted) {
    reader_.error(
        line,
        message("{}: the name `{}` is already used under `{}` in line {}", section, name,
                first->second.owner, first->second.line),
        message("systems, zones, groups, links and routers share one set of names; rename one"));
  }
}

void SiteNames::declare_service(const std::string& name, std::size_t line) {
  if (is_class(name) || parse_service_port(name)) {
    reader_.error(line,
                  message("services: `{}` has a meaning of its own and cannot be a name", name),
                  message("choose another name"));
  }
  services_.emplace(name, line);
}

void SiteNames::declare_product(const std::string& name, std::size_t line) {
  const auto built_in = all_service_names();
  const auto recognised = recognised_service_names();
  const auto service = services_.find(name);
  if (is_class(name) || parse_service_port(name) ||
      (product_called(name) == nullptr && (std::ranges::binary_search(built_in, name) ||
                                           std::ranges::binary_search(recognised, name)))) {
    reader_.error(line,
                  message("products: `{}` has a meaning of its own and cannot be a name", name),
                  message("choose another name"));
  } else if (has_special(name) || name.find_first_of(" /") != std::string::npos) {
    reader_.error(
        line,
        message("products: the name `{}` holds a character that means something elsewhere", name),
        message("use letters, digits, `-`, `_` and `.`"));
  } else if (service != services_.end()) {
    reader_.error(line,
                  message("{}: the name `{}` is already used under `{}` in line {}", "products",
                          name, "services", service->second),
                  message("services and products share one set of names; rename one"));
  }
  products_.emplace(name, line);
}

template <class Key>
void SiteNames::claim(std::map<Key, Declared>& taken, const Key& key, const std::string& text,
                      const std::string& owner, std::size_t line) {
  const auto [first, inserted] = taken.emplace(key, Declared{owner, line});
  if (inserted) {
    return;
  }
  if (first->second.owner == owner) {
    reader_.error(line, message("{}: {} is given twice", owner, text),
                  message("remove one of the two"));
  } else {
    reader_.error(line,
                  message("{} belongs to `{}` here and to `{}` in line {}", text, owner,
                          first->second.owner, first->second.line),
                  message("leave it with one of the two"));
  }
}

void SiteNames::claim_prefix(const Prefix& prefix, const std::string& zone, std::size_t line) {
  claim(prefixes_, prefix, prefix.text(), zone, line);
}

void SiteNames::claim_address(const IpAddress& address, const std::string& system,
                              std::size_t line) {
  claim(addresses_, address, address.text(), system, line);
}

void SiteNames::claim_mac(const MacAddress& mac, const std::string& system, std::size_t line) {
  claim(macs_, mac, mac.text(), system, line);
}

void SiteNames::claim_port(const ServicePort& port, const std::string& text,
                           const std::string& service, std::size_t line) {
  claim(ports_, port, text, service, line);
}

void SiteNames::claim_domain(const std::string& domain, const std::string& product,
                             std::size_t line) {
  claim(domains_, domain, domain, product, line);
}

void SiteNames::refer(Refers kind, const std::string& word, std::size_t line,
                      const std::string& where) {
  references_.push_back({kind, word, line, where});
}

bool SiteNames::is(const std::string& section, const std::string& name) const {
  const auto found = names_.find(name);
  return found != names_.end() && found->second.owner == section;
}

std::vector<std::string> SiteNames::names_of(const std::string& section) const {
  std::vector<std::string> out;
  for (const auto& [name, declared] : names_) {
    if (section.empty() || declared.owner == section) {
      out.push_back(name);
    }
  }
  return out;
}

void SiteNames::check(const Site& site) {
  const auto services = known_services();
  for (const auto& reference : references_) {
    if (reader_.full()) {
      return;
    }
    check(reference, site, services);
  }
}

void SiteNames::check(const Reference& reference, const Site& site,
                      const std::vector<std::string>& services) {
  const auto& [kind, word, line, where] = reference;
  switch (kind) {
    case Refers::End:
      if (is("links", word)) {
        reader_.error(line, message("{}: the link `{}` cannot be an end of a link", where, word),
                      message("write the addresses or systems of this end"));
        break;
      }
      if (vendor_in(word) || event_in(word)) {
        reader_.error(line, message("{}: `{}` cannot be an end of a link", where, word),
                      message("write the addresses or systems of this end"));
        break;
      }
      check_selector(reference, site);
      break;
    case Refers::Place:
      if (event_in(word)) {
        reader_.error(line, message("{}: an event cannot be where an event was", where),
                      message("write the systems or addresses where it was"));
        break;
      }
      check_selector(reference, site);
      break;
    case Refers::Closed:
      if (word == "outside" || word == "any") {
        reader_.error(line, message("{}: `{}` cannot be closed towards outside", where, word),
                      message("name zones, groups or prefixes, such as closed: [HIS-SV]"));
        break;
      }
      [[fallthrough]];
    case Refers::Selector:
      check_selector(reference, site);
      break;
    case Refers::Service:
      check_service(reference, services);
      break;
    case Refers::Exception:
      if (names_.contains(word) && !is("links", word)) {
        reader_.error(line, message("{}: `{}` is no link", where, word),
                      message("only links stand here by name alone; write {{with: {}}}", word));
        break;
      }
      [[fallthrough]];
    case Refers::Link:
      if (!is("links", word)) {
        reader_.unknown(line, message("{}: no link is called `{}`", where, word), word,
                        names_of("links"));
      }
      break;
    case Refers::Zone:
      if (!is("zones", word)) {
        reader_.unknown(line, message("{}: no zone is called `{}`", where, word), word,
                        names_of("zones"));
      }
      break;
    case Refers::Store:
    case Refers::System: {
      if (is("systems", word) || (kind == Refers::Store && word == "offline")) {
        break;
      }
      auto known = names_of("systems");
      if (kind == Refers::Store) {
        known.emplace_back("offline");
      }
      reader_.unknown(line, message("{}: no system is called `{}`", where, word), word, known);
      break;
    }
  }
}

/// The ledger may name vendors that the site file does not.
void SiteNames::check_vendor(const Reference& reference, const Site& site,
                             std::string_view vendor) {
  const auto known = vendors_of(site);
  const auto means = [&](const std::string& other) { return means_vendor(vendor, other); };
  if (std::ranges::any_of(known, means)) {
    return;
  }
  const auto nearest = nearest_words(vendor, known);
  reader_.warning(
      reference.line,
      message("{}: nothing in this file has the vendor `{}`; only the ledger can name it",
              reference.where, vendor),
      nearest.empty() ? Message() : message("the nearest known: {}", joined(nearest)));
}

void SiteNames::check_selector(const Reference& reference, const Site& site) {
  const auto& [kind, word, line, where] = reference;
  if (const auto vendor = vendor_in(word)) {
    check_vendor(reference, site, *vendor);
    return;
  }
  if (const auto which = event_in(word)) {
    if (events_called(site, *which).empty()) {
      Error error = unknown_event(site, *which);
      reader_.error(line, std::move(error.what), std::move(error.hint));
    }
    return;
  }
  if (word == "outside" || word == "internal" || word == "any" || is_glob(word)) {
    return;
  }
  if (const auto prefix = Prefix::parse(word)) {
    const auto written = IpAddress::parse(std::string_view(word).substr(0, word.find('/')));
    if (written && prefix->address() != *written) {
      reader_.error(line, message("`{}` is an address inside a prefix, not the prefix", word),
                    message("the prefix is {}", prefix->text()));
    }
    return;
  }
  if (!names_.contains(word)) {
    auto known = names_of({});
    known.insert(known.end(), {"any", "internal", "outside"});
    reader_.unknown(
        line,
        message("{}: no system, zone, group, router, link or address is called `{}`", where, word),
        word, known);
  } else if (empty_.contains(word)) {
    reader_.error(line, message("{}: `{}` declares no address, so it selects nothing", where, word),
                  message("add `addresses:` to it, or name the address here"));
  }
}

std::vector<std::string> SiteNames::known_services() const {
  std::vector<std::string> known;
  for (const auto& [name, line] : services_) {
    known.push_back(name);
  }
  for (const auto& [name, line] : products_) {
    known.push_back(name);
  }
  for (const RemoteProduct& product : remote_products()) {
    known.emplace_back(product.name);
  }
  for (const auto name : all_service_names()) {
    known.emplace_back(name);
  }
  for (const auto name : recognised_service_names()) {
    known.emplace_back(name);
  }
  for (const auto c : {ServiceClass::RemoteAdmin, ServiceClass::RemoteTool, ServiceClass::Vpn}) {
    known.emplace_back(name_of(c));
  }
  std::ranges::sort(known);
  return known;
}

void SiteNames::check_service(const Reference& reference, const std::vector<std::string>& known) {
  const auto& [kind, word, line, where] = reference;
  if (std::ranges::binary_search(known, word) || parse_service_port(word) ||
      word == "tcp/dynamic" || word == "udp/dynamic") {
    return;
  }
  const bool number =
      !word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
  if (number) {
    reader_.error(line, message("{}: `{}` is a port without its protocol", where, word),
                  message("write tcp/{0} or udp/{0}", word));
  } else {
    reader_.unknown(line, message("{}: no service is called `{}`", where, word), word, known);
  }
}

}  // namespace hamon
