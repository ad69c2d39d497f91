#pragma once

#include "graph/site.hpp"

#include <stdexcept>
#include <string>

namespace hamon {

/// The site file's text as a Site; throws with the first problem when it does not parse.
inline Site site_of(const std::string& yaml) {
  CollectingSink sink;
  auto site = parse_site(yaml, "site.yaml", sink);
  if (!site) {
    throw std::invalid_argument(
        std::string(sink.diagnostics.empty() ? "no site" : sink.diagnostics.front().what.id));
  }
  return *site;
}

}  // namespace hamon
