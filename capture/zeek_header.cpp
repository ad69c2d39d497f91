#include "capture/zeek_header.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>

namespace hamon {
namespace {

/// The character that `\x09` or a bare character stands for.
std::optional<char> one_character(std::string_view text) {
  if (text.size() == 1) {
    return text.front();
  }
  unsigned value = 0;
  if (text.size() == 4 && text.starts_with("\\x")) {
    const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 4, value, 16);
    if (error == std::errc{} && end == text.data() + 4) {
      return static_cast<char>(value);
    }
  }
  return std::nullopt;
}

/// Where a character stands in a line, one place after the other. Values are short: to look at
/// eight bytes at a time is faster than a search for each.
class Places {
 public:
  Places(std::string_view line, char wanted)
      : line_(line), pattern_(static_cast<unsigned char>(wanted) * kEach) {}

  /// The next place, or the size of the line.
  std::size_t next() {
    while (found_ == 0) {
      if (at_ >= line_.size()) {
        return line_.size();
      }
      found_ = look();
      at_ += kWord;
    }
    const auto place = static_cast<std::size_t>(std::countr_zero(found_)) / 8;
    found_ &= found_ - 1;
    return at_ - kWord + place;
  }

 private:
  static constexpr std::size_t kWord = 8;
  static constexpr std::uint64_t kEach = 0x0101010101010101U;
  static constexpr std::uint64_t kLow = 0x7F * kEach;

  // The high bit of each of the next eight bytes that is wanted, the first byte lowest.
  [[nodiscard]] std::uint64_t look() const {
    std::uint64_t word = ~pattern_;  // behind the end stands what is not wanted
    if (at_ + kWord <= line_.size()) {
      std::memcpy(&word, line_.data() + at_, kWord);  // of known length: no call
    } else {
      std::memcpy(&word, line_.data() + at_, line_.size() - at_);
    }
    if constexpr (std::endian::native == std::endian::big) {
      word = __builtin_bswap64(word);
    }
    word ^= pattern_;  // zero where it stands
    return ~(((word & kLow) + kLow) | word | kLow);
  }

  std::string_view line_;
  std::uint64_t pattern_;
  std::uint64_t found_ = 0;  // not yet given
  std::size_t at_ = 0;       // what is looked at next
};

}  // namespace

std::optional<std::string_view> ZeekHeader::value_of(std::string_view line,
                                                     std::string_view key) const {
  if (!line.starts_with(key) || line.size() <= key.size() || line[key.size()] != separator_) {
    return std::nullopt;
  }
  return line.substr(key.size() + 1);
}

void ZeekHeader::take_fields(std::string_view names) {
  columns_.clear();
  for (;;) {
    const auto end = names.find(separator_);
    columns_.push_back(zeek_field(names.substr(0, end)));
    if (end == std::string_view::npos) {
      return;
    }
    names.remove_prefix(end + 1);
  }
}

void ZeekHeader::take(std::string_view line) {
  constexpr std::string_view kSeparator = "#separator ";
  if (line.starts_with(kSeparator)) {  // the one key that a blank follows
    *this = ZeekHeader();
    separator_ = one_character(line.substr(kSeparator.size())).value_or('\t');
  } else if (const auto fields = value_of(line, "#fields")) {
    take_fields(*fields);
  } else if (const auto path = value_of(line, "#path")) {
    path_ = *path;
  } else if (const auto empty = value_of(line, "#empty_field")) {
    empty_ = *empty;
  } else if (const auto unset = value_of(line, "#unset_field")) {
    unset_ = *unset;
  } else if (const auto set = value_of(line, "#set_separator")) {
    set_separator_ = one_character(*set).value_or(',');
  }
}

LineFate ZeekHeader::split(std::string_view line, ZeekRow& row) const {
  if (columns_.empty()) {
    return LineFate::NoHeader;
  }
  row.clear();
  row.set_set_separator(set_separator_);
  Places separators(line, separator_);
  std::size_t begin = 0;
  for (const std::optional<ZeekField>& field : columns_) {
    if (begin > line.size()) {
      return LineFate::WrongColumns;
    }
    const std::size_t end = separators.next();
    const std::string_view value(line.data() + begin, end - begin);
    if (field && value != unset_) {
      row.set(*field, value == empty_ ? value.substr(0, 0) : value);
    }
    begin = end + 1;
  }
  return begin > line.size() ? LineFate::Used : LineFate::WrongColumns;
}

}  // namespace hamon
