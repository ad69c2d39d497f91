#include "capture/quic_initial.hpp"

#include "capture/cryptography.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace hamon {
namespace {

constexpr std::size_t kMostConnectionId = 20;  // RFC 9000, section 17.2
constexpr std::size_t kSample = 16;            // RFC 9001, section 5.4.2
constexpr std::size_t kMostPieces = 64;
constexpr std::uint32_t kVersion1 = 1;
constexpr std::uint32_t kVersion2 = 0x6B3343CF;
constexpr std::uint32_t kDraft = 0xFF000000;

using Salt = std::array<std::uint8_t, 20>;
// RFC 9001, section 5.2 (also drafts 33 and 34); RFC 9369, section 3.3.1; drafts 29 to 32; drafts
// 23 to 28.
constexpr Salt kSalt1 = {0x38, 0x76, 0x2C, 0xF7, 0xF5, 0x59, 0x34, 0xB3, 0x4D, 0x17,
                         0x9A, 0xE6, 0xA4, 0xC8, 0x0C, 0xAD, 0xCC, 0xBB, 0x7F, 0x0A};
constexpr Salt kSalt2 = {0x0D, 0xED, 0xE3, 0xDE, 0xF7, 0x00, 0xA6, 0xDB, 0x81, 0x93,
                         0x81, 0xBE, 0x6E, 0x26, 0x9D, 0xCB, 0xF9, 0xBD, 0x2E, 0xD9};
constexpr Salt kSalt29 = {0xAF, 0xBF, 0xEC, 0x28, 0x99, 0x93, 0xD2, 0x4C, 0x9E, 0x97,
                          0x86, 0xF1, 0x9C, 0x61, 0x11, 0xE0, 0x43, 0x90, 0xA8, 0x99};
constexpr Salt kSalt23 = {0xC3, 0xEE, 0xF7, 0x12, 0xC7, 0x2E, 0xBB, 0x5A, 0x11, 0xA7,
                          0xD2, 0x43, 0x2B, 0xB4, 0x63, 0x65, 0xBE, 0xF9, 0xF5, 0x02};

const Salt* salt_of(std::uint32_t version) {
  if (version == kVersion1 || version == kVersion2) {
    return version == kVersion1 ? &kSalt1 : &kSalt2;
  }
  const std::uint32_t draft = version - kDraft;
  return version < kDraft || draft < 23 || draft > 34 ? nullptr
         : draft >= 33                                ? &kSalt1
         : draft >= 29                                ? &kSalt29
                                                      : &kSalt23;
}

// RFC 9000, section 16.
std::uint64_t variable(ByteReader& reader) {
  const std::uint8_t first = reader.u8();
  std::uint64_t value = first & 0x3FU;
  for (int more = (1 << (first >> 6)) - 1; more > 0; --more) {
    value = (value << 8) | reader.u8();
  }
  return value;
}

/// The header of an Initial packet, up to its packet number (RFC 9000, section 17.2.2).
struct Header {
  std::uint32_t version = 0;
  Bytes connection;           // the one it is sent to
  std::size_t number_at = 0;  // within the datagram
  std::size_t length = 0;     // from there on
  bool initial = false;
};

std::optional<Header> header_of(Bytes bytes) {
  ByteReader reader(bytes);
  const std::uint8_t first = reader.u8();
  Header header;
  header.version = reader.u32();
  header.connection = reader.bytes(reader.u8());
  const std::size_t source = reader.u8();
  reader.skip(source);
  if (!reader.ok() || (first & 0xC0) != 0xC0 || header.connection.size() > kMostConnectionId ||
      source > kMostConnectionId || salt_of(header.version) == nullptr) {
    return std::nullopt;
  }
  const unsigned type = (first >> 4) & 3U;  // RFC 9369, section 3.2, numbers them anew
  header.initial = type == (header.version == kVersion2 ? 1U : 0U);
  if (header.initial) {
    reader.skip(static_cast<std::size_t>(std::min<std::uint64_t>(variable(reader), SIZE_MAX)));
  }
  header.length = static_cast<std::size_t>(variable(reader));
  header.number_at = reader.position();
  const bool fits = reader.ok() && header.length <= reader.left();
  return fits ? std::optional(header) : std::nullopt;
}

struct Keys {
  std::vector<std::uint8_t> key;
  std::vector<std::uint8_t> nonce;
  std::vector<std::uint8_t> header;
};

Keys client_keys(std::uint32_t version, Bytes connection) {
  const Secret initial = hkdf_extract(*salt_of(version), connection);
  const std::vector<std::uint8_t> client = hkdf_expand_label(initial, "client in", 32);
  Secret secret{};
  std::ranges::copy(client, secret.begin());
  const bool second = version == kVersion2;
  return {hkdf_expand_label(secret, second ? "quicv2 key" : "quic key", 16),
          hkdf_expand_label(secret, second ? "quicv2 iv" : "quic iv", 12),
          hkdf_expand_label(secret, second ? "quicv2 hp" : "quic hp", 16)};
}

// RFC 9001, sections 5.3 and 5.4. Packet numbers of a handshake are small: what is sent of them is
// all of them.
std::optional<std::vector<std::uint8_t>> open(Bytes packet, std::size_t number_at,
                                              const Keys& keys) {
  if (packet.size() < number_at + 4 + kSample) {
    return std::nullopt;
  }
  const auto mask = aes128_block(keys.header, packet.subspan(number_at + 4, kSample));
  std::vector<std::uint8_t> head(packet.begin(),
                                 packet.begin() + static_cast<std::ptrdiff_t>(number_at + 4));
  head[0] = static_cast<std::uint8_t>(head[0] ^ (mask[0] & 0x0F));
  const std::size_t number_bytes = (head[0] & 3U) + 1U;
  head.resize(number_at + number_bytes);
  std::vector<std::uint8_t> nonce = keys.nonce;
  for (std::size_t i = 0; i < number_bytes; ++i) {
    std::uint8_t& byte = head[number_at + i];
    byte = static_cast<std::uint8_t>(byte ^ mask[1 + i]);
    std::uint8_t& end = nonce[nonce.size() - number_bytes + i];
    end = static_cast<std::uint8_t>(end ^ byte);
  }
  return aes128_gcm_open(keys.key, nonce, head, packet.subspan(head.size()));
}

}  // namespace

bool looks_like_quic_initial(Bytes datagram) {
  const std::optional<Header> header = header_of(datagram);
  return header && header->initial && header->length > kSample + 4;
}

bool QuicClientHello::add(Bytes datagram) {
  constexpr int kMostPackets = 4;  // that share a datagram (RFC 9000, section 12.2)
  bool some = false;
  for (int i = 0; i < kMostPackets && !datagram.empty(); ++i) {
    const std::optional<Header> header = header_of(datagram);
    if (!header) {
      break;
    }
    const std::size_t bytes = header->number_at + header->length;
    some = (header->initial && add_packet(datagram.first(bytes), header->number_at)) || some;
    datagram = datagram.subspan(bytes);
  }
  return some;
}

// A client goes on with the server's connection ID, while its keys stay; after a Retry they are
// made anew from the ID of that packet.
bool QuicClientHello::add_packet(Bytes packet, std::size_t number_at) {
  const Bytes connection = packet.subspan(6, packet[5]);
  const std::uint32_t version = load_u32(packet.data() + 1);
  auto opened = connection_.empty() ? std::nullopt
                                    : open(packet, number_at, client_keys(version, connection_));
  if (!opened) {
    opened = open(packet, number_at, client_keys(version, connection));
    if (!opened) {
      return false;
    }
    connection_.assign(connection.begin(), connection.end());
  }
  add_frames(*opened);
  return true;
}

// RFC 9000, section 19: an Initial packet holds PADDING, PING, ACK, CRYPTO, CONNECTION_CLOSE.
void QuicClientHello::add_frames(Bytes frames) {
  constexpr std::uint8_t kPadding = 0;
  constexpr std::uint8_t kPing = 1;
  constexpr std::uint8_t kAck = 2;
  constexpr std::uint8_t kAckWithEcn = 3;
  constexpr std::uint8_t kCrypto = 6;
  ByteReader reader(frames);
  while (reader.left() > 0) {
    const std::uint8_t type = reader.u8();
    if (type == kPadding || type == kPing) {
      continue;
    }
    if (type == kAck || type == kAckWithEcn) {
      static_cast<void>(variable(reader));  // largest
      static_cast<void>(variable(reader));  // delay
      std::uint64_t fields = variable(reader) * 2 + 1 + (type == kAckWithEcn ? 3U : 0U);
      for (; fields > 0 && reader.left() > 0; --fields) {
        static_cast<void>(variable(reader));
      }
    } else if (type == kCrypto) {
      const std::uint64_t offset = variable(reader);
      const auto length = static_cast<std::size_t>(variable(reader));
      add_piece(offset, reader.bytes(length));
    } else {
      return;
    }
  }
}

void QuicClientHello::add_piece(std::uint64_t offset, Bytes piece) {
  if (piece.empty() || offset >= kMostBytes || pieces_.size() >= kMostPieces) {
    return;
  }
  const auto from = static_cast<std::size_t>(offset);
  const std::size_t to = std::min(from + piece.size(), kMostBytes);
  bytes_.resize(std::max(bytes_.size(), to));
  std::copy_n(piece.begin(), to - from, bytes_.begin() + static_cast<std::ptrdiff_t>(from));
  pieces_.emplace_back(from, to);
  std::ranges::sort(pieces_);
}

Bytes QuicClientHello::message() const {
  std::size_t end = 0;
  for (const auto& [from, to] : pieces_) {
    if (from > end) {
      break;
    }
    end = std::max(end, to);
  }
  return Bytes(bytes_).first(end);
}

bool QuicClientHello::complete() const {
  const Bytes so_far = message();
  if (so_far.size() < 4) {
    return false;
  }
  const std::size_t whole = 4 + (load_u32(so_far.data()) & 0xFFFFFFU);
  return so_far.size() >= std::min(whole, kMostBytes) || pieces_.size() >= kMostPieces;
}

}  // namespace hamon
