#include "capture/line_reader.hpp"

#include <cstring>

namespace hamon {

bool LineReader::fill() {
  if (ended_) {
    return false;
  }
  auto block = stream_.next();
  if (!block) {
    damage_ = std::move(block).error();
  }
  if (!block || block->empty()) {
    ended_ = true;
    return false;
  }
  block_ = {reinterpret_cast<const char*>(block->data()), block->size()};
  if (options_.progress) {
    options_.progress(stream_.bytes_read(), stream_.bytes_total());
  }
  return true;
}

void LineReader::keep(std::string_view part) {
  too_long_ = too_long_ || kept_.size() + part.size() > kLongest;
  if (too_long_) {
    kept_.clear();
  } else {
    kept_.append(part);
  }
}

LineReader::Line LineReader::finish(std::string_view text, bool ended) {
  ++number_;
  Line line{text, too_long_ || text.size() > kLongest, ended};
  too_long_ = false;
  if (line.too_long) {
    line.text = {};
    return line;
  }
  if (line.text.ends_with('\r')) {
    line.text.remove_suffix(1);
  }
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (number_ == 1 && line.text.starts_with(kByteOrderMark)) {
    line.text.remove_prefix(kByteOrderMark.size());
  }
  return line;
}

std::optional<LineReader::Line> LineReader::next() {
  if (block_.empty()) {
    kept_.clear();
  }
  bool continues = false;
  for (;;) {
    if (block_.empty() && !fill()) {
      if (!continues) {
        return std::nullopt;
      }
      return finish(kept_, false);
    }
    if (!continues) {
      kept_.clear();
    }
    const void* end = std::memchr(block_.data(), '\n', block_.size());
    if (end != nullptr) {
      const auto length = static_cast<std::size_t>(static_cast<const char*>(end) - block_.data());
      std::string_view text = block_.substr(0, length);
      block_.remove_prefix(length + 1);
      if (continues) {
        keep(text);
        text = kept_;
      }
      return finish(text, true);
    }
    keep(block_);
    block_ = {};
    continues = true;
  }
}

}  // namespace hamon
