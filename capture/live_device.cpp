#include "capture/live_device.hpp"

#include "capture/capture_filter.hpp"
#include "capture/link_layer.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <net/if.h>
#include <net/if_arp.h>
#include <pcap/pcap.h>
#include <sys/ioctl.h>

namespace hamon {
namespace {

constexpr int kSnapBytes = static_cast<int>(kMostFrameBytes);
constexpr int kBlockMilliseconds = 100;  // after which a block that is not full is handed over

template <class Handle>
pcap_t* pcap(const Handle& handle) {
  return static_cast<pcap_t*>(handle.get());
}

// LINKTYPE_ numbers differ from the DLT_ ones of the running system where those differ among
// systems (tcpdump.org/linktypes.html).
std::uint16_t link_type_of(int dlt) {
  constexpr std::uint16_t kRaw = 101;
  return dlt == DLT_RAW ? kRaw : static_cast<std::uint16_t>(dlt);
}

Error opening_error(int code, const std::string& interface, const char* detail) {
  const auto make = [&](Message what, Message hint) {
    return Error{Severity::Error, std::move(what), interface, {}, std::move(hint)};
  };
  switch (code) {
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
      return make(message("listening on this interface is not permitted"),
                  message("run it as root, or give the program the capability CAP_NET_RAW: "
                          "privileges are dropped as soon as the interface is open"));
    case PCAP_ERROR_NO_SUCH_DEVICE:
      return make(message("there is no such interface"),
                  message("hamon doctor lists the interfaces"));
    case PCAP_ERROR_IFACE_NOT_UP:
      return make(message("the interface is down"),
                  message("ip link set {} up, without giving it an address, is enough", interface));
    default:
      return make(message("the interface cannot be listened to: {}", detail), {});
  }
}

std::uint32_t since(std::uint32_t now, std::uint32_t& before) {
  const std::uint32_t more = now - before;  // also when it wrapped
  before = now;
  return more;
}

std::optional<ifreq> ask(int descriptor, const std::string& interface, unsigned long question) {
  ifreq request{};
  if (interface.size() >= sizeof request.ifr_name) {
    return std::nullopt;
  }
  std::copy(interface.begin(), interface.end(), std::begin(request.ifr_name));
  return ::ioctl(descriptor, question, &request) == 0 ? std::optional(request) : std::nullopt;
}

}  // namespace

void LiveDevice::Close::operator()(void* handle) const {
  pcap_close(static_cast<pcap_t*>(handle));
}

Result<LiveDevice> LiveDevice::open(const LiveDeviceOptions& options) {
  if (auto words = check_filter_words(options.filter); !words) {
    return tl::unexpected(words.error());
  }
  LiveDevice device(options);
  if (auto active = device.activate(); !active) {
    return tl::unexpected(active.error());
  }
  if (auto filtered = device.set_filter(); !filtered) {
    return tl::unexpected(filtered.error());
  }
  device.counters_ = {};
  (void)device.update_counters();
  device.counters_ = {};  // what came before the filter stood is not counted
  return device;
}

Result<void> LiveDevice::activate() {
  std::array<char, PCAP_ERRBUF_SIZE> why{};
  handle_.reset(pcap_create(options_.interface.c_str(), why.data()));
  pcap_t* const p = pcap(handle_);
  if (p == nullptr) {
    return tl::unexpected(opening_error(PCAP_ERROR, options_.interface, why.data()));
  }
  constexpr std::uint32_t kMostBuffer = 1U << 30U;
  pcap_set_snaplen(p, kSnapBytes);
  pcap_set_promisc(p, 1);
  pcap_set_timeout(p, kBlockMilliseconds);
  pcap_set_buffer_size(p, static_cast<int>(std::min(options_.buffer_bytes, kMostBuffer)));
  pcap_set_tstamp_precision(p, PCAP_TSTAMP_PRECISION_NANO);  // refused: microseconds, seen below
  if (const int code = pcap_activate(p); code < 0) {
    return tl::unexpected(opening_error(code, options_.interface, pcap_geterr(p)));
  }
  if (pcap_setnonblock(p, 1, why.data()) != 0) {
    return tl::unexpected(opening_error(PCAP_ERROR, options_.interface, why.data()));
  }
  descriptor_ = pcap_get_selectable_fd(p);
  link_type_ = link_type_of(pcap_datalink(p));
  if (!is_known_link_type(link_type_)) {
    return fail(message("the interface has link type {}, which no reader knows", link_type_),
                options_.interface);
  }
  return {};
}

Result<void> LiveDevice::set_filter() {
  if (options_.filter.empty()) {
    return {};
  }
  pcap_t* const p = pcap(handle_);
  bpf_program program{};
  if (pcap_compile(p, &program, options_.filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) {
    return fail(message("the filter cannot be read: {}", pcap_geterr(p)), {}, {},
                message("man pcap-filter describes the language, e.g. 'not port 22'"));
  }
  const int set = pcap_setfilter(p, &program);
  pcap_freecode(&program);
  if (set != 0) {
    return fail(message("the filter cannot be used here: {}", pcap_geterr(p)), options_.interface);
  }
  return {};
}

// The ring's block goes back to the kernel while the library looks for the next frame, so frames
// are copied out.
Result<std::size_t> LiveDevice::read(std::span<CaptureFrame> out) {
  pcap_t* const p = pcap(handle_);
  const bool nano = pcap_get_tstamp_precision(p) == PCAP_TSTAMP_PRECISION_NANO;
  bytes_.clear();
  begins_.clear();
  std::size_t n = 0;
  int code = 0;
  while (n < out.size()) {
    pcap_pkthdr* header = nullptr;
    const u_char* data = nullptr;
    code = pcap_next_ex(p, &header, &data);
    if (code != 1) {
      break;
    }
    begins_.push_back(bytes_.size());
    bytes_.insert(bytes_.end(), data, data + header->caplen);
    CaptureFrame& frame = out[n++];
    frame.wire_bytes = std::max(header->len, header->caplen);
    frame.link_type = link_type_;
    const std::int64_t fraction = header->ts.tv_usec;
    frame.time =
        Timestamp::from_seconds(header->ts.tv_sec) + Duration{nano ? fraction : fraction * 1000};
    frame.time_is_possible = true;
  }
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t end = i + 1 < n ? begins_[i + 1] : bytes_.size();
    out[i].captured = Bytes(bytes_).subspan(begins_[i], end - begins_[i]);
  }
  if (n == 0 && code == PCAP_ERROR && state() == State::Gone) {
    return fail(message("the interface was removed"), options_.interface);
  }
  return n;
}

LiveDevice::State LiveDevice::state() const {
  const auto answer = ask(descriptor_, options_.interface, SIOCGIFFLAGS);
  if (!answer) {
    // The device "any" stands for all of them.
    return options_.interface == "any" || errno != ENODEV ? State::Up : State::Gone;
  }
  const auto flags = static_cast<unsigned>(answer->ifr_flags);
  constexpr unsigned kCarries = IFF_UP | IFF_RUNNING;
  return (flags & kCarries) == kCarries ? State::Up : State::Down;
}

std::optional<MacAddress> LiveDevice::mac() const {
  const auto answer = ask(descriptor_, options_.interface, SIOCGIFHWADDR);
  if (!answer || answer->ifr_hwaddr.sa_family != ARPHRD_ETHER) {
    return std::nullopt;
  }
  MacAddress mac;
  std::memcpy(mac.bytes.data(), answer->ifr_hwaddr.sa_data, mac.bytes.size());
  return mac.is_zero() ? std::nullopt : std::optional(mac);
}

const LiveCounters& LiveDevice::update_counters() {
  pcap_stat now{};
  if (pcap_stats(pcap(handle_), &now) == 0) {
    counters_.received += since(now.ps_recv, last_received_);
    counters_.dropped += since(now.ps_drop, last_dropped_);
    counters_.missed += since(now.ps_ifdrop, last_missed_);
  }
  return counters_;
}

Result<std::vector<LiveInterface>> live_interfaces() {
  std::array<char, PCAP_ERRBUF_SIZE> why{};
  pcap_if_t* all = nullptr;
  if (pcap_findalldevs(&all, why.data()) != 0) {
    return fail(message("the interfaces cannot be listed: {}", why.data()));
  }
  std::vector<LiveInterface> out;
  for (const pcap_if_t* i = all; i != nullptr; i = i->next) {
    const std::string_view name = i->name;
    // Besides interfaces the library lists buses and logs.
    if (name == "any" || name.starts_with("usbmon") || name.starts_with("bluetooth") ||
        name.starts_with("nf") || name.starts_with("dbus")) {
      continue;
    }
    out.push_back({std::string(name), (i->flags & PCAP_IF_UP) != 0,
                   (i->flags & PCAP_IF_RUNNING) != 0, (i->flags & PCAP_IF_LOOPBACK) != 0});
  }
  pcap_freealldevs(all);
  return out;
}

std::string live_library_version() {
  return pcap_lib_version();
}

}  // namespace hamon
