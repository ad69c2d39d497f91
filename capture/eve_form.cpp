#include "capture/eve_form.hpp"

#include "capture/byte_places.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

namespace hamon {
namespace {

constexpr std::ptrdiff_t kTogether = 16;  // bytes that are looked at at once

/// Where a string ends that stands for itself; nullptr when there is anything else in it.
inline const char* text_end(const char* here, const char* end) {
  for (; end - here >= kTogether; here += kTogether) {
    if (const std::uint64_t stops = text_stops(here); stops != 0) {
      here += std::countr_zero(stops);
      return *here == '"' ? here : nullptr;
    }
  }
  while (here != end && is_plain_text(*here)) {
    ++here;
  }
  return here != end && *here == '"' ? here : nullptr;
}

bool is_flow(std::string_view type) {
  return type == "flow" || type == "netflow";
}

constexpr auto kOfNumbers = [] {
  std::array<bool, 256> of{};
  for (const char c : std::string_view("0123456789.+-eE")) {
    of[static_cast<unsigned char>(c)] = true;
  }
  return of;
}();

/// Behind a number; nullptr where none begins.
inline const char* number_end(const char* here, const char* end) {
  if (here == end || !(*here == '-' || (*here >= '0' && *here <= '9'))) {
    return nullptr;
  }
  do {
    ++here;
  } while (here != end && kOfNumbers[static_cast<unsigned char>(*here)]);
  return here;
}

inline const char* word_end(const char* here, const char* end) {
  if (here == end || !(*here == 't' || *here == 'f' || *here == 'n')) {
    return nullptr;
  }
  return std::find_if_not(here, end, [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

inline bool EveForms::Part::is_at(const char* here, const char* end) const {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  if (static_cast<std::size_t>(end - here) < size) {
    return false;
  }
  if (size < kWord) {
    return std::memcmp(here, text.data(), size) == 0;
  }
  const auto differ = [&](std::size_t at) {
    std::uint64_t there = 0;
    std::uint64_t wanted = 0;
    std::memcpy(&there, here + at, kWord);
    std::memcpy(&wanted, text.data() + at, kWord);
    return there != wanted;
  };
  for (std::size_t at = 0; at + kWord < size; at += kWord) {
    if (differ(at)) {
      return false;
    }
  }
  return !differ(size - kWord);  // may overlap the one before
}

inline const char* EveForms::end_of(Value value, const char* begin, const char* end) {
  switch (value) {
    case Value::Text:
      return text_end(begin, end);
    case Value::EventType: {
      const char* const stop = text_end(begin, end);
      return stop != nullptr && is_flow({begin, static_cast<std::size_t>(stop - begin)}) ? stop
                                                                                         : nullptr;
    }
    case Value::Number:
      return number_end(begin, end);
    case Value::Word:
      return word_end(begin, end);
    case Value::None:
      break;
  }
  return begin == end ? end : nullptr;
}

bool EveForms::read(std::string_view line, EveRow& row) const {
  row.clear();
  const char* here = line.data();
  const char* const end = here + line.size();
  for (std::size_t number = parts_.front().next; number != 0;) {
    const Part& part = parts_[number];
    const bool there = part.is_at(here, end);
    const char* const begin = there ? here + part.size : nullptr;
    const char* const stop = there ? end_of(part.value, begin, end) : nullptr;
    if (stop == nullptr) {
      number = part.other;
      continue;
    }
    if (part.value == Value::None) {
      return true;
    }
    row.set(part.field, {begin, static_cast<std::size_t>(stop - begin)});
    here = stop;
    number = part.next;
  }
  return false;
}

/// Cuts a line into the parts of its form.
class EveForms::Learning {
 public:
  Learning(std::string_view line, const EveRow& row) : line_(line), row_(row) {}

  /// Nothing where the line has no form that can be learned.
  [[nodiscard]] std::optional<std::vector<Part>> form() {
    while (at_ < line_.size()) {
      if (!(line_[at_] == '"' ? take_string() : take_other())) {
        return std::nullopt;
      }
    }
    const bool all = finish(Value::None, at_) && mapped_ == count_set();
    return all ? std::optional(std::move(parts_)) : std::nullopt;
  }

 private:
  [[nodiscard]] std::size_t count_set() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < kEveFields; ++i) {
      count += row_[static_cast<EveField>(i)].data() != nullptr ? 1U : 0U;
    }
    return count;
  }

  /// A key goes on with the text of the part, a value ends it.
  bool take_string() {
    const char* const begin = line_.data() + at_ + 1;
    const char* const stop = text_end(begin, line_.data() + line_.size());
    if (stop == nullptr) {
      return false;
    }
    const std::size_t behind = static_cast<std::size_t>(stop - line_.data()) + 1;
    if (line_.substr(behind, 1) == ":") {
      key_ = {begin, static_cast<std::size_t>(stop - begin)};
      at_ = behind + 1;
      return key_ != "dns";  // what it lists is read by kind
    }
    const bool type = key_ == "event_type";
    const bool fine = finish(type ? Value::EventType : Value::Text, at_ + 1);
    begin_ = behind - 1;
    at_ = behind;
    return fine && (!type || is_flow({begin, static_cast<std::size_t>(stop - begin)}));
  }

  bool take_other() {
    const char* const begin = line_.data() + at_;
    const char* const end = line_.data() + line_.size();
    const char* const number = number_end(begin, end);
    const char* const stop = number != nullptr ? number : word_end(begin, end);
    if (stop != nullptr) {
      const bool fine = finish(number != nullptr ? Value::Number : Value::Word, at_);
      begin_ = at_ = static_cast<std::size_t>(stop - line_.data());
      return fine;
    }
    ++at_;
    return std::string_view("{}[],: ").find(*begin) != std::string_view::npos;
  }

  /// Ends a part before the value at `value`.
  bool finish(Value value, std::size_t begin) {
    const std::size_t size = begin - begin_;
    if (size > kLongest || parts_.size() >= kMostParts / 4) {
      return false;
    }
    Part part;
    std::copy_n(line_.data() + begin_, size, part.text.begin());
    part.size = static_cast<std::uint8_t>(size);
    part.value = value;
    for (std::size_t i = 0; value != Value::None && i < kEveFields; ++i) {
      if (row_[static_cast<EveField>(i)].data() == line_.data() + begin) {
        part.field = static_cast<EveField>(i);
        ++mapped_;
      }
    }
    parts_.push_back(part);
    return true;
  }

  std::string_view line_;
  const EveRow& row_;
  std::vector<Part> parts_;
  std::string_view key_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;  // of the part
  std::size_t mapped_ = 0;
};

void EveForms::forget() {
  parts_.assign(1, Part());
}

/// The part behind `parent` that is as `part`; put there when there is none.
std::uint16_t EveForms::child(std::uint16_t parent, const Part& part) {
  const auto is_same = [&part](const Part& other) {
    return other.size == part.size && other.text == part.text && other.value == part.value &&
           other.field == part.field;
  };
  std::uint16_t last = 0;
  for (std::uint16_t number = parts_[parent].next; number != 0; number = parts_[number].other) {
    if (is_same(parts_[number])) {
      return number;
    }
    last = number;
  }
  const auto added = static_cast<std::uint16_t>(parts_.size());
  parts_.push_back(part);
  (last == 0 ? parts_[parent].next : parts_[last].other) = added;
  return added;
}

void EveForms::learn(std::string_view line, const EveRow& row) {
  const auto form = is_flow(row[EveField::EventType]) ? Learning(line, row).form() : std::nullopt;
  if (!form) {
    return;
  }
  if (parts_.size() + form->size() > kMostParts) {
    forget();
  }
  std::uint16_t at = 0;
  for (const Part& part : *form) {
    at = child(at, part);
  }
}

}  // namespace hamon
