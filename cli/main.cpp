#include "cli/commands.hpp"

#include <exception>
#include <iostream>
#include <new>

namespace {

int run(hamon::Session& session, const hamon::Invocation& invocation) {
  using Command = hamon::Invocation::Command;
  switch (invocation.command) {
    case Command::Help:
      session.out() << invocation.help;
      return hamon::exit_status::kDone;
    case Command::Look:
      return run_look(session, invocation);
    case Command::Init:
      return run_init(session, invocation);
    case Command::Import:
      return run_import(session, invocation);
    case Command::Site:
      return run_site(session, invocation);
    case Command::Flows:
      return run_flows(session, invocation);
    case Command::Find:
      return run_find(session, invocation);
    case Command::Map:
      return run_map(session, invocation);
    case Command::Check:
      return run_check(session, invocation);
    case Command::Spread:
      return run_spread(session, invocation);
    case Command::Trace:
      return run_trace(session, invocation);
    case Command::Contain:
      return run_contain(session, invocation);
    case Command::Coverage:
      return run_coverage(session, invocation);
    case Command::Restore:
      return run_restore(session, invocation);
    case Command::Leak:
      return run_leak(session, invocation);
    case Command::Diff:
      return run_diff(session, invocation);
    case Command::Matrix:
      return run_matrix(session, invocation);
    case Command::Ledger:
      return run_ledger(session, invocation);
    case Command::Entrances:
      return run_entrances(session, invocation);
    case Command::Export:
      return run_export(session, invocation);
    case Command::Report:
      return run_report(session, invocation);
    case Command::Capture:
      return run_capture(session, invocation);
    case Command::Collect:
      return run_collect(session, invocation);
    case Command::Doctor:
      return run_doctor(session, invocation);
    case Command::Evidence:
      return run_evidence(session, invocation);
    case Command::Verify:
      return run_verify(session, invocation);
    case Command::Sample:
      return run_sample(session, invocation);
  }
  return hamon::exit_status::kTrouble;
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  hamon::Invocation fallback;
  fallback.language = hamon::language_of(arguments);
  hamon::Session early(std::cout, std::cerr, fallback);
  try {
    const auto invocation = hamon::parse_arguments(arguments);
    if (!invocation) {
      return early.trouble(invocation.error());
    }
    hamon::Session session(std::cout, std::cerr, *invocation);
    const int status = run(session, *invocation);
    std::cout.flush();
    if (!std::cout) {
      return early.trouble({hamon::Severity::Error,
                            hamon::message("cannot write the output"),
                            {},
                            {},
                            hamon::message("is the disk full?")});
    }
    return status;
  } catch (const std::bad_alloc&) {
    return early.trouble({hamon::Severity::Error, hamon::message("not enough memory"), {}, {}, {}});
  } catch (const std::exception& error) {
    return early.trouble({hamon::Severity::Error,
                          hamon::message("unexpected trouble: {}", error.what()),
                          {},
                          {},
                          {}});
  }
}
