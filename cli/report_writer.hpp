#pragma once

#include "analyze/check.hpp"
#include "analyze/diff.hpp"
#include "analyze/radius.hpp"
#include "analyze/spread.hpp"
#include "cli/opened_case.hpp"
#include "render/report.hpp"
#include "render/text_context.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// Makes the sections of one report from an opened case; what it says of systems comes from the
/// case's graph alone.
class ReportWriter {
 public:
  /// All must outlive the writer. Without seeds in `asked` the report is one of peace time: every
  /// start is ranked, and the way in from outside that reaches farthest is taken for a desk study.
  ReportWriter(const Catalogue& words, OpenedCase& opened, const CheckResult& check,
               const SpreadOptions& asked);

  /// What is known of the site, infection or not.
  void add_site();
  /// What has changed from one state to the other.
  void add_changes(const DiffSide& before, const DiffSide& after);
  /// What one infection could reach, and what to do; `protect`: what is to stay out of its reach,
  /// empty for backups and what the site file calls critical.
  void add_infection(std::vector<SystemId> protect);
  /// The document. Nothing may be added afterwards.
  [[nodiscard]] std::string html(Timestamp generated);

 private:
  void add(Reader reader, Message title, ReportItems items, std::string body,
           bool own_page = false);
  void add_map(MapLevel level, const Message& title);
  void add_spread_map();
  void add_drawing(Reader reader, const Message& title, const Message& table, ReportItems items,
                   const MapOptions& options);
  void add_ranking();
  void add_sizes();
  void add_evidence();
  [[nodiscard]] std::vector<Message> incident_actions() const;
  [[nodiscard]] std::string start_text() const;
  [[nodiscard]] SpreadResult with_shared_password() const;

  const Catalogue& words_;
  OpenedCase& opened_;
  const FlowGraph& graph_;
  const CheckResult& check_;
  TextContext context_;
  SpreadIndex index_;
  SpreadOptions infection_;
  std::optional<RadiusRanking> ranking_;  // without seeds
  std::string entrance_;                  // of the desk study
  SpreadResult result_;
  std::vector<ReportSection> sections_;
};

}  // namespace hamon
