#include "analyze/check.hpp"
#include "analyze/find.hpp"
#include "cli/commands.hpp"
#include "cli/given_lists.hpp"
#include "cli/opened_case.hpp"
#include "render/additions_text.hpp"
#include "render/check_json.hpp"
#include "render/check_text.hpp"
#include "render/find_text.hpp"
#include "render/site_text.hpp"
#include "render/unseen_text.hpp"

#include <map>

namespace hamon {
namespace {

/// A parameter that is null where it was not given.
ParameterValue or_null(const std::string& text) {
  return text.empty() ? ParameterValue() : ParameterValue(text);
}

Result<FindOptions> find_options(const FlowGraph& graph, const FindCommandOptions& asked) {
  FindOptions options{asked.from, asked.to, asked.with, asked.services, {}, {}};
  if (!asked.during.empty()) {
    auto during = window_of(graph, asked.during);
    if (!during) {
      return tl::unexpected(during.error());
    }
    options.during = std::move(*during);
  }
  if (!asked.state.empty()) {
    options.state = parse_flow_state(asked.state);
    if (!options.state) {
      return fail(message("there is no state {}", asked.state), {}, {},
                  message("known are established, attempted, rejected and one_way"));
    }
  }
  return options;
}

int check_status(const CheckResult& result) {
  bool untestable = false;
  for (const ClaimResult& claim : result.claims) {
    if (claim.verdict == Verdict::Refuted) {
      return exit_status::kRefuted;
    }
    untestable = untestable || claim.verdict == Verdict::NotTestable;
  }
  return untestable ? exit_status::kIncomplete : exit_status::kDone;
}

}  // namespace

int run_check(Session& session, const Invocation& invocation) {
  const auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  CheckOptions options;
  options.claims = invocation.check.claims;
  options.now = Session::generated();
  auto result = check(opened->graph, options);
  if (!result) {
    return session.trouble(result.error());
  }
  if (const auto named = name_organisations(*result, invocation.common.asn_db); !named) {
    return session.trouble(named.error());
  }
  const auto indicators = read_indicators(session, invocation.check.indicators);
  if (!indicators) {
    return session.trouble(indicators.error());
  }
  const auto states = read_states(session, opened->graph, invocation.check.state);
  if (!states) {
    return session.trouble(states.error());
  }
  IndicatorHits hits;
  Additions given;
  if (!indicators->files.empty()) {
    hits = indicator_hits(opened->graph, *indicators);
    given.indicators = &*indicators;
    given.hits = &hits;
  }
  given.states = *states ? &**states : nullptr;
  if (invocation.common.json) {
    session.out() << check_json(opened->document({{"claims", options.claims},
                                                  asn_db_parameter(invocation.common),
                                                  {"ioc", invocation.check.indicators},
                                                  {"state", or_null(invocation.check.state)}}),
                                opened->graph, *result, given);
  } else {
    session.out() << additions_text(session.text(), opened->graph, given,
                                    invocation.common.case_path)
                  << check_text(session.text(), opened->graph, *result);
  }
  return check_status(*result);
}

int run_find(Session& session, const Invocation& invocation) {
  const auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  const FindCommandOptions& asked = invocation.find;
  const auto options = find_options(opened->graph, asked);
  if (!options) {
    return session.trouble(options.error());
  }
  const auto found = find(opened->graph, *options);
  if (!found) {
    return session.trouble(found.error());
  }
  const auto organisations = organisations_of(opened->graph, invocation.common.asn_db);
  if (!organisations) {
    return session.trouble(organisations.error());
  }
  if (invocation.common.json) {
    const auto document = opened->document({{"from", asked.from},
                                            {"to", asked.to},
                                            {"with", asked.with},
                                            {"services", asked.services},
                                            {"during", or_null(asked.during)},
                                            {"state", or_null(asked.state)},
                                            asn_db_parameter(invocation.common)});
    session.out() << find_json(document, opened->graph, *found, *organisations);
  } else if (asked.csv) {
    write_find_csv(session.out(), opened->graph, *found, *organisations);
  } else {
    session.out() << find_text(session.text(), opened->graph, *found, *organisations);
  }
  return opened->status(invocation.common);
}

int run_coverage(Session& session, const Invocation& invocation) {
  const auto opened = open_case(session, invocation.common);
  if (!opened) {
    return session.trouble(opened.error());
  }
  const Coverage coverage = coverage_of(opened->graph);
  if (invocation.common.json) {
    session.out() << coverage_json(opened->document({}), opened->graph, coverage);
  } else {
    session.out() << coverage_text(session.text(), opened->graph, coverage)
                  << unseen_text(session.text(), opened->graph, coverage)
                  << coverage_hints(session.text(), opened->graph);
  }
  return opened->status(invocation.common);
}

}  // namespace hamon
