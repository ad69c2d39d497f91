#include "cli/live_run.hpp"

#include "capture/privileges.hpp"
#include "cli/sources.hpp"
#include "graph/graph_builder.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>

#include <poll.h>

namespace hamon {
namespace {

constexpr std::size_t kMostWaiting = 1'000'000;      // conversations that the disk does not take
constexpr std::uint64_t kBytesASecond = 512 * 1024;  // that rewriting what is open may cost
constexpr std::uint64_t kDeriveUpTo = 2'000'000;     // packets

volatile std::sig_atomic_t stop_asked = 0;

extern "C" void ask_to_stop(int) {
  stop_asked = 1;
}

void on_signals(void (*what)(int)) {
  struct sigaction action {};
  action.sa_handler = what;  // without SA_RESTART: poll returns at once
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    ::sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) {  // nohup wants it so
      ::sigaction(signal, &action, nullptr);
    }
  }
}

}  // namespace

Timestamp wall_clock() {
  return {std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count()};
}

Timestamp steady_clock() {
  return {std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count()};
}

void stop_on_signals() {
  on_signals(ask_to_stop);
}

Result<std::optional<Duration>> parse_stop_after(const std::string& text) {
  if (text.empty()) {
    return std::optional<Duration>();
  }
  const auto duration = parse_duration(text);
  if (!duration) {
    return fail(message("{} is no duration", text), {}, {},
                message("a number and ms, s, m, h or d, e.g. 10m"));
  }
  return duration;
}

Result<CaseFile> open_live_case(Session& session, const std::string& path,
                                const UnprivilegedUser& user) {
  if (user.user == 0) {
    session.report({Severity::Note,
                    message("stays root, without its capabilities: nobody else may write here"),
                    path,
                    {},
                    message("let a user of its own own the folder, or name one with --user")});
  } else {
    session.report(
        {Severity::Note, message("goes on as {}, without privileges", user.name), {}, {}, {}});
  }
  auto file = CaseFile::open(path, CaseFile::Mode::Create);
  if (!file) {
    return tl::unexpected(file.error());
  }
  if (auto live = file->begin_live(); !live) {
    return tl::unexpected(live.error());
  }
  return file;
}

int close_live_case(Session& session, CaseFile& file, std::uint64_t records) {
  on_signals(SIG_DFL);  // from here on nothing can be lost
  const auto one_file = file.end_live();
  if (!one_file) {
    session.report(one_file.error());
    return exit_status::kIncomplete;
  }
  CollectingSink told_when_asked;
  if (*one_file && records <= kDeriveUpTo) {
    (void)load_graph(file, told_when_asked);
  }
  return exit_status::kDone;
}

void LiveRun::OpenPace::wrote(Timestamp now, Duration gathered,
                              const CaseKeeper::Standing& before) {
  const std::int64_t busy = 10 * (gathered.ns + before.took.ns);
  const auto heavy = static_cast<std::int64_t>(before.bytes * 1'000'000'000 / kBytesASecond);
  const std::int64_t pause =
      std::clamp(std::max(busy, heavy), Duration::milliseconds(900).ns, Duration::minutes(1).ns);
  next_ = now + Duration{pause};
}

void LiveRun::tell(Severity severity, Message what, const std::string& where, Message hint) {
  session_.report({severity, std::move(what), where, {}, std::move(hint)});
}

void LiveRun::add(std::unique_ptr<LiveInput> input) {
  listeners_.push_back({std::move(input), false});
}

void LiveRun::hear(std::optional<Duration> at_most,
                   const std::function<void(Timestamp, Duration)>& each_second) {
  const Timestamp begun = steady_clock();
  hand_over(begun, wall_clock());
  Timestamp next = begun + Duration::seconds(1);
  while (stop_asked == 0 && !stop_) {
    const bool more = read_all();
    const Timestamp now = steady_clock();
    if (now >= next) {
      const Timestamp wall = wall_clock();
      for (Listener& listener : listeners_) {
        if (const auto well = listener.gone ? Result<void>() : listener.input->watch(wall); !well) {
          lose(listener, well.error());
        }
      }
      hand_over(now, wall);
      watch_case();
      if (each_second) {
        each_second(wall, now - begun);
      }
      next = std::max(next + Duration::seconds(1), now);
    }
    if (at_most && now - begun >= *at_most) {
      return;
    }
    if (!more) {
      wait(next);
    }
  }
}

void LiveRun::wait(Timestamp until) const {
  std::vector<pollfd> descriptors;
  for (const Listener& listener : listeners_) {
    if (!listener.gone) {
      descriptors.push_back({listener.input->descriptor(), POLLIN, 0});
    }
  }
  const std::int64_t left = (until - steady_clock()).ns / 1'000'000;
  const int patience = static_cast<int>(std::clamp<std::int64_t>(left, 1, 100));
  (void)::poll(descriptors.data(), descriptors.size(), patience);
}

/// Whether an input had so much that it may have more.
bool LiveRun::read_all() {
  bool more = false;
  for (Listener& listener : listeners_) {
    constexpr int kRounds = 16;  // before the others have their turn
    for (int i = 0; i < kRounds && !listener.gone; ++i) {
      const auto some = listener.input->read();
      if (!some) {
        lose(listener, some.error());
        break;
      }
      more = more || (*some && i + 1 == kRounds);
      if (!*some) {
        break;
      }
    }
  }
  return more;
}

void LiveRun::lose(Listener& listener, const Error& why) {
  listener.gone = true;
  incomplete_ = true;
  session_.report(why);
  stop_ = std::all_of(listeners_.begin(), listeners_.end(), [](const auto& l) { return l.gone; });
}

void LiveRun::hand_over(Timestamp now, Timestamp wall) {
  const CaseKeeper::Standing before = keeper_.standing();
  const bool with_open = before.idle && pace_.due(now);
  std::vector<LiveUpdate> updates;
  for (Listener& listener : listeners_) {
    updates.push_back(listener.input->update(wall, with_open));
  }
  if (with_open) {
    pace_.wrote(now, steady_clock() - now, before);
  }
  keeper_.hand_over(std::move(updates));
}

void LiveRun::watch_case() {
  const CaseKeeper::Standing standing = keeper_.standing();
  if (standing.trouble && !case_trouble_since_) {
    case_trouble_since_ = steady_clock();
    tell(Severity::Warning, standing.trouble->what, standing.trouble->file,
         message("the case keeps what it has; what comes waits in memory and is tried again"));
  } else if (!standing.trouble && case_trouble_since_) {
    case_trouble_since_.reset();
    tell(Severity::Note, message("the case can be written again; nothing was lost"), {});
  }
  if (standing.waiting > kMostWaiting) {
    stop_ = true;
    incomplete_ = true;
    tell(Severity::Error,
         message("{} conversations wait for the disk; capturing ends here", standing.waiting), {},
         message("the case keeps what it has; free some space and start again"));
  }
}

void LiveRun::drain() {
  for (Listener& listener : listeners_) {
    listener.input->stop();
  }
  const Timestamp until = steady_clock() + Duration::seconds(2);
  const auto left = [](const Listener& l) { return !l.gone && !l.input->drained(); };
  while (steady_clock() < until && std::any_of(listeners_.begin(), listeners_.end(), left)) {
    if (!read_all()) {
      wait(steady_clock() + Duration::milliseconds(20));
    }
  }
}

int LiveRun::finish() {
  const Timestamp wall = wall_clock();
  std::vector<LiveUpdate> updates;
  RunStatus status;
  for (Listener& listener : listeners_) {
    updates.push_back(listener.input->finish(wall, session_));
    done_.push_back({updates.back().report, false});
    status.add(session_, updates.back().report);
  }
  keeper_.hand_over(std::move(updates));
  if (const auto kept = keeper_.finish(Duration::seconds(10)); !kept) {
    session_.report(kept.error());
    tell(Severity::Error,
         message("the last {} conversations could not be kept", keeper_.standing().waiting), {},
         message("the case keeps what it had before"));
    return exit_status::kIncomplete;
  }
  return incomplete_ ? exit_status::kIncomplete : status.exit_status();
}

std::uint64_t LiveRun::records() const {
  std::uint64_t n = 0;
  for (const ImportedSource& source : done_) {
    n += source.report.records;
  }
  return n;
}

}  // namespace hamon
