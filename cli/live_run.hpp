#pragma once

#include "base/live_update.hpp"
#include "cli/case_keeper.hpp"
#include "cli/session.hpp"
#include "render/import_text.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// One source under observation, as the live loop sees it: an interface, or a port.
class LiveInput {
 public:
  virtual ~LiveInput() = default;
  /// Readable when something has arrived (poll(2)).
  [[nodiscard]] virtual int descriptor() const = 0;
  /// Takes some of what has arrived, never waits; false: there was nothing. Errors: there will be
  /// no more.
  [[nodiscard]] virtual Result<bool> read() = 0;
  /// Looks after the source, about once a second. Errors: there will be no more.
  [[nodiscard]] virtual Result<void> watch(Timestamp wall) = 0;
  /// What is new since the last update; with `with_open` also what is under way.
  [[nodiscard]] virtual LiveUpdate update(Timestamp wall, bool with_open) = 0;
  /// Nothing that arrives later is waited for. What came before comes with `read`, until `drained`.
  virtual void stop() = 0;
  [[nodiscard]] virtual bool drained() = 0;
  /// The last update: everything has ended. Tells what an analyst must know of the source.
  [[nodiscard]] virtual LiveUpdate finish(Timestamp wall, DiagnosticSink& diagnostics) = 0;
};

/// Now, by the wall's clock.
[[nodiscard]] Timestamp wall_clock();
/// Now, by a clock that nobody sets.
[[nodiscard]] Timestamp steady_clock();

/// From here on SIGINT, SIGTERM and SIGHUP end a `LiveRun::hear` instead of the process; those that
/// are ignored stay so.
void stop_on_signals();

/// How long to listen, as options say it (empty: until told to stop). Errors: no duration.
[[nodiscard]] Result<std::optional<Duration>> parse_stop_after(const std::string& text);

/// The case of a live command: made where it is missing, of the user that the process has become,
/// in live mode. Says who that is. Errors: why it cannot be.
struct UnprivilegedUser;
[[nodiscard]] Result<CaseFile> open_live_case(Session& session, const std::string& path,
                                              const UnprivilegedUser& user);
/// Makes the case one file again, and derives what the first question would otherwise wait for,
/// where `records` are few. Returns the exit status.
[[nodiscard]] int close_live_case(Session& session, CaseFile& file, std::uint64_t records);

/// Keeps a case current with what several inputs give, until told to stop.
class LiveRun {
 public:
  /// `file` is in live mode; both outlive this.
  LiveRun(Session& session, CaseFile& file) : session_(session), keeper_(file) {}

  /// Before `hear`.
  void add(std::unique_ptr<LiveInput> input);
  /// Listens until told to stop, at most so long, or until no input is left or the disk has taken
  /// nothing for too long. About once a second everything new goes to the case, and `each_second`
  /// (may be empty) is called with the time on the wall and since the beginning.
  void hear(std::optional<Duration> at_most,
            const std::function<void(Timestamp wall, Duration since)>& each_second);
  /// Takes what came before the end and was not read yet.
  void drain();
  /// Ends every input and waits for the case; the exit status.
  [[nodiscard]] int finish();

  /// Not everything was seen or kept: the exit status says so.
  void set_incomplete() { incomplete_ = true; }
  /// After `finish`: what became of each input.
  [[nodiscard]] const std::vector<ImportedSource>& sources() const { return done_; }
  [[nodiscard]] std::uint64_t records() const;

 private:
  /// When what is open is written again: each second, less often where that would take more than a
  /// tenth of the time or of the disk's patience.
  class OpenPace {
   public:
    [[nodiscard]] bool due(Timestamp now) const { return now >= next_; }
    void wrote(Timestamp now, Duration gathered, const CaseKeeper::Standing& before);

   private:
    Timestamp next_;
  };
  struct Listener {
    std::unique_ptr<LiveInput> input;
    bool gone = false;
  };

  void wait(Timestamp until) const;
  [[nodiscard]] bool read_all();
  void lose(Listener& listener, const Error& why);
  void hand_over(Timestamp now, Timestamp wall);
  void watch_case();
  void tell(Severity severity, Message what, const std::string& where, Message hint = {});

  Session& session_;
  CaseKeeper keeper_;
  std::vector<Listener> listeners_;
  std::vector<ImportedSource> done_;
  OpenPace pace_;
  std::optional<Timestamp> case_trouble_since_;
  bool incomplete_ = false;
  bool stop_ = false;
};

}  // namespace hamon
