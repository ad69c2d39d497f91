#include "analyze/spread.hpp"

#include <algorithm>
#include <set>

#include "property/spread_questions.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

constexpr const char* kAddresses[] = {
    "10.0.0.5",      "10.0.0.6", "10.0.0.200",      "10.0.1.7",        "10.0.1.8",
    "10.9.1.1",      "10.9.2.1", "2001:db8:0:1::5", "2001:db8:0:1::6", "2001:db8:0:2::5",
    "169.254.10.10", "fe80::5",  "198.51.100.9",    "198.51.100.10"};
constexpr const char* kPrefixes[] = {"10.0.0.0/25", "10.0.0.0/16", "10.9.0.0/16", "2001:db8::/32",
                                     "10.0.1.8/32"};

/// Ring `exposed` straight from its definition (analysis.md, Spread, Rings), over single records.
class ExposedTwin {
 public:
  ExposedTwin(const FlowGraph& graph, const TwinQuestion& question)
      : graph_(graph), q_(question), twin_(question) {}

  [[nodiscard]] std::set<std::string> ring() const {
    std::set<std::string> fallen;
    for (const auto& [name, t] : twin_.compromised()) {
      fallen.insert(name);
    }
    grow(fallen, false);
    grow(fallen, true);
    for (const auto& [name, t] : twin_.affected()) {
      fallen.erase(name);
    }
    for (const std::string& name : twin_.connected()) {
      fallen.erase(name);
    }
    return fallen;
  }

 private:
  void grow(std::set<std::string>& fallen, bool exposed) const {
    for (bool change = true; change;) {
      change = false;
      for (const auto& e : twin_.edges()) {
        if (e.kind == 'S' && !e.touched && fallen.count(e.from) != 0 && twin_.passes(e.from)) {
          change = fallen.insert(e.to).second || change;
        }
      }
      for (std::uint32_t v = 0; exposed && v < graph_.systems().size(); ++v) {
        for (std::uint32_t u = 0; u < graph_.systems().size(); ++u) {
          const std::string& from = graph_.systems()[u].name;
          if (fallen.count(from) != 0 && twin_.passes(from) && lies_open(v, u)) {
            change = fallen.insert(graph_.systems()[v].name).second || change;
          }
        }
      }
    }
  }

  /// Somebody on `u` who has the password can log on to `v`.
  [[nodiscard]] bool lies_open(std::uint32_t v, std::uint32_t u) const {
    if (!graph_.systems()[v].susceptible || barred(v, u)) {
      return false;
    }
    const auto there = segments(v), here = segments(u);
    for (const Conversation& served : graph_.conversations()) {
      const Service& service = graph_[served.service];
      const bool admin =
          service.service_class == ServiceClass::RemoteAdmin || service.name == "smb";
      if (!admin || *served.to != SystemId{v}) {
        continue;
      }
      for (const Prefix& segment : there) {
        if (here.count(segment) != 0) {
          return true;
        }
        for (const Conversation& shown : graph_.conversations()) {
          if (shown.service == served.service && here.count(segment_of(shown.initiator)) != 0 &&
              segment_of(shown.responder) == segment) {
            return true;
          }
        }
      }
    }
    return false;
  }

  [[nodiscard]] bool barred(std::uint32_t v, std::uint32_t u) const {
    const std::string &x = graph_.systems()[v].name, &y = graph_.systems()[u].name;
    return std::any_of(q_.isolations.begin(), q_.isolations.end(),
                       [&](const auto& i) { return i.first.count(x) + i.first.count(y) != 0; }) ||
           std::any_of(q_.cuts.begin(), q_.cuts.end(), [&](const auto& cut) {
             return (cut.a.count(x) != 0 && cut.b.count(y) != 0) ||
                    (cut.a.count(y) != 0 && cut.b.count(x) != 0);
           });
  }

  [[nodiscard]] Prefix segment_of(const IpAddress& address) const {
    Prefix best(address, address.is_v4() ? 24 : 64);
    int longest = -1;
    for (const Zone& zone : graph_.zones()) {
      for (const Prefix& prefix : zone.prefixes) {
        if (prefix.contains(address) && static_cast<int>(prefix.length()) > longest) {
          longest = static_cast<int>(prefix.length());
          best = prefix;
        }
      }
    }
    return best;
  }
  [[nodiscard]] std::set<Prefix> segments(std::uint32_t system) const {
    std::set<Prefix> segments;
    for (const SystemAddress& held : graph_.systems()[system].addresses) {
      if (!held.address.is_link_local()) {
        segments.insert(segment_of(held.address));
      }
    }
    return segments;
  }

  const FlowGraph& graph_;
  const TwinQuestion& q_;
  SpreadTwin twin_;
};

void give_addresses(FlowGraph& graph, RandomQuestions& questions) {
  auto& zones = FlowGraphMaker::zones(graph);
  for (const char* prefix : kPrefixes) {
    if (questions.number(2) == 0) {
      zones.push_back({fmt::format("z{}", zones.size()), {}, {}, {*Prefix::parse(prefix)}});
    }
  }
  for (System& system : FlowGraphMaker::systems(graph)) {
    for (std::int64_t i = questions.number(3); i >= 0; --i) {
      SystemAddress held;
      held.address = *IpAddress::parse(kAddresses[questions.number(std::size(kAddresses))]);
      system.addresses.push_back(held);
    }
  }
  for (Conversation& c : FlowGraphMaker::conversations(graph)) {
    const auto one_of = [&](const System& system) {
      const auto count = static_cast<std::int64_t>(system.addresses.size());
      return system.addresses[static_cast<std::size_t>(questions.number(count))].address;
    };
    c.initiator = one_of(graph[c.from]);
    c.responder = one_of(graph[*c.to]);
  }
}

TEST(Exposed, EqualsItsDefinitionOnRandomQuestions) {
  constexpr const char* kServices[] = {"rdp", "ssh", "smb", "https", "wsus", "relay"};
  RandomQuestions questions(15);
  std::size_t met = 0;
  for (int i = 0; i < 1500; ++i) {
    TwinQuestion q = questions.next();
    q.profile = i % 2 == 0 ? Profile::Default : Profile::Broad;
    // Few records, so that something is left to lie open.
    q.records.resize(std::min<std::size_t>(q.records.size(), 3 + static_cast<std::size_t>(i % 9)));
    for (MadeRecord& r : q.records) {
      r.service = kServices[questions.number(6)];
    }
    FlowGraph graph = FlowGraphMaker::make(q.systems, q.records);
    give_addresses(graph, questions);
    SpreadOptions options = options_of(graph, q);
    options.shared_admin = true;
    const SpreadResult result = spread(graph, SpreadIndex(graph), options);
    std::set<std::string> ring;
    for (std::size_t v = 0; v < result.systems.size(); ++v) {
      if (result.systems[v].ring == Ring::Exposed) {
        ring.insert(graph.systems()[v].name);
      }
    }
    ASSERT_EQ(ring, ExposedTwin(graph, q).ring()) << described(q);
    met += ring.empty() ? 0U : 1U;
  }
  EXPECT_GT(met, 200U) << "the questions must have something that lies open";
}

}  // namespace
}  // namespace hamon
