#pragma once

#include "capture/export_decoder.hpp"

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "unit/capture/made_capture.hpp"

/// Datagrams of flow exporters made field by field, and what the decoder reads from them.
namespace hamon::made {

inline constexpr const char* kExporter = "203.0.113.1";

inline Bytes view(const Data& data) {
  return {reinterpret_cast<const std::uint8_t*>(data.data()), data.size()};
}

/// Decodes datagrams as packets 1, 2, … that come at whole seconds.
class Collector : public FlowSink {
 public:
  explicit Collector(const ExportLimits& limits = {}) : decoder_(*this, limits) {}

  Collector& add(const Data& payload, const char* exporter = kExporter) {
    ++number_;
    decoder_.datagram(view(payload), ip(exporter), at(static_cast<std::int64_t>(number_)), number_);
    return *this;
  }
  Collector& finish() {
    decoder_.finish();
    return *this;
  }
  void flow(FlowRecord&& record) override { records.push_back(std::move(record)); }
  void binding(Binding&&) override {}

  [[nodiscard]] const ExportNotes& notes() const { return decoder_.notes(); }
  /// The only record; an empty one where there are none or several.
  [[nodiscard]] FlowRecord only() const { return records.size() == 1 ? records[0] : FlowRecord{}; }

  std::vector<FlowRecord> records;

 private:
  ExportDecoder decoder_;
  std::uint64_t number_ = 0;
};

/// A record of NetFlow v5: 10 packets of together 5,000 bytes, from 3 s to 1 s before export.
struct V5 {
  const char* from = kA;
  const char* to = kB;
  unsigned from_port = 40000;
  unsigned to_port = 443;
  unsigned protocol = 6;
  unsigned flags = 0x1B;
  unsigned packets = 10;
  unsigned bytes = 5000;
  unsigned first = 97'000;
  unsigned last = 99'000;

  [[nodiscard]] Data head() const {
    return address(from) + address(to) + u32(0) + u16(1) + u16(2) + u32(packets) + u32(bytes) +
           u32(first) + u32(last) + u16(from_port) + u16(to_port);
  }
  [[nodiscard]] Data data() const {
    return head() + u8(0) + u8(flags) + u8(protocol) + u8(0) + u16(0) + u16(0) + u8(24) + u8(24) +
           u16(0);
  }
};

/// Exported 10 s and 250 ms after kBegin by an exporter that is up for 100 s.
inline Data v5(const std::vector<V5>& records, unsigned sequence = 1, unsigned sampling = 0,
               unsigned uptime = 100'000) {
  Data data = u16(5) + u16(static_cast<unsigned>(records.size())) + u32(uptime) + u32(kBegin + 10) +
              u32(250'000'000) + u32(sequence) + u8(0) + u8(0) + u16(sampling);
  for (const V5& record : records) {
    data += record.data();
  }
  return data;
}

inline Data set(unsigned id, const Data& body) {
  return u16(id) + u16(static_cast<unsigned>(4 + body.size())) + body;
}

/// A field of a template; `enterprise` 0 for none.
struct Field {
  unsigned number = 0;
  unsigned bytes = 0;
  std::uint32_t enterprise = 0;

  [[nodiscard]] Data data() const {
    return enterprise == 0 ? u16(number) + u16(bytes)
                           : u16(number | 0x8000U) + u16(bytes) + u32(enterprise);
  }
};
inline Data fields(const std::vector<Field>& list) {
  Data data;
  for (const Field& field : list) {
    data += field.data();
  }
  return data;
}
inline Data form(unsigned id, const std::vector<Field>& list) {
  return u16(id) + u16(static_cast<unsigned>(list.size())) + fields(list);
}

/// NetFlow v9, exported 10 s after kBegin by an exporter that is up for 100 s.
inline Data v9(const Data& sets, unsigned sequence = 1, unsigned source = 7) {
  return u16(9) + u16(1) + u32(100'000) + u32(kBegin + 10) + u32(sequence) + u32(source) + sets;
}
/// IPFIX, exported 10 s after kBegin.
inline Data ipfix(const Data& sets, unsigned sequence = 0, unsigned domain = 7) {
  return u16(10) + u16(static_cast<unsigned>(16 + sets.size())) + u32(kBegin + 10) + u32(sequence) +
         u32(domain) + sets;
}

/// Addresses, ports, protocol, packets and bytes: what the shortest useful template has.
inline std::vector<Field> usual(const std::vector<Field>& more = {}) {
  std::vector<Field> list = {{8, 4}, {12, 4}, {7, 2}, {11, 2}, {4, 1}, {2, 4}, {1, 4}};
  list.insert(list.end(), more.begin(), more.end());
  return list;
}
/// A record of `usual`: A:40000 to B:443, 10 packets, 5,000 bytes.
inline Data usual_record(unsigned protocol = 6, unsigned from_port = 40000, unsigned to_port = 443,
                         unsigned packets = 10, unsigned bytes = 5000) {
  return address(kA) + address(kB) + u16(from_port) + u16(to_port) + u8(protocol) + u32(packets) +
         u32(bytes);
}

/// The record of one template with one record, as IPFIX.
inline FlowRecord one_of(const std::vector<Field>& list, const Data& record) {
  return Collector().add(ipfix(set(2, form(256, list)) + set(256, record))).only();
}

}  // namespace hamon::made
