#pragma once

#include "base/flow_record.hpp"
#include "base/result.hpp"
#include "graph/graph_builder.hpp"

#include <string>
#include <vector>

namespace hamon {

/// A small hospital for the tests of what is written: two clinical zones, an office, a maintenance
/// router, one undeclared outside system, one machine that nobody declared, one that was never
/// observed.
inline constexpr const char* kRenderedSite =
    R"(site: {name: みなと <総合> & "病院", timezone: Asia/Tokyo}
zones:
  SV: {label: 診療系サーバ, kind: clinical, prefixes: [10.1.0.0/24]}
  CL: {label: 診療系端末, kind: clinical, prefixes: [10.2.0.0/24, "2001:db8:2::/64"]}
  INFO: {kind: internal, prefixes: [172.16.1.0/24]}
groups: {clinical: [SV, CL]}
systems:
  emr: {addresses: [10.1.0.1], role: application, department: 電子カルテ}
  nas: {addresses: [10.1.0.9], role: nas, department: バックアップ}
  pc1: {addresses: [10.2.0.1], role: client, department: 外来}
  av: {addresses: [172.16.1.5], role: deployment}
  gone: {addresses: [10.2.0.99], role: client, department: 外来}
links:
  X1: {inside: [10.1.0.1], outside: [203.0.113.10], services: [tcp/443], purpose: 保守}
sensors:
  core: {sees: between}
  fw: {sees: outside}
claims:
  C1: {text: 診療系は外部と接続していない, closed: [clinical]}
  C2: {text: nasへは誰も書かない, never: {to: nas, services: [smb]}}
  C3: {text: 端末から情報系へは届かない, never: {from: CL, to: nas, services: [ssh]}}
events:
  - {time: 2026-06-09T10:20, kind: usb, to: pc1, note: 業者持込み}
)";

/// A record as a test states it; minutes after 2026-06-09T00:00:00+09:00.
struct StatedRecord {
  std::string initiator, responder;
  std::uint16_t port = 0;
  int start = 0;
  int end = 0;
  FlowState state = FlowState::Established;
};

inline FlowRecord record_of(const StatedRecord& stated, std::uint64_t line) {
  const Timestamp midnight = *parse_time("2026-06-09T00:00:00+09:00", nullptr);
  FlowRecord r;
  r.start = midnight + Duration::minutes(stated.start);
  r.end = midnight + Duration::minutes(stated.end);
  r.initiator = *IpAddress::parse(stated.initiator);
  r.responder = *IpAddress::parse(stated.responder);
  r.initiator_port = static_cast<std::uint16_t>(50000 + line);
  r.responder_port = stated.port;
  r.protocol = protocol::kTcp;
  r.state = stated.state;
  r.direction = DirectionBasis::Syn;
  r.saw_syn = true;
  const bool answered = stated.state == FlowState::Established;
  r.packets_out = answered ? 10 : 1;
  r.bytes_out = answered ? 1000 : 60;
  r.payload_out = answered ? 400 : 0;
  r.packets_in = answered ? 10 : 0;
  r.bytes_in = answered ? 5000 : 0;
  r.payload_in = answered ? 4400 : 0;
  r.first = r.last = line;
  return r;
}

inline std::vector<StatedRecord> rendered_records() {
  return {
      {"10.2.0.1", "10.1.0.1", 443, 0, 30},       // pc1 uses emr
      {"10.1.0.1", "10.1.0.9", 445, 20, 40},      // emr writes to nas
      {"10.2.0.1", "172.16.1.5", 8530, 5, 6},     // pc1 asks av for updates
      {"10.1.0.1", "172.16.1.5", 8530, 50, 60},   // so does emr
      {"203.0.113.10", "10.1.0.1", 3389, 1, 90},  // from outside, undeclared
      {"10.2.0.1", "10.2.0.77", 50100, 3, 4},     // a machine that nobody declared
      {"10.2.0.1", "10.1.0.250", 22, 7, 7, FlowState::Attempted},
      {"203.0.113.10", "10.1.0.9", 445, 8, 8, FlowState::Rejected},
  };
}

inline FlowGraph hospital(const std::string& site, const std::vector<StatedRecord>& stated) {
  CollectingSink problems;
  Observations observations;
  SourceReport source;
  source.name = "conn.log";
  source.sha256 = std::string(64, 'a');
  source.kind = "zeek-conn";
  for (const StatedRecord& s : stated) {
    observations.records.push_back(record_of(s, observations.records.size() + 1));
    const FlowRecord& added = observations.records.back();
    source.window =
        Interval{source.window ? std::min(source.window->begin, added.start) : added.start,
                 source.window ? std::max(source.window->end, added.end) : added.end};
  }
  std::sort(observations.records.begin(), observations.records.end(), record_before);
  source.records = stated.size() + 2;
  source.used = stated.size();
  source.unused = {{"log_not_read", 2}};
  observations.sources.push_back(source);
  std::optional<Site> parsed = site.empty() ? Site{} : parse_site(site, "site.yaml", problems);
  HAMON_ASSERT(parsed.has_value());
  return build_graph(std::move(observations), std::move(*parsed), {}, problems);
}

inline FlowGraph rendered_hospital() {
  return hospital(kRenderedSite, rendered_records());
}

}  // namespace hamon
