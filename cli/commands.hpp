#pragma once

#include "cli/options.hpp"
#include "cli/session.hpp"

namespace hamon {

/// One function a command; each returns the exit status and prints what it has to say through the
/// session.
int run_look(Session& session, const Invocation& invocation);
int run_init(Session& session, const Invocation& invocation);
int run_import(Session& session, const Invocation& invocation);
int run_site(Session& session, const Invocation& invocation);
int run_flows(Session& session, const Invocation& invocation);
int run_find(Session& session, const Invocation& invocation);
int run_map(Session& session, const Invocation& invocation);
int run_check(Session& session, const Invocation& invocation);
int run_spread(Session& session, const Invocation& invocation);
int run_radius(Session& session, const Invocation& invocation);  // `spread --all`
int run_trace(Session& session, const Invocation& invocation);
int run_contain(Session& session, const Invocation& invocation);
int run_capture(Session& session, const Invocation& invocation);
int run_collect(Session& session, const Invocation& invocation);
int run_doctor(Session& session, const Invocation& invocation);
int run_sample(Session& session, const Invocation& invocation);
int run_coverage(Session& session, const Invocation& invocation);
int run_restore(Session& session, const Invocation& invocation);
int run_leak(Session& session, const Invocation& invocation);
int run_diff(Session& session, const Invocation& invocation);
int run_matrix(Session& session, const Invocation& invocation);
int run_ledger(Session& session, const Invocation& invocation);
int run_entrances(Session& session, const Invocation& invocation);
int run_export(Session& session, const Invocation& invocation);
int run_report(Session& session, const Invocation& invocation);
int run_evidence(Session& session, const Invocation& invocation);
int run_verify(Session& session, const Invocation& invocation);

}  // namespace hamon
