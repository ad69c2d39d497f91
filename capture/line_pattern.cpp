#include "capture/line_pattern.hpp"

#include <utility>

#include <re2/re2.h>

namespace hamon {
namespace {

constexpr std::size_t kLongest = 8'192;  // bytes of an expression
constexpr std::int64_t kMostMemory = std::int64_t{8} << 20;

/// RE2 of 2022 knows named groups only as Python writes them.
std::string with_python_groups(std::string_view pattern) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    out.push_back(pattern[i]);
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      out.push_back(pattern[++i]);
    } else if (pattern.substr(i, 3) == "(?<" && pattern.substr(i + 3, 1) != "=" &&
               pattern.substr(i + 3, 1) != "!") {
      out += "?P";
      ++i;  // its question mark
    }
  }
  return out;
}

RE2::Options options_of() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMostMemory);
  return options;
}

}  // namespace

struct LinePattern::Compiled {
  explicit Compiled(const std::string& pattern) : expression(pattern, options_of()) {}

  RE2 expression;
  std::vector<std::string> names;
  std::vector<std::size_t> numbers;  // of the named groups
  mutable std::vector<re2::StringPiece> found;
};

LinePattern::LinePattern(std::shared_ptr<const Compiled> compiled)
    : compiled_(std::move(compiled)) {}

std::optional<LinePattern> LinePattern::compile(std::string_view pattern, std::string& why) {
  if (pattern.size() > kLongest) {
    why = "expression too long";
    return std::nullopt;
  }
  auto compiled = std::make_shared<Compiled>(with_python_groups(pattern));
  if (!compiled->expression.ok()) {
    why = compiled->expression.error();
    return std::nullopt;
  }
  for (const auto& [number, name] : compiled->expression.CapturingGroupNames()) {
    compiled->names.push_back(name);
    compiled->numbers.push_back(static_cast<std::size_t>(number));
  }
  const auto groups = static_cast<std::size_t>(compiled->expression.NumberOfCapturingGroups());
  compiled->found.resize(groups + 1);
  return LinePattern(std::move(compiled));
}

const std::vector<std::string>& LinePattern::names() const {
  return compiled_->names;
}

bool LinePattern::match(std::string_view line, std::vector<std::string_view>& groups) const {
  auto& found = compiled_->found;
  const re2::StringPiece text(line.data(), line.size());
  if (!compiled_->expression.Match(text, 0, text.size(), RE2::UNANCHORED, found.data(),
                                   static_cast<int>(found.size()))) {
    return false;
  }
  groups.clear();
  for (const std::size_t number : compiled_->numbers) {
    groups.emplace_back(found[number].data(), found[number].size());
  }
  return true;
}

}  // namespace hamon
