#pragma once

#include "base/diagnostic.hpp"
#include "base/flow_record.hpp"
#include "capture/packet_source.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Frames and capture files made byte by byte, and what the packet source reads from them.
namespace hamon::made {

using Data = std::string;

inline Data u8(unsigned v) {
  return Data(1, static_cast<char>(v));
}
inline Data u16(unsigned v) {
  return u8(v >> 8) + u8(v);
}
inline Data u32(std::uint64_t v) {
  return u16(static_cast<unsigned>(v >> 16)) + u16(static_cast<unsigned>(v));
}
inline Data u64(std::uint64_t v) {
  return u32(v >> 32) + u32(v & 0xFFFFFFFF);
}
inline Data reversed(Data d) {
  std::ranges::reverse(d);
  return d;
}

inline Data address(const char* text) {
  const IpAddress parsed = IpAddress::parse(text).value();
  return {reinterpret_cast<const char*>(parsed.bytes().data()), parsed.bytes().size()};
}
inline Data mac(const char* text) {
  const MacAddress parsed = MacAddress::parse(text).value();
  return {reinterpret_cast<const char*>(parsed.bytes.data()), parsed.bytes.size()};
}

inline constexpr const char* kMacA = "00:00:5e:00:53:0a";
inline constexpr const char* kMacB = "00:00:5e:00:53:0b";

inline Data ethernet(unsigned type, const Data& payload, const char* from = kMacA,
                     const char* to = kMacB) {
  return mac(to) + mac(from) + u16(type) + payload;
}

/// RFC 791; `fragment` is the word of flags and offset.
inline Data ipv4(const char* from, const char* to, unsigned protocol, const Data& payload,
                 unsigned id = 1, unsigned fragment = 0) {
  return u16(0x4500) + u16(static_cast<unsigned>(20 + payload.size())) + u16(id) + u16(fragment) +
         u8(64) + u8(protocol) + u16(0) + address(from) + address(to) + payload;
}
/// RFC 8200.
inline Data ipv6(const char* from, const char* to, unsigned next, const Data& payload) {
  return u32(0x60000000) + u16(static_cast<unsigned>(payload.size())) + u8(next) + u8(64) +
         address(from) + address(to) + payload;
}

inline constexpr unsigned kFin = 1;
inline constexpr unsigned kSyn = 2;
inline constexpr unsigned kRst = 4;
inline constexpr unsigned kAck = 16;

inline Data tcp(unsigned from, unsigned to, unsigned flags, std::uint64_t sequence = 1000,
                std::uint64_t acknowledged = 0, const Data& payload = {}) {
  return u16(from) + u16(to) + u32(sequence) + u32(acknowledged) + u8(0x50) + u8(flags) +
         u16(1024) + u32(0) + payload;
}
inline Data udp(unsigned from, unsigned to, const Data& payload) {
  return u16(from) + u16(to) + u16(static_cast<unsigned>(8 + payload.size())) + u16(0) + payload;
}
inline Data icmp(unsigned type, unsigned code, const Data& rest = Data(4, '\0')) {
  return u8(type) + u8(code) + u16(0) + rest;
}

inline constexpr const char* kA = "192.0.2.10";
inline constexpr const char* kB = "198.51.100.20";

/// TCP from A:40000 to B:443, or back, in an Ethernet frame.
inline Data a_to_b(unsigned flags, std::uint64_t sequence = 1000, std::uint64_t acknowledged = 0,
                   const Data& payload = {}) {
  return ethernet(0x0800, ipv4(kA, kB, 6, tcp(40000, 443, flags, sequence, acknowledged, payload)),
                  kMacA, kMacB);
}
inline Data b_to_a(unsigned flags, std::uint64_t sequence = 5000, std::uint64_t acknowledged = 1001,
                   const Data& payload = {}) {
  return ethernet(0x0800, ipv4(kB, kA, 6, tcp(443, 40000, flags, sequence, acknowledged, payload)),
                  kMacB, kMacA);
}
inline Data datagram(const char* from, unsigned from_port, const char* to, unsigned to_port,
                     const Data& payload) {
  return ethernet(0x0800, ipv4(from, to, 17, udp(from_port, to_port, payload)));
}

/// 2026-06-09T01:00:00Z, on a 5-minute boundary.
inline constexpr std::int64_t kBegin = 1'780'966'800;

/// A nanosecond pcap file of big-endian byte order.
class Pcap {
 public:
  explicit Pcap(unsigned link_type = 1, unsigned snap = 65535)
      : bytes_(u32(0xA1B23C4D) + u16(2) + u16(4) + u32(0) + u32(0) + u32(snap) + u32(link_type)) {}

  /// `ns` after kBegin; `wire` 0: as long as captured.
  Pcap& add(std::int64_t ns, const Data& frame, std::size_t wire = 0) {
    const std::int64_t seconds = kBegin + ns / 1'000'000'000;
    bytes_ += u32(static_cast<std::uint64_t>(seconds)) +
              u32(static_cast<std::uint64_t>(ns % 1'000'000'000)) + u32(frame.size()) +
              u32(wire == 0 ? frame.size() : wire) + frame;
    return *this;
  }
  /// At whole seconds.
  Pcap& at(std::int64_t seconds, const Data& frame) { return add(seconds * 1'000'000'000, frame); }
  [[nodiscard]] const Data& bytes() const { return bytes_; }

 private:
  Data bytes_;
};

/// What came of reading a file; records in their order of output.
struct Reading : FlowSink {
  std::vector<FlowRecord> records;
  std::vector<Binding> bindings;
  SourceReport report;
  CollectingSink told;

  void flow(FlowRecord&& record) override { records.push_back(std::move(record)); }
  void binding(Binding&& binding) override { bindings.push_back(std::move(binding)); }

  [[nodiscard]] std::uint64_t unused(std::string_view reason) const {
    for (const auto& [name, count] : report.unused) {
      if (name == reason) {
        return count;
      }
    }
    return 0;
  }
};

inline Reading read(const Data& file, const ReadOptions& options, std::size_t block = 1 << 20) {
  Reading reading;
  const auto stream = std::as_bytes(std::span(file.data(), file.size()));
  reading.report = make_packet_source(memory_stream(stream, block), "made.pcap", options)
                       ->read(reading, reading.told);
  std::ranges::sort(reading.records, record_before);
  return reading;
}
inline Reading read(const Data& file, std::size_t block = 1 << 20) {
  return read(file, ReadOptions{}, block);
}
inline Reading read(const Pcap& file) {
  return read(file.bytes());
}

/// The only record of a file.
inline FlowRecord only_record(const Pcap& file) {
  Reading reading = read(file);
  return reading.records.size() == 1 ? reading.records[0] : FlowRecord{};
}

inline Timestamp at(std::int64_t seconds) {
  return Timestamp::from_seconds(kBegin + seconds);
}
inline IpAddress ip(const char* text) {
  return IpAddress::parse(text).value();
}

}  // namespace hamon::made
