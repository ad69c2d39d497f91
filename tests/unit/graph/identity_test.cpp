#include "graph/identity.hpp"

#include "base/host_stand_in.hpp"
#include "graph/own_names.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <random>

#include "support/graph_of.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

IpAddress ip(const char* text) {
  return *IpAddress::parse(text);
}
MacAddress mac(const char* text) {
  return *MacAddress::parse(text);
}

constexpr const char* kMacA = "02:00:00:00:00:0a";
constexpr const char* kMacB = "02:00:00:00:00:0b";

/// A case as identity sees it: established records between addresses, bindings, a site file.
class Hospital {
 public:
  Site site;
  Ledger ledger;

  SiteSystem& system(const char* name, std::vector<IpAddress> addresses = {}) {
    SiteSystem s;
    s.name = name;
    s.addresses = std::move(addresses);
    site.systems.push_back(std::move(s));
    return site.systems.back();
  }
  void talk(const char* from, const char* to, const char* mac_from = nullptr,
            const char* mac_to = nullptr, const char* time = "10:00") {
    FlowRecord r;
    r.start = at(time);
    r.end = {r.start.ns + 1};
    r.initiator = ip(from);
    r.responder = ip(to);
    r.initiator_port = static_cast<std::uint16_t>(20000 + observed_.records.size());
    r.responder_port = 443;
    r.protocol = protocol::kTcp;
    r.state = FlowState::Established;
    r.direction = DirectionBasis::Syn;
    r.saw_syn = true;
    r.packets_out = r.packets_in = 1;
    r.first = r.last = observed_.records.size() + 1;
    if (mac_from != nullptr) {
      r.initiator_mac = mac(mac_from);
    }
    if (mac_to != nullptr) {
      r.responder_mac = mac(mac_to);
    }
    observed_.records.push_back(r);
  }
  Binding& bind(BindingKind kind, const char* address, const char* at_mac, const char* time,
                const char* name = "") {
    Binding b;
    b.kind = kind;
    b.address = ip(address);
    b.first = b.last = at(time);
    if (at_mac != nullptr) {
      b.mac = mac(at_mac);
    }
    b.name = name;
    observed_.bindings.push_back(b);
    return observed_.bindings.back();
  }
  [[nodiscard]] NamedGraph graph() const {
    CollectingSink sink;
    return NamedGraph(build_graph(observed_, site, ledger, sink));
  }
  [[nodiscard]] std::vector<Diagnostic> notes() const {
    CollectingSink sink;
    (void)build_graph(observed_, site, ledger, sink);
    return sink.diagnostics;
  }
  /// The same with records and bindings in another order.
  [[nodiscard]] Hospital shuffled(unsigned seed) const {
    Hospital other = *this;
    std::mt19937 random(seed);
    std::shuffle(other.observed_.bindings.begin(), other.observed_.bindings.end(), random);
    std::shuffle(other.observed_.records.begin(), other.observed_.records.end(), random);
    return other;
  }

 private:
  Observations observed_ = {{SourceReport{}}, {}, {}};
};

/// `name: address(basis) address(basis)`, one line a system.
std::string systems(const FlowGraph& graph) {
  std::string out;
  for (const System& s : graph.systems()) {
    out += s.name + ":";
    for (const SystemAddress& a : s.addresses) {
      out += " " + a.address.text() + "(" + a.basis + ")";
    }
    out += "\n";
  }
  return out;
}

std::string merges(const FlowGraph& graph) {
  std::string out;
  for (const Merge& m : graph.merges()) {
    out += graph[m.system].name + " " + m.address + " " + m.basis + " " + m.detail +
           (m.applied ? "" : " not applied: " + std::string(name_of(m.reason))) + "\n";
  }
  return out;
}

TEST(Identity, CallsAnUndeclaredSystemByItsAddress) {
  Hospital h;
  h.talk("10.0.0.1", "2001:db8::1");
  EXPECT_EQ(systems(h.graph()),
            "10.0.0.1: 10.0.0.1(observed)\n2001:db8::1: 2001:db8::1(observed)\n");
}

TEST(Identity, KnowsDeclaredSystemsThatWereNeverSeen) {
  Hospital h;
  h.system("nas1", {ip("10.0.0.9")});
  h.system("new-ct");
  const auto graph = h.graph();
  EXPECT_EQ(systems(graph), "nas1: 10.0.0.9(site)\nnew-ct:\n");
  EXPECT_FALSE(graph.systems()[0].observed);
  EXPECT_FALSE(graph.systems()[0].outside);
  EXPECT_EQ(graph.zone_name(graph.id("nas1")), std::nullopt);
}

TEST(Identity, BindsTheSecondAddressByTheHostNameThatIsDeclared) {
  Hospital h;
  h.system("lis-an2", {ip("10.20.2.42")});
  h.talk("10.20.2.42", "10.20.2.11");
  h.talk("172.16.1.142", "172.16.1.21");
  h.bind(BindingKind::Dhcp, "172.16.1.142", kMacB, "07:00", "lis-an2.hospital.example");
  const auto graph = h.graph();
  EXPECT_EQ(graph.system_at(ip("172.16.1.142"), at("10:00")), graph.id("lis-an2"));
  EXPECT_EQ(merges(graph), "lis-an2 172.16.1.142 host-name lis-an2.hospital.example\n");
  EXPECT_EQ(graph[graph.id("lis-an2")].macs, std::vector{mac(kMacB)});
}

TEST(Identity, TakesEqualHostNamesWithoutDeclarationForACandidateOnly) {
  Hospital h;
  h.talk("10.0.0.1", "10.0.0.9");
  h.talk("10.0.0.2", "10.0.0.9");
  h.bind(BindingKind::HostName, "10.0.0.1", nullptr, "10:00", "ws-1");
  h.bind(BindingKind::HostName, "10.0.0.2", nullptr, "10:00", "ws-1");
  const auto graph = h.graph();
  EXPECT_EQ(graph.systems().size(), 3U);
  EXPECT_EQ(merges(graph), "10.0.0.1 10.0.0.2 host-name ws-1 not applied: undeclared\n");
}

TEST(Identity, BindsNobodyByTheNamesOfTwoDeclaredSystems) {
  Hospital h;  // a terminal server, or a translating gateway
  h.system("opd-pc01", {ip("10.0.0.1")});
  h.system("opd-pc02", {ip("10.0.0.2")});
  h.talk("10.9.9.9", "10.0.0.3");
  h.bind(BindingKind::HostName, "10.9.9.9", nullptr, "10:00", "opd-pc01");
  h.bind(BindingKind::HostName, "10.9.9.9", nullptr, "10:00", "opd-pc02");
  h.talk("10.0.0.1", "10.0.0.2");
  const auto graph = h.graph();
  EXPECT_EQ(graph[*graph.system_at(ip("10.9.9.9"), at("10:00"))].name, "10.9.9.9");
  EXPECT_EQ(merges(graph),
            "opd-pc01 10.9.9.9 host-name opd-pc01 not applied: several\n"
            "opd-pc02 10.9.9.9 host-name opd-pc02 not applied: several\n");
}

TEST(Identity, BindsByAMacThatArpKnows) {
  Hospital h;
  h.system("pc", {ip("10.0.0.1")});
  h.talk("10.0.0.1", "10.0.0.9");
  h.talk("2001:db8::1", "2001:db8::9");
  h.bind(BindingKind::Arp, "10.0.0.1", kMacA, "09:00");
  h.bind(BindingKind::Arp, "2001:db8::1", kMacA, "09:00");
  EXPECT_EQ(merges(h.graph()), std::string("pc 2001:db8::1 mac ") + kMacA + "\n");
}

TEST(Identity, BindsByADeclaredMac) {
  Hospital h;
  h.system("pc", {}).macs = {mac(kMacA)};
  h.talk("10.0.0.7", "10.0.0.9");
  h.bind(BindingKind::Dhcp, "10.0.0.7", kMacA, "09:00");
  EXPECT_EQ(systems(h.graph()), "10.0.0.9: 10.0.0.9(observed)\npc: 10.0.0.7(mac)\n");
}

TEST(Identity, BindsByAClientIdWhateverTheMac) {
  Hospital h;
  h.talk("10.0.0.1", "10.0.0.9", nullptr, nullptr, "09:10");
  h.talk("10.0.1.1", "10.0.0.9");
  h.bind(BindingKind::Dhcp, "10.0.0.1", kMacA, "09:00").client_id = "ff01";
  h.bind(BindingKind::Dhcp, "10.0.1.1", kMacB, "09:30").client_id = "ff01";
  EXPECT_EQ(merges(h.graph()), "10.0.0.1 10.0.1.1 dhcp-client-id ff01\n");
}

TEST(Identity, BindsByAMacThatCarriedOneAddressPerFamily) {
  Hospital h;
  h.talk("10.0.0.1", "10.0.0.9", kMacA, kMacB);
  h.talk("2001:db8::1", "2001:db8::9", kMacA);
  EXPECT_EQ(merges(h.graph()), std::string("10.0.0.1 2001:db8::1 mac ") + kMacA + "\n");
}

TEST(Identity, BindsNothingByAMacThatForwards) {
  Hospital h;  // kMacA is a router nobody declared: two IPv4 addresses behind it
  h.talk("10.0.0.1", "10.0.0.9", kMacA);
  h.talk("10.0.0.2", "10.0.0.9", kMacA);
  h.talk("2001:db8::1", "2001:db8::9", kMacA);
  EXPECT_EQ(merges(h.graph()), "");
}

TEST(Identity, BindsNothingByRoutersAndSharedMacs) {
  // 00-00-5E-00-01-xx is VRRP (RFC 9568, section 7.3).
  for (const char* shared : {kMacB, "00:00:5e:00:01:07", "01:00:5e:00:00:01"}) {
    Hospital h;
    h.site.routers.push_back({"core", {mac(kMacB)}, {}, 1});
    h.talk("10.0.0.1", "10.0.0.9", shared);
    h.talk("2001:db8::1", "2001:db8::9", shared);
    h.bind(BindingKind::Arp, "10.0.0.1", shared, "09:00");
    h.bind(BindingKind::Arp, "2001:db8::1", shared, "09:00");
    EXPECT_EQ(merges(h.graph()), "") << shared;
  }
}

TEST(Identity, BindsNothingByAMacThatAnswersArpForASegment) {
  Hospital h;
  for (int i = 1; i <= 9; ++i) {
    const std::string address = "10.0.0." + std::to_string(i);
    h.talk(address.c_str(), "10.0.0.99");
    h.bind(BindingKind::Arp, address.c_str(), kMacA, "09:00");
  }
  EXPECT_EQ(merges(h.graph()), "");
}

TEST(Identity, LeavesASeparateSystemAlone) {
  Hospital h;
  SiteSystem& system = h.system("lis-an2", {ip("10.20.2.42")});
  system.separate = true;
  system.macs = {mac(kMacA)};
  h.talk("10.20.2.42", "10.20.2.11");
  h.talk("172.16.1.142", "172.16.1.21");
  h.bind(BindingKind::Arp, "10.20.2.42", kMacA, "07:00");
  h.bind(BindingKind::Dhcp, "172.16.1.142", kMacA, "07:00", "lis-an2");
  const auto graph = h.graph();
  EXPECT_EQ(graph[*graph.system_at(ip("172.16.1.142"), at("10:00"))].name, "172.16.1.142");
  EXPECT_EQ(merges(graph).find("not applied") != std::string::npos, true);
}

TEST(Identity, NeverMakesOneOfTwoDeclaredSystems) {
  Hospital h;  // one docking station, two notebooks
  h.system("nb1", {ip("10.0.0.1")});
  h.system("nb2", {ip("10.0.0.2")});
  h.talk("10.0.0.1", "10.0.0.2");
  h.bind(BindingKind::Arp, "10.0.0.1", kMacA, "09:00");
  h.bind(BindingKind::Arp, "10.0.0.2", kMacA, "15:00");
  const auto graph = h.graph();
  EXPECT_EQ(graph.systems().size(), 2U);
  EXPECT_EQ(merges(graph), std::string("nb1 10.0.0.2 mac ") + kMacA + " not applied: apart\n");
}

TEST(Identity, CutsAnAddressWhereAnotherIdentityAnnouncesIt) {
  Hospital h;  // a pool gives the address to B at 12:00
  h.system("a").macs = {mac(kMacA)};
  h.system("b").macs = {mac(kMacB)};
  h.talk("10.0.0.1", "10.0.0.9", nullptr, nullptr, "08:00");
  h.talk("10.0.0.1", "10.0.0.9", nullptr, nullptr, "11:59");
  h.talk("10.0.0.1", "10.0.0.9", nullptr, nullptr, "12:00");
  h.bind(BindingKind::Dhcp, "10.0.0.1", kMacA, "09:00");
  h.bind(BindingKind::Dhcp, "10.0.0.1", kMacB, "12:00");
  const auto graph = h.graph();
  EXPECT_EQ(graph.system_at(ip("10.0.0.1"), at("08:00")), graph.id("a"));  // before the first
  EXPECT_EQ(graph.system_at(ip("10.0.0.1"), at("11:59")), graph.id("a"));
  EXPECT_EQ(graph.system_at(ip("10.0.0.1"), at("12:00")), graph.id("b"));
  EXPECT_EQ(graph.systems_at(ip("10.0.0.1")), (std::vector{graph.id("a"), graph.id("b")}));
  ASSERT_EQ(graph.data_flows().size(), 2U);
  EXPECT_EQ(graph.data_flows()[0].conversations.size(), 2U);
  EXPECT_EQ(graph[graph.id("b")].addresses[0].held, (Window{at("12:00"), Timestamp::max()}));
}

TEST(Identity, NamesTwoUndeclaredHoldersOfOneAddressApart) {
  Hospital h;
  h.talk("10.0.0.1", "10.0.0.9", nullptr, nullptr, "08:00");
  h.talk("10.0.0.1", "10.0.0.9", nullptr, nullptr, "13:00");
  h.bind(BindingKind::Arp, "10.0.0.1", kMacA, "08:00");
  h.bind(BindingKind::Arp, "10.0.0.1", kMacB, "12:00");
  const auto graph = h.graph();
  EXPECT_EQ(graph.system_at(ip("10.0.0.1"), at("08:00")), graph.id("10.0.0.1"));
  EXPECT_EQ(graph.system_at(ip("10.0.0.1"), at("13:00")), graph.id("10.0.0.1#2"));
}

TEST(Identity, LeavesADeclaredAddressWithItsSystemWhenItsCardIsReplaced) {
  Hospital h;
  h.system("srv", {ip("10.0.0.1")});
  h.talk("10.0.0.1", "10.0.0.9");
  h.bind(BindingKind::Arp, "10.0.0.1", kMacA, "08:00");
  h.bind(BindingKind::Arp, "10.0.0.1", kMacB, "12:00");
  EXPECT_EQ(systems(h.graph()), "10.0.0.9: 10.0.0.9(observed)\nsrv: 10.0.0.1(site)\n");
}

TEST(Identity, BindsLinkLocalAddressesByTheirMac) {
  Hospital h;
  h.system("pc", {ip("10.0.0.1")}).macs = {mac(kMacA)};
  h.talk("fe80::1", "fe80::2", kMacA, kMacB);
  h.talk("10.0.0.1", "10.0.0.9", kMacA);
  const auto graph = h.graph();
  EXPECT_EQ(graph.system_at(ip("fe80::1"), at("10:00")), graph.id("pc"));
  EXPECT_EQ(graph[*graph.system_at(ip("fe80::2"), at("10:00"))].name, "fe80::2");
}

TEST(Identity, MakesNoSystemOfLoopbackMulticastAndBroadcast) {
  Hospital h;
  h.site.zones.push_back({"HIS", "", "clinical", {*Prefix::parse("10.0.0.0/24")}, 1});
  for (const char* to : {"127.0.0.1", "224.0.0.251", "255.255.255.255", "10.0.0.255", "ff02::fb",
                         "::", "::1", "0.0.0.0"}) {
    h.talk("10.0.0.1", to);
  }
  h.talk("10.0.0.1", "10.0.1.255");  // of no declared prefix: an address like any other
  const auto graph = h.graph();
  EXPECT_EQ(graph.not_systems(), 8U);
  EXPECT_EQ(systems(graph), "10.0.0.1: 10.0.0.1(observed)\n10.0.1.255: 10.0.1.255(observed)\n");
}

TEST(Identity, IsOutsideWhatIsNeitherDeclaredNorInside) {
  Hospital h;
  h.site.internal = {*Prefix::parse("10.0.0.0/16")};
  h.system("vendor", {ip("203.0.113.1")});
  h.talk("10.0.0.1", "203.0.113.1");
  h.talk("10.0.0.1", "192.168.77.10");  // private, and not inside
  h.talk("fe80::1", "10.0.0.1");
  const auto graph = h.graph();
  EXPECT_FALSE(graph.internal_assumed());
  EXPECT_FALSE(graph[graph.id("10.0.0.1")].outside);
  EXPECT_FALSE(graph[graph.id("vendor")].outside);
  EXPECT_FALSE(graph[graph.id("fe80::1")].outside);
  EXPECT_TRUE(graph[graph.id("192.168.77.10")].outside);
  EXPECT_EQ(graph.zone_name(graph.id("192.168.77.10")), "outside");
}

TEST(Identity, AssumesPrivateRangesWithoutDeclaration) {
  Hospital h;
  h.talk("10.0.0.1", "203.0.113.1");
  h.talk("192.168.0.1", "fd00::1");
  const auto graph = h.graph();
  EXPECT_TRUE(graph.internal_assumed());
  EXPECT_TRUE(graph[graph.id("203.0.113.1")].outside);
  EXPECT_FALSE(graph[graph.id("192.168.0.1")].outside);
  EXPECT_FALSE(graph[graph.id("fd00::1")].outside);
}

TEST(Identity, TakesLedgerAndSiteFileTogether) {
  Hospital h;
  h.site.zones.push_back({"MED", "部門", "clinical", {*Prefix::parse("10.20.0.0/16")}, 1});
  SiteSystem& ct = h.system("ct1", {ip("10.20.1.31")});
  ct.role = Role::Device;
  LedgerEntry entry;
  entry.name = "CT1";
  entry.addresses = {ip("10.20.1.31"), ip("10.20.1.32")};
  entry.macs = {mac(kMacA)};
  entry.department = "放射線";
  entry.role = Role::Client;
  entry.line = 7;
  LedgerEntry printer;
  printer.name = "prn";
  printer.addresses = {ip("10.20.1.201")};
  printer.role = Role::Printer;
  h.ledger.entries = {entry, printer};
  const auto graph = h.graph();
  EXPECT_EQ(systems(graph), "ct1: 10.20.1.31(site) 10.20.1.32(ledger)\nprn: 10.20.1.201(ledger)\n");
  const System& system = graph[graph.id("ct1")];
  EXPECT_TRUE(system.in_site && system.in_ledger);
  EXPECT_EQ(system.role, Role::Device);  // the site file wins
  EXPECT_FALSE(system.susceptible);
  EXPECT_EQ(system.department, "放射線");
  EXPECT_EQ(graph.zone_name(graph.id("prn")), "MED");
  EXPECT_FALSE(graph[graph.id("prn")].susceptible);
  const auto notes = h.notes();
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0].what.id, "the ledger gives {} the address {}, which the site file does not");
  EXPECT_EQ(notes[1].what.id, "{} is {} before and {} here; the first holds");
  EXPECT_EQ(notes[1].place, Place::line(7));
}

TEST(Identity, HasItsHomeWhereTheFirstDeclaredAddressLies) {
  Hospital h;
  h.site.zones.push_back({"A", "", "clinical", {*Prefix::parse("10.1.0.0/16")}, 1});
  h.site.zones.push_back({"B", "", "clinical", {*Prefix::parse("10.2.0.0/16")}, 2});
  h.site.zones.push_back({"B1", "", "clinical", {*Prefix::parse("10.2.3.0/24")}, 3});
  h.system("two", {ip("10.2.0.1"), ip("10.1.0.1")});
  h.system("moved", {ip("10.1.0.2")}).home = "B";
  h.system("nested", {ip("10.2.3.4")});
  const auto graph = h.graph();
  EXPECT_EQ(graph.zone_name(graph.id("two")), "B");
  EXPECT_EQ(graph.zone_name(graph.id("moved")), "B");
  EXPECT_EQ(graph.zone_name(graph.id("nested")), "B1");  // the longest prefix
}

TEST(Identity, MakesARouterASystemOnceItIsSeen) {
  Hospital h;
  h.site.routers.push_back({"core", {mac(kMacB)}, {ip("10.0.0.254"), ip("10.0.1.254")}, 1});
  EXPECT_TRUE(h.graph().systems().empty());
  h.talk("10.0.0.1", "10.0.0.254");
  const auto graph = h.graph();
  EXPECT_EQ(graph[graph.id("core")].role, Role::Router);
  EXPECT_FALSE(graph[graph.id("core")].outside);
}

TEST(Identity, DoesNotDependOnTheOrderOfObservations) {
  Hospital h;
  h.system("a").macs = {mac(kMacA)};
  h.system("nb1", {ip("10.0.0.5")});
  h.talk("10.0.0.1", "10.0.0.9", kMacA, kMacB, "08:00");
  h.talk("10.0.0.1", "10.0.0.5", nullptr, nullptr, "13:00");
  h.talk("2001:db8::1", "fe80::7", kMacA, kMacB);
  h.talk("fe80::7", "10.0.0.5", kMacB, nullptr);
  h.bind(BindingKind::Dhcp, "10.0.0.1", kMacA, "09:00", "ws").client_id = "01";
  h.bind(BindingKind::Dhcp, "10.0.0.1", kMacB, "12:00", "nb1").client_id = "02";
  h.bind(BindingKind::Dhcp, "10.0.0.2", kMacB, "14:00", "ws").client_id = "01";
  h.bind(BindingKind::Arp, "10.0.0.5", kMacA, "10:00");
  h.bind(BindingKind::HostName, "10.0.0.9", nullptr, "10:00", "ws");
  const auto expected = h.graph();
  for (unsigned seed = 1; seed <= 40; ++seed) {
    const auto graph = h.shuffled(seed).graph();
    EXPECT_EQ(systems(graph), systems(expected));
    EXPECT_EQ(merges(graph), merges(expected));
    EXPECT_EQ(graph.data_flows().size(), expected.data_flows().size());
  }
}

/// `10.0.0.1 (ws-1)`, one line a system that shows more than its name.
std::string shown(const FlowGraph& graph) {
  std::string out;
  for (const System& system : graph.systems()) {
    out += called(system).empty() ? "" : name_and_called(system) + "\n";
  }
  return out;
}

std::string nth(const char* prefix, int i) {
  return prefix + std::to_string(i);
}

TEST(Identity, FollowsAnAddressThatMovesAwayAndBack) {
  Hospital h;
  h.system("a").macs = {mac(kMacA)};
  h.system("b").macs = {mac(kMacB)};
  h.talk("10.0.0.1", "10.0.0.9");
  h.bind(BindingKind::Arp, "10.0.0.1", kMacA, "08:00");
  h.bind(BindingKind::Arp, "10.0.0.1", kMacB, "12:00");
  h.bind(BindingKind::Arp, "10.0.0.1", kMacA, "15:00");
  const auto graph = h.graph();
  EXPECT_EQ(graph.system_at(ip("10.0.0.1"), at("11:59")), graph.id("a"));
  EXPECT_EQ(graph.system_at(ip("10.0.0.1"), at("12:00")), graph.id("b"));
  EXPECT_EQ(graph.system_at(ip("10.0.0.1"), at("15:00")), graph.id("a"));
  EXPECT_EQ(graph[graph.id("a")].addresses.size(), 2U);
}

TEST(Identity, TakesARenewedLeaseForTheSameHolder) {
  Hospital h;
  h.talk("10.0.0.1", "10.0.0.9");
  for (const char* time : {"08:00", "12:00", "16:00"}) {
    h.bind(BindingKind::Dhcp, "10.0.0.1", kMacA, time);
    h.bind(BindingKind::Arp, "10.0.0.1", kMacA, time);
  }
  EXPECT_EQ(systems(h.graph()), "10.0.0.1: 10.0.0.1(observed)\n10.0.0.9: 10.0.0.9(observed)\n");
}

TEST(Identity, LetsAnAddressThatMachinesClaimInTurnStandForNoneOfThem) {
  // One after the other each minute for eight hours: one stretch, not 480.
  Hospital h;
  h.talk("10.0.0.1", "10.0.0.9");
  h.talk("10.0.0.2", "10.0.0.9");
  h.bind(BindingKind::Arp, "10.0.0.2", kMacA, "07:00");
  for (int i = 0; i < 480; ++i) {
    Binding& b = h.bind(BindingKind::Arp, "10.0.0.1", i % 2 == 0 ? kMacA : kMacB, "08:00");
    b.first.ns += std::int64_t{60} * i * 1'000'000'000;
    b.last = b.first;
  }
  const auto graph = h.graph();
  EXPECT_EQ(systems(graph),
            "10.0.0.1: 10.0.0.1(observed)\n10.0.0.2: 10.0.0.2(observed)\n"
            "10.0.0.9: 10.0.0.9(observed)\n");
  EXPECT_EQ(merges(graph),
            std::string("10.0.0.2 10.0.0.1 mac ") + kMacA + " not applied: contested\n");
}

TEST(Identity, TakesAMachineWithANewAddressEachDayForOneMachine) {
  Hospital h;  // RFC 8981: temporary addresses, preferred for a day
  for (int i = 1; i <= 20; ++i) {
    const std::string address = nth("2001:db8::", i);
    h.talk(address.c_str(), "10.0.0.9");
    Binding& b = h.bind(BindingKind::Arp, address.c_str(), kMacA, "08:00");
    b.first.ns += std::int64_t{86400} * i * 1'000'000'000;
    b.last = {b.first.ns + std::int64_t{86400} * 1'000'000'000};
  }
  EXPECT_EQ(h.graph().systems().size(), 2U);
}

TEST(Identity, BindsNothingByAnAnnouncedRouter) {
  for (const bool by_address : {true, false}) {
    Hospital h;
    h.talk("10.0.0.1", "10.0.0.9");
    h.talk("fe80::1", "fe80::9");
    h.bind(BindingKind::Arp, "10.0.0.1", kMacA, "08:00");
    h.bind(BindingKind::Arp, "fe80::1", kMacA, "08:00");
    // A router advertisement comes from fe80::1 and its MAC, DHCP option 3 names 10.0.0.1 alone.
    h.bind(BindingKind::Router, by_address ? "10.0.0.1" : "fe80::1", by_address ? nullptr : kMacA,
           "08:00");
    EXPECT_EQ(merges(h.graph()), "");
  }
}

TEST(Identity, BindsNothingByAMacThatDeliversOutsideAddresses) {
  Hospital h;
  h.site.internal = {*Prefix::parse("10.0.0.0/8")};
  h.talk("203.0.113.1", "10.0.0.9", kMacA);
  h.talk("2001:db8::1", "10.0.0.9", kMacA);
  h.talk("fe80::1", "fe80::9", kMacA);
  EXPECT_EQ(merges(h.graph()), "");
}

TEST(Identity, BindsNothingByAMacThatCarriesMoreThanEightAddresses) {
  Hospital h;
  for (int i = 1; i <= 9; ++i) {
    h.talk(nth("10.0.1.", i).c_str(), "10.0.0.9", kMacA);
  }
  h.bind(BindingKind::Arp, "10.0.0.1", kMacA, "08:00");
  h.bind(BindingKind::Arp, "fe80::1", kMacA, "08:00");
  EXPECT_EQ(merges(h.graph()), "");
}

TEST(Identity, BindsNothingByAMacThatTakesLeasesForManyClients) {
  Hospital h;  // a dial-in server
  for (int i = 1; i <= 9; ++i) {
    const std::string address = nth("10.0.1.", i);
    h.talk(address.c_str(), "10.0.0.9");
    h.bind(BindingKind::Dhcp, address.c_str(), kMacA, "08:00").client_id = nth("00524153200", i);
  }
  EXPECT_EQ(merges(h.graph()), "");
}

TEST(Identity, BindsNobodyByAClientIdThatTwoMachinesUseAtOnce) {
  Hospital h;  // a cloned machine
  h.talk("10.0.0.1", "10.0.0.9", nullptr, nullptr, "12:00");
  h.talk("10.0.0.2", "10.0.0.9", nullptr, nullptr, "12:00");
  h.bind(BindingKind::Dhcp, "10.0.0.1", kMacA, "09:00").client_id = "ff01";
  h.bind(BindingKind::Dhcp, "10.0.0.2", kMacB, "09:30").client_id = "ff01";
  EXPECT_EQ(merges(h.graph()), "10.0.0.1 10.0.0.2 dhcp-client-id ff01 not applied: at-once\n");
}

TEST(Identity, BindsNobodyByAClientIdWithoutIdentity) {
  for (const char* id : {"00", "01", "01000000000000", "01ffffffffffff", "ff00000000"}) {
    Hospital h;
    h.talk("10.0.0.1", "10.0.0.9", nullptr, nullptr, "09:10");
    h.talk("10.0.0.2", "10.0.0.9", nullptr, nullptr, "12:00");
    h.bind(BindingKind::Dhcp, "10.0.0.1", kMacA, "09:00").client_id = id;
    h.bind(BindingKind::Dhcp, "10.0.0.2", kMacB, "12:00").client_id = id;
    EXPECT_EQ(merges(h.graph()), std::string("10.0.0.1 10.0.0.2 dhcp-client-id ") + id +
                                     " not applied: no-identity\n");
  }
}

TEST(Identity, BindsByTheAeTitleThatTheSiteFileDeclares) {
  Hospital h;
  h.system("ct1", {ip("10.20.1.31")}).ae_titles = {"CT_ROOM1"};
  h.talk("10.20.1.31", "10.0.0.9");
  h.talk("10.20.1.99", "10.0.0.9");
  h.talk("10.20.1.98", "10.0.0.9");
  h.bind(BindingKind::AeTitle, "10.20.1.99", nullptr, "10:00", "CT_ROOM1");
  h.bind(BindingKind::AeTitle, "10.20.1.98", nullptr, "10:00", "ct_room1");  // another title
  const auto graph = h.graph();
  EXPECT_EQ(merges(graph), "ct1 10.20.1.99 ae-title CT_ROOM1\n");
  EXPECT_EQ(systems(graph),
            "10.0.0.9: 10.0.0.9(observed)\n10.20.1.98: 10.20.1.98(observed)\n"
            "ct1: 10.20.1.31(site) 10.20.1.99(ae-title)\n");
}

TEST(Identity, BindsNobodyByAnAeTitleThatIsDeclaredForTwoSystems) {
  Hospital h;
  h.system("ct1", {ip("10.20.1.31")}).ae_titles = {"CT"};
  h.system("ct2", {ip("10.20.1.32")}).ae_titles = {"CT"};
  h.talk("10.20.1.99", "10.0.0.9");
  h.bind(BindingKind::AeTitle, "10.20.1.99", nullptr, "10:00", "CT");
  EXPECT_EQ(h.graph().find_system("10.20.1.99").has_value(), true);
}

TEST(Identity, CallsASystemByWhatTellsMost) {
  Hospital h;
  h.talk("10.0.0.1", "10.0.0.2");
  h.talk("10.0.0.3", "10.0.0.4");
  h.bind(BindingKind::Certificate, "10.0.0.1", nullptr, "10:00", "pacs.example.org");
  h.bind(BindingKind::Hl7Application, "10.0.0.1", nullptr, "10:00", "PACS/HOSP");
  h.bind(BindingKind::AeTitle, "10.0.0.1", nullptr, "10:00", "MAINPACS");
  h.bind(BindingKind::Neighbour, "10.0.0.1", nullptr, "10:00", "pacs-lldp");
  h.bind(BindingKind::HostName, "10.0.0.1", nullptr, "10:00", "pacs-old");
  h.bind(BindingKind::Dhcp, "10.0.0.1", nullptr, "11:00", "pacs-sv.hospital.example");
  h.bind(BindingKind::AeTitle, "10.0.0.2", nullptr, "10:00", "CT_ROOM1");
  h.bind(BindingKind::Certificate, "10.0.0.3", nullptr, "10:00", "*.example.org");
  h.bind(BindingKind::DnsAnswer, "10.0.0.4", nullptr, "10:00", "named-by-others");
  const auto graph = h.graph();
  EXPECT_EQ(shown(graph), "10.0.0.1 (pacs-sv)\n10.0.0.2 (CT_ROOM1)\n");
  const System& pacs = graph[graph.id("10.0.0.1")];
  std::string order;
  for (const OwnName& own : pacs.called) {
    order += own.name + " " + std::string(own_name_basis(own.kind)) + "\n";
  }
  EXPECT_EQ(order,
            "pacs-sv.hospital.example host-name\npacs-old host-name\npacs-lldp neighbour\n"
            "MAINPACS ae-title\nPACS/HOSP hl7-application\npacs.example.org certificate\n");
  EXPECT_EQ(pacs.names,
            (std::vector<std::string>{"pacs-lldp", "pacs-old", "pacs-sv.hospital.example"}));
}

TEST(Identity, CallsADeclaredSystemByItsDeclaredNameAlone) {
  Hospital h;
  h.system("ris", {ip("10.0.0.1")});
  h.talk("10.0.0.1", "10.0.0.2");
  h.bind(BindingKind::HostName, "10.0.0.1", nullptr, "10:00", "win-a7f3");
  EXPECT_EQ(shown(h.graph()), "");
}

TEST(Identity, CallsNobodyByANameThatTwoSystemsUse) {
  Hospital h;
  h.talk("10.0.0.1", "10.0.0.2");
  for (const char* address : {"10.0.0.1", "10.0.0.2"}) {
    h.bind(BindingKind::HostName, address, nullptr, "10:00", "localhost");
    h.bind(BindingKind::AeTitle, address, nullptr, "10:00", "STORESCU");
  }
  h.bind(BindingKind::AeTitle, "10.0.0.2", nullptr, "10:00", "CT2");
  const auto graph = h.graph();
  EXPECT_EQ(shown(graph), "10.0.0.2 (CT2)\n");
  EXPECT_EQ(merges(graph),
            "10.0.0.1 10.0.0.2 ae-title STORESCU not applied: undeclared\n"
            "10.0.0.1 10.0.0.2 host-name localhost not applied: undeclared\n");
}

TEST(Identity, TakesAnEqualAeTitleAloneForNoCandidate) {
  Hospital h;  // both at 10:00, nothing else in common
  h.talk("10.0.0.1", "10.0.0.2");
  h.bind(BindingKind::AeTitle, "10.0.0.1", nullptr, "10:00", "STORESCU");
  h.bind(BindingKind::AeTitle, "10.0.0.2", nullptr, "10:00", "STORESCU");
  EXPECT_EQ(merges(h.graph()), "");
}

TEST(Identity, TakesAnAeTitleThatMovedForACandidate) {
  Hospital h;
  h.talk("10.0.0.1", "10.0.0.9", nullptr, nullptr, "08:00");
  h.talk("10.0.0.2", "10.0.0.9", nullptr, nullptr, "12:00");
  h.bind(BindingKind::AeTitle, "10.0.0.1", nullptr, "08:00", "CT1");
  h.bind(BindingKind::AeTitle, "10.0.0.2", nullptr, "12:00", "CT1");
  EXPECT_EQ(merges(h.graph()), "10.0.0.1 10.0.0.2 ae-title CT1 not applied: undeclared\n");
}

TEST(Identity, TakesAnEqualCertificateForACandidateUnlessItIsAServicesOfMany) {
  for (const int machines : {2, 9}) {
    Hospital h;
    for (int i = 1; i <= machines; ++i) {
      const std::string address = nth("10.0.0.", i);
      h.talk(address.c_str(), "10.0.0.99");
      h.bind(BindingKind::Certificate, address.c_str(), nullptr, "10:00", "www.example.org");
    }
    EXPECT_EQ(merges(h.graph()), machines == 2 ? "10.0.0.1 10.0.0.2 certificate www.example.org "
                                                 "not applied: undeclared\n"
                                               : "");
  }
}

TEST(Identity, GivesANameWithoutAnAddressToWhoHasTheMac) {
  Hospital h;  // LLDP without a management address
  h.talk("10.0.0.1", "10.0.0.2");
  h.bind(BindingKind::Arp, "10.0.0.1", kMacA, "08:00");
  h.bind(BindingKind::Neighbour, "0.0.0.0", kMacA, "08:00", "us-room2");
  EXPECT_EQ(shown(h.graph()), "10.0.0.1 (us-room2)\n");
}

/// Everything that identity says, and every binding's holder at every hour.
std::string everything(const FlowGraph& graph) {
  std::string out = systems(graph) + merges(graph) + shown(graph);
  for (const System& s : graph.systems()) {
    for (const OwnName& own : s.called) {
      out += s.name + " " + own.name + " " + std::to_string(static_cast<int>(own.kind)) + " " +
             std::to_string(own.heard.begin.ns) + " " + std::to_string(own.heard.end.ns) +
             (own.shared ? " shared\n" : "\n");
    }
    for (const SystemAddress& a : s.addresses) {
      out += a.held ? std::to_string(a.held->from.ns) + " " + std::to_string(a.held->to.ns) : "";
    }
    for (const std::string& name : s.names) {
      out += " " + name;
    }
    for (const MacAddress& m : s.macs) {
      out += " " + m.text();
    }
  }
  return out;
}

TEST(Identity, DoesNotDependOnTheOrderOfRandomObservations) {
  std::mt19937 random(7);
  const auto any = [&](int below) {
    return static_cast<int>(random() % static_cast<unsigned>(below));
  };
  for (int round = 0; round < 60; ++round) {
    Hospital h;
    h.system("declared", {ip("10.0.0.1")}).ae_titles = {"AE0"};
    h.system("by-mac").macs = {mac("02:00:00:00:00:01")};
    for (int i = 0; i < 12; ++i) {
      const std::string from_mac = "02:00:00:00:00:0" + std::to_string(any(6));
      h.talk(nth("10.0.0.", 1 + any(6)).c_str(), nth("10.0.0.", 7 + any(3)).c_str(),
             any(2) == 0 ? from_mac.c_str() : nullptr, nullptr,
             ("1" + std::to_string(any(10)) + ":00").c_str());
    }
    for (int i = 0; i < 40; ++i) {
      constexpr std::array kKinds = {BindingKind::Arp,       BindingKind::Dhcp,
                                     BindingKind::HostName,  BindingKind::AeTitle,
                                     BindingKind::Neighbour, BindingKind::Certificate,
                                     BindingKind::DnsAnswer, BindingKind::Router,
                                     BindingKind::Arp,       BindingKind::Dhcp};
      const BindingKind kind = kKinds[static_cast<std::size_t>(any(round % 2 == 0 ? 10 : 7))];
      const std::string at_mac = "02:00:00:00:00:0" + std::to_string(any(6));
      const bool named = kind != BindingKind::Arp && kind != BindingKind::Router;
      Binding& b = h.bind(kind, nth("10.0.0.", 1 + any(9)).c_str(),
                          any(4) == 0 && kind != BindingKind::Arp ? nullptr : at_mac.c_str(),
                          ("1" + std::to_string(any(10)) + ":00").c_str(),
                          named ? nth("AE", any(5)).c_str() : "");
      b.last.ns += any(3) * std::int64_t{3'600'000'000'000};
      if (kind == BindingKind::Dhcp) {
        b.client_id = nth("0100", any(3));
      }
    }
    const std::string expected = everything(h.graph());
    for (unsigned seed = 1; seed <= 20; ++seed) {
      ASSERT_EQ(everything(h.shuffled(seed).graph()), expected) << "round " << round;
    }
  }
}

TEST(Identity, BindsTenThousandSystemsInTime) {
  // 10,000 systems, 50 bindings each; the worst orders (one MAC, one client id, one name for many)
  // among them. The bound is wide: what is meant is that nothing is quadratic.
  Site site;
  std::vector<Binding> bindings;
  std::vector<AddressUse> uses;
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    const IpAddress address =
        ip(("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250)).c_str());
    uses.push_back({address, {{0}, {1'000'000'000'000}}});
    for (std::uint32_t k = 0; k < 50; ++k) {
      Binding b;
      b.kind = k % 3 == 0   ? BindingKind::Arp
               : k % 3 == 1 ? BindingKind::Dhcp
                            : BindingKind::HostName;
      b.address = i % 10 == 0 ? uses.front().address : address;
      b.mac = MacAddress{};
      b.mac->bytes = {2,
                      0,
                      0,
                      static_cast<std::uint8_t>(i >> 16U),
                      static_cast<std::uint8_t>(i >> 8U),
                      static_cast<std::uint8_t>(i)};
      b.first = b.last = {std::int64_t{1'000'000'000} * k + i};
      b.name = b.kind == BindingKind::Arp ? ""
               : i % 7 == 0               ? "localhost"
                                          : nth("ws-", static_cast<int>(i));
      b.client_id =
          b.kind == BindingKind::Dhcp ? (i % 5 == 0 ? "ff01" : nth("01", static_cast<int>(i))) : "";
      bindings.push_back(b);
    }
  }
  std::sort(uses.begin(), uses.end(),
            [](const AddressUse& a, const AddressUse& b) { return a.address < b.address; });
  const auto begin = std::chrono::steady_clock::now();
  const Identities identities = identify({site, {}, bindings, uses, {}, {}, true});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  RecordProperty("seconds", std::to_string(took.count()));
  EXPECT_GE(identities.systems.size(), 9'000U);
  EXPECT_LT(took.count(), 30);
}

/// The address under which a log's machine of that name stands, as text.
std::string named(const char* name) {
  return stand_in_address(name).text();
}

TEST(Identity, GivesAMachineKnownByNameAloneToTheDeclaredSystemOfThatName) {
  Hospital h;
  h.system("emr-db1", {ip("10.0.0.9")});
  h.talk("10.0.0.1", named("EMR-DB1").c_str());
  h.talk("10.0.0.1", "10.0.0.9");
  h.bind(BindingKind::HostName, named("emr-db1").c_str(), nullptr, "10:00", "emr-db1.x.example");
  EXPECT_EQ(systems(h.graph()), "10.0.0.1: 10.0.0.1(observed)\nemr-db1: 10.0.0.9(site) " +
                                    named("emr-db1") + "(host-name)\n");
}

TEST(Identity, GivesAMachineKnownByNameAloneToTheOneThatCallsItselfSo) {
  Hospital h;
  h.talk("10.0.0.1", named("ws-7").c_str());
  h.talk("10.0.0.7", "10.0.0.9");
  h.bind(BindingKind::HostName, named("ws-7").c_str(), nullptr, "10:00", "ws-7.x.example");
  h.bind(BindingKind::Dhcp, "10.0.0.7", kMacA, "09:00", "ws-7");
  h.bind(BindingKind::DnsAnswer, "10.0.0.9", nullptr, "09:00", "ws-7.x.example");
  const auto graph = h.graph();
  EXPECT_EQ(graph.system_at(stand_in_address("ws-7"), at("10:00")),
            graph.system_at(ip("10.0.0.7"), at("10:00")));
  EXPECT_EQ(systems(graph).find(named("ws-7") + ":"), std::string::npos);
}

TEST(Identity, AsksNameServersForAMachineThatCallsItselfNothing) {
  Hospital h;
  h.talk("10.0.0.1", named("dc1").c_str());
  h.talk("10.0.0.1", "10.0.0.9");
  h.bind(BindingKind::HostName, named("dc1").c_str(), nullptr, "10:00", "dc1");
  h.bind(BindingKind::DnsAnswer, "10.0.0.9", nullptr, "09:00", "dc1.x.example");
  EXPECT_EQ(merges(h.graph()), "10.0.0.9 " + named("dc1") + " dns-answer dc1\n");
}

TEST(Identity, LeavesAMachineKnownByNameAloneWhereSeveralHaveTheName) {
  Hospital h;
  h.talk("10.0.0.1", named("ws-7").c_str());
  h.talk("10.0.0.7", "10.0.0.8");
  h.bind(BindingKind::HostName, named("ws-7").c_str(), nullptr, "10:00", "ws-7");
  h.bind(BindingKind::HostName, "10.0.0.7", nullptr, "10:00", "ws-7");
  h.bind(BindingKind::HostName, "10.0.0.8", nullptr, "10:00", "ws-7");
  const auto graph = h.graph();
  EXPECT_NE(systems(graph).find("ws-7: " + named("ws-7") + "(observed)\n"), std::string::npos)
      << "it is called by its name";
  EXPECT_FALSE(graph[graph.id("ws-7")].outside) << "its log was handed over here";
  EXPECT_NE(merges(graph).find("not applied: several"), std::string::npos);
}

TEST(Identity, CallsNoMachineOutsideForWantOfAnAddress) {
  Hospital h;
  h.site.internal = {*Prefix::parse("10.0.0.0/8")};
  h.talk("10.0.0.1", named("fs1").c_str());
  h.talk("203.0.113.9", named("gw1").c_str());
  h.talk("203.0.113.9", "203.0.113.7");
  h.bind(BindingKind::HostName, named("fs1").c_str(), nullptr, "10:00", "fs1");
  h.bind(BindingKind::HostName, named("gw1").c_str(), nullptr, "10:00", "gw1");
  h.bind(BindingKind::HostName, "203.0.113.7", nullptr, "10:00", "gw1");
  const auto graph = h.graph();
  EXPECT_FALSE(graph[graph.id("fs1")].outside);
  EXPECT_TRUE(graph[graph.id("203.0.113.7")].outside) << "its own address says where it is";
}

TEST(Identity, SaysWhereAClientOfAVpnSatAndCallsNoSystemAfterIt) {
  Hospital h;
  h.talk("10.9.0.5", "10.0.0.9", nullptr, nullptr, "10:05");
  const auto client = [&h](const char* from, const char* begin, const char* end) {
    h.bind(BindingKind::VpnClient, "10.9.0.5", nullptr, begin, from).last = at(end);
  };
  client("203.0.113.5", "10:00", "10:30");
  client("203.0.113.6", "11:00", "11:30");
  client("203.0.113.5", "12:00", "12:30");
  const auto graph = h.graph();
  const System& system = graph[graph.id("10.9.0.5")];
  EXPECT_EQ(came_from(system, at("10:05")), "203.0.113.5");
  EXPECT_EQ(came_from(system, at("10:45")), "");
  EXPECT_EQ(came_from(system, at("11:05")), "203.0.113.6") << "the other came before and after";
  EXPECT_EQ(came_from(system, at("12:05")), "203.0.113.5");
  EXPECT_EQ(name_and_called(system), "10.9.0.5");
  EXPECT_TRUE(system.names.empty());
}

}  // namespace
}  // namespace hamon
