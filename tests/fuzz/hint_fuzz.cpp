#include "base/service_catalogue.hpp"
#include "capture/protocol_hint.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

void check(std::string_view service) {
  static const auto known = [] {
    auto names = hamon::all_service_names();
    const auto further = hamon::recognised_service_names();
    names.insert(names.end(), further.begin(), further.end());
    return names;
  }();
  if (!service.empty() && std::ranges::find(known, service) == known.end()) {
    std::abort();
  }
}

}  // namespace

/// Two ports, then what was sent between them: a service is one of the catalogue.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) {
    return 0;
  }
  const hamon::Bytes payload(data + 4, size - 4);
  const std::uint16_t source = hamon::load_u16(data);
  const std::uint16_t target = hamon::load_u16(data + 2);
  check(hamon::recognise_tcp(payload, source, target).service);
  check(hamon::recognise_udp(payload, source, target).service);
  return 0;
}
