#pragma once

#include "base/address.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "capture/byte_reader.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hamon {

/// Where datagrams are awaited.
struct UdpEndpoint {
  std::optional<IpAddress> address;  ///< nothing: every address of this machine, IPv4 and IPv6
  std::uint16_t port = 0;

  /// `:2055`, `192.0.2.1:2055`, `[2001:db8::1]:2055`. Errors: anything else, or port 0.
  [[nodiscard]] static Result<UdpEndpoint> parse(std::string_view text);
  /// As it is parsed.
  [[nodiscard]] std::string text() const;
  bool operator==(const UdpEndpoint&) const = default;
};

/// A datagram as it arrived.
struct UdpDatagram {
  Bytes payload;
  IpAddress sender;   ///< an IPv4 address also where the socket is one of IPv6
  Timestamp arrived;  ///< by the kernel's clock
};

/// A port at which datagrams arrive. Nothing is ever sent from it.
class UdpPort {
 public:
  /// Opens the port with a buffer of about `buffer_bytes` in the kernel, or as much of it as the
  /// system grants. Errors: another program holds the port, the address is none of this machine's,
  /// not permitted (ports below 1024).
  [[nodiscard]] static Result<UdpPort> open(const UdpEndpoint& endpoint, std::size_t buffer_bytes);
  UdpPort(UdpPort&&) noexcept;
  UdpPort& operator=(UdpPort&&) noexcept;
  ~UdpPort();

  /// The next datagrams, at most `kBatch`; none where none are there now: it never waits. Views are
  /// valid until the next call. Errors: the socket fails.
  [[nodiscard]] Result<std::span<const UdpDatagram>> read();
  static constexpr std::size_t kBatch = 64;

  /// Datagrams that the kernel threw away because nobody took them in time, since `open`.
  [[nodiscard]] std::uint64_t update_dropped();
  /// Readable when there are datagrams (poll(2)).
  [[nodiscard]] int descriptor() const;
  [[nodiscard]] const UdpEndpoint& endpoint() const;
  /// Of the buffer that was granted.
  [[nodiscard]] std::size_t buffer_bytes() const;

 private:
  struct State;
  explicit UdpPort(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace hamon
