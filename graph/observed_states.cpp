#include "graph/observed_states.hpp"

#include "base/sha256.hpp"
#include "base/text_encoding.hpp"
#include "base/workbook.hpp"
#include "graph/csv_rows.hpp"
#include "graph/selector.hpp"

#include <algorithm>
#include <array>

namespace hamon {
namespace {

constexpr std::size_t kMostBytes = 16U << 20U;
constexpr std::size_t kMostReports = 50;
constexpr std::size_t kLongestSelector = 300;
constexpr std::size_t kHeaderRows = 20;  // titles and dates may stand above the header

enum class StateColumn { None, System, State, Time, By };

StateColumn state_column(std::string_view header) {
  struct Word {
    std::string_view word;  // folded
    StateColumn column;
  };
  using enum StateColumn;
  constexpr auto kWords = std::to_array<Word>({
      {"system", System},   {"name", System},     {"host", System},
      {"hostname", System}, {"computer", System}, {"機器", System},
      {"機器名", System},   {"端末", System},     {"端末名", System},
      {"装置", System},     {"装置名", System},   {"ホスト名", System},
      {"ip", System},       {"address", System},  {"ipアドレス", System},
      {"state", State},     {"status", State},    {"condition", State},
      {"状態", State},      {"状況", State},      {"確認結果", State},
      {"判定", State},      {"time", Time},       {"date", Time},
      {"datetime", Time},   {"at", Time},         {"時刻", Time},
      {"日時", Time},       {"確認日時", Time},   {"確認時刻", Time},
      {"by", By},           {"who", By},          {"bywhom", By},
      {"reportedby", By},   {"checkedby", By},    {"確認者", By},
      {"担当", By},         {"担当者", By},       {"報告者", By},
  });
  const std::string word = folded(header);
  const auto* found = std::ranges::find(kWords, std::string_view(word), &Word::word);
  return found == kWords.end() ? None : found->column;
}

struct ConditionWord {
  std::string_view word;
  Condition condition;
};
constexpr auto kConditions = std::to_array<ConditionWord>({
    {"infected", Condition::Infected},    {"compromised", Condition::Infected},
    {"感染", Condition::Infected},        {"感染あり", Condition::Infected},
    {"感染確認", Condition::Infected},    {"感染済", Condition::Infected},
    {"感染済み", Condition::Infected},    {"侵害", Condition::Infected},
    {"clean", Condition::Clean},          {"正常", Condition::Clean},
    {"異常なし", Condition::Clean},       {"異常無し", Condition::Clean},
    {"感染なし", Condition::Clean},       {"感染無し", Condition::Clean},
    {"問題なし", Condition::Clean},       {"無事", Condition::Clean},
    {"encrypted", Condition::Encrypted},  {"暗号化", Condition::Encrypted},
    {"暗号化済", Condition::Encrypted},   {"暗号化済み", Condition::Encrypted},
    {"暗号化被害", Condition::Encrypted}, {"暗号化あり", Condition::Encrypted},
    {"offline", Condition::Offline},      {"disconnected", Condition::Offline},
    {"unplugged", Condition::Offline},    {"切離し", Condition::Offline},
    {"切り離し", Condition::Offline},     {"切離", Condition::Offline},
    {"切離済", Condition::Offline},       {"切離し済", Condition::Offline},
    {"切離し済み", Condition::Offline},   {"切り離し済", Condition::Offline},
    {"切り離し済み", Condition::Offline}, {"切断", Condition::Offline},
    {"遮断", Condition::Offline},         {"隔離", Condition::Offline},
    {"抜線", Condition::Offline},         {"電源断", Condition::Offline},
    {"電源オフ", Condition::Offline},     {"電源off", Condition::Offline},
    {"停止", Condition::Offline},
});

/// `2026/6/10 2:50`, `2026年6月10日 2時50分`, `2026-6-10T2:5` as ISO 8601; other texts as they are.
std::string iso_time(std::string_view cell) {
  std::string text = half_width(cell);
  for (const auto& [from, to] : std::to_array<std::pair<std::string_view, std::string_view>>(
           {{"年", "-"}, {"月", "-"}, {"日", " "}, {"時", ":"}, {"分", ":"}, {"秒", ""}})) {
    if (const auto at = text.find(from); at != std::string::npos) {
      text.replace(at, from.size(), to);
    }
  }
  std::ranges::replace(text, '/', '-');
  text = trimmed(text);
  while (text.ends_with(':')) {
    text.pop_back();
  }
  // Numbers of one digit get their zero, as far as the time of the day goes.
  std::string out;
  std::size_t digits = 0;
  const auto pad = [&] {
    if (digits == 1) {
      out.insert(out.size() - 1, 1, '0');
    }
    digits = 0;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '.' || c == '+' || c == 'Z') {
      pad();
      return out + text.substr(i);
    }
    if (c >= '0' && c <= '9') {
      ++digits;
    } else {
      pad();
    }
    if (c != ' ' || !out.ends_with(' ')) {
      out.push_back(c);
    }
  }
  pad();
  return out;
}

class StateReader {
 public:
  StateReader(std::string file_name, const FlowGraph& graph, DiagnosticSink& diagnostics)
      : file_name_(std::move(file_name)), graph_(graph), diagnostics_(diagnostics) {}

  /// Whether the row names at least the systems and their states.
  bool take_header(const CsvRow& row) {
    std::vector<StateColumn> columns;
    for (const auto& cell : row.cells) {
      columns.push_back(state_column(cell));
    }
    const auto has = [&](StateColumn column) {
      return std::ranges::find(columns, column) != columns.end();
    };
    if (!has(StateColumn::System) || !has(StateColumn::State)) {
      return false;
    }
    columns_ = std::move(columns);
    return true;
  }

  void take(const CsvRow& row) {
    const std::string system = cell_of(row, StateColumn::System);
    const std::string state = cell_of(row, StateColumn::State);
    const bool blank =
        std::ranges::all_of(row.cells, [](const auto& cell) { return trimmed(cell).empty(); });
    if (blank || system.starts_with('#')) {
      return;
    }
    ObservedState found;
    found.line = row.line;
    found.by = cell_of(row, StateColumn::By);
    const auto condition = parse_condition(state);
    if (!condition) {
      refuse(row.line, message("there is no state `{}`", state),
             message("write {}",
                     "infected, clean, encrypted, offline / "
                     "感染, 正常 (異常なし), 暗号化, 切離し (電源断)"));
      return;
    }
    found.condition = *condition;
    if (take_time(found, cell_of(row, StateColumn::Time))) {
      take_systems(found, system);
    }
  }

  void refuse(std::size_t line, Message what, Message hint) {
    if (++errors_ <= kMostReports) {
      diagnostics_.report(
          {Severity::Error, std::move(what), file_name_, Place::line(line), std::move(hint)});
    }
  }

  [[nodiscard]] bool has_header() const { return !columns_.empty(); }
  [[nodiscard]] std::size_t errors() const { return errors_; }
  std::vector<ObservedState> rows;

 private:
  [[nodiscard]] std::string cell_of(const CsvRow& row, StateColumn column) const {
    for (std::size_t i = 0; i < columns_.size() && i < row.cells.size(); ++i) {
      if (columns_[i] == column && !trimmed(row.cells[i]).empty()) {
        return trimmed(row.cells[i]);
      }
    }
    return {};
  }

  bool take_time(ObservedState& found, const std::string& cell) {
    if (cell.empty()) {
      const bool needed =
          found.condition == Condition::Clean || found.condition == Condition::Offline;
      if (needed) {
        refuse(found.line, message("the state `{}` needs a time", name_of(found.condition)),
               message("since when was it so, or when was it looked at?"));
      }
      return !needed;
    }
    found.time = parse_time(iso_time(cell), graph_.site().has_zone ? &graph_.site().zone : nullptr);
    if (!found.time) {
      refuse(found.line, message("{} is no time", cell),
             message("write 2026-06-10T02:50, or with the offset +09:00 where no site file "
                     "names a time zone"));
    }
    return found.time.has_value();
  }

  void take_systems(ObservedState& found, const std::string& text) {
    if (text.empty()) {
      refuse(found.line, message("the row names no system"),
             message("fill in the name or the address"));
      return;
    }
    const auto systems = systems_called(text, found.time);
    if (!systems) {
      refuse(found.line, systems.error().what, systems.error().hint);
      return;
    }
    for (const SystemId system : *systems) {
      found.system = system;
      rows.push_back(found);
    }
  }

  [[nodiscard]] Result<std::vector<SystemId>> systems_called(
      const std::string& text, const std::optional<Timestamp>& time) const {
    if (const auto address = IpAddress::parse(text); address && time) {
      if (const auto holder = graph_.system_at(*address, *time)) {
        return std::vector{*holder};
      }
    }
    if (text.size() > kLongestSelector) {
      return fail(message("{} stands for no system of this case", "…"), {}, {},
                  message("hamon site show lists the systems"));
    }
    const auto selector = Selector::bind({text}, graph_);
    if (!selector) {
      return tl::unexpected(selector.error());
    }
    auto systems = selector->systems(graph_);
    if (systems.empty()) {
      return fail(message("{} stands for no system of this case", text), {}, {},
                  message("hamon site show lists the systems"));
    }
    return systems;
  }

  std::string file_name_;
  const FlowGraph& graph_;
  DiagnosticSink& diagnostics_;
  std::vector<StateColumn> columns_;
  std::size_t errors_ = 0;
};

bool read_states(StateReader& reader, const std::string& text) {
  CsvReader csv(text, csv_separator(text));
  std::size_t above = 0;
  while (const auto row = csv.next()) {
    if (reader.has_header()) {
      reader.take(*row);
    } else if (!reader.take_header(*row) && ++above >= kHeaderRows) {
      break;
    }
  }
  if (reader.has_header() && csv.open_quote() != 0) {
    reader.refuse(csv.open_quote(), message("a quote is opened and never closed"),
                  message("close it with \"; what follows was read as one cell"));
  }
  return reader.has_header();
}

}  // namespace

std::string_view name_of(Condition condition) {
  switch (condition) {
    case Condition::Infected:
      return "infected";
    case Condition::Clean:
      return "clean";
    case Condition::Encrypted:
      return "encrypted";
    case Condition::Offline:
      break;
  }
  return "offline";
}

std::optional<Condition> parse_condition(std::string_view word) {
  const std::string sought = folded(word);
  const auto* found = std::ranges::find_if(
      kConditions, [&](const ConditionWord& known) { return folded(known.word) == sought; });
  return found == kConditions.end() ? std::nullopt : std::optional(found->condition);
}

std::optional<ObservedStates> parse_observed_states(std::string_view bytes,
                                                    const std::string& file_name,
                                                    const FlowGraph& graph,
                                                    DiagnosticSink& diagnostics) {
  const auto refuse = [&](Message what, Place place, Message hint) {
    diagnostics.report({Severity::Error, std::move(what), file_name, place, std::move(hint)});
    return std::nullopt;
  };
  const bool workbook = looks_like_workbook(std::as_bytes(std::span(bytes)));
  const auto text = workbook || bytes.size() > kMostBytes ? std::nullopt : utf8_of_table(bytes);
  if (!text) {
    return refuse(message("the list of states is no CSV in UTF-8 or CP932 (Shift_JIS) of at most "
                          "16 MiB"),
                  {}, message("save the sheet as \"CSV UTF-8\""));
  }
  StateReader reader(file_name, graph, diagnostics);
  if (!read_states(reader, *text)) {
    return refuse(message("the list has no header that names systems and states"), Place::line(1),
                  message("name the columns in the first line: {}",
                          "system,state,time,by / 機器,状態,時刻,確認者"));
  }
  if (reader.errors() > kMostReports) {
    diagnostics.report({Severity::Error,
                        message("{} more errors are not shown", reader.errors() - kMostReports),
                        file_name, Place{}, Message{}});
  }
  if (reader.errors() > 0) {
    return std::nullopt;
  }
  return ObservedStates{file_name, sha256_hex(bytes), std::move(reader.rows)};
}

}  // namespace hamon
