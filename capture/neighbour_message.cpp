#include "capture/neighbour_message.hpp"

#include "capture/host_name.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kMostAddresses = 4;
constexpr std::size_t kMostName = 255;
constexpr std::uint8_t kFamilyV4 = 1;  // IANA address family numbers
constexpr std::uint8_t kFamilyV6 = 2;

std::string device_name(Bytes value) {
  const auto text = printable(as_text(value), kMostName);
  if (!text) {
    return {};
  }
  return plain_host_name(*text).value_or(lower_case(*text));
}

void add_address(Bytes raw, NeighbourMessage& message) {
  if (message.addresses.size() >= kMostAddresses) {
    return;
  }
  if (raw.size() == 4) {
    message.addresses.push_back(IpAddress::v4(load_u32(raw.data())));
  } else if (raw.size() == 16) {
    message.addresses.push_back(IpAddress::v6(std::as_bytes(raw).first<16>()));
  }
}

void add_address(std::uint8_t family, Bytes raw, NeighbourMessage& message) {
  if (raw.size() == (family == kFamilyV4 ? 4U : family == kFamilyV6 ? 16U : 0U)) {
    add_address(raw, message);
  }
}

MacAddress mac_at(Bytes bytes) {
  MacAddress mac;
  std::copy_n(bytes.begin(), mac.bytes.size(), mac.bytes.begin());
  return mac;
}

// Clause 8.5.2: chassis ID with its subtype.
void read_chassis(Bytes value, NeighbourMessage& message) {
  constexpr std::uint8_t kMac = 4;
  constexpr std::uint8_t kNetworkAddress = 5;
  if (value.size() == 7 && value[0] == kMac) {
    message.mac = mac_at(value.subspan(1));
  } else if (value.size() > 2 && value[0] == kNetworkAddress) {
    add_address(value[1], value.subspan(2), message);
  }
}

// The list of a CDP address field: protocol type and name, then the address, each with its length.
void read_cdp_addresses(Bytes value, NeighbourMessage& message) {
  ByteReader reader(value);
  for (std::uint32_t left = reader.u32(); left > 0 && reader.left() > 0; --left) {
    reader.skip(1);
    const Bytes network = reader.bytes(reader.u8());
    const Bytes address = reader.bytes(reader.u16());
    if (!reader.ok()) {
      return;
    }
    const bool v4 = network.size() == 1 && network[0] == 0xCC;
    const bool v6 = network.size() == 8 && network[6] == 0x86 && network[7] == 0xDD;
    if ((v4 && address.size() == 4) || (v6 && address.size() == 16)) {
      add_address(address, message);
    }
  }
}

}  // namespace

std::optional<NeighbourMessage> NeighbourMessage::lldp(Bytes bytes) {
  constexpr unsigned kChassis = 1;
  constexpr unsigned kSystemName = 5;
  constexpr unsigned kManagement = 8;
  NeighbourMessage message;
  ByteReader reader(bytes);
  for (bool first = true; reader.left() >= 2; first = false) {
    const std::uint16_t head = reader.u16();
    const unsigned type = head >> 9;
    const Bytes value = reader.bytes(head & 0x1FFU);
    if (first && (type != kChassis || value.size() < 2)) {
      return std::nullopt;
    }
    if (!reader.ok() || type == 0) {
      break;
    }
    if (type == kChassis) {
      read_chassis(value, message);
    } else if (type == kSystemName) {
      message.name = device_name(value);
    } else if (type == kManagement && value.size() > 2 && value[0] > 1 && value[0] < value.size()) {
      add_address(value[1], value.subspan(2, value[0] - 1U), message);
    }
  }
  return bytes.size() < 2 ? std::nullopt : std::optional(message);
}

std::optional<NeighbourMessage> NeighbourMessage::cdp(Bytes bytes) {
  constexpr std::uint16_t kDeviceId = 1;
  constexpr std::uint16_t kAddresses = 2;
  constexpr std::uint16_t kManagement = 0x16;
  if (bytes.size() < 8 || bytes[0] < 1 || bytes[0] > 2) {
    return std::nullopt;
  }
  NeighbourMessage message;
  ByteReader reader(bytes.subspan(4));
  while (reader.left() >= 4) {
    const std::uint16_t type = reader.u16();
    const std::uint16_t length = reader.u16();
    const Bytes value = reader.bytes(length < 4 ? SIZE_MAX : length - 4U);
    if (!reader.ok()) {
      break;
    }
    if (type == kDeviceId) {
      message.name = device_name(value);
    } else if (type == kAddresses || type == kManagement) {
      read_cdp_addresses(value, message);
    }
  }
  return message;
}

std::optional<MacAddress> link_layer_option(Bytes options, std::uint8_t type) {
  while (options.size() >= 8) {
    const std::size_t bytes = std::size_t{options[1]} * 8;
    if (bytes == 0 || bytes > options.size()) {
      return std::nullopt;
    }
    if (options[0] == type && bytes == 8) {
      return mac_at(options.subspan(2));
    }
    options = options.subspan(bytes);
  }
  return std::nullopt;
}

}  // namespace hamon
