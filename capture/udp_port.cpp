#include "capture/udp_port.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <system_error>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace hamon {
namespace {

namespace asio = boost::asio;
using Udp = asio::ip::udp;
using ErrorCode = boost::system::error_code;

constexpr std::size_t kMostBytes = 65'536;  // no datagram is longer
constexpr std::size_t kControlBytes = 256;

IpAddress address_of(const sockaddr_storage& sender) {
  std::array<std::byte, sizeof(sockaddr_storage)> raw;
  std::memcpy(raw.data(), &sender, raw.size());
  const std::span bytes(raw);
  if (sender.ss_family == AF_INET) {
    return IpAddress::v4(bytes.subspan<offsetof(sockaddr_in, sin_addr), 4>());
  }
  if (sender.ss_family != AF_INET6) {
    return {};
  }
  const auto v6 = bytes.subspan<offsetof(sockaddr_in6, sin6_addr), 16>();
  // ::ffff:192.0.2.1 (RFC 4291, section 2.5.5.2) came as IPv4.
  const bool mapped =
      std::all_of(v6.begin(), v6.begin() + 10, [](std::byte b) { return b == std::byte{0}; }) &&
      v6[10] == std::byte{0xFF} && v6[11] == std::byte{0xFF};
  return mapped ? IpAddress::v4(v6.subspan<12, 4>()) : IpAddress::v6(v6);
}

asio::ip::address asio_address(const IpAddress& address) {
  const auto bytes = address.bytes();
  if (address.is_v4()) {
    asio::ip::address_v4::bytes_type v4{};
    std::ranges::copy(bytes, v4.begin());
    return asio::ip::address_v4(v4);
  }
  asio::ip::address_v6::bytes_type v6{};
  std::ranges::copy(bytes, v6.begin());
  return asio::ip::address_v6(v6);
}

Error explain_open(const ErrorCode& error, const UdpEndpoint& endpoint) {
  const std::string where = endpoint.text();
  const auto told = [&](Message what, Message hint) {
    return Error{Severity::Error, std::move(what), where, {}, std::move(hint)};
  };
  switch (error.value()) {
    case EADDRINUSE:
      return told(message("another program listens at this port already"),
                  message("ss -lunp, as root, names it; end it, or let the exporters send to "
                          "another port"));
    case EACCES:
      return told(message("this user may not open a port below 1024"),
                  message("start it as root: privileges are dropped as soon as the port is open; "
                          "or let the devices send to a higher port"));
    case EADDRNOTAVAIL:
      return told(message("this machine does not have the address"),
                  message("ip address lists what it has; without an address every one is meant"));
    default:
      return told(message("the port cannot be opened: {}", error.message()), {});
  }
}

template <typename T>
void set_option(int descriptor, int name, T value) {
  (void)::setsockopt(descriptor, SOL_SOCKET, name, &value, sizeof(value));
}

}  // namespace

Result<UdpEndpoint> UdpEndpoint::parse(std::string_view text) {
  const auto wrong = [&] {
    return fail(message("{} is no place to listen at", text), {}, {},
                message("write :2055, 192.0.2.1:2055 or [2001:db8::1]:2055"));
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return wrong();
  }
  UdpEndpoint endpoint;
  const std::string_view port = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  if (error != std::errc{} || end != port.data() + port.size() || endpoint.port == 0) {
    return wrong();
  }
  std::string_view address = text.substr(0, colon);
  if (address.empty()) {
    return endpoint;
  }
  const bool bracketed = address.size() > 2 && address.front() == '[' && address.back() == ']';
  if (bracketed) {
    address = address.substr(1, address.size() - 2);
  }
  endpoint.address = IpAddress::parse(address);
  if (!endpoint.address || endpoint.address->is_v4() == bracketed) {
    return wrong();
  }
  return endpoint;
}

std::string UdpEndpoint::text() const {
  std::string out;
  if (address) {
    out = address->is_v4() ? address->text() : "[" + address->text() + "]";
  }
  return out + ":" + std::to_string(port);
}

struct UdpPort::State {
  asio::io_context context;
  Udp::socket socket{context};
  UdpEndpoint endpoint;
  std::size_t buffer_bytes = 0;
  std::uint64_t dropped = 0;
  std::uint32_t last_dropped = 0;  // as the kernel counts, which wraps
  std::vector<std::uint8_t> bytes = std::vector<std::uint8_t>(kBatch * kMostBytes);
  std::vector<UdpDatagram> datagrams;
  std::array<mmsghdr, kBatch> headers{};
  std::array<iovec, kBatch> pieces{};
  std::array<sockaddr_storage, kBatch> senders{};
  alignas(cmsghdr) std::array<std::array<char, kControlBytes>, kBatch> controls{};

  [[nodiscard]] ErrorCode open_as(const Udp::endpoint& where, bool both_versions);
  void set_buffer(std::size_t wanted);
  void prepare();
  void note_dropped(std::uint32_t now) {
    const std::uint32_t more = now - last_dropped;
    if (more < 0x8000'0000U) {  // the two ways to ask may overtake each other
      dropped += more;
      last_dropped = now;
    }
  }
  [[nodiscard]] UdpDatagram take(std::size_t n, Timestamp now);
};

ErrorCode UdpPort::State::open_as(const Udp::endpoint& where, bool both_versions) {
  ErrorCode error;
  socket.open(where.protocol(), error);
  if (!error && where.protocol() == Udp::v6()) {
    socket.set_option(asio::ip::v6_only(!both_versions), error);
  }
  if (!error) {
    socket.bind(where, error);
  }
  if (!error) {
    socket.non_blocking(true, error);
  }
  if (error) {
    ErrorCode ignored;
    socket.close(ignored);
  }
  return error;
}

void UdpPort::State::set_buffer(std::size_t wanted) {
  constexpr std::size_t kLargest = std::size_t{1} << 30U;
  const int asked = static_cast<int>(std::min(wanted, kLargest));
  // Beyond net.core.rmem_max only who may configure the network gets it.
  if (::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVBUFFORCE, &asked, sizeof(asked)) !=
      0) {
    set_option(socket.native_handle(), SO_RCVBUF, asked);
  }
  int granted = 0;
  socklen_t size = sizeof(granted);
  if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVBUF, &granted, &size) == 0) {
    buffer_bytes = static_cast<std::size_t>(granted) / 2;  // the kernel doubles it (socket(7))
  }
}

UdpPort::UdpPort(std::unique_ptr<State> state) : state_(std::move(state)) {}
UdpPort::UdpPort(UdpPort&&) noexcept = default;
UdpPort& UdpPort::operator=(UdpPort&&) noexcept = default;
UdpPort::~UdpPort() = default;

Result<UdpPort> UdpPort::open(const UdpEndpoint& endpoint, std::size_t buffer_bytes) {
  auto state = std::make_unique<State>();
  state->endpoint = endpoint;
  ErrorCode error;
  if (endpoint.address) {
    error = state->open_as({asio_address(*endpoint.address), endpoint.port}, false);
  } else {
    error = state->open_as({Udp::v6(), endpoint.port}, true);
    if (error.value() == EAFNOSUPPORT || error.value() == EADDRNOTAVAIL) {  // without IPv6
      error = state->open_as({Udp::v4(), endpoint.port}, false);
    }
  }
  if (error) {
    return tl::unexpected(explain_open(error, endpoint));
  }
  state->set_buffer(buffer_bytes);
  set_option(state->socket.native_handle(), SO_RXQ_OVFL, 1);
  set_option(state->socket.native_handle(), SO_TIMESTAMPNS, 1);
  return UdpPort(std::move(state));
}

void UdpPort::State::prepare() {
  for (std::size_t i = 0; i < kBatch; ++i) {
    pieces[i] = {bytes.data() + i * kMostBytes, kMostBytes};
    msghdr& head = headers[i].msg_hdr;
    head = {};
    head.msg_name = &senders[i];
    head.msg_namelen = sizeof(senders[i]);
    head.msg_iov = &pieces[i];
    head.msg_iovlen = 1;
    head.msg_control = controls[i].data();
    head.msg_controllen = controls[i].size();
    headers[i].msg_len = 0;
  }
}

UdpDatagram UdpPort::State::take(std::size_t n, Timestamp now) {
  UdpDatagram out{{bytes.data() + n * kMostBytes, headers[n].msg_len}, address_of(senders[n]), now};
  msghdr& head = headers[n].msg_hdr;
  for (cmsghdr* c = CMSG_FIRSTHDR(&head); c != nullptr; c = CMSG_NXTHDR(&head, c)) {
    if (c->cmsg_level != SOL_SOCKET) {
      continue;
    }
    if (c->cmsg_type == SO_RXQ_OVFL && c->cmsg_len >= CMSG_LEN(sizeof(std::uint32_t))) {
      std::uint32_t count = 0;
      std::memcpy(&count, CMSG_DATA(c), sizeof(count));
      note_dropped(count);
    } else if (c->cmsg_type == SCM_TIMESTAMPNS && c->cmsg_len >= CMSG_LEN(sizeof(timespec))) {
      timespec time{};
      std::memcpy(&time, CMSG_DATA(c), sizeof(time));
      out.arrived = Timestamp::from_seconds(time.tv_sec) + Duration{time.tv_nsec};
    }
  }
  return out;
}

Result<std::span<const UdpDatagram>> UdpPort::read() {
  State& s = *state_;
  s.datagrams.clear();
  s.prepare();
  const int n = ::recvmmsg(s.socket.native_handle(), s.headers.data(), kBatch, 0, nullptr);
  if (n < 0) {
    if (errno == EAGAIN || errno == EINTR) {
      return std::span<const UdpDatagram>();
    }
    return fail(
        message("the port can no longer be read: {}", std::generic_category().message(errno)),
        s.endpoint.text());
  }
  const Timestamp now{
      std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count()};
  for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
    s.datagrams.push_back(s.take(i, now));
  }
  return std::span<const UdpDatagram>(s.datagrams);
}

// What was lost after the last datagram that came is told by no message, but by the socket itself.
std::uint64_t UdpPort::update_dropped() {
  std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t size = sizeof(memory);
  if (::getsockopt(descriptor(), SOL_SOCKET, SO_MEMINFO, memory.data(), &size) == 0 &&
      size > SK_MEMINFO_DROPS * sizeof(std::uint32_t)) {
    state_->note_dropped(memory[SK_MEMINFO_DROPS]);
  }
  return state_->dropped;
}

int UdpPort::descriptor() const {
  return state_->socket.native_handle();
}
const UdpEndpoint& UdpPort::endpoint() const {
  return state_->endpoint;
}
std::size_t UdpPort::buffer_bytes() const {
  return state_->buffer_bytes;
}

}  // namespace hamon
