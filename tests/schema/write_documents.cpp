// Writes one document of each kind, and those of an empty case, into the folder named on the
// command line.
#include "analyze/chance.hpp"
#include "analyze/check.hpp"
#include "analyze/contain.hpp"
#include "analyze/coverage.hpp"
#include "analyze/diff.hpp"
#include "analyze/entrance_inventory.hpp"
#include "analyze/find.hpp"
#include "analyze/indicator_hits.hpp"
#include "analyze/leak.hpp"
#include "analyze/ledger_gaps.hpp"
#include "analyze/matrix.hpp"
#include "analyze/measures.hpp"
#include "analyze/observed_state.hpp"
#include "analyze/radius.hpp"
#include "analyze/restore.hpp"
#include "analyze/spread.hpp"
#include "analyze/trace.hpp"
#include "graph/graph_builder.hpp"
#include "graph/indicators.hpp"
#include "graph/observed_states.hpp"
#include "render/check_json.hpp"
#include "render/contain_json.hpp"
#include "render/diff_json.hpp"
#include "render/evidence_documents.hpp"
#include "render/inventory_json.hpp"
#include "render/json_documents.hpp"
#include "render/look_json.hpp"
#include "render/loss_json.hpp"
#include "render/map.hpp"
#include "render/radius_json.hpp"
#include "render/spread_json.hpp"
#include "render/trace_json.hpp"

#include <fstream>
#include <stdexcept>
#include <string>

#include "support/rendered_hospital.hpp"

namespace {

void write(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

/// What the lists of an incident add to check, spread and trace.
void write_given(const std::string& prefix, const hamon::DocumentContext& context,
                 const hamon::FlowGraph& graph) {
  using namespace hamon;
  CollectingSink sink;
  Indicators indicators;
  const bool added = add_indicators(indicators,
                                    "indicator,note\n203[.]0[.]113[.]10,C2\n10.1.0.9,\n"
                                    "hxxp://c2.example/a,\n2001:db8::1,\n",
                                    "ioc.csv", sink)
                         .has_value();
  const auto states = parse_observed_states(
      "system,state,time,by\nemr,infected,2026-06-09T00:25,Sato\nnas,encrypted,,\n"
      "pc1,clean,2026-06-09T00:01,\nav,infected,2026-06-09T00:02,\nemr,offline,2026-06-09T00:45,\n",
      "state.csv", graph, sink);
  if (!added || !states) {
    throw std::runtime_error("the lists cannot be read");
  }
  const IndicatorHits hits = indicator_hits(graph, indicators);
  StateAnswer answer{*states, talked_after_offline(graph, *states), {}};
  Additions given{&indicators, &hits, &answer};
  write(prefix + "check-given.json", check_json(context, graph, *check(graph, {}), given));
  TraceOptions traced;
  apply_states(graph, *states, traced);
  const SpreadIndex arriving(graph, SpreadIndex::Side::Arriving);
  write(prefix + "trace-given.json",
        trace_json(context, graph, traced, trace(graph, arriving, traced), given));
  const SpreadIndex leaving(graph);
  SpreadOptions options;
  answer.comparison = compare_states(graph, leaving, options, *states);
  apply_states(graph, *states, options);
  write(prefix + "spread-given.json",
        spread_json(context, graph, options, spread(graph, leaving, options), {}, nullptr, given));
  MapOptions drawn;
  drawn.states = &*states;
  const MapModel map = map_model(graph, drawn);
  const MapDrawing drawing{Catalogue::in(Language::English), graph, map, drawn, "0"};
  write(prefix + "map-given.json", map_json(context, graph, map, lay_out(drawing)));
}

void write_all(const std::string& prefix, const hamon::FlowGraph& graph) {
  using namespace hamon;
  const DocumentContext context{"0123456789abcdef",
                                {{"from", std::vector<std::string>{"203.0.113.10"}},
                                 {"until", ParameterValue{}},
                                 {"runs", std::int64_t{3}}},
                                Timestamp::from_seconds(1'781'100'000)};
  write(prefix + "check.json", check_json(context, graph, *check(graph, {})));
  write(prefix + "entrances.json", entrances_json(context, graph, *entrance_inventory(graph)));
  SpreadOptions options;
  if (const auto seed = graph.find_system("203.0.113.10")) {
    options.seeds = {{*seed, graph.window()->begin}};
  }
  const SpreadResult result = spread(graph, SpreadIndex(graph), options);
  write(prefix + "spread.json", spread_json(context, graph, options, result));
  const SpreadIndex leaving(graph);
  for (const Profile profile : {Profile::Default, Profile::Broad, Profile::Contact}) {
    SpreadOptions asked = options;
    asked.profile = profile;
    const Chance likely = chance(graph, leaving, asked, {100, 1, chance_rules(false)});
    const SpreadResult reached = spread(graph, leaving, asked);
    write(prefix + "chance-" + std::string(name_of(profile)) + ".json",
          spread_json(context, graph, asked, reached, {}, &likely));
    MapOptions of_spread;
    of_spread.spread = &reached;
    const MapModel ways = map_model(graph, of_spread);
    const MapDrawing drawn{Catalogue::in(Language::English), graph, ways, of_spread, "0", &likely};
    write(prefix + "map-chance-" + std::string(name_of(profile)) + ".json",
          map_json(context, drawn, lay_out(drawn)));
  }
  write(prefix + "restore.json",
        restore_json(context, graph, options, restore(graph, leaving, options)));
  write(prefix + "leak.json", leak_json(context, graph, options, leak(graph, leaving, options)));
  const RadiusOptions every{graph.window() ? graph.window()->begin : Timestamp{}};
  write(prefix + "radius.json",
        radius_json(context, graph, rank_radii(graph, leaving, every), 1000));
  ContainOptions kept{options, {}, {}};
  for (const char* name : {"nas", "emr", "pc1"}) {
    if (const auto system = graph.find_system(name)) {
      kept.protect.push_back(*system);
    }
  }
  write(prefix + "contain.json", contain_json(context, graph, kept, contain(graph, leaving, kept)));
  if (graph.window()) {
    kept.at = graph.window()->end;
    write(prefix + "contain-late.json",
          contain_json(context, graph, kept, contain(graph, leaving, kept)));
  }
  options.profile = Profile::Contact;
  write(prefix + "spread-contact.json",
        spread_json(context, graph, options, spread(graph, SpreadIndex(graph), options)));
  if (const auto nas = graph.find_system("nas")) {
    options.profile = Profile::Default;
    options.isolations = {{{*nas}, graph.window()->begin + Duration::minutes(30)}};
    options.cuts = {{{*nas}, {*graph.find_system("emr")}, graph.window()->end}};
    const SpreadResult less = spread(graph, leaving, options);
    write(prefix + "spread-measures.json",
          spread_json(context, graph, options, less,
                      effect_of_measures(graph, leaving, options, less)));
  }
  TraceOptions traced;
  if (const auto target = graph.find_system("nas")) {
    traced.targets = {{*target, graph.window()->end}};
    traced.clean = {{*graph.find_system("pc1"), graph.window()->begin}};
  }
  const SpreadIndex arriving(graph, SpreadIndex::Side::Arriving);
  write(prefix + "trace.json", trace_json(context, graph, traced, trace(graph, arriving, traced)));
  write(prefix + "find.json", find_json(context, graph, *find(graph, {})));
  write(prefix + "coverage.json", coverage_json(context, graph, coverage_of(graph)));
  write(prefix + "matrix.json", matrix_json(context, graph, matrix_of(graph)));
  write(prefix + "ledger.json", ledger_json(context, graph, ledger_gaps(graph)));
  const std::vector<ZipPart> parts = {{"sources.csv", sources_csv(graph)}};
  write(prefix + "evidence.json", manifest_json(context, graph, parts));
  const TimeZone utc = TimeZone::utc();
  const FlowGraph morning = graph_within(graph, *parse_window("Mon-Sun 00:00-12:00", utc));
  const CheckResult early = *check(morning, {});
  const CheckResult all = *check(graph, {});
  const DiffSide before{morning, early};
  const DiffSide after{graph, all};
  write(prefix + "diff.json", diff_json(context, graph, before, after, diff(before, after)));
  write(prefix + "look.json", look_json(context, graph, look(graph, {})));
  if (graph.find_system("emr")) {
    write_given(prefix, context, graph);
  }
  const MapOptions drawn;
  const MapModel map = map_model(graph, drawn);
  const MapDrawing drawing{Catalogue::in(Language::English), graph, map, drawn, "0"};
  write(prefix + "map.json", map_json(context, graph, map, lay_out(drawing)));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    return 2;
  }
  const std::string folder = argv[1];
  write_all(folder + "/hospital-", hamon::rendered_hospital());
  write_all(folder + "/undeclared-", hamon::hospital("", hamon::rendered_records()));
  write_all(folder + "/empty-", hamon::hospital("", {}));
}
