#pragma once

#include "capture/announced_ports.hpp"
#include "capture/binding_table.hpp"
#include "capture/dhcp6_message.hpp"
#include "capture/dhcp_message.hpp"
#include "capture/dns_message.hpp"
#include "capture/flow_entry.hpp"
#include "capture/name_pool.hpp"
#include "capture/neighbour_message.hpp"
#include "capture/netbios_message.hpp"
#include "capture/packet_summary.hpp"
#include "capture/quic_initial.hpp"

#include <deque>
#include <memory>
#include <vector>

namespace hamon {

/// Looks at first payloads: which protocol, which names, who is where. Keeps names of systems and
/// bindings and forgets the payload; names of users, paths and what messages say of patients are
/// never read. One that has seen nothing holds about a kilobyte.
class PayloadInspector {
 public:
  /// What an inspector may hold at most. What comes after is counted (`refused`), or pushes out the
  /// oldest where a conversation or a client is waited for. All of it depends on the packets alone.
  struct Limits {
    std::size_t name_bytes = std::size_t{8} << 20;
    std::size_t bindings = 100'000;
    std::size_t streams = 64;     ///< conversations whose TLS or QUIC hello is put together
    std::size_t leases = 1024;    ///< DHCP clients that wait for their address
    std::size_t announced = 256;  ///< ports that others were told of
  };

  /// Payloads of each direction that are looked at before a conversation counts as not recognised.
  static constexpr std::uint8_t kLooks = 3;

  static constexpr std::uint8_t kFurtherLooks = 8;  ///< once the protocol is known
  static constexpr std::uint8_t kAlways = 255;      ///< every one

  PayloadInspector() : PayloadInspector(Limits{}) {}
  explicit PayloadInspector(const Limits& limits);

  /// `packet` belongs to `entry` and has captured payload; called while `looks_left` of its end is
  /// not 0.
  void look(const PacketSummary& packet, FlowEntry& entry);
  /// An ARP message (RFC 826) for IPv4 over Ethernet.
  void arp(const PacketSummary& packet);
  /// LLDP (IEEE 802.1AB): `payload` is what follows the EtherType, `source_mac` is set.
  void lldp(const PacketSummary& packet);
  /// CDP: `payload` is what follows the SNAP header, `source_mac` is set.
  void cdp(const PacketSummary& packet);

  [[nodiscard]] const FlowExtra* extra(const FlowEntry& entry) const {
    return entry.extra == 0 ? nullptr : &extras_[entry.extra];
  }
  [[nodiscard]] FlowExtra& make_extra(FlowEntry& entry);
  /// Forgets what belongs to `entry` alone.
  void release(FlowEntry& entry);

  [[nodiscard]] const NamePool& names() const { return names_; }
  [[nodiscard]] BindingTable& bindings() { return bindings_; }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }

 private:
  struct Lease {  // what a client said of itself before it got its address
    std::uint32_t transaction = 0;
    bool v6 = false;
    MacAddress mac;
    std::string host_name;
    std::string client_id;
  };
  struct Part {  // of a TLS connection, from one end
    bool begun = false;
    bool done = false;
    bool named = false;
    std::uint32_t next = 0;  // sequence number
    std::vector<std::uint8_t> bytes;
  };
  struct Stream {
    std::uint32_t number = 0;  // as its FlowExtra has it
    std::array<Part, 2> parts;
    std::unique_ptr<QuicClientHello> quic;
  };

  // TCP and what runs over it.
  void look_tcp(const PacketSummary& packet, FlowEntry& entry);
  void look_again(const PacketSummary& packet, FlowEntry& entry);
  [[nodiscard]] bool announced(const PacketSummary& packet, FlowEntry& entry);
  void look_for_ports(const PacketSummary& packet, const FlowEntry& entry);
  void http(const PacketSummary& packet, FlowEntry& entry);
  void dicom(const PacketSummary& packet, FlowEntry& entry);
  void hl7(const PacketSummary& packet, FlowEntry& entry);
  void ntlm(const PacketSummary& packet, FlowEntry& entry);
  void dns_over_tcp(const PacketSummary& packet, FlowEntry& entry);

  // Handshakes that are put together.
  void tls(const PacketSummary& packet, FlowEntry& entry);
  void tls_names(const PacketSummary& packet, FlowEntry& entry, Part& part);
  void certificate(Bytes der, const PacketSummary& packet, FlowEntry& entry);
  [[nodiscard]] bool quic(const PacketSummary& packet, FlowEntry& entry);
  [[nodiscard]] Stream* stream_of(const FlowEntry& entry);
  [[nodiscard]] Stream& begin_stream(FlowEntry& entry);

  // UDP and ICMPv6.
  void look_udp(const PacketSummary& packet, FlowEntry& entry);
  [[nodiscard]] bool look_at_fixed_port(const PacketSummary& packet, FlowEntry& entry);
  [[nodiscard]] bool dns(Bytes message, const PacketSummary& packet, FlowEntry& entry);
  void dns_bindings(const DnsMessage& message, const PacketSummary& packet, const FlowKey& key);
  void netbios(const NetbiosMessage& message, const PacketSummary& packet, FlowEntry& entry);
  void dhcp(const PacketSummary& packet, FlowEntry& entry);
  void lease(const DhcpMessage& message, const PacketSummary& packet);
  [[nodiscard]] bool dhcp6(const PacketSummary& packet, FlowEntry& entry);
  void lease6(const Dhcp6Message& message, const PacketSummary& packet);
  [[nodiscard]] Lease* asked(const Lease& by);
  void remember(Lease lease);
  void discovery(const PacketSummary& packet);

  // What is kept.
  void bind(BindingKind kind, const IpAddress& address, std::string name,
            const PacketSummary& packet, std::optional<MacAddress> mac = std::nullopt,
            std::string client_id = {});
  void host_name(const IpAddress& address, const std::string& name, const PacketSummary& packet);
  void neighbour(const NeighbourMessage& message, const PacketSummary& packet);
  void server_name(std::string_view text, unsigned server, const PacketSummary& packet,
                   FlowEntry& entry, bool binds = true);
  void add_name(FlowEntry& entry, const std::string& name);
  [[nodiscard]] bool forget_unused_names();
  void product_named(std::string_view name, FlowEntry& entry);

  Limits limits_;
  NamePool names_;
  std::size_t names_kept_ = 0;  // when unused ones were last forgotten
  BindingTable bindings_;
  AnnouncedPorts announced_;
  std::vector<FlowExtra> extras_;  // number 0 stands for none
  std::vector<std::uint32_t> free_extras_;
  std::vector<Stream> streams_;  // by number modulo their limit: the oldest gives way
  std::uint32_t last_stream_ = 0;
  std::deque<Lease> leases_;
  std::uint64_t refused_ = 0;
};

}  // namespace hamon
