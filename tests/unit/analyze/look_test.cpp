#include "analyze/look.hpp"

#include "support/graph_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

NamedGraph observed(std::vector<Line> lines) {
  return GraphOf(std::move(lines)).build();
}

Look looked(const NamedGraph& graph, const TrafficNames& names = {}) {
  return look(graph, names);
}

Binding called(const char* address, const char* name, BindingKind kind = BindingKind::ServerName) {
  Binding binding;
  binding.kind = kind;
  binding.address = *IpAddress::parse(address);
  binding.name = name;
  return binding;
}

FlowRecord question(const char* asker, const char* name, FlowState state) {
  FlowRecord record;
  record.start = record.end = at("10:00");
  record.initiator = *IpAddress::parse(asker);
  record.responder = *IpAddress::parse("10.0.0.53");
  record.service = "dns";
  record.names = {name};
  record.state = state;
  return record;
}

TEST(Look, OfNothingIsEmpty) {
  const Look found = looked(observed({}));

  EXPECT_EQ(found.systems_inside + found.systems_outside, 0U);
  EXPECT_EQ(found.established + found.attempts, 0U);
  EXPECT_THAT(found.entered, IsEmpty());
  EXPECT_THAT(found.systems, IsEmpty());
  EXPECT_EQ(found.common_end, std::nullopt);
}

TEST(Look, TellsWhoOpenedFromOutsideFromWhomTheInsideOpened) {
  const NamedGraph graph = observed({
      {"10.1.1.1", "198.51.100.7", "https", "10:00", "10:01"},
      {"198.51.100.7", "10.1.1.2", "rdp", "11:00", "11:30"},
      {"198.51.100.7", "10.1.1.2", "rdp", "12:00", "12:30"},
      {"198.51.100.7", "10.1.1.3", "https", "12:00", "12:30"},
  });
  const Look found = looked(graph);

  ASSERT_THAT(found.entered, SizeIs(1));
  EXPECT_EQ(found.entered[0].entry, Entry::Observed);
  EXPECT_EQ(found.entered[0].records, 3U);
  EXPECT_THAT(found.entered[0].inside, ElementsAre(graph.id("10.1.1.2"), graph.id("10.1.1.3")));
  // What administers stands before what there is more of.
  EXPECT_EQ(graph[found.entered[0].services[0].service].name, "rdp");
  EXPECT_EQ(found.entered[0].seen, (Interval{at("11:00"), at("12:30")}));
  ASSERT_THAT(found.outward, SizeIs(1));
  EXPECT_EQ(found.outward[0].entry, Entry::None);
  EXPECT_EQ(found.outward[0].records, 1U);
}

TEST(Look, AnEntryWhoseDirectionWasInferredStandsBehindThoseSeen) {
  Observations seen = GraphOf({{"198.51.100.7", "10.1.1.2", "rdp", "11:00", "11:30"},
                               {"198.51.100.7", "10.1.1.2", "rdp", "12:00", "12:30"},
                               {"198.51.100.8", "10.1.1.2", "rdp", "11:00", "11:30"}})
                          .observations();
  for (FlowRecord& record : seen.records) {
    if (record.initiator == *IpAddress::parse("198.51.100.7")) {
      record.direction = DirectionBasis::ServicePort;
      record.saw_syn = false;
    }
  }
  CollectingSink sink;
  const NamedGraph graph(build_graph(std::move(seen), {}, {}, sink));
  const Look found = looked(graph);

  ASSERT_THAT(found.entered, SizeIs(2));
  EXPECT_EQ(found.entered[0].outside, graph.id("198.51.100.8"));
  EXPECT_EQ(found.entered[1].entry, Entry::Inferred);
}

TEST(Look, CountsAttemptsFromOutsideAndNoConnectionOfTheirs) {
  const Look found = looked(observed({
      {"198.51.100.7", "10.1.1.2", "rdp", "11:00", "11:00", FlowState::Attempted},
      {"198.51.100.7", "10.1.1.3", "rdp", "11:00", "11:00", FlowState::Rejected},
      {"10.1.1.2", "198.51.100.9", "rdp", "11:00", "11:00", FlowState::Attempted},
      {"10.1.1.2", "10.1.1.3", "smb", "11:00", "11:01"},
  }));

  EXPECT_THAT(found.entered, IsEmpty());
  EXPECT_EQ(found.outside_attempts, 2U);
  EXPECT_EQ(found.outside_attempters, 1U);
  EXPECT_EQ(found.attempts, 3U);
}

TEST(Look, RemoteAccessAcrossTheBorderStandsFirstAndKeepsItsBasis) {
  const NamedGraph graph = observed({
      {"10.1.1.1", "10.1.1.2", "ssh", "10:00", "10:01"},
      {"10.1.1.1", "10.1.1.3", "ssh", "10:00", "10:01"},
      {"10.1.1.4", "198.51.100.7", "anydesk", "10:00", "10:01"},
      {"10.1.1.4", "198.51.100.8", "https", "10:00", "10:01"},
  });
  const Look found = looked(graph);

  ASSERT_THAT(found.remote, SizeIs(2));
  EXPECT_EQ(found.remote[0].product, "anydesk");
  EXPECT_TRUE(found.remote[0].crosses);
  EXPECT_EQ(found.remote[0].basis, ServiceBasis::Port);  // tcp/6568 alone: an indication
  EXPECT_EQ(found.remote[1].product, "ssh");
  EXPECT_FALSE(found.remote[1].crosses);
  EXPECT_THAT(found.remote[1].to, ElementsAre(graph.id("10.1.1.2"), graph.id("10.1.1.3")));
}

TEST(Look, ASystemAloneInItsSegmentStandsFirstAmongWhatAdministersInside) {
  const NamedGraph graph = observed({
      {"10.1.1.1", "10.1.1.2", "rdp", "10:00", "10:01"},
      {"10.1.1.1", "10.1.1.3", "rdp", "10:00", "10:01"},
      {"192.168.77.10", "10.1.1.4", "rdp", "10:00", "10:01"},
  });
  EXPECT_EQ(looked(graph).remote.at(0).from, graph.id("192.168.77.10"));
}

TEST(Look, AServerNameTellsAProductThatThePortHides) {
  const NamedGraph graph = observed({{"10.1.1.4", "198.51.100.8", "https", "10:00", "10:01"}});
  TrafficNames names;
  names.add(called("198.51.100.8", "relay-1.net.anydesk.com"));
  names.add(called("198.51.100.8", "a.example", BindingKind::DnsAnswer));
  const Look found = looked(graph, names);

  ASSERT_THAT(found.remote, SizeIs(1));
  EXPECT_EQ(found.remote[0].product, "anydesk");
  EXPECT_EQ(found.remote[0].basis, ServiceBasis::Name);
  EXPECT_EQ(found.remote[0].name, "relay-1.net.anydesk.com");
  // The telling name first, though another stands before it in the alphabet.
  EXPECT_THAT(found.outward.at(0).names, ElementsAre("relay-1.net.anydesk.com", "a.example"));
}

TEST(Look, AQuestionForAProductIsKeptAndWhetherItWasAnswered) {
  const NamedGraph graph = observed({{"10.1.1.4", "10.0.0.53", "dns", "10:00", "10:01"}});
  TrafficNames names;
  names.add(question("10.1.1.4", "router1.teamviewer.com", FlowState::Attempted));
  names.add(question("10.1.1.4", "teamviewer.com.example", FlowState::Established));
  const Look found = looked(graph, names);

  ASSERT_THAT(found.remote, SizeIs(1));
  EXPECT_EQ(found.remote[0].product, "teamviewer");
  EXPECT_THAT(found.remote[0].to, IsEmpty());
  EXPECT_FALSE(found.remote[0].answered);
}

TEST(Look, RanksSystemsByPeersAndSaysWhatTheyAnswer) {
  const NamedGraph graph = observed({
      {"10.1.1.1", "10.1.1.9", "smb", "10:00", "10:01"},
      {"10.1.1.2", "10.1.1.9", "smb", "10:00", "10:01"},
      {"10.1.1.1", "10.1.1.9", "dns", "10:00", "10:01"},
      {"10.1.1.9", "198.51.100.8", "https", "10:00", "10:01"},
  });
  const Look found = looked(graph);

  ASSERT_THAT(found.systems, SizeIs(3));  // the outside system is not among them
  EXPECT_EQ(found.systems[0].system, graph.id("10.1.1.9"));
  EXPECT_EQ(found.systems[0].peers, 3U);
  ASSERT_THAT(found.systems[0].offers, SizeIs(2));
  EXPECT_EQ(graph[found.systems[0].offers[0].service].name, "smb");
  EXPECT_EQ(found.common_end, graph.id("10.1.1.9"));
}

TEST(Look, NoCommonEndWhereTwoOthersTalk) {
  EXPECT_EQ(looked(observed({
                       {"10.1.1.1", "10.1.1.9", "smb", "10:00", "10:01"},
                       {"10.1.1.2", "10.1.1.9", "smb", "10:00", "10:01"},
                       {"10.1.1.3", "10.1.1.9", "smb", "10:00", "10:01"},
                       {"10.1.1.1", "10.1.1.2", "smb", "10:00", "10:01"},
                   }))
                .common_end,
            std::nullopt);
}

TEST(Look, WhoTriedTwentyAddressesInVainIsNamedAndWhoTriedNineteenIsNot) {
  std::vector<Line> lines;
  for (int i = 1; i <= 20; ++i) {
    const std::string target = "10.1.2." + std::to_string(i);
    lines.push_back({"10.1.1.1", target, "smb", "10:00", "10:00", FlowState::Attempted});
    if (i < 20) {
      lines.push_back({"10.1.1.2", target, "smb", "10:00", "10:00", FlowState::Attempted});
    }
  }
  const NamedGraph graph = observed(lines);
  const Look found = looked(graph);

  ASSERT_THAT(found.scanners, SizeIs(1));
  EXPECT_EQ(found.scanners[0].system, graph.id("10.1.1.1"));
  EXPECT_EQ(found.scanners[0].targets, 20U);
  EXPECT_EQ(found.scanners[0].ports, 1U);
}

TEST(Look, WatchedTimeLeavesHolesOut) {
  // 10:00–10:10 and 20:00–20:05, with a hole of ten hours but ten minutes between.
  EXPECT_EQ(looked(observed({
                       {"10.1.1.1", "10.1.1.9", "smb", "10:00", "10:10"},
                       {"10.1.1.2", "10.1.1.9", "smb", "20:00", "20:05"},
                   }))
                .watched.ns,
            Duration::minutes(15).ns);
}

TEST(Look, SegmentsAreThoseOfTheInsideTheLargestFirst) {
  const Look found = looked(observed({
      {"10.1.1.1", "10.1.2.9", "smb", "10:00", "10:10"},
      {"10.1.2.2", "10.1.2.9", "smb", "10:00", "10:10"},
      {"10.1.2.2", "198.51.100.9", "https", "10:00", "10:10"},
  }));

  ASSERT_THAT(found.segments, SizeIs(2));
  EXPECT_EQ(found.segments[0].prefix, *Prefix::parse("10.1.2.0/24"));
  EXPECT_THAT(found.segments[0].systems, SizeIs(2));
  EXPECT_FALSE(found.segments[0].on_link);
}

TEST(TrafficNames, KeepEightNamesAnAddressAndThoseOfProductsBeyond) {
  TrafficNames names;
  for (char c = 'a'; c < 'p'; ++c) {
    names.add(called("198.51.100.8", (std::string(1, c) + ".example").c_str()));
  }
  names.add(called("198.51.100.8", "relay.anydesk.com"));
  EXPECT_THAT(names.of(*IpAddress::parse("198.51.100.8")), SizeIs(9));
  EXPECT_THAT(names.of(*IpAddress::parse("198.51.100.9")), IsEmpty());
}

}  // namespace
}  // namespace hamon
