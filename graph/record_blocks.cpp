#include "graph/record_blocks.hpp"

#include "base/result.hpp"
#include "graph/byte_codec.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

namespace hamon {
namespace {

constexpr std::uint8_t kRecordBlock = 'R';
constexpr std::uint8_t kBindingBlock = 'B';
constexpr std::uint8_t kLayout = 3;
constexpr std::size_t kLargestBlock = std::size_t{64} << 20U;  // bytes, before compression
constexpr std::size_t kMostWords = std::size_t{1}
                                   << 20U;  // in a table, and in all lists of a block
constexpr std::size_t kRecordColumns = 30;  // without VLAN and translation, which may be empty
constexpr std::size_t kBindingColumns = 9;
constexpr int kLevel = 3;

/// Numbers values in the order in which they are first met.
template <class T>
class Table {
 public:
  std::uint64_t number(const T& value) {
    const auto [entry, is_new] = numbers_.try_emplace(value, values_.size());
    if (is_new) {
      values_.push_back(&entry->first);
    }
    return entry->second;
  }
  [[nodiscard]] const std::vector<const T*>& values() const { return values_; }

 private:
  std::map<T, std::uint64_t> numbers_;
  std::vector<const T*> values_;
};

/// The tables of a block and its columns; written as tables, then columns.
class BlockWriter {
 public:
  void byte(std::uint8_t v) { columns_.byte(v); }
  void number(std::uint64_t v) { columns_.number(v); }
  void address(const IpAddress& v) { columns_.number(addresses_.number(v)); }
  void word(const std::string& v) { columns_.number(words_.number(v)); }
  /// 0 for none.
  void maybe_address(const std::optional<IpAddress>& v) {
    columns_.number(v ? addresses_.number(*v) + 1 : 0);
  }
  void mac(const std::optional<MacAddress>& v) { columns_.number(v ? macs_.number(*v) + 1 : 0); }
  /// The difference to the one before, wrapping around.
  void step(std::int64_t v, std::int64_t& last) {
    columns_.signed_number(static_cast<std::int64_t>(static_cast<std::uint64_t>(v) -
                                                     static_cast<std::uint64_t>(last)));
    last = v;
  }

  [[nodiscard]] std::string finish(std::uint8_t kind, std::size_t items) const {
    CodecWriter out;
    out.byte(kind);
    out.byte(kLayout);
    out.number(items);
    out.number(addresses_.values().size());
    for (const IpAddress* address : addresses_.values()) {
      out.address(*address);
    }
    out.number(macs_.values().size());
    for (const MacAddress* mac : macs_.values()) {
      out.mac(*mac);
    }
    out.number(words_.values().size());
    for (const std::string* word : words_.values()) {
      out.text(*word);
    }
    return compress(out.bytes() + columns_.bytes(), kLevel);
  }

 private:
  CodecWriter columns_;
  Table<IpAddress> addresses_;
  Table<MacAddress> macs_;
  Table<std::string> words_;
};

class BlockReader {
 public:
  /// Reads head and tables. An item takes at least `columns` bytes.
  BlockReader(std::string_view bytes, std::uint8_t kind, std::size_t columns) : in_(bytes) {
    if (in_.byte() != kind || in_.byte() != kLayout) {
      in_.fail();
    }
    items_ = in_.number_up_to(kBlockRecords);
    addresses_.resize(in_.count(5));
    for (IpAddress& address : addresses_) {
      address = in_.address();
    }
    macs_.resize(in_.count(6));
    for (MacAddress& mac : macs_) {
      mac = in_.mac();
    }
    words_.resize(limited(in_.count(), kMostWords));
    for (std::string& word : words_) {
      word = in_.text();
    }
    if (items_ > in_.left() / columns) {
      in_.fail();
    }
    items_ = in_.ok() ? items_ : 0;
  }

  [[nodiscard]] std::size_t items() const { return static_cast<std::size_t>(items_); }
  [[nodiscard]] bool complete() const { return in_.ok() && in_.at_end(); }
  std::size_t count(std::size_t bytes_each) { return in_.count(bytes_each); }

  std::uint64_t number() { return in_.number(); }
  template <class Int>
  Int number_as() {
    return static_cast<Int>(in_.number_up_to(std::numeric_limits<Int>::max()));
  }
  /// An enumerator from 0 to `last`.
  template <class Enum>
  Enum one_of(Enum last) {
    const std::uint8_t value = in_.byte();
    if (value > static_cast<std::uint8_t>(last)) {
      in_.fail();
      return Enum{};
    }
    return static_cast<Enum>(value);
  }
  IpAddress address() { return entry(addresses_, in_.number()); }
  /// A word that a block names often takes its size each time: held to what an honest block has.
  std::string word() {
    std::string word = entry(words_, in_.number());
    word_bytes_ += word.size();
    limited(word_bytes_, kLargestBlock);
    return in_.ok() ? word : std::string();
  }
  std::size_t list_of_words() {
    const std::size_t count = in_.count();
    listed_words_ += count;
    limited(listed_words_, kMostWords);
    return in_.ok() ? count : 0;
  }
  std::optional<IpAddress> maybe_address() {
    const std::uint64_t number = in_.number();
    return number == 0 ? std::nullopt : std::optional(entry(addresses_, number - 1));
  }
  std::optional<MacAddress> mac() {
    const std::uint64_t number = in_.number();
    return number == 0 ? std::nullopt : std::optional(entry(macs_, number - 1));
  }
  std::int64_t step(std::int64_t& last) {
    last = static_cast<std::int64_t>(static_cast<std::uint64_t>(last) +
                                     static_cast<std::uint64_t>(in_.signed_number()));
    return last;
  }

 private:
  template <class T>
  T entry(const std::vector<T>& table, std::uint64_t number) {
    if (number >= table.size()) {
      in_.fail();
      return T{};
    }
    return table[static_cast<std::size_t>(number)];
  }

  std::size_t limited(std::size_t value, std::size_t most) {
    if (value > most) {
      in_.fail();
      return 0;
    }
    return value;
  }

  CodecReader in_;
  std::uint64_t items_ = 0;
  std::size_t word_bytes_ = 0;
  std::size_t listed_words_ = 0;
  std::vector<IpAddress> addresses_;
  std::vector<MacAddress> macs_;
  std::vector<std::string> words_;
};

constexpr std::uint8_t kHasPorts = 1;
constexpr std::uint8_t kSawSyn = 2;
constexpr std::uint8_t kWithLinkLayer = 4;
constexpr std::uint8_t kPayloadKnown = 8;
constexpr std::uint8_t kHasVlan = 16;
constexpr std::uint8_t kTranslated = 32;
constexpr std::uint8_t kAllFlags = 63;

std::uint8_t flags_of(const FlowRecord& r) {
  return static_cast<std::uint8_t>((r.has_ports ? kHasPorts : 0) | (r.saw_syn ? kSawSyn : 0) |
                                   (r.bytes_with_link_layer ? kWithLinkLayer : 0) |
                                   (r.payload_known ? kPayloadKnown : 0) | (r.vlan ? kHasVlan : 0) |
                                   (r.translation ? kTranslated : 0));
}

void set_flags(FlowRecord& r, std::uint8_t flags) {
  r.has_ports = (flags & kHasPorts) != 0;
  r.saw_syn = (flags & kSawSyn) != 0;
  r.bytes_with_link_layer = (flags & kWithLinkLayer) != 0;
  r.payload_known = (flags & kPayloadKnown) != 0;
  if ((flags & kHasVlan) != 0) {
    r.vlan = 0;
  }
  if ((flags & kTranslated) != 0) {
    r.translation = Translation{};
  }
}

/// Calls `column(write_one)` or `column(read_one)` for each column of records, in the order in
/// which they stand. One list for both ways, so that they cannot differ.
template <class Column>
void each_record_column(Column column) {
  using R = FlowRecord;
  column([](auto& io, auto& r, auto& last) { io.step_time(r.start, last[0]); });
  column([](auto& io, auto& r, auto&) { io.duration(r.start, r.end); });
  column([](auto& io, auto& r, auto&) { io.address(r.initiator); });
  column([](auto& io, auto& r, auto&) { io.address(r.responder); });
  column([](auto& io, auto& r, auto&) { io.number(r.initiator_port); });
  column([](auto& io, auto& r, auto&) { io.number(r.responder_port); });
  column([](auto& io, auto& r, auto&) { io.flags(r); });
  column([](auto& io, auto& r, auto&) { io.number(r.protocol); });
  column([](auto& io, auto& r, auto&) { io.one_of(r.state, FlowState::Established); });
  column([](auto& io, auto& r, auto&) { io.one_of(r.direction, DirectionBasis::Syn); });
  column([](auto& io, auto& r, auto&) { io.one_of(r.service_basis, ServiceBasis::Site); });
  for (const auto member : {&R::packets_out, &R::bytes_out, &R::payload_out, &R::packets_in,
                            &R::bytes_in, &R::payload_in}) {
    column([member](auto& io, auto& r, auto&) { io.number(r.*member); });
  }
  column([](auto& io, auto& r, auto&) { io.mac(r.initiator_mac); });
  column([](auto& io, auto& r, auto&) { io.mac(r.responder_mac); });
  column([](auto& io, auto& r, auto&) { io.number(r.initiator_ttl); });
  column([](auto& io, auto& r, auto&) { io.number(r.responder_ttl); });
  column([](auto& io, auto& r, auto&) { io.vlan(r.vlan); });
  column([](auto& io, auto& r, auto&) { io.translation(r.translation); });
  column([](auto& io, auto& r, auto&) { io.word(r.service); });
  column([](auto& io, auto& r, auto&) { io.word(r.tunnel); });
  column([](auto& io, auto& r, auto&) { io.number(r.carrier); });
  column([](auto& io, auto& r, auto&) { io.maybe_address(r.exporter); });
  column([](auto& io, auto& r, auto&) { io.number(r.sampling); });
  column([](auto& io, auto& r, auto&) { io.number(r.part); });
  column([](auto& io, auto& r, auto&) { io.word(r.history); });
  column([](auto& io, auto& r, auto&) { io.words(r.names); });
  column([](auto& io, auto& r, auto&) { io.activity(r.activity); });
  column([](auto& io, auto& r, auto& last) { io.step(r.first, last[1]); });
  column([](auto& io, auto& r, auto&) { io.step_from(r.first, r.last); });
}

template <class Column>
void each_binding_column(Column column) {
  column([](auto& io, auto& b, auto&) { io.one_of(b.kind, BindingKind::VpnClient); });
  column([](auto& io, auto& b, auto& last) { io.step_time(b.first, last[0]); });
  column([](auto& io, auto& b, auto&) { io.duration(b.first, b.last); });
  column([](auto& io, auto& b, auto&) { io.address(b.address); });
  column([](auto& io, auto& b, auto&) { io.mac(b.mac); });
  column([](auto& io, auto& b, auto&) { io.word(b.name); });
  column([](auto& io, auto& b, auto&) { io.word(b.client_id); });
  column([](auto& io, auto& b, auto&) { io.number(b.count); });
  column([](auto& io, auto& b, auto& last) { io.step(b.first_record, last[1]); });
}

/// What a translation is made of, in order, written or read.
template <class Io, class T>
void each_end(Io& io, T& translation) {
  for (auto* ends : {&translation.front, &translation.back}) {
    io.address(ends->initiator);
    io.number(ends->initiator_port);
    io.address(ends->responder);
    io.number(ends->responder_port);
  }
}

/// The fields of columns, to a block.
class FieldWriter {
 public:
  explicit FieldWriter(BlockWriter& out) : out_(out) {}

  void step_time(Timestamp t, std::int64_t& last) { out_.step(t.ns, last); }
  /// The later time as its distance from the earlier; wraps around, as differences of all times fit
  /// 64 bits.
  void duration(Timestamp from, Timestamp to) {
    out_.number(static_cast<std::uint64_t>(to.ns) - static_cast<std::uint64_t>(from.ns));
  }
  void step(std::uint64_t v, std::int64_t& last) { out_.step(static_cast<std::int64_t>(v), last); }
  void step_from(std::uint64_t first, std::uint64_t v) {
    auto last = static_cast<std::int64_t>(first);
    out_.step(static_cast<std::int64_t>(v), last);
  }
  void address(const IpAddress& v) { out_.address(v); }
  void maybe_address(const std::optional<IpAddress>& v) { out_.maybe_address(v); }
  void mac(const std::optional<MacAddress>& v) { out_.mac(v); }
  void word(const std::string& v) { out_.word(v); }
  void number(std::uint64_t v) { out_.number(v); }
  void flags(const FlowRecord& r) { out_.byte(flags_of(r)); }
  template <class Enum>
  void one_of(Enum v, Enum) {
    out_.byte(static_cast<std::uint8_t>(v));
  }
  void vlan(const std::optional<std::uint16_t>& v) {
    if (v) {
      out_.number(*v);
    }
  }
  void translation(const Seldom<Translation>& v) {
    if (v) {
      each_end(*this, *v);
    }
  }
  void words(const std::vector<std::string>& v) {
    out_.number(v.size());
    for (const std::string& w : v) {
      out_.word(w);
    }
  }
  void activity(const std::vector<Activity>& v) {
    out_.number(v.size());
    for (const Activity& a : v) {
      out_.number(a.slice);
      out_.number(a.bytes_out);
      out_.number(a.bytes_in);
    }
  }

 private:
  BlockWriter& out_;
};

/// The fields of columns, from a block that may be anything.
class FieldReader {
 public:
  explicit FieldReader(BlockReader& in) : in_(in) {}

  void step_time(Timestamp& t, std::int64_t& last) { t.ns = in_.step(last); }
  void duration(Timestamp from, Timestamp& to) {
    to.ns = static_cast<std::int64_t>(static_cast<std::uint64_t>(from.ns) + in_.number());
  }
  void step(std::uint64_t& v, std::int64_t& last) {
    v = static_cast<std::uint64_t>(in_.step(last));
  }
  void step_from(std::uint64_t first, std::uint64_t& v) {
    auto last = static_cast<std::int64_t>(first);
    v = static_cast<std::uint64_t>(in_.step(last));
  }
  void address(IpAddress& v) { v = in_.address(); }
  void maybe_address(std::optional<IpAddress>& v) { v = in_.maybe_address(); }
  void mac(std::optional<MacAddress>& v) { v = in_.mac(); }
  void word(std::string& v) { v = in_.word(); }
  template <class Int>
  void number(Int& v) {
    v = in_.number_as<Int>();
  }
  void flags(FlowRecord& r) { set_flags(r, in_.one_of(kAllFlags)); }
  template <class Enum>
  void one_of(Enum& v, Enum last) {
    v = in_.one_of(last);
  }
  void vlan(std::optional<std::uint16_t>& v) {
    if (v) {
      v = in_.number_as<std::uint16_t>();
    }
  }
  void translation(Seldom<Translation>& v) {
    if (v) {
      each_end(*this, *v);
    }
  }
  void words(std::vector<std::string>& v) {
    v.resize(in_.list_of_words());
    for (std::string& w : v) {
      w = in_.word();
    }
  }
  void activity(std::vector<Activity>& v) {
    v.resize(in_.count(3));
    for (Activity& a : v) {
      number(a.slice);
      number(a.bytes_out);
      number(a.bytes_in);
    }
  }

 private:
  BlockReader& in_;
};

using Steps = std::array<std::int64_t, 2>;

}  // namespace

std::string encode_records(std::span<const FlowRecord> records) {
  HAMON_ASSERT(records.size() <= kBlockRecords);
  BlockWriter block;
  FieldWriter fields(block);
  each_record_column([&](auto field) {
    Steps last{};
    for (const FlowRecord& r : records) {
      field(fields, r, last);
    }
  });
  return block.finish(kRecordBlock, records.size());
}

std::string encode_bindings(std::span<const Binding> bindings) {
  HAMON_ASSERT(bindings.size() <= kBlockRecords);
  BlockWriter block;
  FieldWriter fields(block);
  each_binding_column([&](auto field) {
    Steps last{};
    for (const Binding& b : bindings) {
      field(fields, b, last);
    }
  });
  return block.finish(kBindingBlock, bindings.size());
}

std::optional<std::vector<FlowRecord>> decode_records(std::string_view block) {
  const auto bytes = decompress(block, kLargestBlock);
  if (!bytes) {
    return std::nullopt;
  }
  BlockReader in(*bytes, kRecordBlock, kRecordColumns);
  FieldReader fields(in);
  std::vector<FlowRecord> records(in.items());
  each_record_column([&](auto field) {
    Steps last{};
    for (FlowRecord& r : records) {
      field(fields, r, last);
    }
  });
  const bool forwards = std::all_of(records.begin(), records.end(),
                                    [](const FlowRecord& r) { return r.start <= r.end; });
  return in.complete() && forwards ? std::optional(std::move(records)) : std::nullopt;
}

std::optional<std::vector<Binding>> decode_bindings(std::string_view block) {
  const auto bytes = decompress(block, kLargestBlock);
  if (!bytes) {
    return std::nullopt;
  }
  BlockReader in(*bytes, kBindingBlock, kBindingColumns);
  FieldReader fields(in);
  std::vector<Binding> bindings(in.items());
  each_binding_column([&](auto field) {
    Steps last{};
    for (Binding& b : bindings) {
      field(fields, b, last);
    }
  });
  return in.complete() ? std::optional(std::move(bindings)) : std::nullopt;
}

}  // namespace hamon
