#include "capture/binary_xml.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace hamon {
namespace {

constexpr int kDeepest = 8;             // fragments within values
constexpr std::size_t kMostOpen = 32;   // elements within elements
constexpr std::size_t kLongest = 1024;  // characters of a text

/// Tokens, without the flag that more follows (0x40).
enum Token : std::uint8_t {
  kEnd = 0x00,
  kOpenElement = 0x01,
  kCloseStart = 0x02,
  kCloseEmpty = 0x03,
  kEndElement = 0x04,
  kValue = 0x05,
  kAttribute = 0x06,
  kCdata = 0x07,
  kCharacter = 0x08,
  kEntity = 0x09,
  kTarget = 0x0A,
  kTargetData = 0x0B,
  kTemplate = 0x0C,
  kSubstitution = 0x0D,
  kOptional = 0x0E,
  kHeader = 0x0F,
};
constexpr std::uint8_t kMoreFollows = 0x40;

/// Types of values.
enum Type : std::uint8_t {
  kString = 0x01,
  kAnsiString = 0x02,
  kInt8 = 0x03,
  kUint8 = 0x04,
  kInt16 = 0x05,
  kUint16 = 0x06,
  kInt32 = 0x07,
  kUint32 = 0x08,
  kInt64 = 0x09,
  kUint64 = 0x0A,
  kHex32 = 0x14,
  kHex64 = 0x15,
  kFragment = 0x21,
};

std::uint64_t little(Bytes bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = std::min<std::size_t>(bytes.size(), 8); i > 0; --i) {
    value = value << 8U | bytes[i - 1];
  }
  return value;
}

/// Little-endian numbers of a part of the chunk.
class Cursor {
 public:
  Cursor(Bytes chunk, std::size_t begin, std::size_t end)
      : chunk_(chunk),
        at_(begin),
        end_(std::min(end, chunk.size())),
        ok_(begin <= std::min(end, chunk.size())) {}

  [[nodiscard]] Bytes bytes(std::size_t n) {
    if (!ok_ || n > end_ - at_) {
      ok_ = false;
      return {};
    }
    at_ += n;
    return chunk_.subspan(at_ - n, n);
  }
  [[nodiscard]] std::size_t number(std::size_t size) {
    return static_cast<std::size_t>(little(bytes(size)));
  }
  void skip(std::size_t n) { (void)bytes(n); }
  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] std::size_t end() const { return end_; }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return !ok_ || at_ == end_; }

 private:
  Bytes chunk_;
  std::size_t at_;
  std::size_t end_;
  bool ok_;
};

std::string text_of_utf16(Bytes bytes) {
  std::string text;
  for (std::size_t i = 0; i + 1 < bytes.size() && text.size() < kLongest; i += 2) {
    const unsigned c = bytes[i] | static_cast<unsigned>(bytes[i + 1]) << 8U;
    if (c == 0) {
      break;
    }
    text.push_back(c < 0x80 ? static_cast<char>(c) : '?');
  }
  return text;
}

std::string number_text(std::uint64_t value, bool is_signed, std::size_t size, int base) {
  char digits[24];
  const std::size_t shift = 64 - 8 * std::min<std::size_t>(size, 8);
  const auto [end, error] = is_signed && size > 0
                                ? std::to_chars(digits, digits + sizeof digits,
                                                static_cast<std::int64_t>(value << shift) >> shift)
                                : std::to_chars(digits, digits + sizeof digits, value, base);
  return error == std::errc{} ? std::string(digits, end) : std::string();
}

std::string value_text(std::uint8_t type, Bytes bytes) {
  switch (type) {
    case kString:
      return text_of_utf16(bytes);
    case kAnsiString: {
      std::string text;
      for (const std::uint8_t c : bytes.first(std::min(bytes.size(), kLongest))) {
        if (c == 0) {
          break;
        }
        text.push_back(c < 0x80 ? static_cast<char>(c) : '?');
      }
      return text;
    }
    case kInt8:
    case kInt16:
    case kInt32:
    case kInt64:
      return number_text(little(bytes), true, bytes.size(), 10);
    case kUint8:
    case kUint16:
    case kUint32:
    case kUint64:
      return number_text(little(bytes), false, bytes.size(), 10);
    case kHex32:
    case kHex64:
      return "0x" + number_text(little(bytes), false, bytes.size(), 16);
    default:
      return {};
  }
}

/// What stands in an instance of a template where the template has a gap.
struct Value {
  std::uint8_t type = 0;
  std::size_t begin = 0;
  std::size_t size = 0;
};

/// One walk over the fragments of a record.
class Walk {
 public:
  Walk(Bytes chunk, std::size_t& steps, EventXmlSink& sink)
      : chunk_(chunk), steps_(steps), sink_(sink) {}

  [[nodiscard]] bool fragment(Cursor& in, const std::vector<Value>* values, int depth);

 private:
  struct Element {
    std::string name;
    std::string name_attribute;
    std::string text;
  };

  [[nodiscard]] bool token(std::uint8_t token, Cursor& in, const std::vector<Value>* values,
                           int depth);
  [[nodiscard]] bool open_element(bool with_attributes, Cursor& in);
  [[nodiscard]] bool template_instance(Cursor& in, int depth);
  [[nodiscard]] bool substitute(Cursor& in, const std::vector<Value>* values, int depth);
  [[nodiscard]] bool name_at(std::size_t offset, Cursor& in, std::string& name) const;
  void add_text(std::string_view text);
  void end_attribute();
  [[nodiscard]] bool end_element();

  Bytes chunk_;
  std::size_t& steps_;
  EventXmlSink& sink_;
  std::vector<Element> open_;
  bool in_attribute_ = false;
  std::string attribute_;
  std::string attribute_text_;
};

/// A name lies at its first use in the chunk, right behind the token there.
bool Walk::name_at(std::size_t offset, Cursor& in, std::string& name) const {
  Cursor at(chunk_, offset, chunk_.size());
  at.skip(6);  // the next name of the same hash, and the hash
  const std::size_t characters = at.number(2);
  const Bytes text = at.bytes(2 * characters);
  at.skip(2);  // a zero
  if (!at.ok()) {
    return false;
  }
  name = text_of_utf16(text);
  if (offset == in.at()) {
    in.skip(at.at() - offset);
  }
  return in.ok();
}

void Walk::add_text(std::string_view text) {
  std::string* into = in_attribute_   ? &attribute_text_
                      : open_.empty() ? nullptr
                                      : &open_.back().text;
  if (into != nullptr && into->size() < kLongest) {
    into->append(text.substr(0, kLongest - into->size()));
  }
}

void Walk::end_attribute() {
  if (!in_attribute_) {
    return;
  }
  in_attribute_ = false;
  if (open_.empty()) {
    return;
  }
  if (attribute_ == "Name") {
    open_.back().name_attribute = attribute_text_;
  }
  sink_.attribute(open_.back().name, attribute_, attribute_text_);
}

bool Walk::end_element() {
  end_attribute();
  if (open_.empty()) {
    return false;
  }
  sink_.element(open_.back().name, open_.back().name_attribute, open_.back().text);
  open_.pop_back();
  return true;
}

/// Of elements that stand directly in a value the dependency identifier is missing.
bool Walk::open_element(bool with_attributes, Cursor& in) {
  constexpr std::size_t kIdentifier = 2;
  for (const std::size_t before : {kIdentifier, std::size_t{0}}) {
    Cursor trial = in;
    trial.skip(before);
    trial.skip(4);  // size of the element
    const std::size_t offset = trial.number(4);
    // The attribute list's size stands between the name's offset and an inline name, or behind it.
    Element element;
    if (trial.ok() && name_at(offset, trial, element.name) && !element.name.empty()) {
      if (with_attributes) {
        trial.skip(4);
      }
      if (trial.ok() && open_.size() < kMostOpen) {
        in = trial;
        open_.push_back(std::move(element));
        return true;
      }
    }
  }
  return false;
}

bool Walk::template_instance(Cursor& in, int depth) {
  in.skip(5);  // unknown, and the identifier
  const std::size_t offset = in.number(4);
  Cursor definition(chunk_, offset, chunk_.size());
  definition.skip(4 + 16);  // the next template, and the GUID
  const std::size_t size = definition.number(4);
  const std::size_t begin = definition.at();
  definition.skip(size);
  if (!in.ok() || !definition.ok()) {
    return false;
  }
  Cursor body(chunk_, begin, definition.at());
  if (offset == in.at()) {
    in.skip(definition.at() - offset);
  }
  const std::size_t count = in.number(4);
  constexpr std::size_t kDescriptor = 4;
  if (!in.ok() || count > (in.end() - in.at()) / kDescriptor || count > steps_) {
    return false;
  }
  steps_ -= count;
  std::vector<Value> values(count);
  for (Value& value : values) {
    value.size = in.number(2);
    value.type = static_cast<std::uint8_t>(in.number(1));
    in.skip(1);
  }
  for (Value& value : values) {
    value.begin = in.at();
    in.skip(value.size);
  }
  return in.ok() && fragment(body, &values, depth + 1);
}

bool Walk::substitute(Cursor& in, const std::vector<Value>* values, int depth) {
  const std::size_t index = in.number(2);
  in.skip(1);  // the type, which the value has too
  if (!in.ok() || values == nullptr) {
    return false;
  }
  if (index >= values->size()) {
    return true;  // nothing stands there
  }
  const Value& value = (*values)[index];
  if (value.type == kFragment) {
    Cursor inner(chunk_, value.begin, value.begin + value.size);
    return fragment(inner, nullptr, depth + 1);
  }
  add_text(value_text(value.type, chunk_.subspan(value.begin, value.size)));
  return true;
}

bool Walk::token(std::uint8_t token, Cursor& in, const std::vector<Value>* values, int depth) {
  switch (token & static_cast<std::uint8_t>(~kMoreFollows)) {
    case kOpenElement:
      return open_element((token & kMoreFollows) != 0, in);
    case kCloseStart:
      end_attribute();
      return true;
    case kCloseEmpty:
    case kEndElement:
      return end_element();
    case kValue: {
      const auto type = static_cast<std::uint8_t>(in.number(1));
      const std::size_t characters = in.number(2);
      const Bytes text = in.bytes(2 * characters);
      add_text(value_text(type, text));
      return in.ok() && type == kString;
    }
    case kAttribute: {
      end_attribute();
      const std::size_t offset = in.number(4);
      in_attribute_ = true;
      attribute_text_.clear();
      return in.ok() && name_at(offset, in, attribute_);
    }
    case kCdata:
    case kTargetData: {
      const Bytes text = in.bytes(2 * in.number(2));
      if ((token & ~kMoreFollows) == kCdata) {
        add_text(text_of_utf16(text));
      }
      return in.ok();
    }
    case kCharacter:
      in.skip(2);
      add_text("?");
      return in.ok();
    case kEntity:
    case kTarget: {
      std::string name;
      const std::size_t offset = in.number(4);
      return in.ok() && name_at(offset, in, name);
    }
    case kTemplate:
      return template_instance(in, depth);
    case kSubstitution:
    case kOptional:
      return substitute(in, values, depth);
    case kHeader:
      in.skip(3);  // version and flags
      return in.ok();
    default:
      return false;
  }
}

bool Walk::fragment(Cursor& in, const std::vector<Value>* values, int depth) {
  if (depth > kDeepest) {
    return false;
  }
  while (!in.at_end()) {
    if (steps_ == 0) {
      return false;
    }
    --steps_;
    const auto next = static_cast<std::uint8_t>(in.number(1));
    if (next == kEnd) {
      return true;
    }
    if (!token(next, in, values, depth)) {
      return false;
    }
  }
  return in.ok();
}

}  // namespace

bool BinaryXmlReader::read(std::size_t begin, std::size_t end, EventXmlSink& sink) {
  Walk walk(chunk_, steps_, sink);
  Cursor in(chunk_, begin, end);
  return walk.fragment(in, nullptr, 0);
}

}  // namespace hamon
