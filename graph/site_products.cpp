#include "graph/site_products.hpp"

#include "base/text_encoding.hpp"
#include "graph/site_sections.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kLongestDomain = 253;

bool is_host_name(std::string_view domain) {
  return !domain.empty() && domain.size() <= kLongestDomain && domain.front() != '.' &&
         domain.find("..") == std::string_view::npos && std::ranges::all_of(domain, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  c == '.';
         });
}

void read_domain(SiteParts& parts, const SiteMap& map, const YamlNode& node, SiteProduct& product) {
  const std::string& text = node.text;
  const std::string domain = fixed_domain(text);
  if (Prefix::parse(text)) {
    parts.reader.error(node.line,
                       message("{}: `{}` is an address, not a domain", map.where(), text),
                       message("declare the address as the outside end of a link"));
  } else if (half_width(text) != text) {
    parts.reader.error(node.line, message("{}: `{}` is no domain", map.where(), text),
                       message("type it in half-width characters: {}", half_width(text)));
  } else if (!domain.empty() && !is_host_name(domain)) {
    parts.reader.error(node.line, message("{}: `{}` is no domain", map.where(), text),
                       message("write the end of its servers' names, such as vpn.vendor.example"));
  } else if (is_shared_domain(domain)) {
    parts.reader.error(
        node.line,
        message("{}: `{}` is too broad: others have names under it, too", map.where(), text),
        message("write the part that only this product uses, such as "
                "vpn.vendor.example"));
  } else {
    parts.names.claim_domain(domain, product.word, node.line);
    product.domains.push_back(domain);
  }
}

void read_class(SiteParts& parts, const SiteMap& map, SiteProduct& product) {
  const RemoteProduct* known = product_called(product.word);
  const YamlNode* node = map.find("class");
  if (known != nullptr) {
    product.service_class = known->service_class;
  } else {
    map.require({"class"});
  }
  if (node == nullptr || node->kind == YamlNode::Kind::Null || !parts.reader.is_scalar(*node)) {
    return;
  }
  const auto given = parse_service_class(node->text);
  if (!given) {
    parts.reader.unknown(node->line,
                         message("{}: no class is called `{}`", map.where(), node->text),
                         node->text, {"remote-admin", "remote-tool", "vpn"});
  } else if (known != nullptr && *given != known->service_class) {
    parts.reader.error(node->line,
                       message("{}: `{}` is known as {}", map.where(), product.word,
                               name_of(known->service_class)),
                       message("remove `class:`, or choose another name"));
  } else {
    product.service_class = *given;
  }
}

}  // namespace

void read_products(SiteParts& parts, const YamlNode& node) {
  each_named(parts, node, "products", [&](const YamlNode::Entry& entry) {
    const SiteMap map(parts.reader, entry.value, "products: " + entry.key,
                      {"name", "class", "domains", "ports"});
    parts.names.declare_product(entry.key, entry.line);
    SiteProduct product;
    product.word = entry.key;
    product.title = map.value("name");
    product.line = entry.line;
    read_class(parts, map, product);
    if (const YamlNode* domains = map.find("domains")) {
      for (const YamlNode* element : SiteReader::elements(*domains)) {
        if (parts.reader.is_scalar(*element)) {
          read_domain(parts, map, *element, product);
        }
      }
    }
    product.ports = service_ports(parts, map, product.word);
    if (map.find("domains") == nullptr && map.find("ports") == nullptr) {
      parts.reader.error(entry.line, message("{}: names neither domains nor ports", map.where()),
                         message("write what it is known by, such as domains: "
                                 "[vpn.vendor.example]"));
    }
    parts.site.products.push_back(std::move(product));
  });
}

const SiteProduct* declared_product(const Site& site, std::string_view word) {
  const auto found = std::ranges::find(site.products, word, &SiteProduct::word);
  return found == site.products.end() ? nullptr : &*found;
}

bool is_product(const Site& site, std::string_view word) {
  return product_called(word) != nullptr || declared_product(site, word) != nullptr;
}

ServiceClass class_of(const Site& site, std::string_view service) {
  const SiteProduct* product = declared_product(site, service);
  return product == nullptr ? class_of(service) : product->service_class;
}

Carry carry_of(const Site& site, std::string_view service, Role role) {
  for (const SiteService& declared : site.services) {
    if (declared.name == service && declared.carry) {
      return *declared.carry;
    }
  }
  const SiteProduct* product = declared_product(site, service);
  return product == nullptr || product_called(service) != nullptr
             ? carry_of(service, role)
             : carry_of(product->service_class);
}

std::string_view title_of(const Site& site, std::string_view service, bool japanese) {
  const SiteProduct* declared = declared_product(site, service);
  if (declared != nullptr && !declared->title.empty()) {
    return declared->title;
  }
  const RemoteProduct* product = product_called(service);
  if (product == nullptr) {
    return service;
  }
  return japanese && !product->title_ja.empty() ? product->title_ja : product->title;
}

}  // namespace hamon
