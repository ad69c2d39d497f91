#include "capture/socket_table.hpp"

#include "capture/flow_record_builder.hpp"
#include "capture/kept_flows.hpp"
#include "capture/line_source.hpp"
#include "capture/log_words.hpp"
#include "capture/snapshot_time.hpp"
#include "capture/socket_line.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace hamon {
namespace {

/// A socket with a peer, until its table has told which ports are served.
struct OpenSocket {
  std::uint8_t protocol = 0;
  SocketState state = SocketState::Unsaid;
  LogEnd local;
  LogEnd peer;
  std::string_view service;  ///< of its program
  bool service_of_either_end = false;
  Timestamp seen;
  std::uint64_t line = 0;
};

/// The ports that the sockets of one table serve.
class ServedPorts {
 public:
  void add(std::uint8_t protocol, const SocketEnd& end) {
    constexpr std::size_t kMost = 200'000;
    if (end.port && ports_.size() < kMost) {
      ports_.emplace(protocol, *end.port, end.address.value_or(IpAddress{}));
      any_ = any_ || protocol == protocol::kTcp;
    }
  }
  [[nodiscard]] bool serves(std::uint8_t protocol, const LogEnd& end) const {
    return ports_.contains({protocol, end.port, end.address}) ||
           ports_.contains({protocol, end.port, IpAddress{}});
  }
  /// Whether the table tells of TCP sockets that listen at all.
  [[nodiscard]] bool tells_tcp() const { return any_; }
  void clear() {
    ports_.clear();
    any_ = false;
  }

 private:
  std::set<std::tuple<std::uint8_t, std::uint16_t, IpAddress>> ports_;  // 0.0.0.0: all addresses
  bool any_ = false;
};

struct Side {
  bool local_serves = false;
  DirectionBasis basis = DirectionBasis::FirstPacket;
};

/// Which end serves: the one whose port listens; with none that listens at the local port, and
/// others that do, the peer; else what the ports themselves say.
Side side_of(const OpenSocket& s, const ServedPorts& served) {
  if (s.state == SocketState::Asking || s.state == SocketState::Asked) {
    return {s.state == SocketState::Asked, DirectionBasis::Sensor};
  }
  if (served.serves(s.protocol, s.local)) {
    return {true, DirectionBasis::Sensor};
  }
  const bool local = is_service_port(s.protocol, s.local.port);
  const bool peer = is_service_port(s.protocol, s.peer.port);
  if (s.protocol == protocol::kTcp && served.tells_tcp() && !(local && !peer)) {
    return {false, DirectionBasis::Sensor};
  }
  if (local != peer) {
    return {local, DirectionBasis::ServicePort};
  }
  return {s.local.port < s.peer.port, DirectionBasis::FirstPacket};
}

FlowState state_of(const OpenSocket& s) {
  if (s.state == SocketState::Asking || s.state == SocketState::Asked) {
    return FlowState::Attempted;
  }
  // A datagram socket has a peer once its program names one, whether it sends or not.
  return s.protocol != protocol::kUdp && s.state == SocketState::Open ? FlowState::Established
                                                                      : FlowState::OneWay;
}

FlowRecord record_of(const OpenSocket& s, const ServedPorts& served) {
  const Side side = side_of(s, served);
  FlowRecord record;
  set_ends(record, s.protocol, side.local_serves ? s.peer : s.local,
           side.local_serves ? s.local : s.peer);
  record.direction = side.basis;
  record.state = state_of(s);
  record.start = record.end = s.seen;
  record.first = record.last = s.line;
  if (!s.service.empty() && (side.local_serves || s.service_of_either_end)) {
    record.service = s.service;
    record.service_basis = ServiceBasis::Sensor;
  }
  return record;
}

class SocketTable : public LineFormat {
 public:
  explicit SocketTable(const ReadOptions& options) : clock_(options) {}

  std::optional<LineFate> read(std::string_view text, std::uint64_t line,
                               LineOutput& output) override;
  void end(LineOutput& output) override {
    end_table(output);
    kept_.give_all(output);
  }
  [[nodiscard]] std::string kind() const override { return "sockets"; }
  void finish(const std::string& name, SourceReport& report, DiagnosticSink& diagnostics) override;

 private:
  [[nodiscard]] std::optional<LineFate> read_other(std::string_view text, LineOutput& output);
  [[nodiscard]] LineFate read_socket(const SocketLine& socket, std::uint64_t line,
                                     LineOutput& output);
  [[nodiscard]] LineFate read_without_peer(const SocketLine& socket);
  void settle_protocol();
  void hand_on(LineOutput& output);
  void end_table(LineOutput& output);
  void note_host(const std::optional<IpAddress>& address);

  SnapshotClock clock_;
  KeptFlows kept_;
  std::vector<OpenSocket> open_;    // of the table at hand
  std::vector<SocketEnd> unnamed_;  // listening or unbound, of a protocol that is not said
  ServedPorts served_;
  bool unnamed_udp_ = false;  // a socket without peer, as only UDP's are where none listens
  bool unnamed_tcp_ = false;
  bool queues_first_ = false;
  bool in_rows_ = false;
  std::uint64_t table_ = 1;
  std::set<IpAddress> host_;
  std::uint64_t loopback_ = 0;
  std::uint64_t listening_ = 0;
  std::uint64_t names_ = 0;
};

void SocketTable::note_host(const std::optional<IpAddress>& address) {
  constexpr std::size_t kMost = 8;
  if (address && !address->is_loopback() && !address->is_multicast() && !address->is_link_local() &&
      host_.size() < kMost) {
    host_.insert(*address);
  }
}

LineFate SocketTable::read_without_peer(const SocketLine& socket) {
  constexpr std::size_t kMost = 200'000;
  ++listening_;
  note_host(socket.local.address);
  if (socket.protocol == 0) {
    unnamed_udp_ = unnamed_udp_ || socket.state == SocketState::Unbound;
    unnamed_tcp_ = unnamed_tcp_ || socket.state == SocketState::Listening;
    if (unnamed_.size() < kMost) {
      unnamed_.push_back(socket.local);
    }
  } else if (socket.protocol == protocol::kUdp || socket.state != SocketState::Unbound) {
    served_.add(socket.protocol, socket.local);
  }
  return LineFate::NothingToKeep;
}

LineFate SocketTable::read_socket(const SocketLine& socket, std::uint64_t line,
                                  LineOutput& output) {
  if (!socket.peer.address || socket.peer.port.value_or(0) == 0) {
    return read_without_peer(socket);
  }
  if (!socket.local.address || !socket.local.port || socket.state == SocketState::Unbound) {
    return LineFate::NothingToKeep;
  }
  if (socket.local.address->is_loopback() || socket.peer.address->is_loopback() ||
      *socket.local.address == *socket.peer.address) {
    ++loopback_;
    return LineFate::NothingToKeep;
  }
  OpenSocket open;
  if (const LineFate fate = clock_.read({}, open.seen); fate != LineFate::Used) {
    return fate;
  }
  note_host(socket.local.address);
  open.protocol = socket.protocol;
  open.state =
      queues_first_ && socket.state == SocketState::Unsaid ? SocketState::Open : socket.state;
  unnamed_tcp_ = unnamed_tcp_ || (socket.protocol == 0 && open.state != SocketState::Open);
  open.local = {*socket.local.address, *socket.local.port, true};
  open.peer = {*socket.peer.address, *socket.peer.port, true};
  if (const auto known = service_of_program(socket.program)) {
    open.service = known->service;
    open.service_of_either_end = known->either_end;
  }
  open.line = line;
  open_.push_back(open);
  if (open_.size() >= KeptFlows::kMost) {
    hand_on(output);
  }
  return LineFate::Used;
}

/// `ss -u` alone says of no line that it is UDP, but no line of it listens.
void SocketTable::settle_protocol() {
  const std::uint8_t number = unnamed_udp_ && !unnamed_tcp_ ? protocol::kUdp : protocol::kTcp;
  for (const SocketEnd& end : unnamed_) {
    served_.add(number, end);
  }
  unnamed_.clear();
  for (OpenSocket& open : open_) {
    open.protocol = open.protocol == 0 ? number : open.protocol;
  }
}

void SocketTable::hand_on(LineOutput& output) {
  settle_protocol();
  for (const OpenSocket& open : open_) {
    FlowRecord record = record_of(open, served_);
    const std::string key = directed_ends(record);
    if (auto* before = kept_.find(key)) {
      continue_record(before->record, record);
      before->table = table_;
    } else {
      kept_.keep(key, {std::move(record), table_, 0}, output);
    }
  }
  open_.clear();
}

void SocketTable::end_table(LineOutput& output) {
  if (!in_rows_) {
    return;
  }
  hand_on(output);
  kept_.give_older(table_, output);
  ++table_;
  served_.clear();
  unnamed_udp_ = unnamed_tcp_ = in_rows_ = false;
}

/// What the programs write besides sockets (headlines, in any language, have no digits; owners of
/// sockets stand in brackets; figures of a socket behind a tab), and dates between tables.
std::optional<LineFate> SocketTable::read_other(std::string_view text, LineOutput& output) {
  if (is_socket_header(text)) {
    end_table(output);
    std::string_view rest = text;
    queues_first_ = take_word(rest) == "Recv-Q";
    return std::nullopt;
  }
  if (has_control_characters(text)) {
    return LineFate::NotText;
  }
  if (const auto date = date_line(text)) {
    end_table(output);
    clock_.take(*date);
    return std::nullopt;
  }
  constexpr std::size_t kLongestHeadline = 200;  // bytes
  const bool digits = text.find_first_of("0123456789") != std::string_view::npos;
  const bool headline = !digits && text.size() <= kLongestHeadline;
  const bool further = text.front() == '\t' && in_rows_;
  const bool owner = text.starts_with(" [") || text.starts_with('[');
  return headline || further || owner ? std::nullopt : std::optional(LineFate::LogNotRead);
}

std::optional<LineFate> SocketTable::read(std::string_view text, std::uint64_t number,
                                          LineOutput& output) {
  SocketLine socket;
  const LineFate fate = SocketLine::parse(text, queues_first_, socket);
  if (fate == LineFate::LogNotRead || is_socket_header(text)) {
    return read_other(text, output);
  }
  in_rows_ = true;
  names_ += fate == LineFate::BadAddress || fate == LineFate::BadPort ? 1U : 0U;
  return fate == LineFate::Used ? read_socket(socket, number, output) : fate;
}

void SocketTable::finish(const std::string& name, SourceReport& report,
                         DiagnosticSink& diagnostics) {
  clock_.finish(name, report, diagnostics);
  for (const auto& [reason, count] :
       {std::pair("loopback", loopback_), std::pair("listening", listening_)}) {
    if (count > 0) {
      split_unused(report, "nothing_to_keep", reason, count);
    }
  }
  for (const IpAddress& address : host_) {
    report.format_note += (report.format_note.empty() ? "host " : " ") + address.text();
  }
  if (names_ > 0) {
    diagnostics.report({Severity::Warning,
                        message("sockets with names in place of numbers: {}", names_),
                        name,
                        {},
                        message("take the table with -n: ss -tunap, netstat -ano")});
  }
}

}  // namespace

bool looks_like_socket_table(std::span<const std::byte> head) {
  std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  while (!text.empty()) {
    const auto stop = text.find('\n');
    const std::string_view line = text.substr(0, stop);
    text.remove_prefix(stop == std::string_view::npos ? text.size() : stop + 1);
    SocketLine socket;
    if (is_socket_header(line) ||
        (line.size() > 1 && SocketLine::parse(line, false, socket) == LineFate::Used)) {
      return true;
    }
  }
  return false;
}

std::unique_ptr<FlowSource> make_socket_table_source(std::unique_ptr<ByteStream> stream,
                                                     std::string name, const ReadOptions& options) {
  return make_line_source(std::move(stream), std::move(name), options,
                          std::make_unique<SocketTable>(options));
}

}  // namespace hamon
