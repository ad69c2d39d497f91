#include "base/nearest_words.hpp"
#include "base/text_encoding.hpp"
#include "base/yaml.hpp"
#include "capture/flow_mapping.hpp"
#include "capture/table_row.hpp"
#include "capture/zeek_row.hpp"

#include <algorithm>

#include <fmt/ranges.h>

namespace hamon {
namespace {

using enum MappedField;

constexpr std::size_t kMostErrors = 50;
constexpr std::size_t kMostPatterns = 64;

template <class T>
using Words = std::vector<std::pair<std::string, T>>;

const Words<MappedWord>& state_words() {
  static const Words<MappedWord> kWords = {{"established", MappedWord::Established},
                                           {"attempted", MappedWord::Attempted},
                                           {"rejected", MappedWord::Rejected},
                                           {"one_way", MappedWord::OneWay},
                                           {"skip", MappedWord::Skip}};
  return kWords;
}

const Words<ExportedOpener>& opener_words() {
  static const Words<ExportedOpener> kWords = {{"source", ExportedOpener::Source},
                                               {"target", ExportedOpener::Target},
                                               {"unsaid", ExportedOpener::Unsaid}};
  return kWords;
}

const Words<MappedUnit>& time_units() {
  static const Words<MappedUnit> kWords = {{"s", MappedUnit::Second},
                                           {"ms", MappedUnit::Millisecond},
                                           {"us", MappedUnit::Microsecond},
                                           {"ns", MappedUnit::Nanosecond},
                                           {"excel", MappedUnit::Excel}};
  return kWords;
}

const Words<std::int64_t>& length_units() {
  static const Words<std::int64_t> kWords = {{"s", 1'000'000'000},
                                             {"ms", 1'000'000},
                                             {"us", 1'000},
                                             {"ns", 1},
                                             {"min", 60'000'000'000},
                                             {"h", 3'600'000'000'000},
                                             {"day", 86'400'000'000'000}};
  return kWords;
}

const Words<std::uint64_t>& byte_units() {
  static const Words<std::uint64_t> kWords = {{"B", 1},
                                              {"kB", 1'000},
                                              {"KB", 1'000},
                                              {"MB", 1'000'000},
                                              {"GB", 1'000'000'000},
                                              {"KiB", 1ULL << 10U},
                                              {"MiB", 1ULL << 20U},
                                              {"GiB", 1ULL << 30U}};
  return kWords;
}

const Words<MappedEncoding>& encoding_words() {
  static const Words<MappedEncoding> kWords = {{"auto", MappedEncoding::Auto},
                                               {"utf-8", MappedEncoding::Utf8},
                                               {"cp932", MappedEncoding::Cp932},
                                               {"utf-16", MappedEncoding::Utf16}};
  return kWords;
}

const Words<bool>& yes_words() {
  static const Words<bool> kWords = {
      {"yes", true}, {"true", true}, {"no", false}, {"false", false}};
  return kWords;
}

bool is_time(MappedField field) {
  return field == Start || field == End;
}
bool is_count(MappedField field) {
  return field >= PacketsOut && field <= BytesBoth;
}

class MappingReader {
 public:
  MappingReader(const std::string& file_name, DiagnosticSink& diagnostics)
      : file_name_(file_name), diagnostics_(diagnostics) {}

  [[nodiscard]] std::optional<FlowMapping> read(const YamlNode& root);

 private:
  void error(std::size_t line, Message what, Message hint = {});
  void unknown(std::size_t line, Message what, const std::string& word,
               const std::vector<std::string>& known);
  /// Whether the node is a map of nothing but `keys`.
  bool is_map(const YamlNode& node, const std::string& where, const std::vector<std::string>& keys);
  [[nodiscard]] std::optional<std::string> scalar(const YamlNode& node);
  template <class T>
  [[nodiscard]] std::optional<T> word(const YamlNode& node, const Words<T>& known);
  [[nodiscard]] static std::vector<const YamlNode*> elements(const YamlNode& node);

  void read_table(const YamlNode& node);
  void read_delimiter(const YamlNode& node);
  void read_number(const YamlNode& node, std::size_t& out);
  void read_lines(const YamlNode& node);
  void read_pattern(const YamlNode& node);
  void read_set(const YamlNode& node, FlowMapping::Pattern& pattern);
  [[nodiscard]] std::optional<LinePattern> compiled(const YamlNode& node);
  void read_fields(const YamlNode& node);
  void read_rule(MappedField field, const YamlNode& node);
  void read_time_rule(const YamlNode& node, MappedRule& rule);
  void read_state_words(const YamlNode& node, MappedRule& rule);
  void read_opener_words(const YamlNode& node, MappedRule& rule);
  [[nodiscard]] std::optional<TimeZone> zone(const YamlNode& node);
  void take_own_words();
  void check(const YamlNode& root);
  void check_value(MappedField field, const std::string& value, std::size_t line);
  [[nodiscard]] bool is_told(MappedField field) const;

  const std::string& file_name_;
  DiagnosticSink& diagnostics_;
  FlowMapping mapping_;
  std::optional<bool> both_ways_;
  bool has_lines_ = false;
  std::size_t errors_ = 0;
};

void MappingReader::error(std::size_t line, Message what, Message hint) {
  if (errors_++ < kMostErrors) {
    diagnostics_.report(
        {Severity::Error, std::move(what), file_name_, Place::line(line), std::move(hint)});
  }
}

void MappingReader::unknown(std::size_t line, Message what, const std::string& word,
                            const std::vector<std::string>& known) {
  const auto nearest = nearest_words(word, known);
  error(line, std::move(what),
        nearest.empty()
            ? message("expected is one of {}", fmt::to_string(fmt::join(known, ", ")))
            : message("the nearest known word is {}", fmt::to_string(fmt::join(nearest, ", "))));
}

bool MappingReader::is_map(const YamlNode& node, const std::string& where,
                           const std::vector<std::string>& keys) {
  if (node.kind != YamlNode::Kind::Map) {
    error(node.line, message("`{}` is no map of keys and values", where),
          message("expected are the keys {}", fmt::to_string(fmt::join(keys, ", "))));
    return false;
  }
  for (const auto& entry : node.entries) {
    if (std::ranges::find(keys, entry.key) == keys.end()) {
      unknown(entry.line, message("`{}` is no key of `{}`", entry.key, where), entry.key, keys);
    }
  }
  return true;
}

std::optional<std::string> MappingReader::scalar(const YamlNode& node) {
  if (node.kind != YamlNode::Kind::Scalar || node.text.empty()) {
    error(node.line, message("one word or text was expected here"));
    return std::nullopt;
  }
  return node.text;
}

template <class T>
std::optional<T> MappingReader::word(const YamlNode& node, const Words<T>& known) {
  const auto text = scalar(node);
  if (!text) {
    return std::nullopt;
  }
  for (const auto& [name, value] : known) {
    if (name == *text) {
      return value;
    }
  }
  std::vector<std::string> names;
  for (const auto& [name, value] : known) {
    names.push_back(name);
  }
  unknown(node.line, message("the word `{}` is not known here", *text), *text, names);
  return std::nullopt;
}

std::vector<const YamlNode*> MappingReader::elements(const YamlNode& node) {
  std::vector<const YamlNode*> out;
  if (node.kind != YamlNode::Kind::List) {
    out.push_back(&node);
  }
  for (const YamlNode& item : node.items) {
    out.push_back(&item);
  }
  return out;
}

std::optional<TimeZone> MappingReader::zone(const YamlNode& node) {
  const auto name = scalar(node);
  auto found = name ? TimeZone::named(*name) : std::nullopt;
  if (name && !found) {
    error(node.line, message("there is no time zone {}", *name),
          message("names are like Asia/Tokyo; /usr/share/zoneinfo lists them"));
  }
  return found;
}

void MappingReader::read_number(const YamlNode& node, std::size_t& out) {
  constexpr std::size_t kMost = 100'000;  // lines
  const auto text = scalar(node);
  const auto number = text ? zeek_count(*text) : std::nullopt;
  if (text && (!number || *number > kMost)) {
    error(node.line, message("`{}` is no number of lines up to {}", *text, kMost));
  }
  out = static_cast<std::size_t>(std::min<std::uint64_t>(number.value_or(0), kMost));
}

void MappingReader::read_delimiter(const YamlNode& node) {
  const auto text = scalar(node);
  if (!text || *text == "auto") {
    return;
  }
  const std::string one = *text == "tab" ? "\t" : *text == "blank" ? " " : *text;
  const bool usable =
      one.size() == 1 && (one[0] == '\t' || (one[0] >= ' ' && one[0] <= '~')) && one[0] != '"';
  if (!usable) {
    error(node.line, message("`{}` separates no cells", *text),
          message("write one character such as \",\", or tab, blank or auto"));
    return;
  }
  mapping_.delimiter = one[0];
}

void MappingReader::read_table(const YamlNode& node) {
  static const std::vector<std::string> kKeys = {"encoding", "delimiter", "quote",
                                                 "skip",     "header",    "sheet"};
  static const Words<bool> kQuotes = {{"\"", true}, {"none", false}};
  if (!is_map(node, "table", kKeys)) {
    return;
  }
  for (const auto& [key, line, value] : node.entries) {
    if (key == "encoding") {
      mapping_.encoding = word(value, encoding_words()).value_or(MappedEncoding::Auto);
    } else if (key == "delimiter") {
      read_delimiter(value);
    } else if (key == "quote") {
      mapping_.quoted = word(value, kQuotes).value_or(true);
    } else if (key == "skip") {
      read_number(value, mapping_.skip);
    } else if (key == "header") {
      mapping_.has_header = word(value, yes_words()).value_or(true);
    } else if (key == "sheet") {
      mapping_.sheet = scalar(value).value_or("");
    }
  }
}

std::optional<LinePattern> MappingReader::compiled(const YamlNode& node) {
  const auto text = scalar(node);
  if (!text) {
    return std::nullopt;
  }
  std::string why;
  auto pattern = LinePattern::compile(*text, why);
  if (!pattern) {
    error(node.line, message("this is no regular expression that can be used: {}", why),
          message("the syntax is that of RE2: no look-around, no back-references; in YAML put it "
                  "in single quotes"));
  }
  return pattern;
}

void MappingReader::read_set(const YamlNode& node, FlowMapping::Pattern& pattern) {
  if (!is_map(node, "set", mapped_field_names())) {
    return;
  }
  for (const auto& [key, line, value] : node.entries) {
    const auto field = parse_mapped_field(key);
    const auto text = scalar(value);
    if (field && text) {
      check_value(*field, *text, value.line);
      pattern.set[static_cast<std::size_t>(*field)] = *text;
    }
  }
}

void MappingReader::read_pattern(const YamlNode& node) {
  const bool is_plain = node.kind == YamlNode::Kind::Scalar;
  if (!is_plain && !is_map(node, "patterns", {"match", "set"})) {
    return;
  }
  const YamlNode* match = is_plain ? &node : node.find("match");
  if (match == nullptr) {
    error(node.line, message("the pattern has no `match`"));
    return;
  }
  auto compiled_match = compiled(*match);
  if (!compiled_match) {
    return;
  }
  FlowMapping::Pattern pattern{std::move(*compiled_match), {}, {}};
  for (const std::string& name : pattern.match.names()) {
    pattern.groups.push_back(parse_mapped_field(name));
    if (!pattern.groups.back()) {
      unknown(match->line, message("the group `{}` names no field", name), name,
              mapped_field_names());
    }
  }
  if (const YamlNode* set = is_plain ? nullptr : node.find("set")) {
    read_set(*set, pattern);
  }
  mapping_.patterns.push_back(std::move(pattern));
}

void MappingReader::read_lines(const YamlNode& node) {
  static const std::vector<std::string> kKeys = {"encoding", "syslog", "patterns", "ignore"};
  has_lines_ = true;
  if (!is_map(node, "lines", kKeys)) {
    return;
  }
  for (const auto& [key, line, value] : node.entries) {
    if (key == "encoding") {
      mapping_.encoding = word(value, encoding_words()).value_or(MappedEncoding::Auto);
    } else if (key == "syslog") {
      mapping_.syslog = word(value, yes_words()).value_or(true);
    } else if (key == "patterns") {
      for (const YamlNode* item : elements(value)) {
        read_pattern(*item);
      }
    } else if (key == "ignore") {
      for (const YamlNode* item : elements(value)) {
        if (auto pattern = compiled(*item)) {
          mapping_.ignore.push_back(std::move(*pattern));
        }
      }
    }
  }
  if (mapping_.patterns.size() + mapping_.ignore.size() > kMostPatterns) {
    error(node.line, message("more than {} patterns", kMostPatterns),
          message("each line is tried against all of them; join some with |"));
  }
}

void MappingReader::read_time_rule(const YamlNode& node, MappedRule& rule) {
  if (const YamlNode* format = node.find("format")) {
    const auto text = scalar(*format);
    rule.pattern = text ? TimePattern::parse(*text) : std::nullopt;
    if (text && !rule.pattern) {
      error(format->line, message("`{}` describes no date and time", *text),
            message("write it in the letters of strftime, e.g. \"%Y/%m/%d %H:%M:%S\"; known are "
                    "%Y %y %m %b %d %e %H %I %M %S %f %p %z"));
    }
  }
  if (const YamlNode* unit = node.find("unit")) {
    rule.unit = word(*unit, time_units()).value_or(MappedUnit::None);
  }
  if (const YamlNode* named = node.find("zone")) {
    rule.zone = zone(*named);
  }
  if (const YamlNode* since = node.find("since")) {
    const auto text = scalar(*since);
    rule.since = text ? parse_time(*text, nullptr) : std::nullopt;
    if (text && !rule.since) {
      error(since->line, message("`{}` is no time with its offset from UTC", *text),
            message("write it as 2026-06-09T10:00:00+09:00"));
    }
  }
}

void MappingReader::read_state_words(const YamlNode& node, MappedRule& rule) {
  for (const auto& [name, meaning] : state_words()) {
    if (const YamlNode* words = node.find(name)) {
      for (const YamlNode* item : elements(*words)) {
        if (const auto text = scalar(*item)) {
          rule.states.emplace_back(folded(*text), meaning);
        }
      }
    }
  }
  if (const YamlNode* other = node.find("other")) {
    rule.other_state = word(*other, state_words());
  }
}

void MappingReader::read_opener_words(const YamlNode& node, MappedRule& rule) {
  for (const auto& [name, opener] : opener_words()) {
    if (const YamlNode* words = node.find(name)) {
      for (const YamlNode* item : elements(*words)) {
        if (const auto text = scalar(*item)) {
          rule.openers.emplace_back(folded(*text), opener);
        }
      }
    }
  }
}

std::vector<std::string> keys_of(MappedField field) {
  std::vector<std::string> keys = {"column", "value"};
  const auto add = [&keys](std::initializer_list<const char*> more) {
    keys.insert(keys.end(), more.begin(), more.end());
  };
  if (is_time(field)) {
    add({"format", "unit", "zone", "since"});
  } else if (field == Length || is_count(field)) {
    add({"unit"});
  } else if (field == State) {
    add({"established", "attempted", "rejected", "one_way", "skip", "other"});
  } else if (field == OpenedBy) {
    add({"source", "target", "unsaid"});
  }
  return keys;
}

void MappingReader::read_rule(MappedField field, const YamlNode& node) {
  MappedRule rule;
  rule.line = node.line;
  const std::string where = "fields: " + std::string(name_of(field));
  const YamlNode* column = &node;
  if (node.kind == YamlNode::Kind::Map) {
    if (!is_map(node, where, keys_of(field))) {
      return;
    }
    column = node.find("column");
    if (const YamlNode* value = node.find("value")) {
      rule.value = scalar(*value);
      if (rule.value) {
        check_value(field, *rule.value, value->line);
      }
    }
    if (column == nullptr && !rule.value && !has_lines_) {
      error(node.line, message("`{}` says neither `column` nor `value`", where));
    }
  }
  if (column != nullptr) {
    for (const YamlNode* item : elements(*column)) {
      rule.columns.push_back(scalar(*item).value_or(""));
    }
  }
  if (is_time(field)) {
    read_time_rule(node, rule);
  } else if (const YamlNode* unit = node.find("unit"); unit != nullptr && field == Length) {
    rule.length_unit = word(*unit, length_units()).value_or(1);
  } else if (unit != nullptr && is_count(field)) {
    rule.factor = word(*unit, byte_units()).value_or(1);
  } else if (field == State) {
    read_state_words(node, rule);
  } else if (field == OpenedBy) {
    read_opener_words(node, rule);
  }
  mapping_.fields[static_cast<std::size_t>(field)] = std::move(rule);
}

void MappingReader::read_fields(const YamlNode& node) {
  if (!is_map(node, "fields", mapped_field_names())) {
    return;
  }
  for (const auto& [key, line, value] : node.entries) {
    if (const auto field = parse_mapped_field(key)) {
      read_rule(*field, value);
    }
  }
}

void MappingReader::check_value(MappedField field, const std::string& value, std::size_t line) {
  const auto is_one_of = [&](const auto& words) {
    if (std::ranges::none_of(words, [&](const auto& w) { return w.first == value; })) {
      std::vector<std::string> names;
      for (const auto& [name, meaning] : words) {
        names.push_back(name);
      }
      unknown(line, message("the word `{}` is not known here", value), value, names);
    }
  };
  if (field == State) {
    is_one_of(state_words());
  } else if (field == OpenedBy) {
    is_one_of(opener_words());
  } else if (field == Protocol && !protocol_by_name(value, false)) {
    error(line, message("`{}` is no protocol", value),
          message("write tcp, udp, icmp or the number of an IP protocol"));
  } else if ((field == Source || field == Target || field == Exporter) && !zeek_address(value)) {
    error(line, message("`{}` is no address", value));
  }
}

/// Whether rows can say it at all.
bool MappingReader::is_told(MappedField field) const {
  const MappedRule& rule = mapping_[field];
  const auto i = static_cast<std::size_t>(field);
  return rule.value || (!has_lines_ && rule.is_mapped()) ||
         std::ranges::any_of(mapping_.patterns, [&](const FlowMapping::Pattern& p) {
           return p.set[i] || std::ranges::find(p.groups, std::optional(field)) != p.groups.end();
         });
}

void MappingReader::check(const YamlNode& root) {
  for (const MappedField field : {Source, Target, Protocol}) {
    if (!is_told(field)) {
      error(root.line, message("nothing says the {} of a flow", name_of(field)),
            field == Protocol
                ? message("where no column holds it, write `protocol: {{value: tcp}}`")
                : message("write under `fields:` which column holds it, e.g. `{}: COLUMN`",
                          name_of(field)));
    }
  }
  if (!has_lines_ && !is_told(Start) && !is_told(End)) {
    error(root.line, message("nothing says the time of a flow"),
          message("write under `fields:` which column holds it, e.g. `{}: COLUMN`", "start"));
  }
  if (!has_lines_ && !mapping_.has_header) {
    for (const MappedRule& rule : mapping_.fields) {
      for (const std::string& column : rule.columns) {
        const auto number = zeek_count(column);
        if (!number || *number == 0 || *number > 256) {
          error(rule.line, message("`{}` is no number of a column", column),
                message("without a header columns are numbered from 1"));
        }
      }
    }
  }
}

/// Where the file lists no words, and for what it sets itself, our own are understood.
void MappingReader::take_own_words() {
  MappedRule& state = mapping_.fields[static_cast<std::size_t>(State)];
  for (const auto& [name, meaning] : state_words()) {
    state.states.emplace_back(folded(name), meaning);  // those of the file stand before them
  }
  MappedRule& opener = mapping_.fields[static_cast<std::size_t>(OpenedBy)];
  for (const auto& [name, meaning] : opener_words()) {
    opener.openers.emplace_back(folded(name), meaning);
  }
}

std::optional<FlowMapping> MappingReader::read(const YamlNode& root) {
  static const std::vector<std::string> kKeys = {"name", "table",  "lines",    "fields",
                                                 "zone", "counts", "both_ways"};
  static const Words<MappedCounts> kCounts = {{"ip", MappedCounts::Ip},
                                              {"frames", MappedCounts::Frames},
                                              {"payload", MappedCounts::Payload}};
  if (!is_map(root, "mapping", kKeys)) {
    return std::nullopt;
  }
  has_lines_ = root.find("lines") != nullptr;
  if (has_lines_ && root.find("table") != nullptr) {
    error(root.line, message("`table` and `lines` exclude each other"),
          message("write two mapping files"));
  }
  for (const auto& [key, line, value] : root.entries) {
    if (key == "name") {
      mapping_.name = scalar(value).value_or("").substr(0, 64);
    } else if (key == "table") {
      read_table(value);
    } else if (key == "lines") {
      read_lines(value);
    } else if (key == "fields") {
      read_fields(value);
    } else if (key == "zone") {
      mapping_.zone = zone(value);
    } else if (key == "counts") {
      mapping_.counts = word(value, kCounts).value_or(MappedCounts::Ip);
    } else if (key == "both_ways") {
      both_ways_ = word(value, yes_words());
    }
  }
  take_own_words();
  check(root);
  mapping_.both_ways = both_ways_.value_or(is_told(PacketsIn) || is_told(BytesIn));
  return errors_ == 0 ? std::optional(std::move(mapping_)) : std::nullopt;
}

}  // namespace

std::optional<FlowMapping> parse_flow_mapping(std::string_view yaml, const std::string& file_name,
                                              DiagnosticSink& diagnostics) {
  CollectingSink problems;
  const auto root = read_yaml(yaml, file_name, problems);
  const bool read = root && problems.diagnostics.empty();
  for (Diagnostic& problem : problems.diagnostics) {
    diagnostics.report(std::move(problem));
  }
  if (!root) {
    return std::nullopt;
  }
  auto mapping = MappingReader(file_name, diagnostics).read(*root);
  return read ? std::move(mapping) : std::nullopt;
}

}  // namespace hamon
