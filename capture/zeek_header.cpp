#include "capture/zeek_header.hpp"

#include <charconv>
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
  const char* at = line.data();
  const char* const end = at + line.size();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (at == nullptr) {
      return LineFate::WrongColumns;
    }
    const auto left = static_cast<std::size_t>(end - at);
    const auto* stop = static_cast<const char*>(std::memchr(at, separator_, left));
    const std::string_view value(at, stop == nullptr ? left : static_cast<std::size_t>(stop - at));
    if (columns_[i] && value != unset_) {
      row.set(*columns_[i], value == empty_ ? value.substr(0, 0) : value);
    }
    at = stop == nullptr ? nullptr : stop + 1;
  }
  return at == nullptr ? LineFate::Used : LineFate::WrongColumns;
}

}  // namespace hamon
