#pragma once

#include "capture/eve_row.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hamon {

/// The forms that lines of `flow` and `netflow` events have in one log. A form is a line without
/// what stands in its strings and numbers; Suricata writes few, and millions of lines of each. A
/// parser of JSON treats lines of one form alike, so where it put the values of one line, those of
/// the next are put without it. Only strings of ASCII without escapes are values.
class EveForms {
 public:
  EveForms() { forget(); }

  /// True where `line` has a form that was learned; then `row` holds the event, as views of `line`.
  /// False: `row` may hold anything.
  [[nodiscard]] bool read(std::string_view line, EveRow& row) const;

  /// Learns the form of `line`, of which a parser made `row`, all of whose views are of `line`.
  /// Where it has no such form, nothing is learned. Memory is bounded: of too many forms all are
  /// forgotten.
  void learn(std::string_view line, const EveRow& row);

 private:
  enum class Value : std::uint8_t {
    Text,
    EventType,  // `flow` or `netflow`: of another the parser reads nothing that follows
    Number,
    Word,  // `true`, `false`, `null`
    None,  // the line ends
  };

  static constexpr std::size_t kLongest = 64;  // bytes between two values
  static constexpr std::size_t kMostParts = 1024;

  /// What stands before a value, and what kind of value follows. The parts of all forms are a tree:
  /// forms with one beginning share it.
  struct Part {
    std::array<char, kLongest> text{};  // zeros behind it
    std::uint8_t size = 0;
    Value value = Value::None;
    EveField field = EveField::NotRead;
    std::uint16_t next = 0;   // the first of those that may follow the value; 0: none
    std::uint16_t other = 0;  // what else may stand here

    [[nodiscard]] bool is_at(const char* here, const char* end) const;
  };
  class Learning;

  [[nodiscard]] static const char* end_of(Value value, const char* begin, const char* end);
  void forget();
  [[nodiscard]] std::uint16_t child(std::uint16_t parent, const Part& part);

  std::vector<Part> parts_;  // the first is the root, before the line
};

}  // namespace hamon
