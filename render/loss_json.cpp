#include "render/loss_json.hpp"

#include "render/document_parts.hpp"

namespace hamon {
namespace {

Json head(const DocumentContext& context, const FlowGraph& graph, const SpreadOptions& options,
          const char* schema) {
  Json document = document_head(context, graph, schema);
  document["assumptions"]["profile"] = name_of(options.profile);
  document["assumptions"]["incubation_s"] = seconds_part(options.incubation);
  document["seeds"] = Json::array();
  for (const Seed& seed : options.seeds) {
    document["seeds"].push_back(
        {{"system", graph[seed.system].name}, {"time", time_part(graph, seed.time)}});
  }
  return document;
}

}  // namespace

std::string restore_json(const DocumentContext& context, const FlowGraph& graph,
                         const SpreadOptions& options, const std::vector<BackupState>& backups) {
  Json document = head(context, graph, options, "hamon/restore/1");
  document["backups"] = Json::array();
  for (const BackupState& state : backups) {
    const SiteBackup& backup = graph.site().backups[state.backup];
    document["backups"].push_back({{"id", backup.id},
                                   {"system", backup.system},
                                   {"start", time_part(graph, backup.start)},
                                   {"end", time_part(graph, backup.end)},
                                   {"verdict", name_of(state.verdict)},
                                   {"compromised", time_or_null(graph, state.reached)},
                                   {"store", backup.store},
                                   {"store_reached", time_or_null(graph, state.store_reached)}});
  }
  add_coverage(document, graph);
  return document_text(document);
}

std::string leak_json(const DocumentContext& context, const FlowGraph& graph,
                      const SpreadOptions& options, const Leak& leak) {
  Json document = head(context, graph, options, "hamon/leak/1");
  document["total_bytes"] = leak.total_bytes;
  document["destinations"] = Json::array();
  for (const LeakPath& path : leak.paths) {
    Json hours = Json::array();
    for (const LeakHour& hour : path.hours) {
      hours.push_back({{"hour", time_part(graph, hour.hour)}, {"bytes", hour.bytes}});
    }
    document["destinations"].push_back({{"system", graph[path.system].name},
                                        {"destination", graph[path.destination].name},
                                        {"service", graph[path.service].name},
                                        {"bytes", path.bytes},
                                        {"first", time_part(graph, path.seen.begin)},
                                        {"last", time_part(graph, path.seen.end)},
                                        {"hours", hours}});
  }
  add_coverage(document, graph);
  return document_text(document);
}

}  // namespace hamon
