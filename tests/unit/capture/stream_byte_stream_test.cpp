#include "base/sha256.hpp"
#include "capture/byte_stream.hpp"
#include "capture/decompression.hpp"
#include "capture/peeked_stream.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace hamon {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kWhole = std::size_t{1} << 20;

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

// printf 'hello\n' | gzip -n9 (gzip 1.12)
const std::string kHelloGz = from_hex(
    "1f8b0800000000000203cb48cdc9c9e70200"
    "20303a3606000000");
// printf 'world\n' | gzip -n9
const std::string kWorldGz = from_hex(
    "1f8b08000000000002032bcf2fca49e10200"
    "a86138dd06000000");
// printf 'hello\n' | zstd --no-check (1.5.4): a frame of one raw block, RFC 8878 section 3.1.1
const std::string kHelloZst = from_hex("28b52ffd005831000068656c6c6f0a");

// printf 'hello\n' | bzip2 -1 (1.0.8)
const std::string kHelloBz2 = from_hex(
    "425a6831314159265359c1c080e2000001410000"
    "100244a00030cd00c3462997177245385090c1c0"
    "80e2");
// printf 'world\n' | bzip2 -1
const std::string kWorldBz2 = from_hex(
    "425a68313141592653590a580695000002c18000"
    "100404908020002218683004e8185dc914e14240"
    "29601a54");

struct ReadOut {
  std::string text;
  std::optional<Error> error;
  bool operator==(const ReadOut&) const = default;
};

ReadOut read_all(ByteStream& stream) {
  ReadOut out;
  for (;;) {
    const auto block = stream.next();
    if (!block) {
      EXPECT_FALSE(out.error) << "an error is told once";
      out.error = block.error();
      continue;
    }
    if (block->empty()) {
      return out;
    }
    EXPECT_LE(block->size(), std::size_t{1} << 20);
    out.text.append(reinterpret_cast<const char*>(block->data()), block->size());
  }
}

ReadOut decompress(const std::string& stored, std::size_t block = kWhole) {
  const auto stream = decompressed(memory_stream(std::as_bytes(std::span(stored)), block), "f.gz");
  return read_all(*stream);
}

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content) {
    std::string name = (fs::temp_directory_path() / "hamon-stream-XXXXXX").string();
    const int file = mkstemp(name.data());
    EXPECT_GE(file, 0);
    close(file);
    path_ = name;
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { fs::remove(path_); }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

TEST(ByteStream, GivesAPlainFileAsItIs) {
  const TemporaryFile file("one\ntwo\n");
  auto stream = open_byte_stream(file.path(), false);
  ASSERT_TRUE(stream);
  EXPECT_EQ(read_all(**stream).text, "one\ntwo\n");
  EXPECT_EQ((*stream)->bytes_read(), 8U);
  EXPECT_EQ((*stream)->bytes_total(), 8U);
  EXPECT_EQ((*stream)->sha256(), "");
}

TEST(ByteStream, GivesNothingOfAnEmptyFile) {
  const TemporaryFile file("");
  auto stream = open_byte_stream(file.path(), true);
  ASSERT_TRUE(stream);
  EXPECT_EQ(read_all(**stream), ReadOut{});
  // FIPS 180-4: the digest of no bytes.
  EXPECT_EQ((*stream)->sha256(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(ByteStream, HashesTheFileAsStoredEvenWhereNobodyReadIt) {
  const TemporaryFile file(kHelloGz);
  auto read = open_byte_stream(file.path(), true);
  auto unread = open_byte_stream(file.path(), true);
  ASSERT_TRUE(read && unread);
  EXPECT_EQ(read_all(**read).text, "hello\n");
  EXPECT_EQ((*read)->sha256(), sha256_hex(kHelloGz));
  EXPECT_EQ((*unread)->sha256(), sha256_hex(kHelloGz));
  EXPECT_EQ((*unread)->sha256(), sha256_hex(kHelloGz)) << "asked twice";
}

TEST(ByteStream, NamesTheFileThatCannotBeOpened) {
  const auto missing = open_byte_stream("/nonexistent/conn.log", false);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().file, "/nonexistent/conn.log");
  EXPECT_FALSE(missing.error().what.empty());
  EXPECT_FALSE(open_byte_stream(fs::temp_directory_path().string(), false)) << "a directory";
}

TEST(ByteStream, CutsMemoryIntoTheBlocksAskedFor) {
  const std::string text = "abcdefg";
  const auto stream = memory_stream(std::as_bytes(std::span(text)), 3);
  EXPECT_EQ(stream->next()->size(), 3U);
  EXPECT_EQ(stream->next()->size(), 3U);
  EXPECT_EQ(stream->next()->size(), 1U);
  EXPECT_TRUE(stream->next()->empty());
}

TEST(Decompression, RecognisesGzipByContentWhateverTheBlocks) {
  for (const std::size_t block :
       {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, kWhole}) {
    EXPECT_EQ(decompress(kHelloGz, block), (ReadOut{"hello\n", std::nullopt})) << block;
  }
}

TEST(Decompression, ReadsGzipMembersOneAfterTheOther) {
  for (const std::size_t block : {std::size_t{1}, std::size_t{5}, kWhole}) {
    EXPECT_EQ(decompress(kHelloGz + kWorldGz, block).text, "hello\nworld\n") << block;
  }
}

TEST(Decompression, TakesZeroBytesAfterTheLastMemberAsPadding) {
  EXPECT_EQ(decompress(kHelloGz + std::string(512, '\0')), (ReadOut{"hello\n", std::nullopt}));
}

TEST(Decompression, ReadsZstandardFramesAndSkippableOnes) {
  const std::string skippable = from_hex("502a4d1803000000") + "abc";
  for (const std::size_t block : {std::size_t{1}, std::size_t{4}, kWhole}) {
    EXPECT_EQ(decompress(kHelloZst + kHelloZst, block).text, "hello\nhello\n") << block;
    EXPECT_EQ(decompress(skippable + kHelloZst, block), (ReadOut{"hello\n", std::nullopt}));
  }
}

TEST(Decompression, LeavesOtherContentAlone) {
  EXPECT_EQ(decompress("x").text, "x");
  EXPECT_EQ(decompress("\x1f\x8b").text, "\x1f\x8b");
  EXPECT_EQ(decompress("").text, "");
}

TEST(Decompression, GivesWhatPrecedesTheCutAndThenNamesTheOffset) {
  const std::string cut = kHelloGz + kWorldGz.substr(0, kWorldGz.size() - 9);
  for (const std::size_t block : {std::size_t{1}, kWhole}) {
    const auto out = decompress(cut, block);
    EXPECT_TRUE(out.text.starts_with("hello\nw")) << out.text;
    ASSERT_TRUE(out.error);
    EXPECT_EQ(out.error->place, Place::byte(cut.size()));
    EXPECT_EQ(out.error->file, "f.gz");
  }
}

TEST(Decompression, GivesWhatPrecedesTheDamageAndThenNamesTheOffset) {
  std::string damaged = kHelloGz + kWorldGz;
  damaged[kHelloGz.size() + 18] ^= 0x55;  // the second member's checksum
  const auto out = decompress(damaged);
  EXPECT_EQ(out.text, "hello\nworld\n");
  ASSERT_TRUE(out.error);
  EXPECT_EQ(out.error->place.kind, Place::Kind::Byte);
  EXPECT_GE(out.error->place.number, kHelloGz.size() + 18);
  EXPECT_LE(out.error->place.number, damaged.size());
}

TEST(Decompression, SaysThatWhatFollowsTheLastMemberIsNoGzip) {
  const auto out = decompress(kHelloGz + "trailing");
  EXPECT_EQ(out.text, "hello\n");
  ASSERT_TRUE(out.error);
  EXPECT_GE(out.error->place.number, kHelloGz.size());
}

TEST(Decompression, TellsOfACutZstandardFrame) {
  const auto out = decompress(kHelloZst + kHelloZst.substr(0, 11));
  EXPECT_TRUE(out.text.starts_with("hello\n"));
  ASSERT_TRUE(out.error);
  EXPECT_EQ(out.error->place, Place::byte(kHelloZst.size() + 11));
}

TEST(PeekedStream, GathersTheHeadOverShortBlocksAndGivesItAgain) {
  const std::string text = "abcdefghij";
  PeekedStream stream(memory_stream(std::as_bytes(std::span(text)), 3));
  EXPECT_EQ(stream.head(2).size(), 3U);
  EXPECT_EQ(stream.head(7).size(), 9U);
  EXPECT_EQ(stream.head(100).size(), 10U);
  EXPECT_EQ(read_all(stream).text, text);
}

TEST(Bzip2, StreamsOneAfterTheOtherAreReadInBlocksOfAnySize) {
  for (const std::size_t block : {std::size_t{1}, std::size_t{7}, kWhole}) {
    const auto out = decompress(kHelloBz2 + kWorldBz2 + kHelloBz2, block);
    EXPECT_EQ(out.text, "hello\nworld\nhello\n");
    EXPECT_FALSE(out.error);
  }
}

TEST(Bzip2, AFileCutAnywhereGivesWhatItsWholeStreamsHoldAndSaysSo) {
  const std::string stored = kHelloBz2 + kWorldBz2;
  for (std::size_t cut = 4; cut < stored.size(); ++cut) {
    const auto out = decompress(stored.substr(0, cut));
    EXPECT_TRUE(out.text.empty() || out.text == "hello\n" || out.text == "hello\nworld\n");
    EXPECT_EQ(out.text.starts_with("hello\n"), cut >= kHelloBz2.size() || !out.text.empty());
    EXPECT_EQ(!out.error, cut == kHelloBz2.size()) << "cut at " << cut;
  }
}

TEST(Bzip2, ADamagedBlockEndsTheFileWithItsPlace) {
  std::string stored = kHelloBz2 + kWorldBz2;
  stored[kHelloBz2.size() + 20] = static_cast<char>(stored[kHelloBz2.size() + 20] ^ 0x40);
  const auto out = decompress(stored);
  EXPECT_TRUE(out.text.starts_with("hello\n"));
  ASSERT_TRUE(out.error);
  EXPECT_EQ(out.error->place.kind, Place::Kind::Byte);
}

}  // namespace
}  // namespace hamon
