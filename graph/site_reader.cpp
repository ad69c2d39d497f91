#include "graph/site_reader.hpp"

#include "base/nearest_words.hpp"
#include "base/text_encoding.hpp"
#include "graph/site_window.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kMostErrors = 200;

bool has_wide(const std::string& text) {
  return half_width(text) != text;
}

Message half_width_hint(const std::string& text, Message otherwise) {
  return has_wide(text) ? message("type it in half-width characters: {}", half_width(text))
                        : std::move(otherwise);
}

}  // namespace

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) {
    out += (out.empty() ? "" : ", ") + word;
  }
  return out;
}

void SiteReader::tell(Severity severity, std::size_t line, Message what, Message hint) {
  diagnostics_.report({severity, std::move(what), file_name_, Place::line(line), std::move(hint)});
}

void SiteReader::error(std::size_t line, Message what, Message hint) {
  ++errors_;
  if (errors_ <= kMostErrors) {
    tell(Severity::Error, line, std::move(what), std::move(hint));
  } else if (errors_ == kMostErrors + 1) {
    tell(Severity::Error, line, message("more than {} errors; the rest is not shown", kMostErrors),
         message("correct these first"));
  }
}

bool SiteReader::full() const {
  return errors_ > kMostErrors;
}

void SiteReader::warning(std::size_t line, Message what, Message hint) {
  tell(Severity::Warning, line, std::move(what), std::move(hint));
}

void SiteReader::without_effect(const std::string& key, std::size_t line) {
  if (told_.insert(key).second) {
    tell(Severity::Note, line, message("`{}` is accepted and has no effect in this version", key),
         {});
  }
}

void SiteReader::unknown(std::size_t line, Message what, const std::string& word,
                         const std::vector<std::string>& known) {
  const auto nearest = full() ? std::vector<std::string>() : nearest_words(word, known);
  if (!nearest.empty()) {
    error(line, std::move(what), message("the nearest known: {}", joined(nearest)));
  } else if (known.empty()) {
    error(line, std::move(what), message("the file declares none"));
  } else if (known.size() <= 16) {
    error(line, std::move(what), message("known here: {}", joined(known)));
  } else {
    error(line, std::move(what), message("declare it first, or correct the name"));
  }
}

bool SiteReader::is_scalar(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::Scalar:
      return true;
    case YamlNode::Kind::Null:
      error(node.line, message("a value is missing"), message("write one, or remove the key"));
      return false;
    case YamlNode::Kind::List:
      error(node.line, message("a list stands where one value is expected"),
            message("write the value without brackets"));
      return false;
    case YamlNode::Kind::Map:
      error(node.line, message("`key: value` pairs stand where one value is expected"),
            message("write the value alone; quote it if it contains a colon"));
      return false;
  }
  return false;
}

std::vector<const YamlNode*> SiteReader::elements(const YamlNode& node) {
  std::vector<const YamlNode*> out;
  if (node.kind == YamlNode::Kind::List) {
    for (const auto& item : node.items) {
      out.push_back(&item);
    }
  } else if (node.kind != YamlNode::Kind::Null) {
    out.push_back(&node);
  }
  return out;
}

std::optional<IpAddress> SiteReader::address(const YamlNode& node) {
  if (!is_scalar(node)) {
    return std::nullopt;
  }
  auto address = IpAddress::parse(node.text);
  if (!address) {
    error(node.line, message("`{}` is no address", node.text),
          half_width_hint(
              node.text,
              message("write an IPv4 or IPv6 address such as 10.10.1.11; IPv6 in quotes")));
  }
  return address;
}

std::optional<Prefix> SiteReader::prefix(const YamlNode& node) {
  if (!is_scalar(node)) {
    return std::nullopt;
  }
  auto prefix = Prefix::parse(node.text);
  const auto written = IpAddress::parse(std::string_view(node.text).substr(0, node.text.find('/')));
  if (!prefix || !written) {
    error(node.line, message("`{}` is no prefix", node.text),
          half_width_hint(node.text, message("write address and length, such as 10.10.1.0/24")));
    return std::nullopt;
  }
  if (prefix->address() != *written) {
    error(node.line, message("`{}` is an address inside a prefix, not the prefix", node.text),
          message("the prefix is {}", prefix->text()));
    return std::nullopt;
  }
  return prefix;
}

std::optional<MacAddress> SiteReader::mac(const YamlNode& node) {
  if (!is_scalar(node)) {
    return std::nullopt;
  }
  auto mac = MacAddress::parse(node.text);
  if (!mac) {
    error(node.line, message("`{}` is no MAC address", node.text),
          half_width_hint(node.text, message("write it as \"02:00:0a:0a:01:0b\"")));
    return std::nullopt;
  }
  if (mac->is_group() || mac->is_zero()) {
    error(node.line, message("`{}` is no MAC address of one machine", node.text),
          message("the second digit of a machine's own address is even, and not all digits are 0"));
    return std::nullopt;
  }
  return mac;
}

std::optional<Timestamp> SiteReader::time(const YamlNode& node) {
  if (!is_scalar(node)) {
    return std::nullopt;
  }
  auto time = parse_time(node.text, zone ? &*zone : nullptr);
  if (time) {
    return time;
  }
  const TimeZone utc = TimeZone::utc();
  if (parse_time(node.text, &utc)) {
    error(node.line,
          message("the time `{}` has no offset, and the site names no time zone", node.text),
          message("add `timezone: Asia/Tokyo` under `site:`, or write {}+09:00", node.text));
  } else {
    error(node.line, message("`{}` is no time", node.text),
          half_width_hint(node.text,
                          message("write it as 2026-06-09T10:00 or 2026-06-09T10:00+09:00")));
  }
  return std::nullopt;
}

std::optional<TimeWindow> SiteReader::window(const YamlNode& node) {
  if (!is_scalar(node)) {
    return std::nullopt;
  }
  const WindowReading reading = read_window(node.text, zone ? &*zone : nullptr);
  switch (reading.problem) {
    case WindowProblem::None:
      return reading.window;
    case WindowProblem::NoZone:
      error(node.line,
            message("the time `{}` has no offset, and the site names no time zone", node.text),
            message("add `timezone: Asia/Tokyo` under `site:`"));
      break;
    case WindowProblem::EndsBeforeStart:
      error(node.line, message("the window `{}` does not end after it starts", node.text),
            message("write start/end, the later time after the slash"));
      break;
    case WindowProblem::Unreadable:
      error(node.line, message("`{}` is no window of time", node.text),
            half_width_hint(
                node.text,
                message("write \"2026-06-09T10:00/2026-06-09T12:00\" or \"Mon-Fri 09:00-17:00\"")));
      break;
  }
  return std::nullopt;
}

std::optional<bool> SiteReader::boolean(const YamlNode& node) {
  if (!is_scalar(node)) {
    return std::nullopt;
  }
  if (node.text == "true") {
    return true;
  }
  if (node.text == "false") {
    return false;
  }
  error(node.line, message("`{}` is neither true nor false", node.text),
        message("write `true` or `false`"));
  return std::nullopt;
}

SiteMap::SiteMap(SiteReader& reader, const YamlNode& node, std::string where,
                 std::vector<std::string> keys)
    : reader_(reader), node_(node), where_(std::move(where)) {
  if (node.kind == YamlNode::Kind::Scalar || node.kind == YamlNode::Kind::List) {
    reader_.error(node.line, message("{}: `key: value` pairs are expected here", where_),
                  message("keys here: {}", joined(keys)));
  }
  for (const auto& entry : node.entries) {
    if (std::ranges::find(keys, entry.key) != keys.end()) {
      continue;
    }
    if (has_wide(entry.key)) {
      reader_.error(entry.line, message("{}: unknown key `{}`", where_, entry.key),
                    message("type it in half-width characters: {}", half_width(entry.key)));
      continue;
    }
    if (reader_.full()) {
      return;
    }
    const auto nearest = nearest_words(entry.key, keys);
    reader_.error(entry.line, message("{}: unknown key `{}`", where_, entry.key),
                  nearest.empty()
                      ? message("keys here: {}", joined(keys))
                      : message("did you mean `{}`? keys here: {}", nearest.front(), joined(keys)));
  }
}

const YamlNode* SiteMap::find(std::string_view key) const {
  const YamlNode* found = node_.find(key);
  return found == nullptr || found->kind == YamlNode::Kind::Null ? nullptr : found;
}

std::string SiteMap::value(std::string_view key) const {
  const YamlNode* found = find(key);
  return found != nullptr && reader_.is_scalar(*found) ? found->text : std::string();
}

std::vector<std::string> SiteMap::values(std::string_view key) const {
  std::vector<std::string> out;
  if (const YamlNode* found = find(key)) {
    for (const YamlNode* element : SiteReader::elements(*found)) {
      if (reader_.is_scalar(*element)) {
        out.push_back(element->text);
      }
    }
  }
  return out;
}

template <class T>
std::vector<T> SiteMap::each(std::string_view key,
                             std::optional<T> (SiteReader::*read)(const YamlNode&)) const {
  std::vector<T> out;
  if (const YamlNode* found = find(key)) {
    for (const YamlNode* element : SiteReader::elements(*found)) {
      if (auto value = (reader_.*read)(*element)) {
        out.push_back(std::move(*value));
      }
    }
  }
  return out;
}

std::vector<IpAddress> SiteMap::addresses(std::string_view key) const {
  return each(key, &SiteReader::address);
}

std::vector<Prefix> SiteMap::prefixes(std::string_view key) const {
  return each(key, &SiteReader::prefix);
}

std::vector<MacAddress> SiteMap::macs(std::string_view key) const {
  return each(key, &SiteReader::mac);
}

std::vector<TimeWindow> SiteMap::windows(std::string_view key) const {
  return each(key, &SiteReader::window);
}

std::optional<Timestamp> SiteMap::time(std::string_view key) const {
  const YamlNode* found = find(key);
  return found == nullptr ? std::nullopt : reader_.time(*found);
}

std::optional<bool> SiteMap::boolean(std::string_view key) const {
  const YamlNode* found = find(key);
  return found == nullptr ? std::nullopt : reader_.boolean(*found);
}

std::optional<Duration> SiteMap::duration(std::string_view key) const {
  const YamlNode* found = find(key);
  if (found == nullptr || !reader_.is_scalar(*found)) {
    return std::nullopt;
  }
  auto duration = parse_duration(found->text);
  if (!duration) {
    reader_.error(found->line, message("`{}` is no duration", found->text),
                  message("write a number and ms, s, m, h or d, such as 10m or 30d"));
  }
  return duration;
}

bool SiteMap::require(const std::vector<std::string_view>& keys) const {
  bool all = true;
  for (const auto key : keys) {
    const YamlNode* found = find(key);
    if (found == nullptr || (found->kind == YamlNode::Kind::List && found->items.empty())) {
      reader_.error(node_.line, message("{}: `{}` is missing", where_, key),
                    message("add `{}:` with its value", key));
      all = false;
    }
  }
  return all;
}

}  // namespace hamon
