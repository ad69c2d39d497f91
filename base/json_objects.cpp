#include "base/json_objects.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <vector>

#include <nlohmann/json.hpp>

namespace hamon {
namespace {

constexpr std::size_t kDeepest = 200;

/// Bytes of a text; counts the lines that the parser has passed.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, std::size_t& line) : at_(at), line_(&line) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    *line_ += *at_ == '\n' ? 1U : 0U;
    ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    const CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  std::size_t* line_;
};

/// What the parser calls (nlohmann::json_sax); false ends it.
class ObjectReader {
 public:
  ObjectReader(std::span<const std::string_view> keys, const std::size_t& line,
               const std::function<void(const JsonObject&)>& take)
      : keys_(keys), line_(line), take_(take) {}

  [[nodiscard]] bool too_deep() const { return too_deep_; }

  bool null() { return true; }
  bool boolean(bool value) { return keep(value ? "true" : "false"); }
  bool number_integer(std::int64_t /*value*/) { return true; }
  bool number_unsigned(std::uint64_t /*value*/) { return true; }
  bool number_float(double /*value*/, const std::string& /*text*/) { return true; }
  bool string(std::string& value) { return keep(std::move(value)); }
  bool binary(std::vector<std::uint8_t>& /*value*/) { return true; }

  bool start_object(std::size_t /*elements*/) {
    if (!open(true)) {
      return false;
    }
    levels_.back().values.resize(keys_.size());
    return true;
  }
  bool key(std::string& name) {
    levels_.back().key = std::move(name);
    return true;
  }
  bool end_object() {
    const Level level = std::move(levels_.back());
    levels_.pop_back();
    take_({level.under, level.values, level.line});
    return true;
  }
  bool start_array(std::size_t /*elements*/) { return open(false); }
  bool end_array() {
    levels_.pop_back();
    return true;
  }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) {
    return false;
  }

 private:
  /// An object or a list that is not closed yet.
  struct Level {
    bool object = false;
    std::string under;
    std::string key;  // of the member being read
    std::vector<std::optional<std::string>> values;
    std::size_t line = 1;
  };

  bool open(bool object) {
    if (levels_.size() == kDeepest) {
      too_deep_ = true;
      return false;
    }
    Level level;
    level.object = object;
    level.line = line_;
    if (!levels_.empty()) {
      level.under = levels_.back().object ? levels_.back().key : levels_.back().under;
    }
    levels_.push_back(std::move(level));
    return true;
  }

  bool keep(std::string value) {
    if (levels_.empty() || !levels_.back().object) {
      return true;
    }
    Level& level = levels_.back();
    const auto wanted = std::ranges::find(keys_, level.key);
    if (wanted != keys_.end()) {
      level.values[static_cast<std::size_t>(wanted - keys_.begin())] = std::move(value);
    }
    return true;
  }

  std::span<const std::string_view> keys_;
  const std::size_t& line_;
  const std::function<void(const JsonObject&)>& take_;
  std::vector<Level> levels_;
  bool too_deep_ = false;
};

}  // namespace

Result<void> read_json_objects(std::string_view text, const std::string& file_name,
                               std::span<const std::string_view> keys,
                               const std::function<void(const JsonObject&)>& take) {
  std::size_t line = 1;
  ObjectReader reader(keys, line, take);
  const CountingIterator begin(text.data(), line);
  const CountingIterator end(text.data() + text.size(), line);
  if (nlohmann::json::sax_parse(begin, end, &reader)) {
    return {};
  }
  if (reader.too_deep()) {
    return fail(message("objects and lists are more than {} deep", kDeepest), file_name,
                Place::line(line), message("is this the right file?"));
  }
  return fail(message("the file is no valid JSON"), file_name, Place::line(line),
              message("was it copied whole?"));
}

}  // namespace hamon
