#pragma once

#include "base/crypto_pan.hpp"
#include "base/flow_record.hpp"
#include "base/result.hpp"
#include "graph/flow_graph.hpp"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// Pseudonyms for all that tells which site this is and what its systems are called. One key gives
/// the same pseudonyms in every export, so that editions can be compared; who has the key can find
/// out who is meant, nobody else.
class Pseudonyms {
 public:
  using Key = std::array<std::uint8_t, CryptoPan::kKeySize>;

  explicit Pseudonyms(const Key& key);

  /// Prefix-preserving (base/crypto_pan.hpp) within what an address is for: a private address stays
  /// a private one of the same block, a link-local one link-local, any other stays none of these.
  /// What is no single machine's (loopback, multicast, broadcast, unspecified) stays as it is.
  [[nodiscard]] IpAddress address(const IpAddress& address) const;
  [[nodiscard]] Prefix prefix(const Prefix& prefix) const;
  /// A locally administered one; nothing of the maker is left.
  [[nodiscard]] MacAddress mac(const MacAddress& mac) const;
  /// `KIND-` and twelve hexadecimal digits; empty for an empty name. Every letter counts.
  [[nodiscard]] std::string name(std::string_view kind, std::string_view name) const;
  /// The same for a host's name, whatever its case.
  [[nodiscard]] std::string host(std::string_view name) const;
  /// The same for a vendor, who is one however written (`folded`, base/text_encoding.hpp).
  [[nodiscard]] std::string vendor(std::string_view name) const;
  /// Of a system, which may be called by its address.
  [[nodiscard]] std::string system_name(std::string_view name) const;

 private:
  Key key_;
  CryptoPan pan_;
  mutable std::map<IpAddress, IpAddress> known_;  // pseudonyms already made
};

/// Reads a key file: 64 hexadecimal digits and a line end. Errors: cannot be read; not that;
/// readable by others than its owner.
[[nodiscard]] Result<Pseudonyms::Key> read_pseudonym_key(const std::string& path);
/// Makes a key file with a new random key, for its owner's eyes alone (0600). Errors: it is there
/// already, or cannot be written.
[[nodiscard]] Result<Pseudonyms::Key> make_pseudonym_key(const std::string& path);

/// The same case under pseudonyms, for whatever is drawn or written of it: everything that exports,
/// maps and reports show is in the graph, site file and ledger included, so this one function is
/// all they need. Replaced are addresses, MACs, names of systems, hosts, zones, departments,
/// vendors, links, claims, sensors and sources, and words for services and kinds that are not of
/// the field. Roles, known kinds of zones, ports, times, counts and the SHA-256 of sources stay.
/// Free text is left out (labels, notes, purposes, reasons, contacts, the words of claims), and so
/// are display filters (`FlowGraph::pseudonymised`) and `accept:`, whose ids are made of names. Ids
/// are those of the new names' order. Beyond that, an analysis says of it what it says of the
/// original. O(size of the graph), plus some microseconds for each address.
[[nodiscard]] FlowGraph pseudonymised(const FlowGraph& graph, const Pseudonyms& pseudonyms);

/// Selectors as a user writes them, with `@TIME` behind or not, in the words of
/// `pseudonymised(graph, …)`, where they stand for the same: a report's seeds, for instance. What
/// names nothing in `graph` names nothing there.
[[nodiscard]] std::vector<std::string> pseudonymised_selectors(
    const std::vector<std::string>& selectors, const FlowGraph& graph,
    const Pseudonyms& pseudonyms);

/// Records under pseudonyms, carriers named anew; sorted by `record_before`.
void pseudonymise(std::vector<FlowRecord>& records, const Pseudonyms& pseudonyms);
/// The name of a service: words of the field stay, as do `tcp/8443` and its like.
[[nodiscard]] std::string pseudonymised_service(std::string_view name,
                                                const Pseudonyms& pseudonyms);

}  // namespace hamon
