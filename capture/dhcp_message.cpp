#include "capture/dhcp_message.hpp"

#include "capture/host_name.hpp"

#include <algorithm>

namespace hamon {
namespace {

// Layout of RFC 2131, section 2; option codes of RFC 2132.
constexpr std::size_t kOptionsAt = 236;
constexpr std::uint32_t kMagicCookie = 0x63825363;
constexpr std::uint8_t kRouter = 3;
constexpr std::uint8_t kHostName = 12;
constexpr std::uint8_t kMessageType = 53;
constexpr std::uint8_t kClientId = 61;
constexpr std::uint8_t kFullName = 81;
constexpr std::size_t kMostClientId = 64;  // bytes that are kept
constexpr std::size_t kMostRouters = 4;

// RFC 4702, section 2: flags, two unused bytes, the name as text or (flag E) as DNS labels.
std::string full_name(Bytes value) {
  if (value.size() < 4) {
    return {};
  }
  const Bytes name = value.subspan(3);
  if ((value[0] & 0x04) == 0) {
    return std::string(as_text(name));
  }
  return text_of_labels(name);
}

std::string host_name_of(std::string_view text) {
  const auto end = text.find('\0');  // some clients send the zero byte too
  return plain_host_name(text.substr(0, end)).value_or("");
}

void read_option(std::uint8_t code, Bytes value, DhcpMessage& message) {
  switch (code) {
    case kMessageType:
      if (value.size() == 1 && value[0] >= 1 && value[0] <= 8) {
        message.type = static_cast<DhcpMessage::Type>(value[0]);
      }
      break;
    case kHostName:
      if (std::string name = host_name_of(as_text(value)); !name.empty()) {
        message.host_name = std::move(name);
      }
      break;
    case kFullName:
      if (message.host_name.empty()) {
        message.host_name = host_name_of(full_name(value));
      }
      break;
    case kRouter:
      for (ByteReader list(value); list.left() >= 4 && message.routers.size() < kMostRouters;) {
        message.routers.push_back(IpAddress::v4(list.u32()));
      }
      break;
    case kClientId:
      message.client_id = hexadecimal(value, kMostClientId);
      break;
    default:
      break;
  }
}

}  // namespace

std::optional<DhcpMessage> DhcpMessage::parse(Bytes bytes) {
  if (bytes.size() < kOptionsAt + 4 || bytes[0] < 1 || bytes[0] > 2 || bytes[1] != 1 ||
      bytes[2] != 6 || load_u32(bytes.data() + kOptionsAt) != kMagicCookie) {
    return std::nullopt;
  }
  DhcpMessage message;
  message.from_client = bytes[0] == 1;
  message.transaction = load_u32(bytes.data() + 4);
  message.client = IpAddress::v4(load_u32(bytes.data() + 12));
  message.assigned = IpAddress::v4(load_u32(bytes.data() + 16));
  std::copy_n(bytes.begin() + 28, 6, message.mac.bytes.begin());
  ByteReader options(bytes.subspan(kOptionsAt + 4));
  while (options.left() > 0) {
    const std::uint8_t code = options.u8();
    if (code == 0) {
      continue;
    }
    if (code == 255) {
      break;
    }
    const std::uint8_t length = options.u8();
    const Bytes value = options.bytes(length);
    if (!options.ok()) {
      break;
    }
    read_option(code, value, message);
  }
  return message;
}

}  // namespace hamon
