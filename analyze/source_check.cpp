#include "analyze/source_check.hpp"

#include "base/live_update.hpp"
#include "base/source_facts.hpp"

#include <algorithm>

namespace hamon {
namespace {

class Findings {
 public:
  explicit Findings(const SourceReport& report) : report_(report) {}

  void add(SourceTrouble trouble, std::uint64_t count, std::string place = {}) {
    if (count > 0) {
      out_.push_back({trouble, count, std::move(place)});
    }
  }
  void add_fact(SourceTrouble trouble, std::string_view word) {
    if (const auto fact = find_fact(report_.format_note, word)) {
      add(trouble, fact->number, std::string(fact->place));
    }
  }
  [[nodiscard]] std::uint64_t unused(std::string_view reason) const {
    const auto found = std::ranges::find_if(
        report_.unused, [&](const auto& entry) { return entry.first == reason; });
    return found == report_.unused.end() ? 0 : found->second;
  }
  [[nodiscard]] std::uint64_t fact(std::string_view word) const {
    const auto found = find_fact(report_.format_note, word);
    return found ? found->number : 0;
  }
  [[nodiscard]] std::vector<SourceFinding> take() { return std::move(out_); }

 private:
  const SourceReport& report_;
  std::vector<SourceFinding> out_;
};

}  // namespace

std::string_view name_of(SourceTrouble trouble) {
  switch (trouble) {
    case SourceTrouble::Silent:
      return "silent";
    case SourceTrouble::UnknownVersion:
      return "unknown_version";
    case SourceTrouble::Unreadable:
      return "unreadable";
    case SourceTrouble::NoTemplate:
      return "no_template";
    case SourceTrouble::NothingUsed:
      return "nothing_used";
    case SourceTrouble::TimeWithoutZone:
      return "time_without_zone";
    case SourceTrouble::ClockAhead:
      return "clock_ahead";
    case SourceTrouble::ClockBehind:
      return "clock_behind";
    case SourceTrouble::Sampled:
      return "sampled";
    case SourceTrouble::Lost:
      return "lost";
    case SourceTrouble::DroppedHere:
      return "dropped_here";
    case SourceTrouble::NotRecorded:
      return "not_recorded";
    case SourceTrouble::OnlyDenied:
      return "only_denied";
    case SourceTrouble::SilentFilters:
      return "silent_filters";
  }
  return "";
}

std::vector<SourceFinding> check_source(const SourceReport& report) {
  using T = SourceTrouble;
  Findings found(report);
  const bool at_port = is_live_kind(report.kind) && report.kind != "live";
  if (at_port && report.records == 0 && found.fact("datagrams") == 0) {
    return {{T::Silent, 0, {}}};
  }
  found.add_fact(T::UnknownVersion, "other version");
  found.add_fact(T::Unreadable, "malformed");
  found.add(T::NoTemplate, found.unused("export_no_template"));
  const std::uint64_t of_a_port = found.unused("nothing_to_keep") + found.unused("export_counters");
  const std::uint64_t other = found.unused("log_not_read") + (at_port ? of_a_port : 0);
  found.add(T::NothingUsed, report.used == 0 ? other : 0);
  found.add(T::TimeWithoutZone, found.unused("time_without_zone"));
  found.add_fact(T::ClockAhead, "clock ahead");
  found.add_fact(T::ClockBehind, "clock behind");
  found.add(T::Sampled, found.fact("sampling") > 1 ? found.fact("sampling") : 0);
  found.add(T::Lost, std::max(found.fact("lost"), found.fact("events lost")));
  found.add_fact(T::DroppedHere, "dropped here");
  found.add(T::NotRecorded, found.unused("skipped_data"));
  found.add_fact(T::OnlyDenied, "only denied");
  found.add(T::SilentFilters, report.kind == "yamaha" ? 1 : found.fact("yamaha"));
  return found.take();
}

}  // namespace hamon
