#include "analyze/proposal.hpp"

#include "analyze/role_evidence.hpp"

#include "support/graph_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

NamedGraph observed(std::vector<Line> lines, const Ledger& ledger = {}) {
  return GraphOf(std::move(lines)).build(ledger);
}

LedgerEntry listed(const std::string& name, const char* address, const std::string& zone,
                   std::optional<Role> role = std::nullopt) {
  LedgerEntry entry;
  entry.name = name;
  entry.addresses = {IpAddress::parse(address).value()};
  entry.zone = zone;
  entry.role = role;
  return entry;
}

const ProposedSystem* system_named(const SiteProposal& proposal, const std::string& name) {
  const auto found = std::ranges::find(proposal.systems, name, &ProposedSystem::name);
  return found == proposal.systems.end() ? nullptr : &*found;
}

Role role_of(const SiteProposal& proposal, const std::string& name) {
  const auto* system = system_named(proposal, name);
  EXPECT_NE(system, nullptr) << name;
  return system == nullptr ? Role::Other : system->role;
}

TEST(Proposal, OfAnEmptyCaseIsEmpty) {
  const auto proposal = propose_site(observed({}));

  EXPECT_THAT(proposal.zones, IsEmpty());
  EXPECT_THAT(proposal.systems, IsEmpty());
  EXPECT_THAT(proposal.links, IsEmpty());
  EXPECT_THAT(proposal.claims, IsEmpty());
}

TEST(Proposal, MakesAZoneOfEachSegmentSeenInside) {
  const auto proposal = propose_site(observed({
      {"10.1.1.11", "10.1.2.21", "tcp/8443", "10:00", "10:01"},
      {"10.1.1.12", "10.1.2.21", "tcp/8443", "10:00", "10:01"},
      {"10.1.1.12", "192.0.2.1", "tcp/443", "10:00", "10:01"},
  }));

  ASSERT_THAT(proposal.zones, SizeIs(2));
  EXPECT_EQ(proposal.zones[0].name, "NET-10-1-1");
  EXPECT_THAT(proposal.zones[0].prefixes, ElementsAre(*Prefix::parse("10.1.1.0/24")));
  EXPECT_EQ(proposal.zones[0].systems, 2U);
  EXPECT_EQ(proposal.zones[0].kind, "internal");
  EXPECT_EQ(proposal.zones[1].name, "NET-10-1-2");
}

TEST(Proposal, CallsASegmentClinicalWhereDicomOrHl7Runs) {
  const auto proposal = propose_site(observed({
      {"10.1.1.11", "10.1.2.21", "dicom", "10:00", "10:01"},
      {"10.1.3.11", "10.1.3.21", "smb", "10:00", "10:01"},
  }));

  ASSERT_THAT(proposal.zones, SizeIs(3));
  EXPECT_EQ(proposal.zones[0].kind, "clinical");
  EXPECT_EQ(proposal.zones[1].kind, "clinical");
  EXPECT_EQ(proposal.zones[2].kind, "internal");
  ASSERT_THAT(proposal.claims, SizeIs(1));
  EXPECT_THAT(proposal.claims[0].second, ElementsAre("NET-10-1-1", "NET-10-1-2"));
}

TEST(Proposal, NamesZonesAsTheLedgerDoesAndJoinsTheirSegments) {
  Ledger ledger;
  ledger.entries = {listed("ad1", "10.1.1.11", "診療系"), listed("pc1", "10.1.2.11", "診療系"),
                    listed("info1", "172.16.1.11", "情報系"), listed("ap1", "10.9.1.1", "")};
  const auto proposal =
      propose_site(observed({{"10.1.2.11", "10.1.1.11", "ldap", "10:00", "10:01"}}, ledger));

  ASSERT_THAT(proposal.zones, SizeIs(3));
  EXPECT_EQ(proposal.zones[0].name, "診療系");
  EXPECT_THAT(proposal.zones[0].prefixes,
              ElementsAre(*Prefix::parse("10.1.1.0/24"), *Prefix::parse("10.1.2.0/24")));
  EXPECT_EQ(proposal.zones[0].kind, "clinical");
  EXPECT_EQ(proposal.zones[1].name, "NET-10-9-1");
  EXPECT_EQ(proposal.zones[2].name, "情報系");
  EXPECT_EQ(proposal.zones[2].kind, "internal");
}

TEST(Proposal, TakesAPrivateAddressWhereTheLedgerKnowsNobodyForAPeer) {
  // the supplier's router brings 192.168.77.10 into the server segment
  Ledger ledger;
  ledger.entries = {listed("meal", "10.1.1.31", "診療系")};
  const auto proposal = propose_site(observed(
      {{"192.168.77.10", "10.1.1.31", "rdp", "10:00", "10:01"},
       {"10.1.1.99", "10.1.1.31", "smb", "10:00", "10:01"}},  // unlisted, but in its segment
      ledger));

  EXPECT_THAT(proposal.zones, SizeIs(1));
  ASSERT_THAT(proposal.links, SizeIs(1));
  EXPECT_THAT(proposal.links[0].outside, ElementsAre("192.168.77.10"));
  EXPECT_THAT(proposal.links[0].inside, ElementsAre("meal"));
  EXPECT_THAT(proposal.links[0].services, ElementsAre("rdp"));
}

TEST(Proposal, AsksAboutAPrivateAddressFarFromAllOthersAndTakesItForAPeer) {
  const auto proposal = propose_site(observed({
      {"192.168.77.10", "10.1.1.31", "rdp", "10:00", "10:01"},
      {"10.1.1.30", "10.1.1.31", "smb", "10:00", "10:01"},
      {"10.1.9.1", "10.1.1.31", "smb", "10:00", "10:01"},      // alone, but in the same /16
      {"172.16.1.1", "10.1.1.31", "dicom", "10:00", "10:01"},  // alone, but clinical
      {"192.168.200.1", "10.1.1.31", "smb", "10:00", "10:01"},
      {"192.168.200.2", "10.1.1.31", "smb", "10:00", "10:01"},  // 192.168 has many owners
  }));

  EXPECT_THAT(proposal.zones, SizeIs(4));
  ASSERT_THAT(proposal.doubtful, SizeIs(1));
  EXPECT_THAT(proposal.doubtful[0].prefixes, ElementsAre(*Prefix::parse("192.168.77.0/24")));
  ASSERT_THAT(proposal.links, SizeIs(1));
  EXPECT_THAT(proposal.links[0].outside, ElementsAre("192.168.77.10"));
}

TEST(Proposal, DoubtsNoLoneAddressWhereEverySegmentHasOne) {
  const auto proposal = propose_site(observed({
      {"192.168.77.10", "10.1.1.31", "rdp", "10:00", "10:01"},
      {"10.1.2.30", "10.1.1.31", "smb", "10:00", "10:01"},
  }));

  EXPECT_THAT(proposal.zones, SizeIs(3));
  EXPECT_THAT(proposal.doubtful, IsEmpty());
}

TEST(Proposal, OfPublicAddressesAloneAsksAboutTheMostConnected) {
  const auto proposal = propose_site(observed({
      {"198.51.100.1", "203.0.113.5", "https", "10:00", "10:01"},
      {"198.51.100.2", "203.0.113.5", "https", "10:00", "10:01"},
  }));

  EXPECT_THAT(proposal.zones, IsEmpty());
  ASSERT_THAT(proposal.doubtful, SizeIs(1));
  EXPECT_THAT(proposal.doubtful[0].prefixes, ElementsAre(*Prefix::parse("203.0.113.0/24")));
}

TEST(Proposal, MakesNoApplicationServerOfWhatAnswersDhcpAndNoTerminalOfOneService) {
  const auto proposal = propose_site(observed({
      {"10.1.1.1", "10.1.1.9", "dhcp", "10:00", "10:01"},
      {"10.1.1.2", "10.1.1.9", "dhcp", "10:00", "10:01"},
      {"10.1.1.3", "10.1.1.8", "https", "10:00", "10:01"},
  }));

  EXPECT_THAT(proposal.systems, IsEmpty());
  EXPECT_EQ(proposal.unnamed, 5U);
}

TEST(Proposal, ListsOutsidePeersByTheirEndsAndServices) {
  const auto proposal = propose_site(observed({
      {"10.1.1.31", "192.0.2.1", "tcp/443", "10:00", "10:01"},
      {"10.1.1.31", "192.0.2.2", "tcp/443", "11:00", "11:01"},
      {"203.0.113.9", "10.1.1.31", "rdp", "09:00", "09:01"},
      {"10.1.1.31", "198.51.100.1", "tcp/443", "12:00", "12:01", FlowState::Attempted},
  }));

  ASSERT_THAT(proposal.links, SizeIs(2));
  EXPECT_EQ(proposal.links[0].name, "X1");
  EXPECT_THAT(proposal.links[0].outside, ElementsAre("192.0.2.1", "192.0.2.2"));
  EXPECT_EQ(proposal.links[0].records, 2U);
  EXPECT_EQ(proposal.links[0].seen, (Interval{at("10:00"), at("11:01")}));
  EXPECT_THAT(proposal.links[0].services, ElementsAre("https"));
  EXPECT_EQ(proposal.links[1].name, "X2");
  EXPECT_THAT(proposal.links[1].outside, ElementsAre("203.0.113.9"));
}

TEST(Proposal, WritesManyPeersOfOneEndAsOutside) {
  std::vector<Line> lines;
  for (int i = 1; i <= 21; ++i) {
    lines.push_back({"10.1.1.31", "192.0.2." + std::to_string(i), "tcp/443", "10:00", "10:01"});
  }
  const auto proposal = propose_site(observed(lines));

  ASSERT_THAT(proposal.links, SizeIs(1));
  EXPECT_THAT(proposal.links[0].outside, ElementsAre("outside"));
  EXPECT_EQ(proposal.links[0].records, 21U);
}

TEST(Proposal, TellsRolesByWhatOnlyOneKindOfMachineOffers) {
  const auto proposal = propose_site(observed({
      {"10.1.1.1", "10.1.2.1", "kerberos", "10:00", "10:01"},
      {"10.1.1.1", "10.1.2.1", "ldap", "10:00", "10:01"},
      {"10.1.1.1", "10.1.2.2", "mssql", "10:00", "10:01"},
      {"10.1.1.1", "10.1.2.3", "print", "10:00", "10:01"},
      {"10.1.1.1", "10.1.2.4", "wsus", "10:00", "10:01"},
      {"10.1.1.1", "10.1.2.5", "nfs", "10:00", "10:01"},
      {"10.1.3.1", "10.1.2.6", "dicom", "10:00", "10:01"},
      {"10.1.3.2", "10.1.2.6", "dicom", "10:00", "10:01"},
  }));

  EXPECT_EQ(role_of(proposal, "domain-controller-10-1-2-1"), Role::DomainController);
  EXPECT_EQ(role_of(proposal, "database-10-1-2-2"), Role::Database);
  EXPECT_EQ(role_of(proposal, "printer-10-1-2-3"), Role::Printer);
  EXPECT_EQ(role_of(proposal, "deployment-10-1-2-4"), Role::Deployment);
  EXPECT_EQ(role_of(proposal, "nas-10-1-2-5"), Role::Nas);
  EXPECT_EQ(role_of(proposal, "application-10-1-2-6"), Role::Application);
  EXPECT_EQ(role_of(proposal, "device-10-1-3-1"), Role::Device);
  EXPECT_EQ(role_of(proposal, "client-10-1-1-1"), Role::Client);
}

TEST(Proposal, TellsAManagementProgramByThoseItAsks) {
  std::vector<Line> lines;
  for (int i = 1; i <= 5; ++i) {
    lines.push_back({"10.1.1.41", "10.1.2." + std::to_string(i), "snmp", "10:00", "10:01"});
  }
  const auto proposal = propose_site(observed(lines));

  EXPECT_EQ(role_of(proposal, "monitoring-10-1-1-41"), Role::Monitoring);
  EXPECT_EQ(proposal.unnamed, 5U);  // an answer to SNMP says nothing of the role
}

TEST(Proposal, TellsAJumpHostByBeingAdministeredAndAdministering) {
  const auto proposal = propose_site(observed({
      {"10.1.1.1", "10.1.2.1", "rdp", "10:00", "10:10"},
      {"10.1.2.1", "10.1.3.1", "rdp", "10:00", "10:10"},
      {"10.1.2.1", "10.1.3.2", "ssh", "10:00", "10:10"},
  }));

  EXPECT_EQ(role_of(proposal, "jump-host-10-1-2-1"), Role::JumpHost);
}

TEST(Proposal, LeavesAMachineThatOpensOneUnknownServiceWithoutARole) {
  // an analyser that reports to its server looks just so, and is no susceptible client
  const auto proposal =
      propose_site(observed({{"10.1.1.1", "10.1.2.1", "tcp/3001", "10:00", "10:01"}}));

  EXPECT_THAT(proposal.systems, IsEmpty());
  EXPECT_EQ(proposal.unnamed, 2U);
}

TEST(Proposal, TakesTheLedgersRoleFirstThenTheName) {
  Ledger ledger;
  ledger.entries = {listed("opd-pc01", "10.1.1.1", ""), listed("emr-db1", "10.1.1.2", ""),
                    listed("odd", "10.1.1.3", "", Role::Nas), listed("bk-sv", "10.1.1.4", ""),
                    listed("thing", "10.1.1.5", "")};
  const auto proposal =
      propose_site(observed({{"10.1.1.1", "10.1.1.3", "mssql", "10:00", "10:01"}}, ledger));

  EXPECT_EQ(role_of(proposal, "opd-pc01"), Role::Client);
  EXPECT_EQ(role_of(proposal, "emr-db1"), Role::Database);
  EXPECT_EQ(role_of(proposal, "odd"), Role::Nas);
  EXPECT_EQ(role_of(proposal, "bk-sv"), Role::Backup);
  EXPECT_EQ(role_of(proposal, "thing"), Role::Other);
  EXPECT_THAT(proposal.systems, SizeIs(5));
}

TEST(Proposal, SaysWhereAMachineOfTheLedgerWasSeenBesides) {
  Ledger ledger;
  ledger.entries = {listed("lis-an2", "10.20.2.42", "", Role::Device)};
  ledger.entries[0].macs = {MacAddress::parse("02:00:00:00:00:42").value()};
  Observations seen =
      GraphOf({{"10.20.2.42", "172.16.1.11", "hl7", "10:00", "10:01"}}).observations();
  for (const char* address : {"10.20.2.42", "172.16.1.142"}) {
    Binding binding;
    binding.address = IpAddress::parse(address).value();
    binding.mac = ledger.entries[0].macs[0];
    binding.first = at("10:00");
    binding.last = at("10:01");
    seen.bindings.push_back(binding);
  }
  CollectingSink sink;
  const auto proposal = propose_site(build_graph(seen, Site{}, ledger, sink));

  const auto* system = system_named(proposal, "lis-an2");
  ASSERT_NE(system, nullptr);
  EXPECT_THAT(system->addresses, SizeIs(2));
  EXPECT_THAT(system->reason.args, ElementsAre("172.16.1.142"));
}

TEST(Proposal, GivesEachNameOnce) {
  // the ledger calls a zone and a machine alike
  Ledger ledger;
  ledger.entries = {listed("radiology", "10.1.1.1", "radiology"),
                    listed("X1", "10.1.1.2", "radiology")};
  const auto proposal =
      propose_site(observed({{"10.1.1.1", "192.0.2.1", "tcp/443", "10:00", "10:01"}}, ledger));

  EXPECT_EQ(proposal.zones.at(0).name, "radiology");
  EXPECT_NE(system_named(proposal, "radiology-2"), nullptr);
  EXPECT_NE(system_named(proposal, "X1"), nullptr);
  EXPECT_EQ(proposal.links.at(0).name, "X1-2");
}

TEST(Proposal, LeavesOutLinkLocalAddresses) {
  const auto proposal = propose_site(observed({
      {"169.254.1.1", "10.1.1.1", "smb", "10:00", "10:01"},
      {"fe80::1", "10.1.1.1", "smb", "10:00", "10:01"},
  }));

  ASSERT_THAT(proposal.zones, SizeIs(1));
  EXPECT_EQ(proposal.zones[0].name, "NET-10-1-1");
}

TEST(Proposal, IsTheSameForAnyOrderOfRecords) {
  std::vector<Line> lines = {
      {"10.1.1.1", "10.1.2.1", "kerberos", "10:00", "10:01"},
      {"10.1.1.1", "192.0.2.1", "tcp/443", "10:00", "10:01"},
      {"10.1.1.2", "192.0.2.1", "tcp/443", "10:00", "10:01"},
  };
  const auto names = [](const SiteProposal& p) {
    std::vector<std::string> out;
    for (const auto& s : p.systems) {
      out.push_back(s.name);
    }
    for (const auto& l : p.links) {
      out.push_back(l.outside.front() + std::to_string(l.inside.size()));
    }
    return out;
  };
  const auto forward = names(propose_site(observed(lines)));
  std::ranges::reverse(lines);

  EXPECT_EQ(names(propose_site(observed(lines))), forward);
}

}  // namespace
}  // namespace hamon
