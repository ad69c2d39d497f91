#include "analyze/leak.hpp"
#include "analyze/restore.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "property/spread_questions.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

/// The earlier of both times of the twin.
std::optional<std::int64_t> reached(const SpreadTwin& twin, const std::string& name) {
  std::optional<std::int64_t> at;
  for (const auto* times : {&twin.compromised(), &twin.affected()}) {
    if (const auto found = times->find(name); found != times->end()) {
      at = std::min(at.value_or(found->second), found->second);
    }
  }
  return at;
}

std::optional<Timestamp> time(const std::optional<std::int64_t>& ns) {
  return ns ? std::optional(Timestamp{*ns}) : std::nullopt;
}

/// formats, section 3, `hamon/restore/1`, word by word.
std::string verdict(const SiteBackup& backup, Timestamp case_begin,
                    const std::optional<std::int64_t>& at,
                    const std::optional<std::int64_t>& broad) {
  if (backup.end < case_begin) {
    return "outside";
  }
  if (at && *at <= backup.start.ns) {
    return "after";
  }
  if ((at && *at <= backup.end.ns) || (broad && *broad <= backup.end.ns)) {
    return "suspect";
  }
  return "before";
}

TEST(Restore, EqualsItsDefinitionOnRandomQuestions) {
  RandomQuestions questions(10);
  std::map<std::string_view, int> met;
  for (int i = 0; i < 1000; ++i) {
    TwinQuestion q = questions.next();
    q.profile = i % 2 == 0 ? Profile::Default : Profile::Broad;
    FlowGraph graph = FlowGraphMaker::make(q.systems, q.records);
    FlowGraphMaker::window(graph) = {Timestamp::from_seconds(5), Timestamp::from_seconds(30)};
    for (const MadeSystem& system : q.systems) {
      for (int k = 0; k < 3; ++k) {
        const Timestamp start{questions.number(27) * kSecond + questions.number(3) - 1};
        FlowGraphMaker::site(graph).backups.push_back(
            {system.name + std::to_string(k), system.name, k == 0 ? "offline" : q.systems[0].name,
             start, start + Duration{questions.number(4) * kSecond}, 0});
      }
    }
    const SpreadTwin twin(q);
    TwinQuestion widest = q;
    widest.profile = Profile::Broad;
    const SpreadTwin broad(widest);
    const auto states = restore(graph, SpreadIndex(graph), options_of(graph, q));
    ASSERT_EQ(states.size(), graph.site().backups.size());
    for (const BackupState& state : states) {
      const SiteBackup& backup = graph.site().backups[state.backup];
      const auto at = reached(twin, backup.system);
      ASSERT_EQ(name_of(state.verdict),
                verdict(backup, Timestamp::from_seconds(5), at, reached(broad, backup.system)))
          << backup.id << described(q);
      ASSERT_EQ(state.reached, time(at)) << backup.id << described(q);
      ASSERT_EQ(state.store_reached,
                backup.store == "offline" ? std::nullopt : time(reached(twin, backup.store)))
          << backup.id << described(q);
      ++met[name_of(state.verdict)];
    }
  }
  EXPECT_EQ(met.size(), 4U);  // each verdict was met
}

TEST(Leak, EqualsASumOverRecordsOnRandomQuestions) {
  RandomQuestions questions(11);
  std::size_t paths = 0;
  for (int i = 0; i < 1000; ++i) {
    TwinQuestion q = questions.next();
    for (MadeRecord& r : q.records) {
      r.bytes_out = static_cast<std::uint64_t>(questions.number(1000));
      r.bytes_in = static_cast<std::uint64_t>(questions.number(1000));
    }
    const FlowGraph graph = FlowGraphMaker::make(q.systems, q.records);
    const SpreadTwin twin(q);
    std::map<std::string, bool> outside;
    for (const MadeSystem& system : q.systems) {
      outside[system.name] = system.outside;
    }
    std::map<std::tuple<std::string, std::string, std::string>, std::uint64_t> want;
    for (const MadeRecord& r : q.records) {
      for (const auto& [inner, outer, bytes] : {std::tuple(r.initiator, r.responder, r.bytes_out),
                                                std::tuple(r.responder, r.initiator, r.bytes_in)}) {
        const auto since = twin.compromised().find(inner);
        if (!outside[inner] && outside[outer] && since != twin.compromised().end() &&
            r.end * kSecond >= since->second && bytes > 0) {
          want[{inner, outer, r.service}] += bytes;
        }
      }
    }
    const Leak found = leak(graph, SpreadIndex(graph), options_of(graph, q));
    std::map<std::tuple<std::string, std::string, std::string>, std::uint64_t> got;
    std::uint64_t total = 0;
    for (const LeakPath& path : found.paths) {
      got[{graph[path.system].name, graph[path.destination].name, graph[path.service].name}] =
          path.bytes;
      std::uint64_t in_hours = 0;
      for (const LeakHour& hour : path.hours) {
        in_hours += hour.bytes;
      }
      EXPECT_EQ(in_hours, path.bytes);
      total += path.bytes;
    }
    ASSERT_EQ(got, want) << described(q);
    EXPECT_EQ(found.total_bytes, total);
    paths += got.size();
  }
  EXPECT_GT(paths, 100U);
}

}  // namespace
}  // namespace hamon
