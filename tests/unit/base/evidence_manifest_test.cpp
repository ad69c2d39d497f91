#include "base/evidence_manifest.hpp"

#include "base/sha256.hpp"

#include <span>

#include <gtest/gtest.h>

namespace hamon {
namespace {

std::string entry(const std::string& name, const std::string& hash) {
  return R"({"path": ")" + name + R"(", "bytes": 3, "sha256": ")" + hash + R"("})";
}

std::string manifest(const std::string& parts) {
  return R"({"schema": "hamon/evidence/1", "tool": {"name": "hamon", "version": "0.1.0"},
    "case": {"id": "0123456789abcdef", "sources": [{"name": "conn.log", "sha256": "aa"}]},
    "generated": "2026-06-09T10:00:00+09:00", "parts": [)" +
         parts + "]}";
}

Result<EvidenceCheck> checked(const std::vector<ZipPart>& parts) {
  const auto bytes = zip_of(parts);
  const auto archive = ZipArchive::open(std::as_bytes(std::span(*bytes)));
  return check_evidence(*archive);
}

// SHA-256 of "abc": FIPS 180-2, appendix B.1.
constexpr const char* kAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(ParseManifest, TakesCaseSourcesAndParts) {
  const auto read = parse_manifest(manifest(entry("a.json", kAbc)));

  ASSERT_TRUE(read);
  EXPECT_EQ(read->case_id, "0123456789abcdef");
  EXPECT_EQ(read->tool_version, "0.1.0");
  EXPECT_EQ(read->generated, "2026-06-09T10:00:00+09:00");
  EXPECT_EQ(read->sources, (std::vector<NamedHash>{{"conn.log", "aa"}}));
  EXPECT_EQ(read->parts, (std::vector<NamedHash>{{"a.json", kAbc}}));
}

TEST(ParseManifest, RefusesAnotherDocumentHalfPartsAndNamesTwice) {
  EXPECT_FALSE(parse_manifest(""));
  EXPECT_FALSE(parse_manifest("[]"));
  EXPECT_FALSE(parse_manifest(R"({"schema": "hamon/check/1", "parts": []})"));
  EXPECT_FALSE(parse_manifest(manifest(entry("a.json", "ba7816"))));
  EXPECT_FALSE(parse_manifest(manifest(entry("", kAbc))));
  EXPECT_FALSE(parse_manifest(manifest(entry(std::string(4097, 'a'), kAbc))));
  EXPECT_FALSE(parse_manifest(manifest(entry("a", kAbc) + "," + entry("a", kAbc))));
  EXPECT_TRUE(parse_manifest(manifest("")));
}

TEST(CheckEvidence, NamesWhatIsChangedMissingAndAdded) {
  const auto check = checked({{"b", "abd"},
                              {"a", "abc"},
                              {"../../etc/passwd", "x"},
                              {"manifest.json", manifest(entry("a", kAbc) + "," + entry("b", kAbc) +
                                                         "," + entry("c", kAbc))}});

  ASSERT_TRUE(check);
  EXPECT_EQ(check->parts, (std::vector<CheckedPart>{{"../../etc/passwd", PartState::Added},
                                                    {"a", PartState::Unchanged},
                                                    {"b", PartState::Changed},
                                                    {"c", PartState::Missing}}));
}

TEST(CheckEvidence, RefusesAnArchiveWithoutManifest) {
  EXPECT_FALSE(checked({{"a", "abc"}}));
  EXPECT_FALSE(checked({{"manifest.json", "{"}}));
}

TEST(ZipOf, WritesTheSameBytesWhateverTheTimeZoneAndReadsThemBack) {
  const std::vector<ZipPart> parts = {{"empty", ""}, {"folder/データ", std::string(100'000, 'x')}};
  ::setenv("TZ", "Asia/Tokyo", 1);
  const auto east = zip_of(parts);
  ::setenv("TZ", "America/New_York", 1);
  const auto west = zip_of(parts);
  ::unsetenv("TZ");

  ASSERT_TRUE(east && west);
  EXPECT_EQ(*east, *west);
  const auto archive = ZipArchive::open(std::as_bytes(std::span(*east)));
  ASSERT_TRUE(archive);
  EXPECT_EQ(archive->names(), (std::vector<std::string>{"empty", "folder/データ"}));
  std::string content;
  EXPECT_TRUE(archive->read_at(1, 100'000, [&](std::string_view block) {
    content += block;
    return true;
  }));
  EXPECT_EQ(content, parts[1].content);
  EXPECT_FALSE(archive->read_at(1, 99'999, [](std::string_view) { return true; }));
  EXPECT_FALSE(zip_of(std::vector<ZipPart>{{"a", "1"}, {"a", "2"}}));
}

}  // namespace
}  // namespace hamon
