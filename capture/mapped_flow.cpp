#include "capture/mapped_flow.hpp"

#include "base/nearest_words.hpp"
#include "base/service_catalogue.hpp"
#include "base/text_encoding.hpp"
#include "capture/host_name.hpp"
#include "capture/log_words.hpp"
#include "capture/table_row.hpp"
#include "capture/zeek_row.hpp"

#include <algorithm>
#include <tuple>
#include <type_traits>
#include <utility>

#include <fmt/ranges.h>

namespace hamon {
namespace {

using enum MappedField;

constexpr std::size_t kMostUnknownWords = 5;

const TimeZone* zone_of(const FlowMapping& mapping, MappedField field, const ReadOptions& options) {
  if (mapping[field].zone) {
    return &*mapping[field].zone;
  }
  return mapping.zone ? &*mapping.zone : options.zone;
}

std::int64_t nanoseconds_of(MappedUnit unit) {
  switch (unit) {
    case MappedUnit::Nanosecond:
      return 1;
    case MappedUnit::Microsecond:
      return 1'000;
    case MappedUnit::Millisecond:
      return 1'000'000;
    case MappedUnit::None:
    case MappedUnit::Second:
    case MappedUnit::Excel:
      break;
  }
  return 1'000'000'000;
}

FlowState state_of(MappedWord word) {
  switch (word) {
    case MappedWord::Established:
      return FlowState::Established;
    case MappedWord::Attempted:
      return FlowState::Attempted;
    case MappedWord::Rejected:
      return FlowState::Rejected;
    case MappedWord::OneWay:
    case MappedWord::Skip:
      break;
  }
  return FlowState::OneWay;
}

/// An address, perhaps in brackets, with a port behind it or an interface's name.
LineFate read_end(std::string_view text, LogEnd& out) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    const auto address = zeek_address(text.substr(1, std::min(close, text.size()) - 1));
    if (!address || close == std::string_view::npos) {
      return LineFate::BadAddress;
    }
    out = {*address, 0, false};
    const std::string_view rest = text.substr(close + 1);
    if (rest.empty()) {
      return LineFate::Used;
    }
    const auto port = rest.starts_with(':') ? log_port(rest.substr(1)) : std::nullopt;
    out.port = port.value_or(0);
    out.has_port = port.has_value();
    return port ? LineFate::Used : LineFate::BadPort;
  }
  return log_end(text.substr(0, text.find('%')), ':', out);
}

/// A count, perhaps with commas between its thousands.
std::optional<std::uint64_t> read_count(std::string_view text, std::uint64_t factor) {
  std::string digits(text.substr(0, 64));
  std::erase(digits, ',');
  if (factor != 1) {  // a decimal of a larger unit
    const auto bytes = decimal_units(digits, static_cast<std::int64_t>(factor));
    return bytes && *bytes >= 0 ? std::optional(static_cast<std::uint64_t>(*bytes)) : std::nullopt;
  }
  return table_count(digits);
}

std::string shown(std::string_view word) {
  constexpr std::size_t kMost = 24;  // characters
  std::string out;
  std::size_t n = 0;
  for (const char32_t c : code_points(word)) {
    if (n++ == kMost) {
      return out + "…";
    }
    append_utf8(out, c < 0x20 || c == 0x7F ? U'?' : c);
  }
  return out;
}

}  // namespace

MappedFlows::MappedFlows(std::shared_ptr<const FlowMapping> mapping, const ReadOptions& options,
                         Timestamp written, bool from_1904)
    : mapping_(std::move(mapping)),
      from_1904_(from_1904),
      start_clock_(zone_of(*mapping_, Start, options), options.assume_utc, written),
      end_clock_(zone_of(*mapping_, End, options), options.assume_utc, written),
      line_clock_(mapping_->zone ? &*mapping_->zone : options.zone, options.assume_utc, written) {}

LineFate MappedFlows::read_time(MappedField field, const MappedValues& values, LogClock& clock,
                                std::optional<Timestamp>& out) const {
  const MappedRule& rule = (*mapping_)[field];
  const std::string_view text = values[field];
  if (text.empty()) {
    return LineFate::Used;
  }
  std::optional<WrittenTime> written;
  if (rule.unit == MappedUnit::Excel ||
      (rule.unit == MappedUnit::None && values.is_number(field))) {
    written = time_of_serial(text, from_1904_);
  } else if (rule.pattern) {
    written = rule.pattern->read(text);
  } else if (rule.unit != MappedUnit::None) {
    const auto count = decimal_units(text, nanoseconds_of(rule.unit));
    out = count ? std::optional(rule.since.value_or(Timestamp{}) + Duration{*count}) : std::nullopt;
    return count ? LineFate::Used : LineFate::BadTime;
  } else {
    written = read_common_time(text);
    if (!written) {
      out = zeek_time(text, nullptr);
      return out ? LineFate::Used : LineFate::BadTime;
    }
  }
  Timestamp time;
  const LineFate fate = written ? clock.read(*written, time) : LineFate::BadTime;
  out = fate == LineFate::Used ? std::optional(time) : std::nullopt;
  return fate;
}

LineFate MappedFlows::read_times(const MappedValues& values, const WrittenTime& line_time,
                                 ExportedFlow& flow) {
  for (const LineFate fate : {read_time(Start, values, start_clock_, flow.start),
                              read_time(End, values, end_clock_, flow.end)}) {
    if (fate != LineFate::Used) {
      return fate;
    }
  }
  std::optional<Duration> length;
  if (!values[MappedField::Length].empty()) {
    length = read_length(values[MappedField::Length], (*mapping_)[MappedField::Length].length_unit);
    if (!length) {
      return LineFate::BadNumber;
    }
  }
  if (!flow.start && !flow.end) {
    if (mapping_->is_table()) {
      return LineFate::NoTime;
    }
    Timestamp time;
    if (const LineFate fate = line_clock_.read(line_time, time); fate != LineFate::Used) {
      return fate;
    }
    // A line with a length is written when the conversation is over.
    (length ? flow.end : flow.start) = time;
  }
  if (length && flow.start && !flow.end) {
    flow.end = *flow.start + *length;
  } else if (length && flow.end && !flow.start) {
    flow.start = *flow.end - *length;
  }
  return LineFate::Used;
}

LineFate MappedFlows::read_ends(const MappedValues& values, ExportedFlow& flow) const {
  LogEnd source;
  LogEnd target;
  for (const auto& [field, end] : {std::pair{Source, &source}, std::pair{Target, &target}}) {
    if (const LineFate fate = read_end(values[field], *end); fate != LineFate::Used) {
      return fate;
    }
  }
  for (const auto& [field, end] :
       {std::pair{SourcePort, &source}, std::pair{TargetPort, &target}}) {
    const std::string_view text = values[field].substr(0, values[field].find('/'));  // `443/tcp`
    if (!text.empty()) {
      const auto number = table_count(text);
      if (!number || *number > 65'535) {
        return LineFate::BadPort;
      }
      end->port = static_cast<std::uint16_t>(*number);
      end->has_port = true;
    }
  }
  if (source.address.is_v4() != target.address.is_v4()) {
    return LineFate::BadAddress;
  }
  flow.source = source.address;
  flow.target = target.address;
  flow.source_port = source.has_port ? std::optional(source.port) : std::nullopt;
  flow.target_port = target.has_port ? std::optional(target.port) : std::nullopt;
  const auto number = protocol_by_name(values[Protocol], !source.address.is_v4());
  flow.protocol = number.value_or(0);
  if (number && protocol_has_ports(*number) && flow.target_port && !flow.source_port) {
    flow.source_port = std::uint16_t{0};  // what is not logged; the service is what counts
  }
  return number ? LineFate::Used : LineFate::BadProtocol;
}

LineFate MappedFlows::read_counts(const MappedValues& values, ExportedFlow& flow) const {
  std::array<std::optional<std::uint64_t>, kMappedFields> counts;
  bool any = false;
  for (const MappedField field :
       {PacketsOut, BytesOut, PacketsIn, BytesIn, PacketsBoth, BytesBoth}) {
    if (!values[field].empty()) {
      auto& count = counts[static_cast<std::size_t>(field)];
      count = read_count(values[field], (*mapping_)[field].factor);
      if (!count) {
        return LineFate::BadNumber;
      }
      any = true;
    }
  }
  bool apart = any;  // what went either way is known
  const auto settle = [&](MappedField out, MappedField in, MappedField both, std::uint64_t& forward,
                          std::uint64_t& backward) {
    const auto& o = counts[static_cast<std::size_t>(out)];
    const auto& i = counts[static_cast<std::size_t>(in)];
    const auto& b = counts[static_cast<std::size_t>(both)];
    const auto rest = [&](std::uint64_t part) { return b && *b > part ? *b - part : 0; };
    forward = o.value_or(rest(i.value_or(0)));
    backward = i.value_or(o ? rest(*o) : 0);
    apart = apart && (o || i || !b);
  };
  settle(PacketsOut, PacketsIn, PacketsBoth, flow.forward.packets, flow.backward.packets);
  settle(BytesOut, BytesIn, BytesBoth, flow.forward.bytes, flow.backward.bytes);
  flow.both_ways = mapping_->both_ways;
  flow.with_link_layer = mapping_->counts == MappedCounts::Frames;
  if (mapping_->counts == MappedCounts::Payload) {
    flow.payload_known = any;
    flow.forward.payload = flow.forward.bytes;
    flow.backward.payload = flow.backward.bytes;
  }
  if (!any || (flow.both_ways && !apart)) {
    flow.state = FlowState::OneWay;  // nothing shows an answer
  }
  return LineFate::Used;
}

void MappedFlows::note_unknown(std::string_view word, MappedField field, std::uint64_t line) {
  const std::string text = shown(word);
  const bool known = std::ranges::any_of(
      unknown_words_, [&](const UnknownWord& u) { return u.field == field && u.word == text; });
  if (!known && unknown_words_.size() < kMostUnknownWords) {
    unknown_words_.push_back({text, field, line});
  }
}

LineFate MappedFlows::read_words(const MappedValues& values, std::uint64_t line,
                                 ExportedFlow& flow) {
  const auto meaning = [&](MappedField field, const auto& words) {
    using Value = typename std::decay_t<decltype(words)>::value_type::second_type;
    const std::string word = folded(values[field].substr(0, 256));
    const auto found = std::ranges::find_if(words, [&](const auto& w) { return w.first == word; });
    return found == words.end() ? std::optional<Value>() : std::optional<Value>(found->second);
  };
  if (!values[State].empty()) {
    const MappedRule& rule = (*mapping_)[State];
    auto word = meaning(State, rule.states);
    word = word ? word : rule.other_state;
    if (!word) {
      note_unknown(values[State], State, line);
      return LineFate::UnknownWord;
    }
    if (*word == MappedWord::Skip) {
      return LineFate::NothingToKeep;
    }
    flow.state = state_of(*word);
  }
  if (!values[OpenedBy].empty()) {
    const auto opener = meaning(OpenedBy, (*mapping_)[OpenedBy].openers);
    if (!opener) {
      note_unknown(values[OpenedBy], OpenedBy, line);
      return LineFate::UnknownWord;
    }
    flow.opener = *opener;
  }
  return LineFate::Used;
}

void MappedFlows::read_rest(const MappedValues& values, ExportedFlow& flow) const {
  for (const auto& [field, out] :
       {std::pair{SourceMac, &flow.source_mac}, std::pair{TargetMac, &flow.target_mac}}) {
    const auto mac = values[field].empty() ? std::nullopt : zeek_mac(values[field]);
    *out = mac && !mac->is_zero() ? mac : std::nullopt;
  }
  if (const auto tag = zeek_count(values[Vlan]); tag && *tag > 0 && *tag <= 4095) {
    flow.vlan = static_cast<std::uint16_t>(*tag);
  }
  if (!values[Service].empty() && values[Service].size() <= 64) {
    flow.service = from_sensor_word(values[Service], flow.protocol, flow.target_port.value_or(0));
  }
}

void MappedFlows::give_names(const MappedValues& values, const ExportedFlow& flow,
                             std::uint64_t line, LineOutput& output) {
  const Timestamp time = flow.start.value_or(flow.end.value_or(Timestamp{}));
  for (const auto& [field, kind, address] :
       {std::tuple{SourceName, BindingKind::HostName, flow.source},
        std::tuple{TargetName, BindingKind::ServerName, flow.target}}) {
    const auto name = plain_host_name(values[field]);
    if (name && !is_address_text(*name)) {
      Binding binding;
      binding.kind = kind;
      binding.first = time;
      binding.last = time;
      binding.address = address;
      binding.name = *name;
      output.binding(std::move(binding), line);
    }
  }
}

LineFate MappedFlows::read(const MappedValues& values, const WrittenTime& line_time,
                           std::uint64_t line, LineOutput& output) {
  ExportedFlow flow;
  for (const LineFate fate : {read_ends(values, flow), read_counts(values, flow)}) {
    if (fate != LineFate::Used) {
      return fate;
    }
  }
  if (const LineFate fate = read_words(values, line, flow); fate != LineFate::Used) {
    return fate;
  }
  if (const LineFate fate = read_times(values, line_time, flow); fate != LineFate::Used) {
    return fate;
  }
  read_rest(values, flow);
  output.flow(flow, line, 0, zeek_address(values[Exporter]).value_or(IpAddress{}));
  give_names(values, flow, line, output);
  return LineFate::Used;
}

void MappedFlows::finish(const std::string& name, SourceReport& report,
                         DiagnosticSink& diagnostics) const {
  for (const UnknownWord& unknown : unknown_words_) {
    std::vector<std::string> known;
    for (const auto& [word, meaning] : (*mapping_)[unknown.field].states) {
      known.push_back(word);
    }
    for (const auto& [word, meaning] : (*mapping_)[unknown.field].openers) {
      known.push_back(word);
    }
    const auto nearest = nearest_words(unknown.word, known);
    diagnostics.report(
        {Severity::Warning,
         message("the mapping does not say what `{}` means in `{}`", unknown.word,
                 name_of(unknown.field)),
         name, Place::line(unknown.line),
         nearest.empty()
             ? message("name the word in the mapping, or say what all others mean with `other`")
             : message("the nearest known word is {}", fmt::to_string(fmt::join(nearest, ", ")))});
  }
  if (start_clock_.read_as_utc() || end_clock_.read_as_utc() || line_clock_.read_as_utc()) {
    diagnostics.report(
        {Severity::Note,
         message("times without offset from UTC were read as UTC"),
         name,
         {},
         message("name the zone of the sensor's clock with --tz, e.g. --tz Asia/Tokyo")});
  }
  if (line_clock_.without_time() > 0) {
    report.damaged = true;
    diagnostics.report(
        {Severity::Warning,
         message("lines without any time: {}; each took that of the line before it, the first 1970",
                 line_clock_.without_time()),
         name,
         {},
         message("let the device or the syslog server write the time before each line")});
  }
  if (!mapping_->name.empty()) {
    report.format_note = "mapping " + mapping_->name;
  }
}

}  // namespace hamon
