#include "capture/netbios_message.hpp"

#include "capture/host_name.hpp"

#include <algorithm>
#include <array>

namespace hamon {
namespace {

constexpr std::size_t kEncodedBytes = 32;  // RFC 1001, section 14.1: half-ASCII
constexpr int kMostRecords = 32;
constexpr std::uint16_t kTypeName = 0x0020;    // NB
constexpr std::uint16_t kTypeStatus = 0x0021;  // NBSTAT
constexpr std::uint16_t kGroup = 0x8000;       // bit G of NB_FLAGS and NAME_FLAGS
constexpr std::uint8_t kWorkstation = 0x00;    // the sixteenth byte of a name
constexpr std::uint8_t kServer = 0x20;

/// The computer named by sixteen bytes; nothing for names of other kinds.
std::optional<std::string> computer(std::string_view sixteen) {
  const auto kind = static_cast<std::uint8_t>(sixteen[15]);
  if (kind != kWorkstation && kind != kServer) {
    return std::nullopt;
  }
  const auto text = printable(sixteen.substr(0, 15), 15);
  return text ? plain_host_name(*text) : std::nullopt;
}

std::optional<std::string> decoded_computer(Bytes encoded) {
  std::array<char, 16> name{};
  for (std::size_t i = 0; i < name.size(); ++i) {
    const std::uint8_t high = encoded[2 * i];
    const std::uint8_t low = encoded[2 * i + 1];
    if (high < 'A' || high > 'P' || low < 'A' || low > 'P') {
      return std::nullopt;
    }
    name[i] = static_cast<char>(((high - 'A') << 4) | (low - 'A'));
  }
  return computer({name.data(), name.size()});
}

/// Reads an encoded name and passes its scope; not `ok` where the bytes are none.
std::optional<std::string> read_name(ByteReader& reader) {
  const Bytes encoded = reader.bytes(reader.u8() == kEncodedBytes ? kEncodedBytes : SIZE_MAX);
  for (std::uint8_t length = reader.u8(); length != 0 && reader.ok(); length = reader.u8()) {
    reader.skip(length);
  }
  return reader.ok() ? decoded_computer(encoded) : std::nullopt;
}

void keep(std::optional<std::string> name, std::vector<std::string>& names) {
  if (name) {
    names.push_back(std::move(*name));
  }
}

// Section 4.2.18: a count, then names with their flags.
void read_status(Bytes data, NetbiosMessage& message) {
  ByteReader reader(data);
  for (std::uint8_t left = reader.u8(); left > 0; --left) {
    const Bytes name = reader.bytes(16);
    const std::uint16_t flags = reader.u16();
    if (!reader.ok()) {
      return;
    }
    if ((flags & kGroup) == 0) {
      keep(computer(as_text(name)), message.own);
    }
  }
}

// Section 4.2.1.3. In a registration the owner is a pointer to the question (section 4.2.2).
bool read_record(ByteReader& reader, const std::optional<std::string>& question,
                 NetbiosMessage& message) {
  const Bytes rest = reader.rest();
  std::optional<std::string> owner = question;
  if (!rest.empty() && (rest[0] & 0xC0) == 0xC0) {
    reader.skip(2);
  } else {
    owner = read_name(reader);
  }
  const std::uint16_t type = reader.u16();
  reader.skip(2 + 4);  // class, time to live
  const Bytes data = reader.bytes(reader.u16());
  if (!reader.ok()) {
    return false;
  }
  if (type == kTypeStatus) {
    read_status(data, message);
  }
  for (std::size_t at = 0; owner && type == kTypeName && at + 6 <= data.size(); at += 6) {
    if ((load_u16(data.data() + at) & kGroup) == 0) {
      message.hosts.push_back({*owner, IpAddress::v4(load_u32(data.data() + at + 2))});
    }
  }
  return true;
}

/// The name in a host announcement, wherever the sender laid its bytes.
std::optional<std::string> announced(Bytes smb) {
  constexpr std::string_view kMailslot("\\MAILSLOT\\BROWSE\0", 17);
  constexpr std::size_t kDataOffsetAt =
      32 + 1 + 24;  // SMB header, count of words, [MS-CIFS] 2.2.4.33
  constexpr std::uint8_t kHost = 1;
  constexpr std::uint8_t kLocalMaster = 15;
  if (smb.size() < kDataOffsetAt + 2 || !as_text(smb).starts_with("\xFFSMB\x25") ||
      as_text(smb).find(kMailslot) == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t at = smb[kDataOffsetAt] | (std::size_t{smb[kDataOffsetAt + 1]} << 8);
  if (at + 6 + 16 > smb.size() || (smb[at] != kHost && smb[at] != kLocalMaster)) {
    return std::nullopt;
  }
  const std::string_view name = as_text(smb.subspan(at + 6, 16));
  return plain_host_name(name.substr(0, name.find('\0')));
}

}  // namespace

std::optional<NetbiosMessage> NetbiosMessage::name_service(Bytes bytes) {
  ByteReader reader(bytes);
  reader.skip(2);
  const std::uint16_t flags = reader.u16();
  const std::uint16_t questions = reader.u16();
  const int records = int{reader.u16()} + reader.u16() + reader.u16();
  const unsigned opcode = (flags >> 11) & 0x0FU;
  const bool known = opcode == 0 || (opcode >= 5 && opcode <= 9) || opcode == 15;
  if (!reader.ok() || !known || questions > 1 || questions + records == 0) {
    return std::nullopt;
  }
  constexpr std::uint16_t kRefusal = 0x000F;
  NetbiosMessage message;
  message.response = (flags & 0x8000) != 0;
  std::optional<std::string> question;
  if (questions == 1) {
    question = read_name(reader);
    reader.skip(4);
    if (!reader.ok()) {
      return std::nullopt;
    }
    if (opcode == 0) {
      keep(question, message.asked);
    }
  }
  constexpr unsigned kRelease = 6;
  for (int i = 0; i < std::min(records, kMostRecords); ++i) {
    if (!read_record(reader, question, message)) {
      return i == 0 && questions == 0 ? std::nullopt : std::optional(message);
    }
  }
  if (opcode == kRelease || (message.response && (flags & kRefusal) != 0)) {
    message.hosts.clear();  // given up, or refused
  }
  return message;
}

std::optional<NetbiosMessage> NetbiosMessage::datagram(Bytes bytes) {
  constexpr std::size_t kHeader = 14;
  if (bytes.size() < kHeader || bytes[0] < 0x10 || bytes[0] > 0x12) {
    return std::nullopt;
  }
  ByteReader reader(bytes.subspan(kHeader));
  NetbiosMessage message;
  keep(read_name(reader), message.own);
  static_cast<void>(read_name(reader));  // whom it is for: mostly a group
  if (!reader.ok()) {
    return std::nullopt;
  }
  keep(announced(reader.rest()), message.own);
  return message;
}

std::optional<NetbiosMessage> NetbiosMessage::session_request(Bytes bytes) {
  if (bytes.size() < 4 || bytes[0] != 0x81) {
    return std::nullopt;
  }
  ByteReader reader(bytes.subspan(4));
  NetbiosMessage message;
  message.called = read_name(reader);
  keep(read_name(reader), message.own);
  return reader.ok() ? std::optional(message) : std::nullopt;
}

}  // namespace hamon
