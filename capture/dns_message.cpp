#include "capture/dns_message.hpp"

#include "capture/host_name.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kHeaderBytes = 12;
constexpr std::size_t kMostNameBytes = 255;  // RFC 1035, section 2.3.4
constexpr int kMostPointers = 32;
constexpr int kMostRecords = 64;  // of one message that are looked at
constexpr std::uint16_t kTypeA = 1;
constexpr std::uint16_t kTypeCname = 5;
constexpr std::uint16_t kTypeAaaa = 28;

/// A domain name as text; `readable` is false where the bytes are none.
struct Name {
  std::string text;
  bool readable = false;
};

// RFC 1035, section 4.1.4. Pointers lead backwards only, so that none can lead round.
Name name_at(Bytes message, std::size_t at, std::size_t* after) {
  Name name;
  std::size_t limit = at;
  for (int pointers = 0; at < message.size() && pointers <= kMostPointers;) {
    const std::uint8_t length = message[at];
    if (length == 0) {
      if (pointers == 0 && after != nullptr) {
        *after = at + 1;
      }
      name.readable = true;
      return name;
    }
    if ((length & 0xC0) == 0xC0) {
      if (at + 2 > message.size()) {
        break;
      }
      if (pointers++ == 0 && after != nullptr) {
        *after = at + 2;
      }
      at = load_u16(message.data() + at) & 0x3FFFU;
      if (at >= limit) {
        break;
      }
      limit = at;
      continue;
    }
    if (length > 63 || at + 1 + length > message.size() ||
        name.text.size() + length > kMostNameBytes) {
      break;
    }
    if (!name.text.empty()) {
      name.text.push_back('.');
    }
    name.text.append(as_text(message.subspan(at + 1, length)));
    at += std::size_t{1} + length;
  }
  return {};
}

// Query or response of a kind in use: opcode up to UPDATE, the reserved bit clear.
bool plausible(Bytes bytes) {
  if (bytes.size() < kHeaderBytes) {
    return false;
  }
  const unsigned opcode = (bytes[2] >> 3) & 0x0FU;
  const std::uint16_t questions = load_u16(bytes.data() + 4);
  const std::uint16_t answers = load_u16(bytes.data() + 6);
  return opcode <= 5 && (bytes[3] & 0x40) == 0 && questions <= 64 && questions + answers > 0;
}

void add_name(DnsMessage& message, const std::string& text) {
  std::optional<std::string> name = plain_host_name(text);
  if (name && std::ranges::find(message.names, *name) == message.names.end()) {
    message.names.push_back(std::move(*name));
  }
}

/// Reads one resource record at `at`; false where the message ends.
bool read_record(Bytes bytes, std::size_t& at, DnsMessage& message) {
  const Name owner = name_at(bytes, at, &at);
  if (!owner.readable || at + 10 > bytes.size()) {
    return false;
  }
  const std::uint16_t type = load_u16(bytes.data() + at);
  const std::size_t length = load_u16(bytes.data() + at + 8);
  at += 10;
  if (length > bytes.size() - at) {
    return false;
  }
  const Bytes data = bytes.subspan(at, length);
  const auto raw = std::as_bytes(data);
  if (type == kTypeA && length == 4) {
    add_name(message, owner.text);
    message.addresses.push_back(IpAddress::v4(raw.first<4>()));
  } else if (type == kTypeAaaa && length == 16) {
    add_name(message, owner.text);
    message.addresses.push_back(IpAddress::v6(raw.first<16>()));
  } else if (type == kTypeCname) {
    add_name(message, owner.text);
    add_name(message, name_at(bytes, at, nullptr).text);
  }
  at += length;
  return true;
}

}  // namespace

std::optional<DnsMessage> DnsMessage::parse(Bytes bytes) {
  if (!plausible(bytes)) {
    return std::nullopt;
  }
  DnsMessage message;
  message.response = (bytes[2] & 0x80) != 0;
  const int questions = load_u16(bytes.data() + 4);
  const int answers = load_u16(bytes.data() + 6);
  std::size_t at = kHeaderBytes;
  for (int i = 0; i < questions; ++i) {
    const Name name = name_at(bytes, at, &at);
    if (!name.readable) {
      // Nothing of it can be read as DNS; a message cut behind its first question still can.
      return i == 0 ? std::nullopt : std::optional(message);
    }
    add_name(message, name.text);
    if (i == 0) {
      message.question = plain_host_name(name.text);
    }
    at += 4;
  }
  for (int i = 0; i < std::min(answers, kMostRecords) && at < bytes.size(); ++i) {
    if (!read_record(bytes, at, message)) {
      break;
    }
  }
  if (!message.question) {
    message.addresses.clear();
  }
  return message;
}

}  // namespace hamon
