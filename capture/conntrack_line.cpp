#include "capture/conntrack_line.hpp"

#include "capture/log_words.hpp"
#include "capture/snapshot_time.hpp"
#include "capture/zeek_row.hpp"

#include <algorithm>
#include <array>

namespace hamon {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// `[1780966800.1234  ]`: microseconds are padded behind, so that these are .001234 s.
std::optional<Timestamp> take_stamp(std::string_view& text) {
  constexpr std::size_t kLongest = 32;  // bytes
  const auto close = text.find(']');
  if (!text.starts_with('[') || close == std::string_view::npos || close > kLongest) {
    return std::nullopt;
  }
  std::string_view inside = text.substr(1, close - 1);
  const auto point = inside.find('.');
  if (point == std::string_view::npos) {
    return std::nullopt;
  }
  std::string_view micro = inside.substr(point + 1);
  const auto seconds = zeek_count(inside.substr(0, std::min(point, inside.find(' '))));
  const auto fraction = zeek_count(micro.substr(0, micro.find(' ')));
  constexpr std::uint64_t kMost = 9'000'000'000;  // seconds: what fits into nanoseconds
  if (!seconds || !fraction || *seconds > kMost || *fraction > 999'999) {
    return std::nullopt;
  }
  text.remove_prefix(close + 1);
  return Timestamp{static_cast<std::int64_t>(*seconds) * 1'000'000'000 +
                   static_cast<std::int64_t>(*fraction) * 1'000};
}

bool take_event(std::string_view& text, ConntrackEvent& event) {
  constexpr auto kEvents = std::to_array<std::pair<std::string_view, ConntrackEvent>>(
      {{"[NEW]", ConntrackEvent::New},
       {"[UPDATE]", ConntrackEvent::Update},
       {"[DESTROY]", ConntrackEvent::Destroy}});
  std::string_view rest = text;
  const std::string_view word = take_word(rest);
  for (const auto& [name, value] : kEvents) {
    if (name == word) {
      event = value;
      text = rest;
      return true;
    }
  }
  return false;
}

/// Takes stamp, event, protocols, timeout and state off; false when these are not all that stands
/// before the first direction.
bool take_front(std::string_view& text, ConntrackLine& out, std::string_view& protocol) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  if (const auto stamp = take_stamp(text)) {
    out.stamped = WrittenTime::at(*stamp);
  }
  (void)take_event(text, out.event);
  constexpr std::size_t kMostWords = 6;  // `ipv4 2 tcp 6 300 ESTABLISHED`
  std::array<std::string_view, kMostWords> words;
  std::size_t count = 0;
  for (std::string_view rest = text;; text = rest) {
    const std::string_view word = take_word(rest);
    if (word.starts_with("src=")) {
      break;
    }
    if (word.empty() || count == words.size()) {
      return false;
    }
    words[count++] = word;
  }
  const auto numeric = [&](std::size_t i) { return i < count && zeek_count(words[i]).has_value(); };
  const auto named = [&](std::size_t i) { return i < count && is_letter(words[i].front()); };
  std::size_t at = named(2) && numeric(3) ? 2 : 0;  // behind the network layer's
  if (!named(at) || !numeric(at + 1)) {
    return false;
  }
  protocol = words[at + 1];
  at += 2;
  if (numeric(at)) {
    out.timeout_s = zeek_count(words[at++]);
  }
  if (named(at)) {
    out.state = words[at++];
  }
  return at == count;
}

/// `Tue Jun  9 10:00:00 2026` behind `mark`, which is `[start=` or `[stop=`.
WrittenTime bracketed(std::string_view text, std::string_view mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) {
    return {};
  }
  const std::string_view inside = text.substr(at + mark.size());
  return date_line(inside.substr(0, inside.find(']'))).value_or(WrittenTime{});
}

void read_pair(std::string_view key, std::string_view value, ConntrackTuple& tuple) {
  const auto slots = std::to_array<std::pair<std::string_view, std::string_view*>>(
      {{"dst", &tuple.destination},
       {"sport", &tuple.source_port},
       {"dport", &tuple.destination_port},
       {"type", &tuple.icmp_type},
       {"code", &tuple.icmp_code},
       {"packets", &tuple.packets},
       {"bytes", &tuple.bytes}});
  for (const auto& [name, slot] : slots) {
    if (name == key) {
      *slot = value;
    }
  }
}

}  // namespace

LineFate ConntrackLine::parse(std::string_view text, ConntrackLine& out) {
  std::string_view protocol;
  if (!take_front(text, out, protocol)) {
    return LineFate::WrongColumns;
  }
  const auto number = zeek_count(protocol);
  if (!number || *number > 255) {
    return LineFate::BadProtocol;
  }
  out.protocol = static_cast<std::uint8_t>(*number);
  out.started = bracketed(text, "[start=");
  out.stopped = bracketed(text, "[stop=");
  int directions = 0;
  bool behind_code = false;  // of ICMP, whose `id` is not the entry's
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    out.unreplied = out.unreplied || word == "[UNREPLIED]";
    out.assured = out.assured || word == "[ASSURED]" || word.ends_with("OFFLOAD]");
    const auto equals = word.find('=');
    if (equals == std::string_view::npos) {
      continue;
    }
    const std::string_view key = word.substr(0, equals);
    const std::string_view value = word.substr(equals + 1);
    if (key == "src") {
      ++directions;
      (directions == 1 ? out.original : out.reply).source = value;
    } else if (key == "id" && !behind_code) {
      out.id = value;
    } else if (key == "delta-time") {
      out.age_s = zeek_count(value);
    } else {
      read_pair(key, value, directions == 1 ? out.original : out.reply);
    }
    behind_code = key == "code";
  }
  return directions == 2 ? LineFate::Used : LineFate::WrongColumns;
}

bool is_conntrack_line(std::string_view text) {
  ConntrackLine line;
  std::string_view protocol;
  const bool front = !has_control_characters(text) && take_front(text, line, protocol);
  const auto second = text.find(" src=", 1);
  return front && second != std::string_view::npos &&
         text.find(" dst=", second) != std::string_view::npos;
}

}  // namespace hamon
