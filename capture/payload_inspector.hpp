#pragma once

#include "capture/binding_table.hpp"
#include "capture/dhcp_message.hpp"
#include "capture/flow_entry.hpp"
#include "capture/name_pool.hpp"
#include "capture/packet_summary.hpp"

#include <deque>
#include <vector>

namespace hamon {

/// Looks at first payloads: which protocol, which names, who is where. Keeps names and bindings and
/// forgets the payload.
class PayloadInspector {
 public:
  /// Payloads of each direction that are looked at before a conversation counts as not recognised.
  static constexpr std::uint8_t kLooks = 3;

  static constexpr std::uint8_t kAlways = 255;  ///< every one

  PayloadInspector();

  /// `packet` belongs to `entry` and has captured payload; called while `looks_left` of its end is
  /// not 0.
  void look(const PacketSummary& packet, FlowEntry& entry);
  /// An ARP message (RFC 826) for IPv4 over Ethernet.
  void arp(const PacketSummary& packet);

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
    MacAddress mac;
    std::string host_name;
    std::string client_id;
  };

  void look_tcp(const PacketSummary& packet, FlowEntry& entry);
  void look_udp(const PacketSummary& packet, FlowEntry& entry);
  void look_again(const PacketSummary& packet, FlowEntry& entry);
  void neighbour(const PacketSummary& packet);
  [[nodiscard]] bool dns(Bytes message, const PacketSummary& packet, FlowEntry& entry);
  void dhcp(const PacketSummary& packet, FlowEntry& entry);
  void lease(const DhcpMessage& message, const PacketSummary& packet);
  void server_name(std::string_view text, unsigned server, const PacketSummary& packet,
                   FlowEntry& entry);
  void add_name(FlowEntry& entry, const std::string& name);

  NamePool names_;
  BindingTable bindings_;
  std::vector<FlowExtra> extras_;  // number 0 stands for none
  std::vector<std::uint32_t> free_extras_;
  std::deque<Lease> leases_;
  std::uint64_t refused_ = 0;
};

}  // namespace hamon
