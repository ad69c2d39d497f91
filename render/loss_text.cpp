#include "render/loss_text.hpp"

#include "render/service_words.hpp"
#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>
#include <set>

namespace hamon {
namespace {

std::string verdict_words(const Catalogue& c, BackupVerdict verdict) {
  switch (verdict) {
    case BackupVerdict::Outside:
      return c.text("before anything was observed: not known");
    case BackupVerdict::Before:
      return c.text("before it could be reached");
    case BackupVerdict::Suspect:
      return c.text("suspect: could be reached while it ran, or earlier");
    case BackupVerdict::After:
      break;
  }
  return c.text("after it could be reached");
}

Ink ink_of(BackupVerdict verdict) {
  return verdict == BackupVerdict::Before    ? Ink::Green
         : verdict == BackupVerdict::Outside ? Ink::Plain
         : verdict == BackupVerdict::Suspect ? Ink::Yellow
                                             : Ink::Red;
}

/// The hour in which most went.
std::string busiest_hour(const FlowGraph& graph, const LeakPath& path) {
  const auto most =
      std::max_element(path.hours.begin(), path.hours.end(),
                       [](const LeakHour& a, const LeakHour& b) { return a.bytes < b.bytes; });
  return most == path.hours.end() ? ""
                                  : time_text(graph, most->hour) + " " + bytes_words(most->bytes);
}

}  // namespace

std::string restore_text(const TextContext& context, const FlowGraph& graph,
                         const std::vector<BackupState>& backups) {
  const Catalogue& c = context.catalogue;
  Lines lines(context);
  if (backups.empty()) {
    lines.say(message("The site file lists no backups: enter them under `backups`."), 0, Ink::Bold);
    return lines.str();
  }
  const auto stores = std::count_if(backups.begin(), backups.end(), [](const BackupState& state) {
    return state.store_reached.has_value();
  });
  lines.say(message("{} backups; the store of {} could be reached itself", backups.size(), stores),
            0, Ink::Bold);
  Table table;
  table.column(c.text("BACKUP"))
      .column(c.text("SYSTEM"))
      .column(c.text("TAKEN"))
      .column(c.text("COMPARED WITH THE SYSTEM"))
      .column(c.text("SYSTEM REACHED"))
      .column(c.text("STORE"))
      .column(c.text("STORE REACHED"));
  for (const BackupState& state : backups) {
    const SiteBackup& backup = graph.site().backups[state.backup];
    table.row(
        {printable(backup.id),
         printable(backup.system),
         interval_text(graph, {backup.start, backup.end}),
         {verdict_words(c, state.verdict), ink_of(state.verdict)},
         time_or_dash(graph, state.reached),
         printable(backup.store),
         {time_or_dash(graph, state.store_reached), state.store_reached ? Ink::Red : Ink::Plain}});
  }
  lines.add(table.text(context, 2, true));
  lines.say(message("This is what is possible, not what happened."), 2, Ink::Bold);
  lines.say(
      message("next: examine a backup on a machine apart before anything is restored from it; "
              "one whose store could be reached may be damaged whatever its time"),
      2);
  lines.blank();
  lines.say(message("What no sensor saw is not in it: see `hamon coverage`."));
  return lines.str();
}

std::string leak_text(const TextContext& context, const FlowGraph& graph, const Leak& leak) {
  const Catalogue& c = context.catalogue;
  Lines lines(context);
  std::set<SystemId> systems;
  std::set<SystemId> destinations;
  std::vector<const LeakPath*> most;
  for (const LeakPath& path : leak.paths) {
    systems.insert(path.system);
    destinations.insert(path.destination);
    most.push_back(&path);
  }
  if (most.empty()) {
    lines.say(message("No record shows anything that left from a system that could be compromised. "
                      "That is no proof that nothing did: see `hamon coverage`."),
              0, Ink::Bold);
    return lines.str();
  }
  lines.say(message("At most {} can have left: from {} systems to {} destinations",
                    bytes_words(leak.total_bytes), systems.size(), destinations.size()),
            0, Ink::Bold);
  lines.say(message("All that went outside since each system could be compromised is counted, "
                    "ordinary work too. This is what is possible, not what happened."),
            2);
  std::stable_sort(most.begin(), most.end(),
                   [](const LeakPath* a, const LeakPath* b) { return a->bytes > b->bytes; });
  Table table;
  table.column(c.text("SYSTEM"))
      .column(c.text("ZONE"))
      .column(c.text("DESTINATION"))
      .column(c.text("SERVICE"))
      .column(c.text("BYTES"), Table::Align::Right)
      .column(c.text("FROM, TO"))
      .column(c.text("BUSIEST HOUR"));
  for (const LeakPath* path : most) {
    table.row({printable(graph[path->system].name), zone_text(context, graph, path->system),
               printable(graph[path->destination].name),
               service_title(c, graph, graph[path->service].name), bytes_words(path->bytes),
               interval_text(graph, path->seen), busiest_hour(graph, *path)});
  }
  lines.blank();
  lines.add(table.text(context, 2));
  lines.blank();
  lines.say(message("What no sensor saw is not in it: see `hamon coverage`."));
  return lines.str();
}

}  // namespace hamon
