#pragma once

#include "base/time.hpp"
#include "capture/byte_reader.hpp"
#include "capture/flow_key.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace hamon {

/// Ports that one end of a conversation told the other of, for conversations to come between the
/// same two.
class AnnouncedPorts {
 public:
  /// A port of the end `side` of the key, and what is offered there.
  struct Offer {
    std::string_view service;  ///< of the service catalogue, never freed
    unsigned side = 0;
  };

  /// Of more than `most` the oldest are forgotten.
  explicit AnnouncedPorts(std::size_t most = 512) : most_(most) {}

  /// `key` is the conversation in which it was said.
  void add(const FlowKey& key, Offer offer, std::uint16_t port, Timestamp time);
  /// What was announced for the conversation `key`; empty: nothing, or too long ago (FTP: 5
  /// minutes, RPC: a day). Cost: nothing was ever announced: none, else linear in `most`.
  [[nodiscard]] Offer find(const FlowKey& key, Timestamp time) const;

 private:
  struct Entry {
    FlowKey key;
    Offer offer;
    std::uint16_t port = 0;
    Timestamp time;
  };

  std::size_t most_;
  std::size_t next_ = 0;
  std::vector<Entry> entries_;
};

/// The TCP ports in the towers of an endpoint mapper's answer (C706, appendix L; [MS-RPCE]
/// 2.2.1.2.4), each once, the first 16.
[[nodiscard]] std::vector<std::uint16_t> endpoint_mapper_ports(Bytes answer);

/// The port in a line of an FTP control connection (RFC 959, sections 4.1.2 and 5.4; RFC 2428),
/// and whether the server offers it.
struct FtpPort {
  std::uint16_t port = 0;
  bool of_server = false;
};
[[nodiscard]] std::optional<FtpPort> ftp_port(Bytes line);

}  // namespace hamon
