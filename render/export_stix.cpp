#include "base/sha256.hpp"
#include "render/document_parts.hpp"
#include "render/export_attributes.hpp"
#include "render/export_graph.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace hamon {
namespace {

/// The namespace of STIX 2.1, section 2.9, for the ids of observables.
constexpr std::array<std::uint8_t, 16> kObservables = {
    0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c, 0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7};
constexpr std::uint64_t kMostObserved = 999'999'999;  // STIX 2.1, section 4.14.1

/// The text of a UUID of this version (RFC 4122, section 4.1) over the first 16 bytes of a digest.
std::string uuid_of(std::string digest, unsigned version) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(digest[i]); };
  digest[6] = static_cast<char>((at(6) & 0x0FU) | (version << 4));
  digest[8] = static_cast<char>((at(8) & 0x3FU) | 0x80U);
  std::string out;
  for (std::size_t i = 0; i < 16; ++i) {
    out += i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "";
    out += fmt::format("{:02x}", at(i));
  }
  return out;
}

/// The id of an observable: a UUIDv5 over its properties that say what it is, as canonical JSON
/// (RFC 8785: sorted, without spaces).
std::string observable_id(std::string_view type, const nlohmann::json& properties) {
  std::string bytes(kObservables.begin(), kObservables.end());
  return fmt::format("{}--{}", type, uuid_of(sha1_raw(bytes + properties.dump()), 5));
}

/// The id of any other object, the same whenever it is made of the same facts.
std::string object_id(std::string_view type, std::string_view facts) {
  return fmt::format("{}--{}", type, uuid_of(sha1_raw(fmt::format("hamon {} {}", type, facts)), 4));
}

std::string time_of(Timestamp time) {
  return format_time(time, TimeZone::utc());
}

/// With milliseconds, as `created` and `modified` are written.
std::string version_time(Timestamp time) {
  return format_time(time, TimeZone::utc(), true).substr(0, 23) + "Z";
}

/// What conversations between two addresses over one port came to.
struct Traffic {
  Interval seen;
  std::uint64_t records = 0, bytes_out = 0, bytes_in = 0, packets_out = 0, packets_in = 0;

  void add(const Conversation& c) {
    seen = records++ == 0
               ? c.time
               : Interval{std::min(seen.begin, c.time.begin), std::max(seen.end, c.time.end)};
    bytes_out += c.bytes_out;
    bytes_in += c.bytes_in;
    packets_out += c.packets_out;
    packets_in += c.packets_in;
  }
};
using TrafficKey = std::tuple<IpAddress, IpAddress, std::uint8_t, bool, std::uint16_t>;

class StixBundle {
 public:
  explicit StixBundle(const ExportContext& context)
      : graph_(context.graph),
        case_id_(context.case_id),
        created_(version_time(graph_.window() ? graph_.window()->begin : context.generated)),
        modified_(version_time(context.generated)) {}

  std::string text() {
    const std::string site = graph_.site().name.empty() ? case_id_ : graph_.site().name;
    site_ = object_id("identity", site);
    Json identity = common("identity", site_);
    identity["name"] = site;
    identity["identity_class"] = "organization";
    objects_.push_back(std::move(identity));
    Json note = common("note", object_id("note", site + " coverage"));
    note["abstract"] = "coverage";
    note["content"] = coverage_attribute(graph_);
    note["object_refs"] = {site_};
    objects_.push_back(std::move(note));
    for (std::uint32_t i = 0; i < graph_.systems().size(); ++i) {
      add_system(SystemId{i});
    }
    for (const DataFlow& flow : graph_.data_flows()) {
      add_data_flow(flow);
    }
    Json all = Json::array();
    for (auto& [id, address] : addresses_) {
      all.push_back(std::move(address));
    }
    for (Json& object : objects_) {
      all.push_back(std::move(object));
    }
    return document_text(
        {{"type", "bundle"}, {"id", object_id("bundle", case_id_)}, {"objects", std::move(all)}});
  }

 private:
  Json common(std::string_view type, const std::string& id) const {
    Json out = {{"type", type}, {"spec_version", "2.1"}, {"id", id}};
    if (id != site_) {
      out["created_by_ref"] = site_;
    }
    out["created"] = created_;
    out["modified"] = modified_;
    return out;
  }

  std::string add_address(const IpAddress& address) {
    const std::string type = address.is_v4() ? "ipv4-addr" : "ipv6-addr";
    std::string id = observable_id(type, {{"value", address.text()}});
    addresses_.try_emplace(
        id, Json{{"type", type}, {"spec_version", "2.1"}, {"id", id}, {"value", address.text()}});
    return id;
  }

  /// A system, and that it consists of its addresses.
  void add_system(SystemId id) {
    const System& system = graph_[id];
    const std::string node = object_id("infrastructure", system.name);
    Json infrastructure = common("infrastructure", node);
    infrastructure["name"] = system.name;
    if (system.seen) {
      infrastructure["first_seen"] = time_of(system.seen->begin);
      infrastructure["last_seen"] = time_of(system.seen->end);
    }
    objects_.push_back(std::move(infrastructure));
    for (const SystemAddress& held : system.addresses) {
      const std::string address = add_address(held.address);
      Json relationship =
          common("relationship", object_id("relationship", node + " consists-of " + address));
      relationship["relationship_type"] = "consists-of";
      relationship["source_ref"] = node;
      relationship["target_ref"] = address;
      objects_.push_back(std::move(relationship));
    }
  }

  std::string add_traffic(const TrafficKey& key, const Traffic& traffic,
                          const std::string& service) {
    const auto& [from, to, protocol, has_ports, port] = key;
    Json protocols = {from.is_v4() ? "ipv4" : "ipv6", protocol_name(protocol)};
    if (service.find('/') == std::string::npos) {
      protocols.push_back(service);
    }
    nlohmann::json facts = {{"start", time_of(traffic.seen.begin)},
                            {"end", time_of(traffic.seen.end)},
                            {"src_ref", add_address(from)},
                            {"dst_ref", add_address(to)},
                            {"protocols", protocols}};
    if (has_ports) {
      facts["dst_port"] = port;
    }
    Json object = {{"type", "network-traffic"},
                   {"spec_version", "2.1"},
                   {"id", observable_id("network-traffic", facts)}};
    for (const auto& [name, value] : facts.items()) {
      object[name] = value;
    }
    object["src_byte_count"] = traffic.bytes_out;
    object["dst_byte_count"] = traffic.bytes_in;
    object["src_packets"] = traffic.packets_out;
    object["dst_packets"] = traffic.packets_in;
    std::string id = object["id"];
    objects_.push_back(std::move(object));
    return id;
  }

  void add_data_flow(const DataFlow& flow) {
    std::map<TrafficKey, Traffic> pairs;
    Traffic all;
    for (const Conversation& c :
         graph_.conversations().subspan(flow.conversations.begin, flow.conversations.size())) {
      // What ICMP has in their place are no ports.
      const bool has_ports =
          c.has_ports && c.protocol != protocol::kIcmp && c.protocol != protocol::kIcmp6;
      pairs[{c.initiator, c.responder, c.protocol, has_ports,
             has_ports ? c.responder_port : std::uint16_t{0}}]
          .add(c);
      all.add(c);
    }
    if (pairs.empty()) {
      return;
    }
    const std::string& service = graph_[flow.service].name;
    Json observed = common(
        "observed-data",
        object_id("observed-data", fmt::format("{} {} {} {}", case_id_, graph_[flow.initiator].name,
                                               graph_[flow.responder].name, service)));
    observed["first_observed"] = time_of(all.seen.begin);
    observed["last_observed"] = time_of(all.seen.end);
    observed["number_observed"] = std::min(all.records, kMostObserved);
    Json references = Json::array();
    for (const auto& [key, traffic] : pairs) {
      references.push_back(add_traffic(key, traffic, service));
    }
    observed["object_refs"] = std::move(references);
    objects_.push_back(std::move(observed));
  }

  const FlowGraph& graph_;
  std::string case_id_;
  std::string created_, modified_;
  std::string site_;                       // id of the identity
  std::map<std::string, Json> addresses_;  // by id
  std::vector<Json> objects_;
};

}  // namespace

std::string stix_bundle(const ExportContext& context) {
  return StixBundle(context).text();
}

}  // namespace hamon
