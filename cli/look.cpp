#include "analyze/look.hpp"

#include "cli/commands.hpp"
#include "cli/observations.hpp"
#include "cli/opened_case.hpp"
#include "cli/sources.hpp"
#include "graph/card_vendors.hpp"
#include "graph/graph_builder.hpp"
#include "render/look_json.hpp"
#include "render/look_text.hpp"

namespace hamon {
namespace {

/// Times are written in the zone asked for, else in the one that a reader of Japanese lives in, as
/// in a drafted site file.
TimeZone zone_of_reader(const OpenInputs& inputs, const Invocation& invocation) {
  if (inputs.zone != nullptr) {
    return *inputs.zone;
  }
  const bool japanese = invocation.language == Language::Japanese && !invocation.common.json;
  return japanese ? TimeZone::named("Asia/Tokyo").value_or(TimeZone::utc()) : TimeZone::utc();
}

}  // namespace

int run_look(Session& session, const Invocation& invocation) {
  auto inputs = open_inputs(session, invocation.look, nullptr, true);
  if (!inputs) {
    return session.trouble(inputs.error());
  }
  inputs->read.assume_utc = true;  // nothing is kept that a wrong zone would spoil
  RunStatus status;
  TrafficNames names;
  Observations observations = observe(session, *inputs, status, &names);
  if (status.exit_status() == exit_status::kTrouble) {
    return exit_status::kTrouble;
  }
  Site site;
  site.zone = zone_of_reader(*inputs, invocation);
  const FlowGraph graph = build_graph(std::move(observations), std::move(site), {}, session);
  const Look found = look(graph, names);
  const auto organisations = organisations_of(graph, invocation.common.asn_db);
  if (!organisations) {
    return session.trouble(organisations.error());
  }
  if (invocation.common.json) {
    const DocumentContext document{
        "",
        {{"inputs", invocation.look.inputs}, asn_db_parameter(invocation.common)},
        Session::generated()};
    session.out() << look_json(document, graph, found, *organisations);
  } else {
    session.out() << look_text(session.text(), graph, found, invocation.look.inputs,
                               CardVendors::installed(), *organisations);
  }
  return status.exit_status();
}

}  // namespace hamon
