#pragma once

#include "base/flow_record.hpp"

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace hamon {

/// Gathers what packets say of addresses: one binding for each distinct fact, with first and last
/// time and count. When an address moves to another MAC and back, each stay is a fact of its own.
class BindingTable {
 public:
  /// At most `most` bindings are kept; `refused` counts what came after.
  explicit BindingTable(std::size_t most = 500'000) : most_(most) {}

  /// ARP or NDP at packet `number`. Group and empty MACs and addresses that name no host are
  /// ignored.
  void seen_at_mac(const IpAddress& address, const MacAddress& mac, Timestamp time,
                   std::uint64_t number);
  /// Any other fact; `fact` holds kind, address, and what is said, its times and counts are set
  /// here.
  void add(Binding fact, Timestamp time, std::uint64_t number);

  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  /// A table with the same bound, without bindings.
  [[nodiscard]] BindingTable empty_like() const {
    BindingTable table(most_);
    table.refused_ = refused_;
    return table;
  }
  /// All bindings, in order of first packet, kind, address and what they say; the table is empty
  /// afterwards.
  [[nodiscard]] std::vector<Binding> take();

  /// All bindings of several tables, in the order of `take`, whatever the order of the tables.
  /// Equal facts are one: counts summed, the least first and the greatest last time, the least
  /// first packet. Stays at a MAC are left as they are: one table alone sees ARP and NDP.
  [[nodiscard]] static std::vector<Binding> merge(std::vector<BindingTable>&& tables);

 private:
  using Fact = std::tuple<BindingKind, IpAddress, MacAddress, std::string, std::string>;

  void start(Binding fact, Timestamp time, std::uint64_t number);
  static void extend(Binding& binding, Timestamp time);

  std::vector<Binding> bindings_;
  std::map<Fact, std::size_t> facts_;                     // all but ARP: index into bindings_
  std::map<IpAddress, std::vector<std::size_t>> at_mac_;  // ARP: the stays of an address, in order
  std::size_t most_;
  std::uint64_t refused_ = 0;
};

}  // namespace hamon
