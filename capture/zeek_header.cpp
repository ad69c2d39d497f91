#include "capture/zeek_header.hpp"

#include "capture/byte_places.hpp"

#include <algorithm>
#include <array>
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

constexpr std::size_t kBlock = 64;  // bytes that are looked at together

/// Calls `take(begin, end)` for each part of a line between two separators, the first and the last
/// part included, until it returns false. Values are short: to look at many bytes at a time is
/// faster than a search for each.
template <typename Take>
void each_part(std::string_view line, char separator, Take take) {
  std::size_t begin = 0;
  for (std::size_t at = 0; at < line.size(); at += kBlock) {
    const std::size_t left = line.size() - at;
    std::uint64_t places = 0;
    if (left >= kBlock) {
      places = byte_places<kBlock>(line.data() + at, separator);
    } else {
      std::array<char, kBlock> last{};
      std::memcpy(last.data(), line.data() + at, left);
      const std::uint64_t beyond = ~std::uint64_t{0} << left;
      places = byte_places<kBlock>(last.data(), separator) & ~beyond;
    }
    for (; places != 0; places &= places - 1) {
      const std::size_t end = at + static_cast<std::size_t>(std::countr_zero(places));
      if (!take(begin, end)) {
        return;
      }
      begin = end + 1;
    }
  }
  (void)take(begin, line.size());
}

/// As `==`, without a call where the sizes or the first characters differ, as they mostly do, or
/// where there is one character alone.
inline bool is_word(std::string_view value, std::string_view word) {
  return value.size() == word.size() &&
         (value.empty() || (value.front() == word.front() && (value.size() == 1 || value == word)));
}

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
  row_.clear();
  for (;;) {
    const auto end = names.find(separator_);
    const auto field = zeek_field(names.substr(0, end));
    const bool again = field && std::ranges::find(columns_, *field) != columns_.end();
    columns_.push_back(again ? ZeekField::NotRead : field.value_or(ZeekField::NotRead));
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

LineFate ZeekHeader::split(std::string_view line) {
  if (columns_.empty()) {
    return LineFate::NoHeader;
  }
  row_.set_set_separator(set_separator_);
  auto column = columns_.begin();
  bool too_many = false;
  each_part(line, separator_, [&](std::size_t begin, std::size_t end) {
    if (column == columns_.end()) {
      too_many = true;
      return false;
    }
    const std::string_view value(line.data() + begin, end - begin);
    row_.set(*column++, is_word(value, unset_)   ? std::string_view()
                        : is_word(value, empty_) ? value.substr(0, 0)
                                                 : value);
    return true;
  });
  return !too_many && column == columns_.end() ? LineFate::Used : LineFate::WrongColumns;
}

}  // namespace hamon
