#pragma once

#include "graph/graph_builder.hpp"

#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace hamon {

/// The day of all tests: `10:05`, `10:05:30`, `02T10:05` (the next day is `10`), or a full time, in
/// UTC.
inline Timestamp at(const std::string& text) {
  const std::string full = text.find('-') != std::string::npos   ? text
                           : text.find('T') != std::string::npos ? "2026-06-" + text
                                                                 : "2026-06-09T" + text;
  const TimeZone utc = TimeZone::utc();
  const auto time = parse_time(full, &utc);
  if (!time) {
    throw std::invalid_argument("no time: " + text);
  }
  return *time;
}

inline Window whole_day() {
  return {at("2026-06-09T00:00"), at("2026-06-10T00:00")};
}

/// One conversation as a test writes it: {"ws-1", "pacs", "tcp/104", "10:05", "10:06"}. An end is a
/// name (a system that the site file declares) or an address. The service is `tcp/104`, or a name
/// of the port table, or any other name, which then was recognised on tcp/50000.
struct Line {
  std::string from, to, service, begin, end;
  FlowState state = FlowState::Established;
  std::uint64_t payload_out = 100;  ///< 0: nothing but a handshake
  std::uint64_t payload_in = 100;
};

/// A graph whose systems are asked for by name.
class NamedGraph : public FlowGraph {
 public:
  explicit NamedGraph(FlowGraph graph) : FlowGraph(std::move(graph)) {}
  [[nodiscard]] SystemId id(const std::string& name) const {
    const auto found = find_system(name);
    if (!found) {
      throw std::invalid_argument("no system " + name);
    }
    return *found;
  }
};

/// Writes the lines as flow records of one source and lets `build_graph` derive the rest.
class GraphOf {
 public:
  /// Systems of `site` without addresses, and names that it does not know, get 10.0.0.1, 10.0.0.2,
  /// … in the order of their appearance, and so does what stands in no line.
  explicit GraphOf(std::vector<Line> lines, Site site = {})
      : lines_(std::move(lines)), site_(std::move(site)) {
    for (SiteSystem& system : site_.systems) {
      declare(system);
    }
    for (const Line& line : lines_) {
      find_end(line.from);
      find_end(line.to);
    }
  }

  [[nodiscard]] IpAddress address(const std::string& end) const {
    const auto parsed = IpAddress::parse(end);
    return parsed ? *parsed : addresses_.at(end);
  }

  [[nodiscard]] Observations observations() const {
    Observations out;
    SourceReport source;
    source.name = "lines";
    source.sha256 = std::string(64, 'a');
    source.kind = "lines";
    source.records = source.used = lines_.size();
    out.sources.push_back(source);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      out.records.push_back(record(lines_[i], i));
    }
    return out;
  }

  [[nodiscard]] const Site& site() const { return site_; }

  [[nodiscard]] NamedGraph build(const Ledger& ledger = {}) const {
    CollectingSink sink;
    return NamedGraph(build_graph(observations(), site_, ledger, sink));
  }

 private:
  void declare(SiteSystem& system) {
    if (system.addresses.empty()) {
      system.addresses.push_back(next_address());
    }
    addresses_.emplace(system.name, system.addresses.front());
  }

  void find_end(const std::string& end) {
    if (!IpAddress::parse(end) && !addresses_.contains(end)) {
      SiteSystem system;
      system.name = end;
      declare(system);
      site_.systems.push_back(std::move(system));
    }
  }

  IpAddress next_address() {
    return IpAddress::v4(0x0A000000U + ++addresses_given_);  // 10.0.0.1 and on
  }

  static void set_service(FlowRecord& r, const std::string& service) {
    if (const auto port = parse_service_port(service)) {
      r.protocol = port->protocol;
      r.responder_port = port->port;
      r.has_ports = port->protocol == protocol::kTcp || port->protocol == protocol::kUdp;
      return;
    }
    for (const std::uint8_t transport : {protocol::kTcp, protocol::kUdp}) {
      for (std::uint16_t port = 1; port < 60000; ++port) {
        if (service_at(transport, port) == service) {
          r.protocol = transport;
          r.responder_port = port;
          return;
        }
      }
    }
    r.protocol = protocol::kTcp;
    r.responder_port = 50000;
    r.service = service;
    r.service_basis = ServiceBasis::Payload;
  }

  [[nodiscard]] FlowRecord record(const Line& line, std::size_t number) const {
    FlowRecord r;
    r.start = at(line.begin);
    r.end = at(line.end);
    r.initiator = address(line.from);
    r.responder = address(line.to);
    r.initiator_port = static_cast<std::uint16_t>(10000 + number % 50000);
    set_service(r, line.service);
    r.state = line.state;
    r.direction = DirectionBasis::Syn;
    r.saw_syn = true;
    const bool answered = line.state == FlowState::Established;
    r.packets_out = 5;
    r.payload_out = answered ? line.payload_out : 0;
    r.bytes_out = 5 * 40 + r.payload_out;
    r.packets_in = answered ? 5 : 0;
    r.payload_in = answered ? line.payload_in : 0;
    r.bytes_in = r.packets_in * 40 + r.payload_in;
    r.first = r.last = number + 1;
    return r;
  }

  std::vector<Line> lines_;
  Site site_;
  std::map<std::string, IpAddress> addresses_;
  std::uint32_t addresses_given_ = 0;
};

/// The graph of some lines; every name in them is a declared system.
inline NamedGraph graph_of(std::vector<Line> lines, Site site = {}) {
  return GraphOf(std::move(lines), std::move(site)).build();
}

}  // namespace hamon
