#include "capture/dns_message.hpp"

#include <cstdint>
#include <cstdlib>

/// A name never grows longer than the standard allows, whatever the pointers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto message = hamon::DnsMessage::parse({data, size});
  if (message) {
    for (const std::string& name : message->names) {
      if (name.empty() || name.size() > 253) {
        std::abort();
      }
    }
  }
  return 0;
}
