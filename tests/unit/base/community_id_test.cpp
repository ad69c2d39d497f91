#include "base/flow_record.hpp"

#include <array>
#include <utility>

#include <gtest/gtest.h>

namespace hamon {
namespace {

/// One conversation with its published id; of ICMP the "ports" are type and code.
struct Baseline {
  std::uint8_t protocol;
  const char* initiator;
  std::uint16_t initiator_port;
  const char* responder;
  std::uint16_t responder_port;
  const char* id;
};

constexpr std::uint8_t kRsvp = 46;

// corelight/community-id-spec, baseline of seed 0; ICMP codes are those of its captures.
constexpr auto kBaselines = std::to_array<Baseline>({
    {protocol::kTcp, "128.232.110.120", 34855, "66.35.250.204", 80,
     "1:LQU9qZlK+B5F3KDmev6m5PMibrg="},
    {protocol::kTcp, "2001:470:e5bf:dead:4957:2174:e82c:4887", 63943, "2607:f8b0:400c:c03::1a", 25,
     "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4="},
    {protocol::kUdp, "192.168.1.52", 54585, "8.8.8.8", 53, "1:d/FP5EW3wiY1vCndhwleRRKHowQ="},
    {protocol::kSctp, "192.168.170.8", 7, "192.168.170.56", 7, "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs="},
    {kRsvp, "10.1.12.1", 0, "10.1.12.2", 0, "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw="},
    // echo and its reply; time exceeded has no counterpart
    {protocol::kIcmp, "192.168.0.89", 8, "192.168.0.1", 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="},
    {protocol::kIcmp, "192.168.0.1", 0, "192.168.0.89", 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="},
    {protocol::kIcmp, "10.0.0.1", 11, "10.0.0.2", 0, "1:YHxtAirCG//0OzkcVAukqKQN9xM="},
    // neighbour solicitation and advertisement, in both directions
    {protocol::kIcmp6, "fe80::200:86ff:fe05:80da", 135, "fe80::260:97ff:fe07:69ea", 0,
     "1:dGHyGvjMfljg6Bppwm3bg0LO8TY="},
    {protocol::kIcmp6, "fe80::260:97ff:fe07:69ea", 136, "fe80::200:86ff:fe05:80da", 0,
     "1:dGHyGvjMfljg6Bppwm3bg0LO8TY="},
    {protocol::kIcmp6, "fe80::260:97ff:fe07:69ea", 135, "fe80::200:86ff:fe05:80da", 0,
     "1:zavyT/cezQr1fmImYCwYnMXbgck="},
    {protocol::kIcmp6, "3ffe:507:0:1:200:86ff:fe05:80da", 128, "3ffe:501:0:1001::2", 0,
     "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg="},
    {protocol::kIcmp6, "fe80::200:86ff:fe05:80da", 133, "ff02::2", 0,
     "1:hO+sN4H+MG5MY/8hIrXPqc4ZQz0="},
    {protocol::kIcmp6, "fe80::260:97ff:fe07:69ea", 134, "ff02::1", 0,
     "1:pkvHqCL88/tg1k4cPigmZXUtL00="},
    // errors: type and code as they are, in the order of the ends as sent
    {protocol::kIcmp6, "3ffe:501:1800:2345::2", 3, "3ffe:507:0:1:200:86ff:fe05:80da", 0,
     "1:2ObVBgIn28oZvibYZhZMBgh7WdQ="},
    {protocol::kIcmp6, "3ffe:501:410:0:2c0:dfff:fe47:33e", 1, "3ffe:507:0:1:200:86ff:fe05:80da", 4,
     "1:hLZd0XGWojozrvxqE0dWB1iM6R0="},
});

FlowRecord record_of(const Baseline& row) {
  FlowRecord r;
  r.protocol = row.protocol;
  r.has_ports = row.protocol != kRsvp;
  r.initiator = *IpAddress::parse(row.initiator);
  r.initiator_port = row.initiator_port;
  r.responder = *IpAddress::parse(row.responder);
  r.responder_port = row.responder_port;
  return r;
}

TEST(CommunityId, EqualsThePublishedBaselines) {
  for (const Baseline& row : kBaselines) {
    SCOPED_TRACE(row.id);
    EXPECT_EQ(community_id(record_of(row)), row.id);
  }
}

TEST(CommunityId, IsTheSameWhoeverOpenedTheConversation) {
  for (const Baseline& row : kBaselines) {
    if (row.protocol == protocol::kIcmp || row.protocol == protocol::kIcmp6) {
      continue;  // the type says which end asked
    }
    SCOPED_TRACE(row.id);
    FlowRecord r = record_of(row);
    std::swap(r.initiator, r.responder);
    std::swap(r.initiator_port, r.responder_port);
    EXPECT_EQ(community_id(r), row.id);
  }
}

}  // namespace
}  // namespace hamon
