#include "capture/ntlm_message.hpp"

#include "capture/host_name.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::string_view kSignature("NTLMSSP\0", 8);
constexpr std::string_view kInBase64 = "TlRMTVNTUAA";
constexpr std::size_t kMostLooked = 16'384;

std::uint16_t little_u16(const std::uint8_t* p) {
  return static_cast<std::uint16_t>(p[0] | (p[1] << 8));
}

/// What the field at `at` points to: length, room, offset (2.2.2.10 and others).
Bytes field(Bytes message, std::size_t at) {
  if (at + 8 > message.size()) {
    return {};
  }
  const std::size_t length = little_u16(message.data() + at);
  const std::size_t offset = load_little_u32(message.data() + at + 4);
  return offset <= message.size() && length <= message.size() - offset
             ? message.subspan(offset, length)
             : Bytes{};
}

std::string name_of_utf16(Bytes value) {
  const auto text = ascii_of_utf16(value);
  return text ? plain_host_name(*text).value_or("") : std::string();
}

// Section 2.2.2.1: pairs of id, length and value.
void read_target(Bytes pairs, NtlmMessage& message) {
  constexpr std::uint16_t kComputer = 1;
  constexpr std::uint16_t kDnsComputer = 3;
  while (pairs.size() >= 4) {
    const std::uint16_t id = little_u16(pairs.data());
    const std::size_t length = little_u16(pairs.data() + 2);
    if (id == 0 || length > pairs.size() - 4) {
      return;
    }
    const Bytes value = pairs.subspan(4, length);
    if (id == kComputer) {
      message.computer = name_of_utf16(value);
    } else if (id == kDnsComputer) {
      message.dns_name = name_of_utf16(value);
    }
    pairs = pairs.subspan(4 + length);
  }
}

std::optional<NtlmMessage> parse(Bytes bytes) {
  constexpr std::size_t kTargetInfo = 40;
  constexpr std::size_t kWorkstation = 44;
  constexpr std::size_t kFlags = 60;
  constexpr std::uint32_t kUnicode = 1;
  if (bytes.size() < 12) {
    return std::nullopt;
  }
  NtlmMessage message;
  switch (load_little_u32(bytes.data() + 8)) {
    case 2:
      read_target(field(bytes, kTargetInfo), message);
      return message;
    case 3: {
      message.kind = NtlmMessage::Kind::Authenticate;
      const Bytes workstation = field(bytes, kWorkstation);
      const bool unicode =
          bytes.size() < kFlags + 4 || (load_little_u32(bytes.data() + kFlags) & kUnicode) != 0;
      message.computer =
          unicode ? name_of_utf16(workstation) : plain_host_name(as_text(workstation)).value_or("");
      return message;
    }
    default:
      return std::nullopt;
  }
}

// RFC 4648, section 4, up to the first letter that is none of its.
std::string from_base64(std::string_view text) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto value = kLetters.find(c);
    if (value == std::string_view::npos) {
      break;
    }
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out.push_back(static_cast<char>((bits >> count) & 0xFF));
    }
  }
  return out;
}

}  // namespace

std::optional<NtlmMessage> NtlmMessage::find(Bytes bytes) {
  const std::string_view text = as_text(bytes).substr(0, kMostLooked);
  if (const auto at = text.find(kSignature); at != std::string_view::npos) {
    return parse(as_payload(text.substr(at)));
  }
  if (const auto at = text.find(kInBase64); at != std::string_view::npos) {
    return parse(as_payload(from_base64(text.substr(at))));
  }
  return std::nullopt;
}

}  // namespace hamon
