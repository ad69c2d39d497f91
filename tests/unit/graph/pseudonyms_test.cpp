#include "graph/pseudonyms.hpp"

#include "graph/contact_points.hpp"
#include "graph/selector.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

Pseudonyms::Key key_of(std::uint8_t first) {
  Pseudonyms::Key key{};
  for (std::size_t i = 0; i < key.size(); ++i) {
    key[i] = static_cast<std::uint8_t>(first + i);
  }
  return key;
}

constexpr const char* kSite = R"(
site: {name: Minato, timezone: UTC}
zones: {HIS: {label: Servers, kind: clinical, prefixes: [10.1.0.0/16]}}
systems:
  emr: {addresses: [10.1.0.1], department: IT, vendor: EMR-KK, note: beside the door}
  pc-1: {addresses: [10.1.0.2]}
  pc-2: {addresses: [10.1.0.3]}
links: {X1: {inside: [emr], outside: [203.0.113.9], contact: 03-0000-0000, vendor: EMR-KK}}
services: {emr-sync: {ports: [tcp/5022]}}
events:
  - {time: 2026-06-09T10:00, kind: usb, to: "pc-*", note: stick of ＥＭＲ-KK}
  - {time: 2026-06-09T11:00, kind: laptop, to: emr}
claims:
  C1: {text: pcs stay inside, never: {from: "pc-*", to: outside}}
  C2: {text: no vendor, never: {from: "vendor:emr kk", to: HIS}}
  C3: {text: nothing of the stick, never: {from: "event:usb", to: outside}}
  C4: {text: no tablets, never: {from: "tablet-*", to: outside}}
)";

FlowGraph hospital() {
  return GraphOf({{"emr", "203.0.113.9", "rdp", "10:00", "10:10"},
                  {"pc-1", "emr", "https", "10:01", "10:02"},
                  {"pc-2", "203.0.113.77", "https", "10:03", "10:04"},
                  {"pc-2", "emr", "tcp/5022", "10:05", "10:06"},
                  {"pc-1", "emr", "minato-viewer", "10:05", "10:06"}},
                 site_of(kSite))
      .build();
}

TEST(Pseudonyms, LeaveRolesTimesCountsAndWhoIsOutside) {
  const FlowGraph graph = hospital();
  const FlowGraph other = pseudonymised(graph, Pseudonyms(key_of(1)));
  ASSERT_EQ(other.systems().size(), graph.systems().size());
  ASSERT_EQ(other.data_flows().size(), graph.data_flows().size());
  const auto outside = [](const FlowGraph& g) {
    return std::count_if(g.systems().begin(), g.systems().end(),
                         [](const System& s) { return s.outside; });
  };
  EXPECT_EQ(outside(other), 2);
  EXPECT_EQ(outside(graph), 2);
  EXPECT_EQ(other.contacts().size(), graph.contacts().size());
  EXPECT_EQ(other.window(), graph.window());
}

TEST(Pseudonyms, KeepIdsInTheOrderOfNamesAndDataFlowsInThatOfTheirEnds) {
  const FlowGraph graph = pseudonymised(hospital(), Pseudonyms(key_of(9)));
  EXPECT_TRUE(std::is_sorted(graph.systems().begin(), graph.systems().end(),
                             [](const System& a, const System& b) { return a.name < b.name; }));
  EXPECT_TRUE(std::is_sorted(graph.data_flows().begin(), graph.data_flows().end(),
                             [](const DataFlow& a, const DataFlow& b) {
                               return std::tie(a.initiator, a.responder, a.service) <
                                      std::tie(b.initiator, b.responder, b.service);
                             }));
  for (const DataFlow& flow : graph.data_flows()) {
    for (std::uint32_t i = flow.conversations.begin; i < flow.conversations.end; ++i) {
      EXPECT_EQ(graph.conversations()[i].from, flow.initiator);
      EXPECT_EQ(graph.conversations()[i].to, flow.responder);
      EXPECT_EQ(
          graph.system_at(graph.conversations()[i].initiator, graph.conversations()[i].time.begin),
          flow.initiator);
    }
  }
}

/// What the selectors stand for in a graph, as names.
std::vector<std::string> selected(const std::vector<std::string>& texts, const FlowGraph& graph) {
  const auto selector = Selector::bind(texts, graph);
  std::vector<std::string> names;
  if (!selector) {
    return {"nothing"};
  }
  for (const SystemId id : selector->systems(graph)) {
    names.push_back(graph[id].name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> under(const Pseudonyms& pseudonyms, std::vector<std::string> names) {
  for (std::string& name : names) {
    name = pseudonyms.system_name(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST(Pseudonyms, LetClaimsSelectTheSameByPatternVendorAndEvent) {
  const FlowGraph graph = hospital();
  const Pseudonyms pseudonyms(key_of(3));
  const FlowGraph other = pseudonymised(graph, pseudonyms);
  const auto from = [&](std::size_t claim) {
    return selected(other.site().claims.at(claim).never.front().from, other);
  };
  EXPECT_EQ(from(0), under(pseudonyms, {"pc-1", "pc-2"}));
  EXPECT_EQ(from(1), under(pseudonyms, {"203.0.113.9", "emr"}));
  EXPECT_EQ(from(2), under(pseudonyms, {"pc-1", "pc-2"}));
  EXPECT_EQ(from(3), std::vector<std::string>()) << "an empty list would mean everything";
  EXPECT_EQ(selected(other.site().links.front().outside, other),
            under(pseudonyms, {"203.0.113.9"}));
}

TEST(Pseudonyms, TranslateWhatAUserNames) {
  const FlowGraph graph = hospital();
  const Pseudonyms pseudonyms(key_of(3));
  const FlowGraph other = pseudonymised(graph, pseudonyms);
  for (const std::string text :
       {"emr", "HIS", "X1", "pc-*", "10.1.0.0/24", "203.0.113.9", "outside", "vendor:EMR-KK",
        "event:1", "event:laptop", "event:emr"}) {
    const auto translated =
        pseudonymised_selectors({text + "@2026-06-09T10:00Z"}, graph, pseudonyms);
    std::vector<std::string> plain;
    for (const std::string& word : translated) {
      ASSERT_TRUE(word.ends_with("@2026-06-09T10:00Z")) << word;
      plain.push_back(word.substr(0, word.rfind('@')));
    }
    EXPECT_EQ(selected(plain, other), under(pseudonyms, selected({text}, graph))) << text;
  }
  EXPECT_EQ(selected(pseudonymised_selectors({"nobody"}, graph, pseudonyms), other),
            std::vector<std::string>());
}

TEST(Pseudonyms, KeepAnEventAmongTheContactPointsOfTheVendorItsNoteNames) {
  const FlowGraph graph = hospital();
  const Pseudonyms pseudonyms(key_of(3));
  const FlowGraph other = pseudonymised(graph, pseudonyms);
  const auto points = contact_points({"vendor:EMR-KK", std::nullopt}, graph);
  const auto others =
      contact_points({"vendor:" + pseudonyms.vendor("EMR-KK"), std::nullopt}, other);
  ASSERT_TRUE(points);
  ASSERT_TRUE(others);
  EXPECT_EQ(points->size(), 4U);  // emr, the far end, and the stick in two PCs
  EXPECT_EQ(others->size(), points->size());
  for (const SiteEvent& event : other.site().events) {
    EXPECT_EQ(event.note.find("stick"), std::string::npos);
  }
}

TEST(Pseudonyms, LeaveWordsOfTheFieldAndNoneOfTheSite) {
  const Pseudonyms pseudonyms(key_of(3));
  for (const char* known : {"smb", "rdp", "teamviewer", "mqtt", "tcp/8443", "udp/dynamic", "ip/47",
                            "sctp/2905", "remote-admin", "icmp", ""}) {
    EXPECT_EQ(pseudonymised_service(known, pseudonyms), known);
  }
  const FlowGraph graph = pseudonymised(hospital(), pseudonyms);
  std::vector<std::string> names;
  for (const Service& service : graph.services()) {
    names.push_back(service.name);
  }
  std::vector<std::string> expected = {"https", "rdp", pseudonyms.name("service", "emr-sync"),
                                       pseudonyms.name("service", "minato-viewer")};
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(names, expected);
}

TEST(Pseudonyms, StayWithinTheBlockThatSaysWhatAnAddressIsFor) {
  const Pseudonyms pseudonyms(key_of(5));
  const auto pseudonym = [&](const std::string& text) {
    return pseudonyms.address(IpAddress::parse(text).value());
  };
  for (const char* block : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
                            "169.254.0.0/16", "fe80::/10", "fc00::/7"}) {
    const Prefix prefix = Prefix::parse(block).value();
    EXPECT_TRUE(prefix.contains(pseudonyms.address(prefix.address()))) << block;
    EXPECT_EQ(pseudonyms.prefix(prefix), prefix);
  }
  for (const char* everybodys : {"127.0.0.1", "224.0.0.251", "239.255.255.250", "255.255.255.255",
                                 "0.0.0.0", "::1", "::", "ff02::fb"}) {
    EXPECT_EQ(pseudonym(everybodys).text(), everybodys);
  }
  std::mt19937 random(11);
  for (int round = 0; round < 3000; ++round) {
    const IpAddress address = IpAddress::v4(static_cast<std::uint32_t>(random()));
    const IpAddress other = pseudonyms.address(address);
    EXPECT_EQ(other.is_private(), address.is_private()) << address.text();
    EXPECT_EQ(other.is_multicast(), address.is_multicast()) << address.text();
    EXPECT_EQ(other.is_loopback(), address.is_loopback()) << address.text();
    EXPECT_EQ(other.is_link_local(), address.is_link_local()) << address.text();
  }
}

TEST(Pseudonyms, OfAddressesShareAsManyLeadingBitsWhateverTheirBlocks) {
  const Pseudonyms pseudonyms(key_of(7));
  std::mt19937 random(13);
  const auto shared = [](const IpAddress& a, const IpAddress& b) {
    std::uint32_t bits = 0;
    for (; bits < 32 && Prefix(a, static_cast<int>(bits) + 1).contains(b); ++bits) {
    }
    return bits;
  };
  for (int round = 0; round < 3000; ++round) {
    const auto number = static_cast<std::uint32_t>(random());
    const IpAddress a = IpAddress::v4(number);
    const IpAddress b = IpAddress::v4(number ^ (1U << (random() % 32)));
    EXPECT_EQ(shared(pseudonyms.address(a), pseudonyms.address(b)), shared(a, b))
        << a.text() << " " << b.text();
  }
}

TEST(Pseudonyms, NameCarriersOfTunnelsAnew) {
  FlowRecord outer;
  outer.initiator = IpAddress::parse("10.0.0.1").value();
  outer.responder = IpAddress::parse("203.0.113.1").value();
  outer.protocol = 47;
  outer.first = outer.last = 1;
  FlowRecord inner = outer;
  inner.initiator = IpAddress::parse("10.9.0.1").value();
  inner.tunnel = "gre";
  inner.carrier = flow_id(outer);
  inner.start = outer.start + Duration::seconds(1);
  std::vector<FlowRecord> records = {outer, inner};
  pseudonymise(records, Pseudonyms(key_of(3)));
  EXPECT_EQ(records.at(1).carrier, flow_id(records.at(0)));
  EXPECT_NE(records.at(1).carrier, inner.carrier);
  EXPECT_EQ(records.at(0).carrier, 0U);
}

TEST(Pseudonyms, LeaveNoFreeText) {
  const FlowGraph graph = pseudonymised(hospital(), Pseudonyms(key_of(3)));
  for (const System& system : graph.systems()) {
    EXPECT_EQ(system.note + system.label + system.location + system.owner + system.os, "");
  }
  EXPECT_EQ(graph.site().links.front().contact, "");
  EXPECT_EQ(graph.site().claims.front().text, "");
  EXPECT_EQ(graph.zones().front().label, "");
  EXPECT_TRUE(graph.pseudonymised());
  EXPECT_FALSE(hospital().pseudonymised());
}

TEST(Pseudonyms, CallASystemThatHasNoNameByThePseudonymOfItsAddress) {
  const Pseudonyms pseudonyms(key_of(3));
  const IpAddress address = IpAddress::parse("203.0.113.77").value();
  EXPECT_EQ(pseudonyms.system_name("203.0.113.77"), pseudonyms.address(address).text());
}

TEST(Pseudonyms, AreMacsOfNoMakerAndStayGroupsWhereTheyWere) {
  const Pseudonyms pseudonyms(key_of(3));
  const auto mac = MacAddress::parse("00:00:5e:00:53:01").value();
  EXPECT_EQ(pseudonyms.mac(mac).bytes[0], 0x02);  // locally administered, no group
  EXPECT_NE(pseudonyms.mac(mac), mac);
  const auto all = MacAddress::parse("ff:ff:ff:ff:ff:ff").value();
  EXPECT_EQ(pseudonyms.mac(all), all);
}

TEST(PseudonymKey, IsMadeForItsOwnerAloneAndReadAgain) {
  const std::string path = testing::TempDir() + "pseudonym-key";
  std::filesystem::remove(path);
  const auto made = make_pseudonym_key(path);
  ASSERT_TRUE(made);
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(read_pseudonym_key(path).value(), *made);
  EXPECT_FALSE(make_pseudonym_key(path)) << "a key is never written over";
  std::filesystem::permissions(path, std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  EXPECT_FALSE(read_pseudonym_key(path)) << "others may read it";
  std::filesystem::remove(path);
}

TEST(PseudonymKey, IsRefusedWhenItIsNotSixtyFourDigits) {
  for (const std::string& text : {std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'g'),
                                  std::string(), std::string(64, 'a') + "\n\n"}) {
    const std::string path = testing::TempDir() + "bad-key";
    std::filesystem::remove(path);
    std::ofstream(path) << text;
    std::filesystem::permissions(path, std::filesystem::perms::owner_read);
    EXPECT_FALSE(read_pseudonym_key(path)) << text;
    std::filesystem::remove(path);
  }
}

}  // namespace
}  // namespace hamon
