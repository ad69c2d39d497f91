#include "capture/zeek_source.hpp"

#include "capture/kept_flows.hpp"
#include "capture/line_reader.hpp"
#include "capture/log_report.hpp"
#include "capture/zeek_conn.hpp"
#include "capture/zeek_header.hpp"
#include "capture/zeek_json.hpp"
#include "capture/zeek_names.hpp"
#include "capture/zeek_services.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hamon {
namespace {

enum class ZeekKind : std::uint8_t {
  Conn,
  Dhcp,
  Dns,
  Ntlm,
  Ssl,
  Http,
  Rdp,
  Ssh,
  SmbMapping,
  DceRpc,
  Inventory,  // of machines, ports and programs: neither conversations nor names
  Other
};

ZeekKind kind_of(std::string_view path) {
  static constexpr auto kKinds =
      std::to_array<std::pair<std::string_view, ZeekKind>>({{"conn", ZeekKind::Conn},
                                                            {"dhcp", ZeekKind::Dhcp},
                                                            {"dns", ZeekKind::Dns},
                                                            {"ntlm", ZeekKind::Ntlm},
                                                            {"ssl", ZeekKind::Ssl},
                                                            {"http", ZeekKind::Http},
                                                            {"rdp", ZeekKind::Rdp},
                                                            {"ssh", ZeekKind::Ssh},
                                                            {"smb_mapping", ZeekKind::SmbMapping},
                                                            {"dce_rpc", ZeekKind::DceRpc},
                                                            {"known_hosts", ZeekKind::Inventory},
                                                            {"known_services", ZeekKind::Inventory},
                                                            {"software", ZeekKind::Inventory}});
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
  if (row.has(RdpClientName) || row.has(SecurityProtocol)) {
    return "rdp";
  }
  if (row.has(KeyExchange)) {
    return "ssh";
  }
  if (row.has(ShareType)) {
    return "smb_mapping";
  }
  if (row.has(Endpoint) && row.has(Operation)) {
    return "dce_rpc";
  }
  if (row.has(Method) && row.has(Host)) {
    return "http";
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
        utc_(TimeZone::utc()),
        zone_(options_.zone == nullptr && options_.assume_utc ? &utc_ : options_.zone),
        conn_(zone_) {}

  SourceReport read(FlowSink& sink, DiagnosticSink& diagnostics) override;

 private:
  void read_line(const LineReader::Line& line, std::uint64_t number, FlowSink& sink);
  [[nodiscard]] LineFate read_values(std::string_view text, std::uint64_t number, FlowSink& sink);
  [[nodiscard]] LineFate read_row(std::string_view path, const ZeekRow& row, std::uint64_t number,
                                  FlowSink& sink);
  [[nodiscard]] LineFate read_conn(const ZeekRow& row, std::uint64_t number, FlowSink& sink);
  [[nodiscard]] LineFate read_names(ZeekKind kind, const ZeekRow& row, std::uint64_t number,
                                    FlowSink& sink);
  [[nodiscard]] LineFate read_conversation(std::string_view service, const ZeekRow& row,
                                           std::uint64_t number, FlowSink& sink);
  [[nodiscard]] LineFate read_kind(ZeekKind kind, const ZeekRow& row, std::uint64_t number,
                                   FlowSink& sink);
  void note_kind(std::string_view path, bool json);
  void note_time(const ZeekRow& row);
  void tell_times(DiagnosticSink& diagnostics) const;
  void tell_unread(DiagnosticSink& diagnostics) const;

  std::unique_ptr<ByteStream> stream_;
  std::string name_;
  ReadOptions options_;
  TimeZone utc_;
  const TimeZone* zone_;  // of times without offset; nullptr: they are refused
  bool read_as_utc_ = false;
  ZeekConnReader conn_;
  KeptFlows conversations_;  // of logs that write several rows of one
  ZeekJsonReader json_;
  ZeekHeader header_;
  ZeekRow json_row_;
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

LineFate ZeekSource::read_conn(const ZeekRow& row, std::uint64_t number, FlowSink& sink) {
  FlowRecord record;
  const LineFate fate = conn_.read(row, record);
  if (fate == LineFate::Used) {
    record.first = number;
    record.last = number;
    report_.saw(record.start, record.end);
    sink.flow(std::move(record));
  }
  return fate;
}

LineFate ZeekSource::read_names(ZeekKind kind, const ZeekRow& row, std::uint64_t number,
                                FlowSink& sink) {
  bindings_.clear();
  LineFate (*const reader)(const ZeekRow&, const TimeZone*, std::vector<Binding>&) =
      kind == ZeekKind::Dhcp         ? read_zeek_dhcp
      : kind == ZeekKind::Ntlm       ? read_zeek_ntlm
      : kind == ZeekKind::Dns        ? read_zeek_dns
      : kind == ZeekKind::Http       ? read_zeek_http
      : kind == ZeekKind::Rdp        ? read_zeek_rdp
      : kind == ZeekKind::SmbMapping ? read_zeek_smb_mapping
                                     : read_zeek_ssl;
  const LineFate fate = reader(row, zone_, bindings_);
  for (Binding& binding : bindings_) {
    binding.first_record = number;
    report_.saw(binding.first, binding.last);
    sink.binding(std::move(binding));
  }
  return fate;
}

LineFate ZeekSource::read_conversation(std::string_view service, const ZeekRow& row,
                                       std::uint64_t number, FlowSink& sink) {
  FlowRecord record;
  const LineFate fate = read_zeek_conversation(row, service, zone_, record);
  if (fate != LineFate::Used) {
    return fate;
  }
  record.first = record.last = number;
  constexpr std::size_t kLongestUid = 32;  // bytes
  const std::string key =
      directed_ends(record) + ' ' + std::string(row[ZeekField::Uid].substr(0, kLongestUid));
  if (auto* before = conversations_.find(key)) {
    if (record.service_basis > before->record.service_basis) {
      before->record.service = record.service;
      before->record.service_basis = record.service_basis;
    }
    before->record.start = std::min(before->record.start, record.start);
    continue_record(before->record, record);
  } else {
    LineOutput output(sink, report_);
    conversations_.keep(key, {std::move(record), 1, 0}, output);
  }
  return LineFate::Used;
}

LineFate ZeekSource::read_kind(ZeekKind kind, const ZeekRow& row, std::uint64_t number,
                               FlowSink& sink) {
  switch (kind) {
    case ZeekKind::Conn:
      return read_conn(row, number, sink);
    case ZeekKind::Ssh:
      return read_conversation("ssh", row, number, sink);
    case ZeekKind::DceRpc:
      return read_conversation(dce_rpc_service(row), row, number, sink);
    case ZeekKind::Rdp:
    case ZeekKind::SmbMapping: {
      const LineFate fate =
          read_conversation(kind == ZeekKind::Rdp ? "rdp" : "smb", row, number, sink);
      if (fate == LineFate::Used) {
        (void)read_names(kind, row, number, sink);
      }
      return fate;
    }
    case ZeekKind::Inventory:
      return LineFate::NothingToKeep;
    case ZeekKind::Other:
      return LineFate::LogNotRead;
    default:
      return read_names(kind, row, number, sink);
  }
}

/// Whether a time was read as UTC for want of a zone. Zeek's own times are seconds since 1970.
void ZeekSource::note_time(const ZeekRow& row) {
  constexpr std::size_t kYear = 4;  // digits before the first separator of a written date
  const std::string_view time = row[ZeekField::Ts];
  if (!read_as_utc_ && zone_ == &utc_ && time.size() > kYear && time[kYear] == '-') {
    read_as_utc_ = lacks_offset(time);
  }
}

LineFate ZeekSource::read_row(std::string_view path, const ZeekRow& row, std::uint64_t number,
                              FlowSink& sink) {
  note_time(row);
  return read_kind(kind_of(path), row, number, sink);
}

LineFate ZeekSource::read_values(std::string_view text, std::uint64_t number, FlowSink& sink) {
  if (text.front() == '{') {
    const LineFate fate = json_.read(text, json_row_);
    if (fate != LineFate::Used) {
      return fate;
    }
    const std::string_view path =
        json_row_.has(ZeekField::Path) ? json_row_[ZeekField::Path] : path_by_keys(json_row_);
    note_kind(path, true);
    return read_row(path, json_row_, number, sink);
  }
  const LineFate fate = header_.split(text);
  return fate == LineFate::Used ? read_row(header_.path(), header_.row(), number, sink) : fate;
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

void ZeekSource::tell_times(DiagnosticSink& diagnostics) const {
  if (read_as_utc_) {
    diagnostics.report(
        {Severity::Note,
         message("times without offset from UTC were read as UTC"),
         name_,
         {},
         message("name the zone of the sensor's clock with --tz, e.g. --tz Asia/Tokyo")});
  }
}

void ZeekSource::tell_unread(DiagnosticSink& diagnostics) const {
  const std::uint64_t lines = report_.lines(LineFate::LogNotRead);
  if (lines > 0) {
    diagnostics.report({Severity::Note,
                        message("lines of a kind of Zeek log that is not read: {}", lines),
                        name_,
                        {},
                        message("read are conn, dce_rpc, dhcp, dns, http, ntlm, rdp, smb_mapping, "
                                "ssh and ssl")});
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
  LineOutput output(sink, report_);
  conversations_.give_all(output);
  tell_times(diagnostics);
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
