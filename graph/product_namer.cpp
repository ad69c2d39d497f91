#include "graph/product_namer.hpp"

namespace hamon {

ProductNamer::ProductNamer(const Site& site, std::span<const Binding> bindings) {
  for (const SiteProduct& product : site.products) {
    const auto number = static_cast<std::uint32_t>(site_words_.size());
    site_words_.push_back(product.word);
    for (const std::string& domain : product.domains) {
      site_domains_.add(domain, number);
    }
    for (const ServicePort& port : product.ports) {
      site_ports_.emplace(port, product.word);
    }
  }
  for (const Binding& binding : bindings) {
    add(binding);
  }
  // Only now is it known which addresses go by other names, too.
  std::erase_if(addresses_, [](const auto& entry) { return entry.second.empty(); });
}

void ProductNamer::add(const Binding& binding) {
  const bool asked = binding.kind == BindingKind::ServerName;
  if ((!asked && binding.kind != BindingKind::DnsAnswer &&
       binding.kind != BindingKind::Certificate) ||
      binding.name.empty()) {
    return;
  }
  const std::string_view word = of_name(binding.name);
  // A name server also answers with what an alias stands for, and that is no other name.
  if (word.empty() && !asked) {
    return;
  }
  const auto [entry, is_new] = addresses_.try_emplace(binding.address, word);
  if (!is_new && entry->second != word) {
    entry->second = {};
  }
}

std::string_view ProductNamer::of_name(std::string_view host) const {
  if (host.starts_with("www.")) {
    return {};
  }
  const auto built_in = built_in_match(host);
  if (!site_domains_.empty()) {
    const auto own = site_domains_.find(host);
    if (own && (!built_in || own->length >= built_in->length)) {
      return site_words_[own->value];
    }
  }
  return built_in ? remote_products()[built_in->value].name : std::string_view();
}

std::string_view ProductNamer::of(std::span<const std::string> names,
                                  const IpAddress& responder) const {
  for (const std::string& name : names) {
    const std::string_view word = of_name(name);
    if (!word.empty()) {
      return word;
    }
  }
  if (!names.empty() || addresses_.empty()) {
    return {};
  }
  const auto found = addresses_.find(responder);
  return found == addresses_.end() ? std::string_view() : found->second;
}

std::string_view ProductNamer::at_port(const ServicePort& port) const {
  const auto found = site_ports_.find(port);
  return found == site_ports_.end() ? std::string_view() : found->second;
}

}  // namespace hamon
