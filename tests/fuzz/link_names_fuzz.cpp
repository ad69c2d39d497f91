#include "capture/dhcp6_message.hpp"
#include "capture/neighbour_message.hpp"

#include <cstdint>
#include <cstdlib>

/// What is told on the link: DHCPv6, LLDP, CDP, options of neighbour discovery.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const hamon::Bytes bytes{data, size};
  const auto lease = hamon::Dhcp6Message::parse(bytes);
  if (lease && (lease->host_name.size() > 253 || lease->client_id.size() > 260 ||
                lease->addresses.size() > 8)) {
    std::abort();
  }
  for (const auto& message :
       {hamon::NeighbourMessage::lldp(bytes), hamon::NeighbourMessage::cdp(bytes)}) {
    if (message && (message->name.size() > 255 || message->addresses.size() > 4)) {
      std::abort();
    }
  }
  static_cast<void>(hamon::link_layer_option(bytes, 1));
  return 0;
}
