#include "capture/announced_ports.hpp"
#include "capture/clinical_names.hpp"
#include "capture/netbios_message.hpp"
#include "capture/ntlm_message.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

void check(bool holds) {
  if (!holds) {
    std::abort();
  }
}

void check_netbios(const std::optional<hamon::NetbiosMessage>& message) {
  for (const auto* names :
       {message ? &message->own : nullptr, message ? &message->asked : nullptr}) {
    for (std::size_t i = 0; names != nullptr && i < names->size(); ++i) {
      check(!(*names)[i].empty() && (*names)[i].size() <= 16);
    }
  }
}

}  // namespace

/// Names stay within the bounds of their standards, whatever the bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const hamon::Bytes bytes{data, size};
  check_netbios(hamon::NetbiosMessage::name_service(bytes));
  check_netbios(hamon::NetbiosMessage::datagram(bytes));
  check_netbios(hamon::NetbiosMessage::session_request(bytes));
  if (const auto message = hamon::NtlmMessage::find(bytes)) {
    check(message->computer.size() <= 253 && message->dns_name.size() <= 253);
  }
  if (const auto association = hamon::DicomAssociation::parse(bytes)) {
    check(association->called.size() <= 16 && association->calling.size() <= 16);
  }
  if (const auto header = hamon::Hl7Header::parse(bytes)) {
    check(header->sender.size() <= 129 && header->receiver.size() <= 129 &&
          header->type.size() <= 7);
  }
  if (const auto sender = hamon::astm_sender(bytes)) {
    check(!sender->empty() && sender->size() <= 64);
  }
  check(hamon::endpoint_mapper_ports(bytes).size() <= 16);
  if (const auto port = hamon::ftp_port(bytes)) {
    check(port->port != 0);
  }
  return 0;
}
