#include "capture/text_log_lines.hpp"

#include "base/source_facts.hpp"
#include "capture/device_logs.hpp"
#include "capture/log_words.hpp"

#include <algorithm>

namespace hamon {

TextLogLines::TextLogLines() {
  readers_.push_back(make_fortigate_reader());
  readers_.push_back(make_asa_reader());
  readers_.push_back(make_paloalto_reader());
  readers_.push_back(make_netfilter_reader());
  readers_.push_back(make_yamaha_reader());
  readers_.push_back(make_windows_firewall_reader());
  readers_.push_back(make_openvpn_reader());
  readers_.push_back(make_connect_secure_reader());
  used_.assign(readers_.size(), false);
}

bool TextLogLines::recognises(const SyslogLine& line) const {
  return std::ranges::any_of(readers_,
                             [&](const auto& reader) { return reader->recognises(line.text); });
}

std::optional<LineFate> TextLogLines::read(const SyslogLine& line, std::uint64_t number,
                                           TextLogOutput& out) {
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    const std::size_t n = (last_reader_ + i) % readers_.size();  // most lines are as the one before
    if (readers_[n]->recognises(line.text)) {
      last_reader_ = n;
      used_[n] = true;
      return readers_[n]->read({line.text, line.time, number}, out);
    }
  }
  if (line.text.starts_with('#')) {  // a comment or a header, which is no record
    return std::nullopt;
  }
  return has_control_characters(line.text) ? LineFate::NotText : LineFate::LogNotRead;
}

void TextLogLines::finish(TextLogOutput& out) {
  for (const auto& reader : readers_) {
    reader->finish(out);
  }
}

void TextLogLines::report_open(TextLogOutput& out) const {
  for (const auto& reader : readers_) {
    reader->report_open(out);
  }
}

std::size_t TextLogLines::kept() const {
  std::size_t n = 0;
  for (const auto& reader : readers_) {
    n += reader->kept();
  }
  return n;
}

bool TextLogLines::used(std::string_view kind) const {
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    if (used_[i] && readers_[i]->kind() == kind) {
      return true;
    }
  }
  return false;
}

std::string TextLogLines::kind() const {
  std::string kind;
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    if (used_[i]) {
      kind = kind.empty() ? std::string(readers_[i]->kind()) : "text-log";
    }
  }
  return kind.empty() ? "text-log" : kind;
}

std::string facts_of(const TextLogNotes& notes) {
  constexpr std::uint64_t kSome = 10;  // fewer may be chance
  std::string out;
  add_fact(out, "translated", notes.translated);
  add_fact(out, "tunnels up", notes.vpn_up);
  add_fact(out, "tunnels down", notes.vpn_down);
  add_fact(out, "still open", notes.kept_open);
  add_fact(out, "events lost", notes.events_lost);
  if (notes.allowed == 0 && notes.denied >= kSome) {
    add_fact(out, "only denied", notes.denied);
  }
  return out;
}

void explain_limits(const LogReport& report, bool yamaha, const std::string& name,
                    DiagnosticSink& diagnostics) {
  if (report.lines(LineFate::LogNotRead) > 0) {
    diagnostics.report({Severity::Note,
                        message("lines of other kinds, which are not read: {}",
                                report.lines(LineFate::LogNotRead)),
                        name,
                        {},
                        message("read are FortiGate, YAMAHA, netfilter, Windows Firewall, Cisco "
                                "ASA and FTD, Palo Alto, OpenVPN and Connect Secure")});
  }
  if (yamaha) {
    diagnostics.report(
        {Severity::Note,
         message("a YAMAHA router writes nothing of what passes filters without syslog"),
         name,
         {},
         message("what is not in this log may still have happened; turn on syslog notice and the "
                 "filters' syslog option")});
  }
}

}  // namespace hamon
