#include "cli/report_writer.hpp"

#include "analyze/contain.hpp"
#include "analyze/entrance_inventory.hpp"
#include "analyze/leak.hpp"
#include "analyze/ledger_gaps.hpp"
#include "analyze/matrix.hpp"
#include "analyze/radius.hpp"
#include "analyze/restore.hpp"
#include "cli/map.hpp"
#include "render/chain_text.hpp"
#include "render/check_text.hpp"
#include "render/contain_text.hpp"
#include "render/diff_text.hpp"
#include "render/entrance_text.hpp"
#include "render/inventory_text.hpp"
#include "render/loss_text.hpp"
#include "render/radius_text.hpp"
#include "render/report_parts.hpp"
#include "render/report_summary.hpp"
#include "render/site_text.hpp"
#include "render/spread_text.hpp"
#include "render/text_parts.hpp"
#include "render/unseen_text.hpp"
#include "render/words.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kRows = 400;     // of one table or list; beyond that paper is of no use
constexpr std::size_t kFindings = 60;  // of one claim

/// The declared connection or system outside that reaches most beyond itself; where there is
/// neither, the widest system inside.
const RankedRadius* widest_entrance(const FlowGraph& graph, const RadiusRanking& ranking) {
  const auto beyond = [](const RankedRadius& ranked) {
    return ranked.radius.timely.data_affected -
           std::min<std::size_t>(ranked.radius.timely.data_affected, ranked.source.size());
  };
  const RankedRadius* widest = nullptr;
  for (const RankedRadius& link : ranking.links) {
    widest = widest == nullptr || beyond(link) > beyond(*widest) ? &link : widest;
  }
  for (const RankedRadius& system : ranking.systems) {
    if (graph[system.source.front()].outside) {
      widest = widest == nullptr || beyond(system) > beyond(*widest) ? &system : widest;
    }
  }
  return widest != nullptr || ranking.systems.empty() ? widest : &ranking.systems.front();
}

bool is_worth_protecting(const System& system, bool weights) {
  if (system.outside) {
    return false;
  }
  if (system.role == Role::Backup || system.role == Role::Nas || system.critical > 0) {
    return true;
  }
  return !weights && (system.role == Role::DomainController || system.role == Role::Database ||
                      system.role == Role::Application || system.role == Role::FileServer);
}

/// Backups and what the site file gives a weight; where it gives none, servers by their role.
std::vector<SystemId> to_protect(const FlowGraph& graph) {
  const bool weights =
      std::ranges::any_of(graph.systems(), [](const System& s) { return s.critical > 0; });
  std::vector<SystemId> systems;
  for (std::uint32_t i = 0; i < graph.systems().size(); ++i) {
    if (is_worth_protecting(graph.systems()[i], weights)) {
      systems.push_back(SystemId{i});
    }
  }
  return systems;
}

}  // namespace

ReportWriter::ReportWriter(const Catalogue& words, OpenedCase& opened, const CheckResult& check,
                           const SpreadOptions& asked)
    : words_(words),
      opened_(opened),
      graph_(opened.graph),
      check_(check),
      context_{words, false, kRows, Markup::Html},
      index_(graph_),
      infection_(asked) {
  if (infection_.seeds.empty()) {
    RadiusOptions options;
    options.profile = asked.profile;
    options.incubation = asked.profile == Profile::Contact ? Duration{} : asked.incubation;
    options.from = graph_.window() ? graph_.window()->begin : Timestamp{};
    ranking_ = rank_radii(graph_, index_, options);
    if (const RankedRadius* widest = widest_entrance(graph_, *ranking_)) {
      entrance_ = widest->name.empty() ? graph_[widest->source.front()].name : widest->name;
      for (const SystemId system : widest->source) {
        infection_.seeds.push_back({system, options.from});
      }
    }
  }
  if (!infection_.seeds.empty()) {
    result_ = spread(graph_, index_, infection_);
  }
}

SpreadResult ReportWriter::with_shared_password() const {
  SpreadOptions options = infection_;
  options.shared_admin = true;
  return spread(graph_, index_, options);
}

void ReportWriter::add(Reader reader, Message title, ReportItems items, std::string body,
                       bool own_page) {
  sections_.push_back({reader, std::move(title), items, std::move(body), own_page});
}

std::vector<Message> ReportWriter::incident_actions() const {
  std::vector<Message> actions;
  if (ranking_) {
    return actions;
  }
  std::vector<SystemId> seeds;
  for (const Seed& seed : infection_.seeds) {
    seeds.push_back(seed.system);
  }
  actions.push_back(
      message("Cut off {} and leave it switched on; then cut in the order of the cut "
              "list, backups first",
              list_text(context_, graph_, seeds, kRows)));
  std::vector<std::string> stores;
  for (const BackupState& backup : restore(graph_, index_, infection_)) {
    const std::string& store = graph_.site().backups[backup.backup].store;
    if (backup.store_reached && std::ranges::find(stores, store) == stores.end()) {
      stores.push_back(store);
    }
  }
  if (!stores.empty()) {
    actions.push_back(
        message("Take backups off the network: an infection can reach where they are "
                "kept, {}",
                list_text(context_, stores, kRows)));
  }
  return actions;
}

std::string ReportWriter::start_text() const {
  Lines lines(context_);
  std::vector<std::string> seeds;
  for (const Seed& seed : infection_.seeds) {
    seeds.push_back(graph_[seed.system].name + " @ " + clock_text(graph_, seed.time));
  }
  if (ranking_) {
    lines.say(
        message("Desk study, no incident: supposed that it comes in by {}, the way in that "
                "reaches farthest. For another start, or in an incident: hamon report --from "
                "SYSTEM@TIME",
                entrance_));
  }
  lines.say(message("Start: {}", list_text(context_, seeds, kRows)));
  return "<div class=\"possible\">\n" +
         Lines(context_).say(message("This is what is possible, not what happened.")).str() +
         "</div>\n" + lines.str();
}

void ReportWriter::add_sizes() {
  if (infection_.seeds.empty()) {
    return;
  }
  add(Reader::Management, message("How far an infection could come"), {"2-10, 2-6", "", ""},
      start_text() + report_sizes(context_, graph_, infection_, with_shared_password()));
}

void ReportWriter::add_site() {
  add(Reader::Management, message("Is the network as it is believed to be?"), {"2-10", "", ""},
      report_verdicts(context_, graph_, check_));
  add_sizes();
  add(Reader::Management, message("Three things to do first"), {"2-10", "2-②", ""},
      report_actions(context_, graph_, check_, incident_actions()));
  add(Reader::Management, message("How sure this is"), {"2-10", "", ""},
      report_certainty(context_, graph_, check_.coverage));

  TextContext few = context_;
  few.rows = kFindings;
  add(Reader::Manager, message("Claims and what speaks against them"), {"2-10", "2-⑬", ""},
      claims_text(few, graph_, check_));
  add(Reader::Manager, message("Accepted findings"), {"2-10", "", ""},
      report_accepted(context_, graph_, check_));
  add(Reader::Manager, message("Ways in and out"), {"2-10", "2-②", ""},
      check_.entrances.empty()
          ? Lines(context_)
                .say(message("No link is declared, and no remote access was seen."))
                .str()
          : entrances_text(context_, graph_, check_.entrances));
  add(Reader::Manager, message("Asset ledger and what was observed"), {"0-2", "2-①", "2.1.3"},
      ledger_text(context_, graph_, ledger_gaps(graph_)));
  add(Reader::Manager, message("Departments and the systems they use"), {"0-2", "", "2.1.4"},
      matrix_text(context_, graph_, matrix_of(graph_)));
  add_map(MapLevel::Zone, message("Data flows between zones"));
  add_map(MapLevel::Department, message("Data flows from departments to systems"));
  add_map(MapLevel::System, message("Data flows between systems"));
  add(Reader::Manager, message("What counts as inside; declared connections"), {"0-2", "2-②", ""},
      site_text(context_, graph_));
  add(Reader::Manager, message("What was watched, and what was not"), {"2-10", "", ""},
      coverage_text(context_, graph_, check_.coverage) +
          unseen_text(context_, graph_, check_.coverage) + coverage_hints(context_, graph_));
}

void ReportWriter::add_changes(const DiffSide& before, const DiffSide& after) {
  add(Reader::Manager, message("What has changed"), {"0-2", "2-①", "2.1.4"},
      diff_text(context_, before, after, diff(before, after)));
}

void ReportWriter::add_map(MapLevel level, const Message& title) {
  MapOptions options;
  options.level = level;
  options.findings = &check_;
  add_drawing(Reader::Manager, title, message("The arrows of the diagram, by number"),
              {"0-2", "2-②", "2.1.4"}, options);
}

void ReportWriter::add_drawing(Reader reader, const Message& title, const Message& table,
                               ReportItems items, const MapOptions& options) {
  const MapModel map = map_model(graph_, options);
  const MapDrawing drawing{words_, graph_, map, options, opened_.id};
  MapCommandOptions asked;
  asked.level = name_of(options.level);
  const MapLayout layout = placed(opened_, drawing, asked);
  add(reader, title, items,
      report_drawing(map_diagram(drawing, layout),
                     "drawing-" + std::to_string(sections_.size()) + "-"),
      true);
  Lines lines(context_);
  lines.head(table).add(map_arrows(context_, drawing));
  if (options.level == MapLevel::System && options.spread == nullptr) {
    lines.say(message("Larger, on sheets of A3: `hamon map --level system --paper a3 -o map.pdf`"));
  }
  sections_.back().body += "<div class=\"arrows\">\n" + lines.str() + "</div>\n";
}

void ReportWriter::add_spread_map() {
  MapOptions options;
  options.level = MapLevel::System;
  options.spread = &result_;
  options.spread_asked = &infection_;
  add_drawing(Reader::Responder, message("The same as a picture"),
              message("The steps of the picture, by number"), {"2-10", "", ""}, options);
}

void ReportWriter::add_ranking() {
  add(Reader::Responder, message("Every start by itself: what reaches farthest"),
      {"2-10, 0-1", "", ""}, radius_text(context_, graph_, *ranking_));
}

void ReportWriter::add_infection(std::vector<SystemId> protect) {
  if (ranking_) {
    add_ranking();
  }
  if (infection_.seeds.empty()) {
    return;
  }
  add(Reader::Responder, message("How far it could have come, in order of arrival"),
      {"2-10, 2-6", "", ""},
      (ranking_ ? start_text() : "") + spread_text(context_, graph_, infection_, result_));
  add(Reader::Responder, message("How it gets there, system by system"), {"2-10, 2-14", "", ""},
      report_paths(context_, graph_, infection_, result_));
  add_spread_map();
  ContainOptions contained;
  contained.spread = infection_;
  contained.protect = protect.empty() ? to_protect(graph_) : std::move(protect);
  add(Reader::Responder, message("What to cut, in this order"), {"1-2, 2-6", "", "3.3.2"},
      contain_text(context_, graph_, contained, contain(graph_, index_, contained)));
  add(Reader::Responder, message("Which backup lies before it"), {"3-3, 0-1", "3-②", ""},
      restore_text(context_, graph_, restore(graph_, index_, infection_)));
  add(Reader::Responder, message("At most how much can have left"), {"4-7", "", ""},
      leak_text(context_, graph_, leak(graph_, index_, infection_)));
  std::string sheet;
  if (ranking_) {
    sheet = Lines(context_)
                .say(message("There is no incident in this report. In one, write it with --from "
                             "SYSTEM@TIME: here stands then, for each ward, which terminals must "
                             "not be used."))
                .str();
  } else {
    sheet = start_text() + report_staff_sheet(context_, graph_, result_);
  }
  add(Reader::Staff, message("Which terminals may be used"), {"1-2, 2-6", "", ""}, sheet);
}

void ReportWriter::add_evidence() {
  std::vector<ReportDocument> documents;
  for (const auto kind : {CaseDocument::Kind::Site, CaseDocument::Kind::Ledger}) {
    if (const auto document = opened_.file.document(kind)) {
      documents.push_back(
          {kind == CaseDocument::Kind::Site ? message("site file") : message("asset ledger"),
           graph_.pseudonymised() ? std::string() : document->name, document->sha256});
    }
  }
  add(Reader::Evidence, message("Sources and their hashes"), {"2-1, 2-10, 2-14", "", ""},
      report_sources(context_, graph_, documents));
  Lines lines(context_);
  lines.fact(words_.text("program"), "Hamon " HAMON_VERSION);
  lines.fact(words_.text("case"), opened_.id);
  add_assumptions(lines, context_, graph_, infection_);
  lines.say(
      message("The numbers of countermeasures are those of the guidance on ransomware for "
              "medical institutions; the numbers of the ministry's checklist those of the "
              "draft manual of fiscal 2025, which may differ from the final one."));
  add(Reader::Evidence, message("Version, parameters, assumptions"), {"2-14", "", ""}, lines.str());
}

std::string ReportWriter::html(Timestamp generated) {
  add_evidence();
  const Site& site = graph_.site();
  const ReportHead head{
      site.name.empty() ? opened_.id : site.name, opened_.id,
      graph_.window() ? use_text(graph_, *graph_.window()) : words_.text("nothing was observed"),
      clock_text(graph_, generated), graph_.site().zone.name()};
  return report_html(words_, head, sections_);
}

}  // namespace hamon
