#pragma once

#include "base/address.hpp"
#include "base/result.hpp"
#include "capture/capture_frame.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hamon {

/// What to listen on, and how.
struct LiveDeviceOptions {
  std::string interface;
  std::string filter;                              ///< pcap-filter(7); empty: every frame
  std::uint32_t buffer_bytes = 64U * 1024 * 1024;  ///< of the kernel's ring
};

/// What the kernel counted since the device was opened.
struct LiveCounters {
  std::uint64_t received = 0;  ///< frames that passed the filter, dropped ones included
  std::uint64_t dropped = 0;   ///< of these, because the ring was full
  std::uint64_t missed = 0;    ///< by the network card or its driver, before the filter
  bool operator==(const LiveCounters&) const = default;
};

/// A network interface that is listened to, promiscuously and passively: libpcap's door, which on
/// Linux reads a ring of blocks shared with the kernel (TPACKET_V3). Never sends.
class LiveDevice {
 public:
  enum class State {
    Up,
    Down,  ///< taken down, or without carrier
    Gone,  ///< removed
  };

  /// Needs the permission to open packet sockets, and for nothing afterwards. Errors: no such
  /// interface, not permitted, interface down, a filter that does not compile.
  [[nodiscard]] static Result<LiveDevice> open(const LiveDeviceOptions& options);

  /// The next frames, at most `out.size()`; 0: none are there now, it never waits. Views are valid
  /// until the next call. Errors: the interface was removed. One that is down gives nothing.
  [[nodiscard]] Result<std::size_t> read(std::span<CaptureFrame> out);

  /// Readable when there are frames (poll(2)).
  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] State state() const;
  [[nodiscard]] const LiveCounters& update_counters();  ///< asks the kernel
  [[nodiscard]] std::uint16_t link_type() const { return link_type_; }
  [[nodiscard]] const std::string& interface() const { return options_.interface; }
  /// The interface's own address, where it has one.
  [[nodiscard]] std::optional<MacAddress> mac() const;

 private:
  struct Close {
    void operator()(void* handle) const;
  };
  explicit LiveDevice(LiveDeviceOptions options) : options_(std::move(options)) {}
  [[nodiscard]] Result<void> activate();
  [[nodiscard]] Result<void> set_filter();

  LiveDeviceOptions options_;
  std::unique_ptr<void, Close> handle_;  // a pcap_t
  int descriptor_ = -1;
  std::uint16_t link_type_ = 0;
  LiveCounters counters_;
  // As the library counts, in 32 bits that wrap.
  std::uint32_t last_received_ = 0, last_dropped_ = 0, last_missed_ = 0;
  Timestamp last_time_;
  std::vector<std::uint8_t> bytes_;  // of the frames handed out last
  std::vector<std::size_t> begins_;
};

/// The machine's interfaces that could be listened to, in the system's order.
struct LiveInterface {
  std::string name;
  bool up = false;
  bool running = false;  ///< has carrier
  bool loopback = false;
};
[[nodiscard]] Result<std::vector<LiveInterface>> live_interfaces();

/// The version of the library, for reports.
[[nodiscard]] std::string live_library_version();

}  // namespace hamon
