#pragma once

#include "base/message.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hamon {

enum class Severity { Note, Warning, Error };

/// Where in a file: nothing, a line, a packet (both from 1), or a byte (from 0).
struct Place {
  enum class Kind { None, Line, Packet, Byte };
  Kind kind = Kind::None;
  std::uint64_t number = 0;

  [[nodiscard]] static Place line(std::uint64_t n) { return {Kind::Line, n}; }
  [[nodiscard]] static Place packet(std::uint64_t n) { return {Kind::Packet, n}; }
  [[nodiscard]] static Place byte(std::uint64_t n) { return {Kind::Byte, n}; }
  bool operator==(const Place&) const = default;
};

/// One thing worth telling: what, where, what to try. `file` and `hint` may be empty.
struct Diagnostic {
  Severity severity = Severity::Error;
  Message what;
  std::string file;
  Place place;
  Message hint;

  bool operator==(const Diagnostic&) const = default;
};

/// Takes what a folder has to tell; called from one thread at a time.
class DiagnosticSink {
 public:
  virtual ~DiagnosticSink() = default;
  virtual void report(Diagnostic diagnostic) = 0;
};

/// Keeps everything, for tests and for later printing.
class CollectingSink : public DiagnosticSink {
 public:
  void report(Diagnostic diagnostic) override { diagnostics.push_back(std::move(diagnostic)); }
  std::vector<Diagnostic> diagnostics;
};

}  // namespace hamon
