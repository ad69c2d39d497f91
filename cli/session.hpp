#pragma once

#include "base/catalogue.hpp"
#include "base/diagnostic.hpp"
#include "base/result.hpp"
#include "capture/flow_source.hpp"
#include "cli/options.hpp"
#include "render/json_documents.hpp"
#include "render/text_context.hpp"

#include <optional>
#include <ostream>
#include <string>

namespace hamon {

/// Exit statuses (formats; design, section 7).
namespace exit_status {
inline constexpr int kDone = 0;
inline constexpr int kRefuted = 1;
inline constexpr int kTrouble = 2;
inline constexpr int kIncomplete = 3;
}  // namespace exit_status

/// What a command has at hand: where to write, in which language. Diagnostics go to `err` as they
/// come.
class Session : public DiagnosticSink {
 public:
  Session(std::ostream& out, std::ostream& err, const Invocation& invocation);

  void report(Diagnostic diagnostic) override;
  /// Prints the error and returns the status for trouble.
  int trouble(const Error& error);

  [[nodiscard]] const Catalogue& words() const { return text_.catalogue; }
  [[nodiscard]] const TextContext& text() const { return text_; }
  std::ostream& out() { return out_; }
  std::ostream& err() { return err_; }
  /// Now, or SOURCE_DATE_EPOCH.
  [[nodiscard]] static Timestamp generated();
  /// Called while a source is read: shows how far on a terminal, nothing elsewhere.
  [[nodiscard]] std::function<void(std::uint64_t, std::uint64_t)> progress(const std::string& name);
  void end_progress();

 private:
  std::ostream& out_;
  std::ostream& err_;
  TextContext text_;
  bool quiet_;
  bool progress_shown_ = false;
};

/// The whole file; `-`: all of standard input. Errors: cannot be read, larger than 64 MiB.
[[nodiscard]] Result<std::string> read_text_file(const std::string& path);
/// Writes `content` to `path` (`-`: standard output) so that the old file stays when that fails.
[[nodiscard]] Result<void> write_file(Session& session, const std::string& path,
                                      const std::string& content);

}  // namespace hamon
