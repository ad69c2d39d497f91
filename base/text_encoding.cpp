#include "base/text_encoding.hpp"

#include <utility>

#include <iconv.h>

namespace hamon {
namespace {

/// One character from the front of `text`: its value and length; length 0 when it is no UTF-8.
struct Decoded {
  char32_t value = 0;
  std::size_t length = 0;
};

Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) {
    return {lead, 1};
  }
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) {
    return {};
  }
  auto value = static_cast<char32_t>(lead & (0xFF >> (length + 1)));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) {
      return {};
    }
    value = (value << 6) | (byte(i) & 0x3FU);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
    return {};
  }
  return {value, length};
}

char32_t narrow(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) {
    return c - 0xFF01 + 0x21;
  }
  return c == 0x3000 || c == 0xA0 ? U' ' : c;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const Decoded next = decode(bytes);
    if (next.length == 0) {
      return false;
    }
    bytes.remove_prefix(next.length);
  }
  return true;
}

std::string_view without_bom(std::string_view bytes) {
  return bytes.starts_with("\xEF\xBB\xBF") ? bytes.substr(3) : bytes;
}

Cp932Decoder::Cp932Decoder() {
  const iconv_t handle = iconv_open("UTF-8", "CP932");
  converter_ = handle == reinterpret_cast<iconv_t>(-1) ? nullptr : handle;
}

Cp932Decoder::~Cp932Decoder() {
  if (converter_ != nullptr) {
    iconv_close(converter_);
  }
}

bool Cp932Decoder::decode(std::string_view bytes, std::string& out) {
  if (converter_ == nullptr) {
    return false;
  }
  iconv(converter_, nullptr, nullptr, nullptr, nullptr);  // as at the beginning
  out.resize(bytes.size() * 3 + 1);  // two bytes give three at most, one gives three
  std::string copy(bytes);           // iconv takes a pointer to mutable bytes
  char* in = copy.data();
  char* to = out.data();
  std::size_t left = copy.size();
  std::size_t room = out.size();
  if (iconv(converter_, &in, &left, &to, &room) == static_cast<std::size_t>(-1)) {
    return false;
  }
  out.resize(out.size() - room);
  return true;
}

std::optional<std::string> from_cp932(std::string_view bytes) {
  Cp932Decoder decoder;
  std::string out;
  return decoder.decode(bytes, out) ? std::optional(std::move(out)) : std::nullopt;
}

void append_utf8(std::string& out, char32_t c) {
  const auto tail = [&](int shift) {
    out.push_back(static_cast<char>(0x80 | ((c >> shift) & 0x3F)));
  };
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (c >> 6)));
    tail(0);
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | (c >> 12)));
    tail(6);
    tail(0);
  } else {
    out.push_back(static_cast<char>(0xF0 | (c >> 18)));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::vector<char32_t> code_points(std::string_view utf8) {
  std::vector<char32_t> out;
  while (!utf8.empty()) {
    const Decoded next = decode(utf8);
    out.push_back(next.length == 0 ? static_cast<unsigned char>(utf8.front()) : next.value);
    utf8.remove_prefix(next.length == 0 ? 1 : next.length);
  }
  return out;
}

std::string half_width(std::string_view utf8) {
  std::string out;
  for (const char32_t c : code_points(utf8)) {
    append_utf8(out, narrow(c));
  }
  return out;
}

std::string folded(std::string_view utf8) {
  constexpr std::u32string_view kDropped = U" \t\r\n_-/・･()[]【】.,:ーｰ‐－";
  std::string out;
  for (char32_t c : code_points(utf8)) {
    c = narrow(c);
    if (kDropped.find(c) != std::u32string_view::npos) {
      continue;
    }
    append_utf8(out, c >= U'A' && c <= U'Z' ? c - U'A' + U'a' : c);
  }
  return out;
}

}  // namespace hamon
