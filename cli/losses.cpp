#include "cli/commands.hpp"
#include "cli/opened_case.hpp"
#include "render/loss_json.hpp"
#include "render/loss_text.hpp"

namespace hamon {
namespace {

DocumentContext document_of(const OpenedCase& opened, const SpreadCommandOptions& asked,
                            const SpreadOptions& options) {
  const ParameterValue until = asked.until.empty() ? ParameterValue() : ParameterValue(asked.until);
  return opened.document({{"from", asked.from},
                          {"profile", std::string(name_of(options.profile))},
                          {"incubation_s", static_cast<double>(options.incubation.ns) / 1e9},
                          {"isolate", asked.isolate},
                          {"cut", asked.cut},
                          {"until", until}});
}

/// The case, and the infection that is asked about.
struct Asked {
  OpenedCase opened;
  SpreadOptions options;
};

Result<Asked> asked_of(Session& session, const Invocation& invocation) {
  auto opened = open_case(session, invocation.common);
  if (!opened) {
    return tl::unexpected(opened.error());
  }
  auto options = spread_options(opened->graph, invocation.spread);
  if (!options) {
    return tl::unexpected(options.error());
  }
  return Asked{std::move(*opened), std::move(*options)};
}

}  // namespace

int run_restore(Session& session, const Invocation& invocation) {
  const auto asked = asked_of(session, invocation);
  if (!asked) {
    return session.trouble(asked.error());
  }
  const auto& [opened, options] = *asked;
  const auto backups = restore(opened.graph, SpreadIndex(opened.graph), options);
  session.out() << (invocation.common.json
                        ? restore_json(document_of(opened, invocation.spread, options),
                                       opened.graph, options, backups)
                        : restore_text(session.text(), opened.graph, backups));
  return opened.status(invocation.common);
}

int run_leak(Session& session, const Invocation& invocation) {
  const auto asked = asked_of(session, invocation);
  if (!asked) {
    return session.trouble(asked.error());
  }
  const auto& [opened, options] = *asked;
  const Leak found = leak(opened.graph, SpreadIndex(opened.graph), options);
  session.out() << (invocation.common.json
                        ? leak_json(document_of(opened, invocation.spread, options), opened.graph,
                                    options, found)
                        : leak_text(session.text(), opened.graph, found));
  return opened.status(invocation.common);
}

}  // namespace hamon
