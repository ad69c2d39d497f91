#include "capture/utf16_stream.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

using std::string_literals::operator""s;

/// The text, from blocks of `block` bytes.
std::string read(const std::string& bytes, std::size_t block = 1 << 20) {
  const auto stream = make_utf16_stream(memory_stream(std::as_bytes(std::span(bytes)), block));
  std::string text;
  for (;;) {
    const auto part = stream->next();
    if (!part || part->empty()) {
      return text;
    }
    text.append(reinterpret_cast<const char*>(part->data()), part->size());
  }
}

bool looks(const std::string& bytes) {
  return looks_like_utf16(std::as_bytes(std::span(bytes)));
}

TEST(Utf16Stream, GivesUtf8WhateverTheByteOrderAndTheBlocks) {
  // RFC 2781, section 5: U+12345, "=Ra", here with 表 (U+8868) behind it.
  const std::string little = "\xFF\xFE\x08\xD8\x45\xDF\x3D\x00\x52\x00\x61\x00\x68\x88"s;
  const std::string big = "\xFE\xFF\xD8\x08\xDF\x45\x00\x3D\x00\x52\x00\x61\x88\x68"s;
  const std::string text = "\xF0\x92\x8D\x85=Ra\u8868";
  for (const std::size_t block : {std::size_t{1}, std::size_t{3}, std::size_t{100}}) {
    EXPECT_EQ(read(little, block), text);
    EXPECT_EQ(read(big, block), text);
  }
}

TEST(Utf16Stream, ReplacesWhatIsNoCharacter) {
  EXPECT_EQ(read("\xFF\xFE\x08\xD8\x41\x00"s), "\uFFFDA");  // a high surrogate alone
  EXPECT_EQ(read("\xFF\xFE\x45\xDF\x41\x00"s), "\uFFFDA");  // a low one
  EXPECT_EQ(read("\xFF\xFE\x41\x00\x08\xD8"s), "A\uFFFD");
  EXPECT_EQ(read("\xFF\xFE\x41\x00\x42"s), "A\uFFFD");
  EXPECT_EQ(read(""), "");
  EXPECT_EQ(read("\xFF\xFE"), "");
}

TEST(Utf16Stream, IsKnownByItsMark) {
  EXPECT_TRUE(looks("\xFF\xFE\x41\x00"s));
  EXPECT_TRUE(looks("\xFE\xFF\x00\x41"s));
  EXPECT_FALSE(looks("\xFF\xFE\x00\x00"s));  // UTF-32
  EXPECT_FALSE(looks("\xFF"));
  EXPECT_FALSE(looks("\xEF\xBB\xBF"));
}

}  // namespace
}  // namespace hamon
