#include "base/product_catalogue.hpp"

#include "base/flow_record.hpp"
#include "base/result.hpp"

#include <algorithm>
#include <array>

namespace hamon {

extern const unsigned char kRemoteProducts[];
extern const std::size_t kRemoteProductsSize;

namespace {

constexpr std::size_t kLongestName = 255;  // RFC 1035, section 2.3.4

// Domains under which anybody may have a name, or that serve more than one thing.
constexpr auto kShared = std::to_array<std::string_view>({"akamai.net",
                                                          "akamaiedge.net",
                                                          "akamaihd.net",
                                                          "amazon.com",
                                                          "amazonaws.com",
                                                          "apple.com",
                                                          "azure.com",
                                                          "azureedge.net",
                                                          "azurefd.net",
                                                          "azurewebsites.net",
                                                          "bitbucket.org",
                                                          "cloudflare.com",
                                                          "cloudflare.net",
                                                          "cloudfront.net",
                                                          "co.jp",
                                                          "co.kr",
                                                          "co.uk",
                                                          "com.au",
                                                          "com.br",
                                                          "com.cn",
                                                          "core.windows.net",
                                                          "digitaloceanspaces.com",
                                                          "dropbox.com",
                                                          "edgekey.net",
                                                          "edgesuite.net",
                                                          "facebook.com",
                                                          "fastly.net",
                                                          "firebaseapp.com",
                                                          "flets-east.jp",
                                                          "flets-west.jp",
                                                          "github.com",
                                                          "github.io",
                                                          "githubusercontent.com",
                                                          "gitlab.com",
                                                          "go.jp",
                                                          "google.co.jp",
                                                          "google.com",
                                                          "googleapis.com",
                                                          "googleusercontent.com",
                                                          "gstatic.com",
                                                          "ipa.go.jp",
                                                          "live.com",
                                                          "microsoft.com",
                                                          "microsoftonline.com",
                                                          "ne.jp",
                                                          "office.com",
                                                          "office365.com",
                                                          "or.jp",
                                                          "pages.dev",
                                                          "qq.com",
                                                          "r2.cloudflarestorage.com",
                                                          "servicebus.windows.net",
                                                          "sharepoint.com",
                                                          "trafficmanager.net",
                                                          "visualstudio.com",
                                                          "web.app",
                                                          "windows.net",
                                                          "windowsupdate.com",
                                                          "yahoo.co.jp",
                                                          "yahoo.com",
                                                          "zoho.com",
                                                          "zoho.eu",
                                                          "zoho.jp"});

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos
             ? std::string_view()
             : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

/// What stands before `mark`; `text` is left with what follows it.
std::string_view cut(std::string_view& text, char mark) {
  const auto end = text.find(mark);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return trimmed(part);
}

template <class Each>
void for_each_word(std::string_view text, Each each) {
  while (!text.empty()) {
    const std::string_view word = cut(text, ' ');
    if (!word.empty()) {
      each(word);
    }
  }
}

/// Behind the last glob, the first whole label on.
std::string_view fixed_part(std::string_view pattern) {
  const auto glob = pattern.find_last_of("*?]");
  if (glob == std::string_view::npos) {
    return pattern;
  }
  const auto dot = pattern.find('.', glob);
  return dot == std::string_view::npos ? std::string_view() : pattern.substr(dot + 1);
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

void add_mark(std::string_view mark, RemoteProduct& product) {
  constexpr std::string_view kAlpn = "alpn:";
  constexpr std::string_view kCertificate = "certificate:";
  if (mark.starts_with(kAlpn)) {
    product.alpn.push_back(mark.substr(kAlpn.size()));
    return;
  }
  HAMON_ASSERT(mark.starts_with(kCertificate));
  std::string name(mark.substr(kCertificate.size()));
  std::ranges::transform(name, name.begin(), [](char c) { return c == '_' ? ' ' : lower(c); });
  product.certificate_names.push_back(std::move(name));
}

RemoteProduct read_product(std::string_view line) {
  RemoteProduct product;
  product.name = cut(line, '|');
  const auto service_class = parse_service_class(cut(line, '|'));
  HAMON_ASSERT(service_class.has_value());
  product.service_class = *service_class;
  product.title = cut(line, '|');
  product.title_ja = cut(line, '|');
  for_each_word(cut(line, '|'),
                [&](std::string_view word) { product.domains.push_back(fixed_part(word)); });
  for_each_word(cut(line, '|'), [&](std::string_view word) {
    const auto port = parse_service_port(word);
    HAMON_ASSERT(port.has_value());
    product.ports.push_back(*port);
  });
  for_each_word(cut(line, '|'), [&](std::string_view word) { add_mark(word, product); });
  return product;
}

struct Table {
  std::vector<RemoteProduct> products;  // by name
  DomainTable names;
  std::unordered_map<std::uint32_t, const RemoteProduct*> ports;  // protocol << 16 | port

  Table() {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the same bytes as characters
    std::string_view text(reinterpret_cast<const char*>(kRemoteProducts), kRemoteProductsSize);
    while (!text.empty()) {
      const std::string_view line = cut(text, '\n');
      if (!line.empty() && line.front() != '#') {
        products.push_back(read_product(line));
      }
    }
    std::ranges::sort(products, {}, &RemoteProduct::name);
    for (std::uint32_t i = 0; i < products.size(); ++i) {
      const RemoteProduct& product = products[i];
      for (const std::string_view domain : product.domains) {
        names.add(domain, i);
      }
      for (const std::string& name : product.certificate_names) {
        names.add(name, i);
      }
      for (const ServicePort& port : product.ports) {
        ports.try_emplace(static_cast<std::uint32_t>(port.protocol) << 16U | port.port, &product);
      }
    }
  }
};

const Table& table() {
  static const Table kTable;
  return kTable;
}

}  // namespace

std::optional<DomainTable::Match> DomainTable::find(std::string_view host) const {
  if (host.size() > kLongestName) {
    // What stands before is none of a name's; the rest begins at a whole label.
    const auto dot = host.find('.', host.size() - kLongestName - 1);
    host.remove_prefix(dot == std::string_view::npos ? host.size() : dot + 1);
  }
  while (!host.empty()) {
    const auto found = values_.find(host);
    if (found != values_.end()) {
      return Match{host.size(), found->second};
    }
    const auto dot = host.find('.');
    host.remove_prefix(dot == std::string_view::npos ? host.size() : dot + 1);
  }
  return std::nullopt;
}

std::span<const RemoteProduct> remote_products() {
  return table().products;
}

const RemoteProduct* product_called(std::string_view word) {
  const auto& products = table().products;
  const auto found = std::ranges::lower_bound(products, word, {}, &RemoteProduct::name);
  return found != products.end() && found->name == word ? &*found : nullptr;
}

std::optional<DomainTable::Match> built_in_match(std::string_view host) {
  return table().names.find(host);
}

const RemoteProduct* product_of_name(std::string_view host) {
  const auto match = built_in_match(host);
  return match ? &table().products[match->value] : nullptr;
}

const RemoteProduct* product_of_alpn(std::string_view protocol) {
  const auto& products = table().products;
  const auto found = std::ranges::find_if(products, [&](const RemoteProduct& product) {
    return std::ranges::any_of(
        product.alpn, [&](std::string_view prefix) { return protocol.starts_with(prefix); });
  });
  return found == products.end() ? nullptr : &*found;
}

const RemoteProduct* product_at(std::uint8_t protocol, std::uint16_t port) {
  const auto& ports = table().ports;
  const auto found = ports.find(static_cast<std::uint32_t>(protocol) << 16U | port);
  return found == ports.end() ? nullptr : found->second;
}

std::string fixed_domain(std::string_view pattern) {
  std::string domain(fixed_part(pattern));
  std::ranges::transform(domain, domain.begin(), lower);
  if (domain.ends_with('.')) {
    domain.pop_back();
  }
  return domain;
}

bool is_shared_domain(std::string_view domain) {
  return domain.find('.') == std::string_view::npos ||
         std::ranges::find(kShared, domain) != kShared.end();
}

}  // namespace hamon
