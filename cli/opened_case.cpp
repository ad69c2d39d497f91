#include "cli/opened_case.hpp"

#include "analyze/entrance_inventory.hpp"
#include "base/asn_database.hpp"
#include "graph/contact_points.hpp"
#include "graph/graph_builder.hpp"
#include "graph/selector.hpp"

#include <filesystem>
#include <tuple>

namespace hamon {
namespace {

/// `SEL@TIME` with a time that must be there.
Result<std::pair<std::string, Timestamp>> selector_and_time(const std::string& text,
                                                            const FlowGraph& graph) {
  auto timed = parse_timed_selector(text, graph);
  if (!timed) {
    return tl::unexpected(timed.error());
  }
  if (!timed->time) {
    return fail(message("{} says no time", text), {}, {},
                message("write SELECTOR@TIME, e.g. ad1@2026-06-10T02:50"));
  }
  return std::pair(std::move(timed->text), *timed->time);
}

tl::unexpected<Error> stands_for_none(const std::string& text) {
  return fail(message("{} stands for no system of this case", text), {}, {},
              message("hamon site show lists the systems"));
}

Result<std::vector<Seed>> seeds_of(const FlowGraph& graph, const std::vector<std::string>& texts) {
  std::vector<Seed> seeds;
  for (const std::string& text : texts) {
    const auto timed = parse_timed_selector(text, graph);
    if (!timed) {
      return tl::unexpected(timed.error());
    }
    const auto points = contact_points(*timed, graph);
    if (!points) {
      return tl::unexpected(points.error());
    }
    if (points->empty()) {
      return stands_for_none(timed->text);
    }
    const Timestamp begin = graph.window() ? graph.window()->begin : Timestamp{};
    for (const ContactPoint& point : *points) {
      seeds.push_back({point.system, point.time.value_or(begin)});
    }
  }
  return seeds;
}

Result<Isolation> isolation_of(const FlowGraph& graph, const std::string& text) {
  const auto timed = selector_and_time(text, graph);
  if (!timed) {
    return tl::unexpected(timed.error());
  }
  auto systems = systems_of(timed->first, graph);
  if (!systems) {
    return tl::unexpected(systems.error());
  }
  return Isolation{std::move(*systems), timed->second};
}

Result<Cut> cut_of(const FlowGraph& graph, const std::string& text) {
  const auto timed = selector_and_time(text, graph);
  if (!timed) {
    return tl::unexpected(timed.error());
  }
  const std::size_t comma = timed->first.find(',');
  if (comma == std::string::npos) {
    return fail(message("{} names one set, a cut is between two", text), {}, {},
                message("write A,B@TIME, e.g. BKUP,HIS-SV@2026-06-10T02:50"));
  }
  auto a = systems_of(timed->first.substr(0, comma), graph);
  auto b = systems_of(timed->first.substr(comma + 1), graph);
  if (!a || !b) {
    return tl::unexpected(!a ? a.error() : b.error());
  }
  return Cut{std::move(*a), std::move(*b), timed->second};
}

/// `SEL[:data][@TIME]`; without a time: by the end of the case.
Result<void> add_falls(std::vector<Fall>& falls, const FlowGraph& graph, const std::string& text) {
  constexpr std::string_view kData = ":data";
  auto timed = parse_timed_selector(text, graph);
  if (!timed) {
    return tl::unexpected(timed.error());
  }
  const bool data = timed->text.ends_with(kData);
  if (data) {
    timed->text.resize(timed->text.size() - kData.size());
  }
  const auto systems = systems_of(timed->text, graph);
  if (!systems) {
    return tl::unexpected(systems.error());
  }
  const Timestamp end = graph.window() ? graph.window()->end : Timestamp{};
  for (const SystemId system : *systems) {
    falls.push_back({system, timed->time.value_or(end), data});
  }
  return {};
}

/// Profile and incubation: as asked, else as the site file says.
Result<std::pair<Profile, Duration>> model_of(const FlowGraph& graph, const ModelOptions& options) {
  const std::string& name = options.profile.empty() ? graph.site().profile : options.profile;
  const auto profile = parse_profile(name);
  if (!profile) {
    return fail(message("there is no profile {}", name), {}, {},
                message("known are default, broad and contact"));
  }
  if (options.incubation.empty()) {
    return std::pair(*profile, graph.site().incubation);
  }
  const auto incubation = parse_duration(options.incubation);
  if (!incubation) {
    return fail(message("{} is no duration", options.incubation), {}, {},
                message("a number and ms, s, m, h or d, e.g. 10m"));
  }
  return std::pair(*profile, *incubation);
}

Result<std::optional<Timestamp>> time_of(const FlowGraph& graph, const std::string& text) {
  if (text.empty()) {
    return std::optional<Timestamp>();
  }
  auto time = parse_time(text, graph.site().has_zone ? &graph.site().zone : nullptr);
  if (!time) {
    return fail(message("{} is no time", text), {}, {},
                message("write 2026-06-10T02:50, or with the offset +09:00 where no site file "
                        "names a time zone"));
  }
  return time;
}

}  // namespace

int OpenedCase::status(const CommonOptions& common) const {
  for (const SourceReport& source : graph.sources()) {
    if (common.strict && (source.damaged || source.drops.value_or(0) > 0)) {
      return exit_status::kIncomplete;
    }
  }
  return exit_status::kDone;
}

Result<Pseudonyms> open_pseudonyms(Session& session, const std::string& key_file) {
  const bool is_new = !std::filesystem::exists(key_file);
  const auto key = is_new ? make_pseudonym_key(key_file) : read_pseudonym_key(key_file);
  if (!key) {
    return tl::unexpected(key.error());
  }
  if (is_new) {
    session.report({Severity::Note,
                    message("a new key was made; keep it from whoever gets the "
                            "export, and for the next edition"),
                    key_file,
                    {},
                    {}});
  }
  return Pseudonyms(*key);
}

Result<OpenedCase> open_case(Session& session, const CommonOptions& common) {
  auto file = CaseFile::open(common.case_path, CaseFile::Mode::Read);
  if (!file) {
    return tl::unexpected(file.error());
  }
  auto graph = load_graph(*file, session);
  if (!graph) {
    return tl::unexpected(graph.error());
  }
  std::string id = file->id();
  return OpenedCase{std::move(*graph), std::move(id), std::move(*file)};
}

Result<TimeWindow> window_of(const FlowGraph& graph, const std::string& text) {
  auto window = parse_window(text, graph.site().zone);
  if (!window) {
    return fail(
        message("{} is no window of time", text), {}, {},
        message("write FROM/TO, e.g. 2026-06-09T10:00/2026-06-09T12:00, or Mon-Fri 09:00-17:00"));
  }
  return std::move(*window);
}

Result<std::vector<SystemId>> systems_of(const std::string& text, const FlowGraph& graph) {
  const auto selector = Selector::bind({text}, graph);
  if (!selector) {
    return tl::unexpected(selector.error());
  }
  auto systems = selector->systems(graph);
  if (systems.empty()) {
    return stands_for_none(text);
  }
  return systems;
}

Result<SpreadOptions> spread_options(const FlowGraph& graph, const SpreadCommandOptions& options) {
  SpreadOptions out;
  const auto model = model_of(graph, options);
  if (!model) {
    return tl::unexpected(model.error());
  }
  std::tie(out.profile, out.incubation) = *model;
  const auto until = time_of(graph, options.until);
  if (!until) {
    return tl::unexpected(until.error());
  }
  out.until = *until;
  out.shared_admin = !options.assume.empty();
  auto seeds = seeds_of(graph, options.from);
  if (!seeds) {
    return tl::unexpected(seeds.error());
  }
  out.seeds = std::move(*seeds);
  for (const std::string& text : options.isolate) {
    auto isolation = isolation_of(graph, text);
    if (!isolation) {
      return tl::unexpected(isolation.error());
    }
    out.isolations.push_back(std::move(*isolation));
  }
  for (const std::string& text : options.cut) {
    auto cut = cut_of(graph, text);
    if (!cut) {
      return tl::unexpected(cut.error());
    }
    out.cuts.push_back(std::move(*cut));
  }
  return out;
}

Result<RadiusOptions> radius_options(const FlowGraph& graph, const SpreadCommandOptions& options) {
  RadiusOptions out;
  const auto model = model_of(graph, options);
  if (!model) {
    return tl::unexpected(model.error());
  }
  std::tie(out.profile, out.incubation) = *model;
  if (out.profile == Profile::Contact) {
    out.incubation = Duration{};
  }
  const auto at = time_of(graph, options.at);
  if (!at) {
    return tl::unexpected(at.error());
  }
  out.from = at->value_or(graph.window() ? graph.window()->begin : Timestamp{});
  return out;
}

Result<ContainOptions> contain_options(const FlowGraph& graph,
                                       const SpreadCommandOptions& infection,
                                       const ContainCommandOptions& options) {
  ContainOptions out;
  auto spread = spread_options(graph, infection);
  if (!spread) {
    return tl::unexpected(spread.error());
  }
  out.spread = std::move(*spread);
  for (const std::string& text : options.protect) {
    const auto systems = systems_of(text, graph);
    if (!systems) {
      return tl::unexpected(systems.error());
    }
    out.protect.insert(out.protect.end(), systems->begin(), systems->end());
  }
  const auto at = time_of(graph, options.at);
  if (!at) {
    return tl::unexpected(at.error());
  }
  out.at = *at;
  return out;
}

Result<TraceOptions> trace_options(const FlowGraph& graph, const TraceCommandOptions& options) {
  TraceOptions out;
  const auto model = model_of(graph, options);
  if (!model) {
    return tl::unexpected(model.error());
  }
  std::tie(out.profile, out.incubation) = *model;
  for (const std::string& text : options.to) {
    if (auto added = add_falls(out.targets, graph, text); !added) {
      return tl::unexpected(added.error());
    }
  }
  for (const std::string& text : options.clean) {
    if (const auto timed = selector_and_time(text, graph); !timed) {
      return tl::unexpected(timed.error());
    }
    if (auto added = add_falls(out.clean, graph, text); !added) {
      return tl::unexpected(added.error());
    }
  }
  return out;
}

namespace {

/// Does nothing without a path.
template <typename Action>
Result<void> with_database(const std::string& path, const Action& action) {
  if (path.empty()) {
    return {};
  }
  const auto database = AsnDatabase::open(path);
  if (!database) {
    return tl::unexpected(database.error());
  }
  action([&](const IpAddress& address) { return database->organisation_of(address); });
  return {};
}

}  // namespace

Result<void> name_organisations(CheckResult& result, const std::string& path) {
  return with_database(path, [&](const OrganisationOf& organisation_of) {
    name_organisations(result, organisation_of);
  });
}

Result<Organisations> organisations_of(const FlowGraph& graph, const std::string& path) {
  Organisations out;
  const auto named = with_database(path, [&](const OrganisationOf& organisation_of) {
    out = Organisations::of_graph(graph, organisation_of);
  });
  if (!named) {
    return tl::unexpected(named.error());
  }
  return out;
}

std::pair<std::string, ParameterValue> asn_db_parameter(const CommonOptions& common) {
  return {"asn_db", common.asn_db.empty() ? ParameterValue() : ParameterValue(common.asn_db)};
}

}  // namespace hamon
