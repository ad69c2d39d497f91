#include "capture/clinical_names.hpp"

#include "capture/host_name.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kMostOfName = 64;  // characters of an application or facility

bool is_upper_or_digit(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Fields of one segment, split one by one.
class Fields {
 public:
  Fields(std::string_view segment, char separator) : left_(segment), separator_(separator) {}

  std::string_view next() {
    const auto end = left_.find(separator_);
    const std::string_view field = left_.substr(0, end);
    left_ = end == std::string_view::npos ? std::string_view() : left_.substr(end + 1);
    return field;
  }

 private:
  std::string_view left_;
  char separator_;
};

std::string first_component(std::string_view field, char separator) {
  return printable(field.substr(0, field.find(separator)), kMostOfName).value_or("");
}

std::string application(std::string_view name, std::string_view facility, char separator) {
  std::string text = first_component(name, separator);
  const std::string place = first_component(facility, separator);
  return text.empty() || place.empty() ? text : text + "/" + place;
}

// MSG: a message type of three letters and a trigger event of three; nothing else is a type.
std::string message_type(std::string_view field, char separator) {
  constexpr std::size_t kLetters = 3;
  Fields components(field, separator);
  const std::string_view type = components.next();
  const std::string_view event = components.next();
  const auto plain = [](std::string_view word) {
    return word.size() == kLetters && std::ranges::all_of(word, is_upper_or_digit);
  };
  if (!plain(type)) {
    return {};
  }
  return lower_case(plain(event) ? std::string(type) + "^" + std::string(event)
                                 : std::string(type));
}

}  // namespace

std::optional<DicomAssociation> DicomAssociation::parse(Bytes bytes) {
  constexpr std::size_t kTitle = 16;
  constexpr std::size_t kCalledAt = 10;
  constexpr std::uint8_t kRequest = 1;
  constexpr std::uint8_t kAccept = 2;
  if (bytes.size() < kCalledAt + 2 * kTitle || (bytes[0] != kRequest && bytes[0] != kAccept) ||
      bytes[1] != 0 || (load_u16(bytes.data() + 6) & 1) == 0) {
    return std::nullopt;
  }
  DicomAssociation association;
  association.accepted = bytes[0] == kAccept;
  association.called = printable(as_text(bytes.subspan(kCalledAt, kTitle)), kTitle).value_or("");
  association.calling =
      printable(as_text(bytes.subspan(kCalledAt + kTitle, kTitle)), kTitle).value_or("");
  return association;
}

std::optional<Hl7Header> Hl7Header::parse(Bytes bytes) {
  constexpr std::size_t kMostSegment = 1024;
  constexpr std::size_t kEncodingAt = 5;  // start block, MSH, field separator
  const std::string_view text = as_text(bytes).substr(0, kMostSegment);
  if (text.size() < kEncodingAt + 2 || !text.starts_with("\x0BMSH")) {
    return std::nullopt;
  }
  const char field_separator = text[4];
  const char component_separator = text[kEncodingAt];
  const std::string_view segment =
      text.substr(kEncodingAt, text.find('\r', kEncodingAt) - kEncodingAt);
  Fields fields(segment, field_separator);
  static_cast<void>(fields.next());  // MSH-2
  const std::string_view application_3 = fields.next();
  const std::string_view facility_4 = fields.next();
  const std::string_view application_5 = fields.next();
  const std::string_view facility_6 = fields.next();
  static_cast<void>(fields.next());  // MSH-7, time
  static_cast<void>(fields.next());  // MSH-8, security
  Hl7Header header;
  header.sender = application(application_3, facility_4, component_separator);
  header.receiver = application(application_5, facility_6, component_separator);
  header.type = message_type(fields.next(), component_separator);
  return header;
}

std::optional<std::string> astm_sender(Bytes bytes) {
  constexpr std::size_t kMostRecord = 512;
  std::string_view text = as_text(bytes).substr(0, kMostRecord);
  if (text.size() > 2 && text[0] == '\x02' && text[1] >= '0' && text[1] <= '7') {
    text.remove_prefix(2);  // E1381: start of text, frame number
  }
  if (text.size() < 4 || text[0] != 'H') {
    return std::nullopt;
  }
  const char component_separator = text[3];  // H|\^&: repeat, component, escape
  Fields fields(text.substr(0, text.find('\r')), text[1]);
  for (int i = 0; i < 4; ++i) {
    static_cast<void>(fields.next());  // type, delimiters, message id, password
  }
  const std::string_view sender = fields.next();
  const auto name = printable(sender.substr(0, sender.find(component_separator)), kMostOfName);
  return name ? std::optional(lower_case(*name)) : std::nullopt;
}

}  // namespace hamon
