#include "capture/event_message.hpp"

#include "capture/log_words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hamon {
namespace {

using enum EventField;

struct Label {
  std::string_view text;
  EventField field;
};

/// As Windows writes them in English and Japanese; of the Japanese ones versions differ.
constexpr auto kLabels = std::to_array<Label>({
    {"Source Network Address", Address},
    {"Source Address", Address},
    {"Network Address", Address},
    {"ソース ネットワーク アドレス", Address},
    {"ソース ネットワークアドレス", Address},
    {"送信元ネットワーク アドレス", Address},
    {"ソース アドレス", Address},
    {"送信元アドレス", Address},
    {"送信元アドレス", Address},
    {"ネットワーク アドレス", Address},
    {"Source Port", Port},
    {"ソース ポート", Port},
    {"送信元ポート", Port},
    {"Logon Type", LogonType},
    {"ログオン タイプ", LogonType},
    {"ログオンの種類", LogonType},
    {"Workstation Name", Workstation},
    {"ワークステーション名", Workstation},
    {"Target Server Name", TargetServer},
    {"ターゲット サーバー名", TargetServer},
    {"対象サーバー名", TargetServer},
    {"Additional Information", TargetInfo},
    {"追加情報", TargetInfo},
    {"Logon ID", LogonId},
    {"ログオン ID", LogonId},
    {"Session ID", SessionId},
    {"セッション ID", SessionId},
});

constexpr auto kSecurityId = std::to_array<std::string_view>({"Security ID", "セキュリティ ID"});
constexpr auto kAccountName = std::to_array<std::string_view>({"Account Name", "アカウント名"});

/// What stands behind the label that ends at `from`, up to the next blank; nothing when no colon
/// follows the label.
std::optional<std::string_view> value_behind(std::string_view text, std::size_t from) {
  constexpr std::string_view kWideColon = "：";
  text.remove_prefix(std::min(text.find_first_not_of(" \t", from), text.size()));
  if (text.starts_with(':')) {
    text.remove_prefix(1);
  } else if (text.starts_with(kWideColon)) {
    text.remove_prefix(kWideColon.size());
  } else {
    return std::nullopt;
  }
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) {
    return std::string_view{};
  }
  text.remove_prefix(begin);
  return text.substr(0, text.find_first_of(" \t\r\n"));
}

/// The logon that an event is about comes last; the one linked to it is another.
bool is_other_logon(std::string_view before) {
  return before.ends_with("Linked ") || before.ends_with("リンクされた") ||
         before.ends_with("リンクされた ");
}

std::size_t first_of(std::string_view text, std::span<const std::string_view> labels) {
  std::size_t first = std::string_view::npos;
  for (const std::string_view label : labels) {
    first = std::min(first, text.find(label));
  }
  return first;
}

/// Takes a number off the front, and what separates it from the next.
std::optional<int> take_number(std::string_view& text) {
  int value = 0;
  std::size_t digits = 0;
  while (digits < text.size() && digits < 4 && text[digits] >= '0' && text[digits] <= '9') {
    value = 10 * value + (text[digits++] - '0');
  }
  if (digits == 0) {
    return std::nullopt;
  }
  text.remove_prefix(digits);
  const auto next = text.find_first_not_of("/-.: ");
  text.remove_prefix(std::min(next, text.size()));
  return value;
}

/// Hours of a clock of twelve.
void set_half_of_day(std::string_view text, CivilTime& civil) {
  const bool afternoon = has_word(text, "PM") || has_word(text, "午後");
  const bool morning = has_word(text, "AM") || has_word(text, "午前");
  if (afternoon && civil.hour < 12) {
    civil.hour += 12;
  } else if (morning && civil.hour == 12) {
    civil.hour = 0;
  }
}

}  // namespace

std::vector<std::string> csv_cells(std::string_view record, char separator) {
  constexpr std::size_t kMostCells = 64;
  std::vector<std::string> cells;
  while (cells.size() < kMostCells) {
    std::string cell;
    std::size_t at = std::min(record.find_first_not_of(' '), record.size());
    if (at < record.size() && record[at] == '"') {
      for (++at; at < record.size(); ++at) {
        if (record[at] == '"' && (at + 1 >= record.size() || record[++at] != '"')) {
          break;
        }
        cell.push_back(record[at]);
      }
      at = std::min(record.find(separator, std::min(at, record.size())), record.size());
    } else {
      const std::size_t end = std::min(record.find(separator, at), record.size());
      cell = record.substr(at, end - at);
      cell.erase(cell.find_last_not_of(" \r\n") + 1);
      at = end;
    }
    cells.push_back(std::move(cell));
    if (at >= record.size()) {
      break;
    }
    record.remove_prefix(at + 1);
  }
  return cells;
}

void read_event_message(std::string_view message, WindowsEvent& event) {
  const bool has_lines = message.find('\n') != std::string_view::npos;
  for (const auto& [label, field] : kLabels) {
    if (field == Workstation && !has_lines) {
      continue;  // it may be empty, and the next label would pass for it
    }
    for (auto at = message.find(label); at != std::string_view::npos;
         at = message.find(label, at + label.size())) {
      const auto value = value_behind(message, at + label.size());
      if (value && !(field == LogonId && is_other_logon(message.substr(0, at)))) {
        event.set(field, *value);
      }
      if (field != LogonId && value) {
        break;
      }
    }
  }
}

std::string_view machine_account(std::string_view message) {
  const std::size_t id = first_of(message, kSecurityId);
  const std::size_t account = first_of(message, kAccountName);
  if (id >= account || account == std::string_view::npos) {
    return {};
  }
  const std::string_view subject = message.substr(id, account - id);
  if (subject.find("SYSTEM") == std::string_view::npos &&
      subject.find("S-1-5-18") == std::string_view::npos) {
    return {};
  }
  for (const std::string_view label : kAccountName) {
    if (message.substr(account).starts_with(label)) {
      const auto value = value_behind(message, account + label.size());
      return value && value->ends_with('$') ? *value : std::string_view{};
    }
  }
  return {};
}

bool lost_its_text(std::string_view message) {
  return message.find("???") != std::string_view::npos;
}

std::optional<WrittenTime> displayed_time(std::string_view text) {
  if (std::string_view rest = text; const auto time = take_time(rest)) {
    const std::string_view half = rest.substr(0, 4);
    if (!has_word(half, "AM") && !has_word(half, "PM")) {
      return time;
    }
  }
  std::string_view rest = text;
  std::array<int, 6> numbers{};
  for (int& number : numbers) {
    constexpr std::array<std::string_view, 2> kHalves = {"午前", "午後"};
    for (const std::string_view half : kHalves) {
      if (rest.starts_with(half)) {
        rest.remove_prefix(half.size());
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
      }
    }
    const auto taken = take_number(rest);
    if (!taken) {
      return std::nullopt;
    }
    number = *taken;
  }
  const auto [a, b, c, hour, minute, second] = numbers;
  const bool year_first = a > 31;
  const bool month_first = has_word(rest, "AM") || has_word(rest, "PM") || b > 12;
  CivilTime civil;
  civil.year = year_first ? a : c;
  civil.month = year_first ? b : month_first ? a : b;
  civil.day = year_first ? c : month_first ? b : a;
  civil.hour = hour;
  civil.minute = minute;
  civil.second = second;
  set_half_of_day(text, civil);
  if (civil.year < 1970 || !civil.is_valid()) {
    return std::nullopt;
  }
  return WrittenTime::of(civil);
}

}  // namespace hamon
