#include "cli/follow.hpp"

#include "capture/followed_source.hpp"
#include "cli/case_keeper.hpp"
#include "cli/sources.hpp"
#include "graph/graph_builder.hpp"
#include "render/import_text.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <memory>
#include <thread>

namespace hamon {
namespace {

constexpr std::size_t kMostWaiting = 1'000'000;   // conversations that the disk does not take
constexpr std::uint64_t kDeriveUpTo = 2'000'000;  // records

volatile std::sig_atomic_t stop_asked = 0;

extern "C" void ask_follow_to_stop(int) {
  stop_asked = 1;
}

void on_signals(void (*what)(int)) {
  struct sigaction action {};
  action.sa_handler = what;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    ::sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) {  // nohup wants it so
      ::sigaction(signal, &action, nullptr);
    }
  }
}

Timestamp wall_clock() {
  return {std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count()};
}

/// One run, from the first line to the last.
class FollowRun {
 public:
  FollowRun(Session& session, CaseFile& file) : session_(session), keeper_(file) {}

  [[nodiscard]] Result<void> open(const std::vector<std::string>& paths,
                                  const ReadOptions& options);
  void hear();
  /// Ends every source; the exit status.
  [[nodiscard]] int finish();
  [[nodiscard]] const std::vector<ImportedSource>& done() const { return done_; }

 private:
  void hand_over();
  void watch_case();

  Session& session_;
  CaseKeeper keeper_;
  std::vector<std::unique_ptr<FollowedSource>> sources_;
  std::vector<ImportedSource> done_;
  bool trouble_told_ = false;
};

Result<void> FollowRun::open(const std::vector<std::string>& paths, const ReadOptions& options) {
  const Timestamp start = wall_clock();
  for (const std::string& path : paths) {
    auto source = FollowedSource::open(path, options, start);
    if (!source) {
      return tl::unexpected(std::move(source).error());
    }
    sources_.push_back(std::move(*source));
  }
  for (const std::string& path : paths) {
    session_.report({Severity::Note, message("following; Ctrl-C ends it"), path, {}, {}});
  }
  return {};
}

void FollowRun::hear() {
  using Clock = std::chrono::steady_clock;
  auto next = Clock::now();
  const auto all_ended = [this] {
    return std::ranges::all_of(sources_, [](const auto& source) { return source->ended(); });
  };
  while (stop_asked == 0 && !all_ended()) {
    if (Clock::now() >= next) {
      hand_over();
      watch_case();
      next = Clock::now() + std::chrono::seconds(1);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

/// What the disk does not take waits in the files: their readers stop when nobody fetches.
void FollowRun::hand_over() {
  if (keeper_.standing().waiting > kMostWaiting) {
    return;
  }
  std::vector<LiveUpdate> updates;
  for (const auto& source : sources_) {
    updates.push_back(source->update());
  }
  keeper_.hand_over(std::move(updates));
}

void FollowRun::watch_case() {
  const auto standing = keeper_.standing();
  if (standing.trouble && !trouble_told_) {
    session_.report({Severity::Warning,
                     standing.trouble->what,
                     standing.trouble->file,
                     {},
                     message("the case keeps what it has; what comes waits in memory and is tried "
                             "again")});
  } else if (!standing.trouble && trouble_told_) {
    session_.report(
        {Severity::Note, message("the case can be written again; nothing was lost"), {}, {}, {}});
  }
  trouble_told_ = standing.trouble.has_value();
}

int FollowRun::finish() {
  for (const auto& source : sources_) {
    source->stop();
  }
  std::vector<LiveUpdate> updates;
  RunStatus status;
  for (const auto& source : sources_) {
    updates.push_back(source->finish(session_));
    done_.push_back({updates.back().report, false});
    status.add(session_, updates.back().report);
  }
  keeper_.hand_over(std::move(updates));
  if (const auto kept = keeper_.finish(Duration::seconds(10)); !kept) {
    session_.report(kept.error());
    session_.report(
        {Severity::Error,
         message("the last {} conversations could not be kept", keeper_.standing().waiting),
         {},
         {},
         message("the case keeps what it had before")});
    return exit_status::kIncomplete;
  }
  return status.exit_status();
}

}  // namespace

int follow_into(Session& session, CaseFile& file, const std::vector<std::string>& paths,
                const ReadOptions& options) {
  on_signals(ask_follow_to_stop);
  if (auto live = file.begin_live(); !live) {
    return session.trouble(live.error());
  }
  int status = exit_status::kDone;
  std::uint64_t records = 0;
  {
    FollowRun run(session, file);
    if (auto opened = run.open(paths, options); !opened) {
      session.report(opened.error());
      status = exit_status::kTrouble;
    } else {
      run.hear();
      status = run.finish();
      for (const ImportedSource& source : run.done()) {
        records += source.report.records;
      }
      session.out() << import_text(session.text(), run.done(),
                                   options.zone != nullptr ? *options.zone : TimeZone::utc())
                    << std::flush;
    }
  }
  on_signals(SIG_DFL);  // from here on nothing can be lost
  const auto one_file = file.end_live();
  if (!one_file) {
    session.report(one_file.error());
    return std::max(status, exit_status::kIncomplete);
  }
  CollectingSink told_when_asked;
  if (*one_file && records <= kDeriveUpTo) {
    (void)load_graph(file, told_when_asked);
  }
  return status;
}

}  // namespace hamon
