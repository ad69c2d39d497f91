#include "analyze/organisations.hpp"

#include <set>

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

const std::string kSite = R"(
site: {name: test, timezone: UTC}
internal: [10.0.0.0/8]
systems:
  emr: {addresses: [10.1.1.21]}
)";

std::string name(const IpAddress& address) {
  return address == *IpAddress::parse("203.0.113.10") ? "" : "of " + address.text();
}

struct Named {
  NamedGraph graph;
  Organisations organisations;

  explicit Named(const std::vector<Line>& lines)
      : graph(graph_of(lines, site_of(kSite))),
        organisations(Organisations::of_graph(graph, name)) {}
};

TEST(Organisations, AreThoseOfOutsideAddressesAlone) {
  const Named named({{"203.0.113.10", "emr", "rdp", "10:00", "10:05"},
                     {"emr", "198.51.100.9", "https", "10:00", "10:05"}});
  const auto& names = named.organisations.names;
  ASSERT_EQ(names.size(), 1U);  // of 203.0.113.10 none is known, emr is inside
  EXPECT_EQ(names.at(*IpAddress::parse("198.51.100.9")), "of 198.51.100.9");
}

TEST(Organisations, OfAnOutsideSystemAreThoseOfItsFirstAddressThatIsKnown) {
  const Organisations organisations{{{*IpAddress::parse("203.0.113.11"), "first"},
                                     {*IpAddress::parse("203.0.113.12"), "second"}}};
  System system;
  for (const char* address : {"203.0.113.10", "203.0.113.12", "203.0.113.11"}) {
    system.addresses.push_back({*IpAddress::parse(address), {}, "observed", true});
  }
  EXPECT_EQ(organisations.of(system), "");
  system.outside = true;
  EXPECT_EQ(organisations.of(system), "second");
}

TEST(Organisations, OfAConversationAreThoseOfItsFarEndWhoeverOpened) {
  const Named named({{"198.51.100.9", "emr", "rdp", "10:00", "10:05"},
                     {"emr", "198.51.100.8", "https", "10:10", "10:15"},
                     {"emr", "10.1.1.22", "https", "10:20", "10:25"}});
  std::set<std::string> found;
  for (const Conversation& c : named.graph.conversations()) {
    found.insert(c.responder.text() + " " + named.organisations.of(c));
  }
  EXPECT_EQ(found, (std::set<std::string>{"10.1.1.21 of 198.51.100.9",
                                          "198.51.100.8 of 198.51.100.8", "10.1.1.22 "}));
}

TEST(Organisations, AreKnownOfWhatWasOnlyTriedInVain) {
  const Named named({{"emr", "198.51.100.9", "https", "10:00", "10:05", FlowState::Attempted}});
  ASSERT_EQ(named.graph.attempts().size(), 1U);
  ASSERT_FALSE(named.graph.attempts()[0].to);
  EXPECT_EQ(named.organisations.of(named.graph.attempts()[0]), "of 198.51.100.9");
}

TEST(Organisations, AreEmptyWithoutADatabase) {
  const Named named({{"emr", "198.51.100.9", "https", "10:00", "10:05"}});
  EXPECT_EQ(Organisations().of(named.graph.conversations()[0]), "");
}

}  // namespace
}  // namespace hamon
