#pragma once

#include "capture/byte_reader.hpp"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace hamon {

/// The ClientHello in the Initial packets of a QUIC client, whose keys follow from what they carry
/// themselves (RFC 9001, section 5.2; version 2: RFC 9369; drafts 23 to 34).
class QuicClientHello {
 public:
  /// Bytes of a ClientHello that are put together.
  static constexpr std::size_t kMostBytes = 8192;

  /// Takes the client's Initial packets out of a datagram; false when there are none. Both
  /// directions may be given: what a server sends does not open with a client's keys.
  bool add(Bytes datagram);

  /// The handshake message so far, without gap; empty before its beginning came.
  [[nodiscard]] Bytes message() const;
  /// Whether all of it is there, or it is longer than `kMostBytes`.
  [[nodiscard]] bool complete() const;

 private:
  bool add_packet(Bytes packet, std::size_t number_at);
  void add_frames(Bytes frames);
  void add_piece(std::uint64_t offset, Bytes piece);

  std::vector<std::uint8_t> connection_;  // the connection ID that the keys follow from
  std::vector<std::uint8_t> bytes_;
  std::vector<std::pair<std::size_t, std::size_t>> pieces_;  // [from, to) that came, in order
};

/// Whether a datagram begins with an Initial packet of a version that can be opened.
[[nodiscard]] bool looks_like_quic_initial(Bytes datagram);

}  // namespace hamon
