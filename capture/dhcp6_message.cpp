#include "capture/dhcp6_message.hpp"

#include "capture/host_name.hpp"

#include <algorithm>

namespace hamon {
namespace {

// Message types of section 7.3, option codes of section 21.
constexpr std::uint8_t kReply = 7;
constexpr std::uint8_t kReconfigure = 10;
constexpr std::uint8_t kRelayForward = 12;
constexpr std::uint8_t kRelayReply = 13;
constexpr std::uint8_t kAdvertise = 2;
constexpr std::uint16_t kClientId = 1;
constexpr std::uint16_t kIaNa = 3;
constexpr std::uint16_t kIaAddress = 5;
constexpr std::uint16_t kRelayMessage = 9;
constexpr std::uint16_t kFullName = 39;
constexpr std::uint16_t kLinkLayer = 79;
constexpr std::size_t kMostDuid = 130;  // bytes, section 11.1
constexpr std::size_t kMostAddresses = 8;
constexpr int kMostRelays = 8;  // HOP_COUNT_LIMIT, section 7.6

struct Option {
  std::uint16_t code = 0;
  Bytes value;
};

/// The next option; nothing where they end or were cut.
std::optional<Option> next_option(ByteReader& options) {
  Option option;
  option.code = options.u16();
  const std::uint16_t length = options.u16();
  option.value = options.bytes(length);
  return options.ok() ? std::optional(option) : std::nullopt;
}

void read_addresses(Bytes association, Dhcp6Message& message) {
  ByteReader options(association);
  options.skip(12);  // IAID, T1, T2
  while (const auto option = next_option(options)) {
    if (option->code == kIaAddress && option->value.size() >= 24 &&
        load_u32(option->value.data() + 20) != 0 && message.addresses.size() < kMostAddresses) {
      message.addresses.push_back(IpAddress::v6(std::as_bytes(option->value).first<16>()));
    }
  }
}

void read_options(ByteReader& options, Dhcp6Message& message) {
  while (const auto option = next_option(options)) {
    const Bytes value = option->value;
    if (option->code == kClientId) {
      message.client_id = hexadecimal(value, kMostDuid);
    } else if (option->code == kIaNa) {
      read_addresses(value, message);
    } else if (option->code == kFullName && value.size() > 1) {
      message.host_name = plain_host_name(text_of_labels(value.subspan(1))).value_or("");
    }
  }
}

bool is_relay(std::uint8_t type) {
  return type == kRelayForward || type == kRelayReply;
}

/// The message inside a relay's, with the link-layer address that the relay added.
Bytes relayed_message(Bytes bytes, Dhcp6Message& message) {
  constexpr std::uint16_t kEthernet = 1;
  ByteReader options(bytes);
  options.skip(2 + 16 + 16);  // type, hops, link and peer address
  Bytes inner;
  while (const auto option = next_option(options)) {
    if (option->code == kRelayMessage) {
      inner = option->value;
    } else if (option->code == kLinkLayer && option->value.size() == 8 &&
               load_u16(option->value.data()) == kEthernet) {
      MacAddress mac;
      std::copy_n(option->value.begin() + 2, mac.bytes.size(), mac.bytes.begin());
      message.mac = mac;
    }
  }
  return inner;
}

}  // namespace

std::optional<Dhcp6Message> Dhcp6Message::parse(Bytes bytes) {
  Dhcp6Message message;
  for (int relays = 0; !bytes.empty() && is_relay(bytes[0]); ++relays) {
    if (relays == kMostRelays) {
      return std::nullopt;
    }
    message.relayed = true;
    bytes = relayed_message(bytes, message);
  }
  ByteReader reader(bytes);
  const std::uint8_t type = reader.u8();
  message.transaction = reader.u24();
  if (!reader.ok() || type == 0 || type > kRelayReply) {
    return std::nullopt;
  }
  message.from_client = type != kAdvertise && type != kReply && type != kReconfigure;
  message.gives = type == kReply;
  read_options(reader, message);
  if (message.client_id.empty() && message.from_client) {
    return std::nullopt;  // only an INFORMATION-REQUEST may leave it out: it tells nothing then
  }
  return message;
}

}  // namespace hamon
