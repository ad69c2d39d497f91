#pragma once

#include "base/service_catalogue.hpp"

#include <string_view>

namespace hamon {

/// A remote-access product and what it is: a remote-control tool or a tunnel.
struct RemoteProduct {
  std::string_view name;  ///< as in the service table where it stands there
  ServiceClass service_class = ServiceClass::RemoteTool;
};

/// The product whose servers go by `host` (`relay-1.net.anydesk.com`), by the ends of published
/// names; nothing when it is none of the table. Lower case. Names of the vendor's own web pages
/// count, too: it is an indication. Source: LOLRMM's and nDPI's lists of domains, vendors' pages.
[[nodiscard]] const RemoteProduct* product_of_name(std::string_view host);

}  // namespace hamon
