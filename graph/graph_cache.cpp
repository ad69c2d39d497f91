#include "graph/graph_cache.hpp"

#include "base/sha256.hpp"
#include "graph/byte_codec.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <type_traits>

namespace hamon {
namespace {

/// Writes and reads values by their type. The same `visit` serves both, so that they cannot differ.
class Writing {
 public:
  explicit Writing(CodecWriter& out) : out_(out) {}

  template <class... T>
  void operator()(const T&... values) {
    (value(values), ...);
  }
  template <class Enum>
  void one_of(const Enum& v, Enum) {
    out_.byte(static_cast<std::uint8_t>(v));
  }

 private:
  template <class T>
  requires std::is_unsigned_v<T>
  void value(T v) { out_.number(v); }
  template <class Id>
  requires std::is_enum_v<Id>
  void value(Id id) { out_.number(index(id)); }
  void value(double v) { out_.number(std::bit_cast<std::uint64_t>(v)); }
  void value(int v) { out_.signed_number(v); }
  void value(const std::string& v) { out_.text(v); }
  void value(const Timestamp& v) { out_.time(v); }
  void value(const Duration& v) { out_.time({v.ns}); }
  void value(const IpAddress& v) { out_.address(v); }
  void value(const MacAddress& v) { out_.mac(v); }
  void value(const Prefix& v) {
    out_.address(v.address());
    out_.byte(static_cast<std::uint8_t>(v.length()));
  }
  template <class T>
  void value(const std::optional<T>& v) {
    out_.byte(v ? 1 : 0);
    if (v) {
      value(*v);
    }
  }
  template <class T>
  void value(const std::vector<T>& v) {
    out_.number(v.size());
    for (const T& item : v) {
      value(item);
    }
  }
  void value(const ContactList& v) {
    out_.number(v.size());
    for (const Interval& contact : v.all()) {
      value(contact);
    }
  }
  template <class A, class B>
  void value(const std::pair<A, B>& v) {
    value(v.first);
    value(v.second);
  }
  template <class T>
  requires std::is_class_v<T>
  void value(const T& v) { visit(*this, v); }

  CodecWriter& out_;
};

class Reading {
 public:
  explicit Reading(CodecReader& in) : in_(in) {}

  template <class... T>
  void operator()(T&... values) {
    (value(values), ...);
  }
  template <class Enum>
  void one_of(Enum& v, Enum last) {
    v = static_cast<Enum>(in_.number_up_to(static_cast<std::uint64_t>(last)));
  }

 private:
  template <class T>
  requires std::is_unsigned_v<T>
  void value(T& v) { v = static_cast<T>(in_.number_up_to(std::numeric_limits<T>::max())); }
  template <class Id>
  requires std::is_enum_v<Id>
  void value(Id& id) {
    id = static_cast<Id>(in_.number_up_to(std::numeric_limits<std::uint32_t>::max()));
  }
  void value(double& v) { v = std::bit_cast<double>(in_.number()); }
  void value(int& v) { v = static_cast<int>(static_cast<std::int32_t>(in_.signed_number())); }
  void value(std::string& v) { v = in_.text(); }
  void value(Timestamp& v) { v = in_.time(); }
  void value(Duration& v) { v = {in_.time().ns}; }
  void value(IpAddress& v) { v = in_.address(); }
  void value(MacAddress& v) { v = in_.mac(); }
  void value(Prefix& v) {
    const IpAddress address = in_.address();
    v = Prefix(address, in_.byte());
  }
  template <class T>
  void value(std::optional<T>& v) {
    v.reset();
    if (in_.number_up_to(1) == 1) {
      value(v.emplace());
    }
  }
  /// Grows only as far as there is something to read.
  template <class T>
  void value(std::vector<T>& v) {
    const std::size_t count = in_.count();
    for (std::size_t i = 0; i < count && in_.ok(); ++i) {
      value(v.emplace_back());
    }
  }
  void value(ContactList& v) {
    const std::size_t count = in_.count();
    for (std::size_t i = 0; i < count && in_.ok(); ++i) {
      Interval contact;
      value(contact);
      v.push_back(contact);
    }
  }
  template <class A, class B>
  void value(std::pair<A, B>& v) {
    value(v.first);
    value(v.second);
  }
  template <class T>
  requires std::is_class_v<T>
  void value(T& v) { visit(*this, v); }

  CodecReader& in_;
};

/// `Io` is Writing with a const value or Reading with one to fill.
template <class T, class Plain>
concept Either = std::is_same_v<std::remove_const_t<T>, Plain>;

template <class Io, Either<Interval> T>
void visit(Io& io, T& x) {
  io(x.begin, x.end);
}
template <class Io, Either<Window> T>
void visit(Io& io, T& x) {
  io(x.from, x.to);
}
template <class Io, Either<Range> T>
void visit(Io& io, T& x) {
  io(x.begin, x.end);
}
template <class Io, Either<EvidenceRef> T>
void visit(Io& io, T& x) {
  io(x.source, x.first, x.last);
}
template <class Io, Either<SystemAddress> T>
void visit(Io& io, T& x) {
  io(x.address, x.held, x.basis, x.observed);
}
template <class Io, Either<OwnName> T>
void visit(Io& io, T& x) {
  io(x.name);
  io.one_of(x.kind, BindingKind::VpnClient);
  io(x.heard, x.shared);
}
template <class Io, Either<System> T>
void visit(Io& io, T& x) {
  io(x.name, x.addresses, x.macs, x.names, x.called, x.home);
  io.one_of(x.role, Role::Monitoring);
  io(x.role_declared, x.susceptible, x.in_site, x.in_ledger, x.outside, x.observed, x.seen);
  io(x.critical, x.label, x.department, x.vendor, x.os, x.location, x.owner, x.note);
}
template <class Io, Either<Service> T>
void visit(Io& io, T& x) {
  io(x.name);
  io.one_of(x.service_class, ServiceClass::Vpn);
}
template <class Io, Either<Zone> T>
void visit(Io& io, T& x) {
  io(x.name, x.label, x.kind, x.prefixes);
}
template <class Io, Either<Conversation> T>
void visit(Io& io, T& x) {
  io(x.time, x.initiator, x.responder, x.initiator_port, x.responder_port, x.protocol, x.has_ports);
  io.one_of(x.state, FlowState::Established);
  io.one_of(x.direction, DirectionBasis::Syn);
  io.one_of(x.service_basis, ServiceBasis::Site);
  io(x.carries, x.tunnel_inner, x.from, x.to, x.service);
  io(x.packets_out, x.bytes_out, x.packets_in, x.bytes_in);
  io(x.initiator_mac, x.responder_mac, x.initiator_ttl, x.responder_ttl);
  io(x.evidence, x.activity);
}
template <class Io, Either<Activity> T>
void visit(Io& io, T& x) {
  io(x.slice, x.bytes_out, x.bytes_in);
}
template <class Io, Either<NameLookups> T>
void visit(Io& io, T& x) {
  io(x.client, x.resolver, x.answered, x.examples, x.random, x.random_examples);
}
template <class Io, Either<DataFlow> T>
void visit(Io& io, T& x) {
  io(x.initiator, x.responder, x.service, x.carry.forward, x.carry.backward);
  io(x.conversations, x.contacts, x.carrying, x.bytes_out, x.bytes_in);
}
template <class Io, Either<Merge> T>
void visit(Io& io, T& x) {
  io(x.system, x.address, x.basis, x.detail, x.applied);
  io.one_of(x.reason, NotMerged::Undeclared);
}
template <class Io, Either<ClockOffset> T>
void visit(Io& io, T& x) {
  io(x.source, x.reference, x.ahead, x.handshakes);
}
template <class Io, Either<SourceLimit> T>
void visit(Io& io, T& x) {
  io(x.what, x.when, x.count);
}
template <class Io, Either<SourceReport> T>
void visit(Io& io, T& x) {
  io(x.name, x.sha256, x.kind, x.records, x.used, x.unused, x.window, x.drops, x.damaged);
  io(x.sensor, x.format_note, x.limits);
}

bool within(const Range& range, std::size_t size) {
  return range.begin <= range.end && range.end <= size;
}

}  // namespace

template <class Io, class Graph>
void GraphCache::visit(Io& io, Graph& graph) {
  io(graph.systems_, graph.services_, graph.zones_, graph.data_flows_);
  io(graph.conversations_, graph.attempts_, graph.contacts_, graph.evidence_);
  io(graph.sources_, graph.clocks_, graph.merges_, graph.window_, graph.internal_,
     graph.internal_assumed_);
  io(graph.activity_, graph.lookups_);
  io(graph.inferred_directions_, graph.not_systems_, graph.by_address_);
}

std::string GraphCache::key(const std::string& case_id) {
  return sha256_hex("graph " + case_id + " " + HAMON_VERSION + " " + std::to_string(kFormat));
}

std::string GraphCache::encode(const FlowGraph& graph) {
  CodecWriter bytes;
  Writing io(bytes);
  visit(io, graph);
  return compress(bytes.bytes(), 1);
}

std::optional<FlowGraph> GraphCache::decode(std::string_view bytes, Site site, Ledger ledger) {
  // What is cached shrinks to a tenth; a frame that claims hundreds of its size is not ours.
  constexpr std::size_t kMostTimes = 300;
  constexpr std::size_t kAlways = std::size_t{16} << 20U;
  const auto plain = decompress(bytes, kAlways + kMostTimes * bytes.size());
  if (!plain) {
    return std::nullopt;
  }
  CodecReader in(*plain);
  Reading io(in);
  FlowGraph graph;
  visit(io, graph);
  if (!in.ok() || !in.at_end() || !is_sound(graph)) {
    return std::nullopt;
  }
  graph.index_zones();
  graph.site_ = std::move(site);
  graph.ledger_ = std::move(ledger);
  return graph;
}

bool GraphCache::is_sound(const FlowGraph& g) {
  const auto is_system = [&](SystemId id) { return index(id) < g.systems_.size(); };
  const auto good_system = [&](const System& s) {
    return !s.home || index(*s.home) < g.zones_.size();
  };
  const auto good_flow = [&](const DataFlow& f) {
    return is_system(f.initiator) && is_system(f.responder) &&
           index(f.service) < g.services_.size() &&
           within(f.conversations, g.conversations_.size()) &&
           within(f.contacts, g.contacts_.size()) && within(f.carrying, g.contacts_.size());
  };
  const auto good_conversation = [&](const Conversation& c) {
    return is_system(c.from) && (!c.to || is_system(*c.to)) &&
           index(c.service) < g.services_.size() && within(c.evidence, g.evidence_.size()) &&
           within(c.activity, g.activity_.size());
  };
  const auto established = [&](const Conversation& c) { return good_conversation(c) && c.to; };
  return std::all_of(g.systems_.begin(), g.systems_.end(), good_system) &&
         std::all_of(g.data_flows_.begin(), g.data_flows_.end(), good_flow) &&
         std::all_of(g.conversations_.begin(), g.conversations_.end(), established) &&
         std::all_of(g.attempts_.begin(), g.attempts_.end(), good_conversation) &&
         std::all_of(g.evidence_.begin(), g.evidence_.end(),
                     [&](const EvidenceRef& e) { return e.source < g.sources_.size(); }) &&
         std::all_of(g.merges_.begin(), g.merges_.end(),
                     [&](const Merge& m) { return is_system(m.system); }) &&
         std::all_of(
             g.lookups_.begin(), g.lookups_.end(),
             [&](const NameLookups& l) { return is_system(l.client) && is_system(l.resolver); }) &&
         std::all_of(g.by_address_.begin(), g.by_address_.end(),
                     [&](const auto& entry) { return is_system(entry.second); });
}

}  // namespace hamon
