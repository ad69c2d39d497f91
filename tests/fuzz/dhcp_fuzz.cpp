#include "capture/dhcp_message.hpp"

#include <cstdint>
#include <cstdlib>

/// Names and identifiers stay within their bounds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto message = hamon::DhcpMessage::parse({data, size});
  if (message && (message->host_name.size() > 253 || message->client_id.size() > 128)) {
    std::abort();
  }
  return 0;
}
