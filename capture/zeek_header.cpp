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

/// Where `separator` stands in a block of `left` bytes or more.
inline std::uint64_t separators(const char* block, std::size_t left, char separator) {
  if (left >= kBlock) {
    return byte_places<kBlock>(block, separator);
  }
  std::array<char, kBlock> last{};
  std::memcpy(last.data(), block, left);
  const std::uint64_t beyond = ~std::uint64_t{0} << left;
  return byte_places<kBlock>(last.data(), separator) & ~beyond;
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
  wanted_.clear();
  row_.clear();
  for (;;) {
    const auto end = names.find(separator_);
    const auto field = zeek_field(names.substr(0, end));
    const bool again = field && std::ranges::find(columns_, *field) != columns_.end();
    if (field && !again) {
      wanted_.push_back({columns_.size(), *field});
    }
    columns_.push_back(again ? ZeekField::NotRead : field.value_or(ZeekField::NotRead));
    if (end == std::string_view::npos) {
      break;
    }
    names.remove_prefix(end + 1);
  }
  ends_.resize(1 + columns_.size() + kBlock);
  ends_.front() = std::uint32_t{0} - 1;
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

/// Sets where each column ends. Values are short: to look at many bytes at a time is faster than a
/// search for each.
bool ZeekHeader::find_ends(std::string_view line) {
  const char separator = separator_;
  std::uint32_t* out = ends_.data() + 1;
  const std::uint32_t* const last = ends_.data() + columns_.size();
  for (std::size_t at = 0; at < line.size() && out <= last; at += kBlock) {
    std::uint64_t places = separators(line.data() + at, line.size() - at, separator);
    for (; places != 0; places &= places - 1) {
      *out++ = static_cast<std::uint32_t>(at + static_cast<unsigned>(std::countr_zero(places)));
    }
  }
  *out = static_cast<std::uint32_t>(line.size());
  return out == last;
}

LineFate ZeekHeader::split(std::string_view line) {
  if (columns_.empty()) {
    return LineFate::NoHeader;
  }
  if (!find_ends(line)) {
    return LineFate::WrongColumns;
  }
  row_.set_set_separator(set_separator_);
  const std::uint32_t* const ends = ends_.data();
  const std::string_view unset = unset_;
  const std::string_view empty = empty_;
  for (const auto& [column, field] : wanted_) {
    const std::uint32_t begin = ends[column] + 1;
    const std::string_view value(line.data() + begin, ends[column + 1] - begin);
    row_.set(field, is_word(value, unset)   ? std::string_view()
                    : is_word(value, empty) ? value.substr(0, 0)
                                            : value);
  }
  return LineFate::Used;
}

}  // namespace hamon
