#include "capture/zeek_source.hpp"

#include "capture/line_reader.hpp"
#include "capture/log_report.hpp"
#include "capture/zeek_conn.hpp"
#include "capture/zeek_header.hpp"
#include "capture/zeek_json.hpp"
#include "capture/zeek_names.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hamon {
namespace {

enum class ZeekKind : std::uint8_t { Conn, Dhcp, Dns, Ntlm, Ssl, Other };

ZeekKind kind_of(std::string_view path) {
  constexpr auto kKinds =
      std::to_array<std::pair<std::string_view, ZeekKind>>({{"conn", ZeekKind::Conn},
                                                            {"dhcp", ZeekKind::Dhcp},
                                                            {"dns", ZeekKind::Dns},
                                                            {"ntlm", ZeekKind::Ntlm},
                                                            {"ssl", ZeekKind::Ssl}});
  for (const auto& [word, kind] : kKinds) {
    if (word == path) {
      return kind;
    }
  }
  return ZeekKind::Other;
}

/// The kind of log that a JSON line without `_path` belongs to, by keys that no other kind has.
std::string_view path_by_keys(const ZeekRow& row) {
  using enum ZeekField;
  if (row.has(ConnState)) {
    return "conn";
  }
  if (row.has(MsgTypes) || row.has(AssignedAddr) || row.has(RequestedAddr)) {
    return "dhcp";
  }
  if (row.has(Query) || row.has(Answers) || row.has(QtypeName)) {
    return "dns";
  }
  if (row.has(NtlmHostname) || row.has(ServerNbName) || row.has(ServerDnsName)) {
    return "ntlm";
  }
  if (row.has(ServerName) || row.has(Cipher)) {
    return "ssl";
  }
  return row.has(Proto) && row.has(OrigH) ? "conn" : "other";
}

/// `path` as a word for a report: a log's own text, so only plain characters of it.
std::string plain_word(std::string_view path) {
  std::string word(path.substr(0, 32));
  std::ranges::replace_if(
      word,
      [](char c) {
        return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
      },
      '-');
  return word.empty() ? "other" : word;
}

class ZeekSource : public FlowSource {
 public:
  ZeekSource(std::unique_ptr<ByteStream> stream, std::string name, ReadOptions options)
      : stream_(std::move(stream)),
        name_(std::move(name)),
        options_(std::move(options)),
        conn_(options_.zone) {}

  SourceReport read(FlowSink& sink, DiagnosticSink& diagnostics) override;

 private:
  void read_line(const LineReader::Line& line, std::uint64_t number, FlowSink& sink);
  [[nodiscard]] LineFate read_values(std::string_view text, std::uint64_t number, FlowSink& sink);
  [[nodiscard]] LineFate read_row(std::string_view path, std::uint64_t number, FlowSink& sink);
  [[nodiscard]] LineFate read_conn(std::uint64_t number, FlowSink& sink);
  [[nodiscard]] LineFate read_names(ZeekKind kind, std::uint64_t number, FlowSink& sink);
  void note_kind(std::string_view path, bool json);
  void tell_unread(DiagnosticSink& diagnostics) const;

  std::unique_ptr<ByteStream> stream_;
  std::string name_;
  ReadOptions options_;
  ZeekConnReader conn_;
  ZeekJsonReader json_;
  ZeekHeader header_;
  ZeekRow row_;
  std::vector<Binding> bindings_;
  LogReport report_;
  std::string kind_;       // of the first log in the file; `zeek` once another follows
  std::string last_path_;  // what `kind_` was last told
  bool last_json_ = false;
};

void ZeekSource::note_kind(std::string_view path, bool json) {
  if (!kind_.empty() && path == last_path_ && json == last_json_) {
    return;
  }
  last_path_ = path;
  last_json_ = json;
  std::string kind = "zeek-" + plain_word(path) + (json ? "-json" : "");
  if (kind_.empty()) {
    kind_ = std::move(kind);
  } else if (kind_ != kind) {
    kind_ = "zeek";
  }
}

LineFate ZeekSource::read_conn(std::uint64_t number, FlowSink& sink) {
  FlowRecord record;
  const LineFate fate = conn_.read(row_, record);
  if (fate == LineFate::Used) {
    record.first = number;
    record.last = number;
    report_.saw(record.start, record.end);
    sink.flow(std::move(record));
  }
  return fate;
}

LineFate ZeekSource::read_names(ZeekKind kind, std::uint64_t number, FlowSink& sink) {
  bindings_.clear();
  const TimeZone* zone = options_.zone;
  const LineFate fate = kind == ZeekKind::Dhcp   ? read_zeek_dhcp(row_, zone, bindings_)
                        : kind == ZeekKind::Ntlm ? read_zeek_ntlm(row_, zone, bindings_)
                        : kind == ZeekKind::Dns  ? read_zeek_dns(row_, zone, bindings_)
                                                 : read_zeek_ssl(row_, zone, bindings_);
  for (Binding& binding : bindings_) {
    binding.first_record = number;
    report_.saw(binding.first, binding.last);
    sink.binding(std::move(binding));
  }
  return fate;
}

LineFate ZeekSource::read_row(std::string_view path, std::uint64_t number, FlowSink& sink) {
  const ZeekKind kind = kind_of(path);
  if (kind == ZeekKind::Other) {
    return LineFate::LogNotRead;
  }
  return kind == ZeekKind::Conn ? read_conn(number, sink) : read_names(kind, number, sink);
}

LineFate ZeekSource::read_values(std::string_view text, std::uint64_t number, FlowSink& sink) {
  if (text.front() == '{') {
    const LineFate fate = json_.read(text, row_);
    if (fate != LineFate::Used) {
      return fate;
    }
    const std::string_view path =
        row_.has(ZeekField::Path) ? row_[ZeekField::Path] : path_by_keys(row_);
    note_kind(path, true);
    return read_row(path, number, sink);
  }
  const LineFate fate = header_.split(text, row_);
  return fate == LineFate::Used ? read_row(header_.path(), number, sink) : fate;
}

void ZeekSource::read_line(const LineReader::Line& line, std::uint64_t number, FlowSink& sink) {
  if (line.too_long) {
    report_.count(LineFate::TooLong, number);
    return;
  }
  std::string_view text = line.text;
  if (text.empty()) {
    return;
  }
  const auto hash = text.find_first_not_of(" \t");
  if (hash != std::string_view::npos && text[hash] == '#') {
    header_.take(text.substr(hash));
    if (header_.has_fields()) {
      note_kind(header_.path(), false);
    }
    return;
  }
  const LineFate fate = read_values(text, number, sink);
  const bool damaged = fate >= LineFate::NoHeader;
  report_.count(damaged && !line.ended ? LineFate::CutOff : fate, number);
}

void ZeekSource::tell_unread(DiagnosticSink& diagnostics) const {
  const std::uint64_t lines = report_.lines(LineFate::LogNotRead);
  if (lines > 0) {
    diagnostics.report({Severity::Note,
                        message("lines of a kind of Zeek log that is not read: {}", lines),
                        name_,
                        {},
                        message("read are conn, dhcp, dns, ntlm and ssl")});
  }
}

SourceReport ZeekSource::read(FlowSink& sink, DiagnosticSink& diagnostics) {
  LineReader lines(*stream_, options_);
  while (const auto line = lines.next()) {
    if (!line->ended && lines.damage()) {  // it may look whole and still lack its last digits
      report_.count(LineFate::CutOff, lines.number());
      break;
    }
    read_line(*line, lines.number(), sink);
  }
  tell_unread(diagnostics);
  return report_.finish(name_, kind_.empty() ? "zeek" : kind_, *stream_, options_, lines.damage(),
                        diagnostics);
}

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool has_key(std::string_view line, std::string_view quoted) {
  return line.find(quoted) != std::string_view::npos;
}

}  // namespace

bool looks_like_zeek(std::span<const std::byte> head) {
  std::string_view text = as_text(head);
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return false;
  }
  text.remove_prefix(first);
  if (text.front() == '#') {
    return text.starts_with("#separator ") || text.starts_with("#fields\t") ||
           text.starts_with("#path\t") || text.starts_with("#set_separator\t");
  }
  if (text.front() != '{') {
    return false;
  }
  const std::string_view line = text.substr(0, text.find('\n'));
  return !has_key(line, "\"event_type\"") &&
         (has_key(line, "\"_path\"") ||
          (has_key(line, "\"ts\"") && (has_key(line, "\"id.orig_h\"") || has_key(line, "\"uid\"") ||
                                       has_key(line, "\"uids\""))));
}

std::unique_ptr<FlowSource> make_zeek_source(std::unique_ptr<ByteStream> stream, std::string name,
                                             ReadOptions options) {
  return std::make_unique<ZeekSource>(std::move(stream), std::move(name), std::move(options));
}

}  // namespace hamon
