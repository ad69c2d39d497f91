#include "graph/case_file.hpp"

#include "base/sha256.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hamon {
namespace {

namespace fs = std::filesystem;

class CaseFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "hamon-case-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const char* name = "hamon.case") const {
    return (folder_ / name).string();
  }
  [[nodiscard]] std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  void write(const char* name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
  }
  [[nodiscard]] std::string read(const char* name = "hamon.case") const {
    std::ifstream in(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  [[nodiscard]] CaseFile open(CaseFile::Mode mode) const {
    auto opened = CaseFile::open(path(), mode);
    if (!opened) {
      throw std::runtime_error(std::string(opened.error().what.id));
    }
    return std::move(*opened);
  }
  /// The English text of the error.
  [[nodiscard]] std::string refusal(CaseFile::Mode mode, const char* name = "hamon.case") const {
    const auto opened = CaseFile::open(path(name), mode);
    return opened ? "" : std::string(opened.error().what.id);
  }

 private:
  fs::path folder_;
};

FlowRecord record(std::int64_t second, std::uint64_t line) {
  FlowRecord r;
  r.start = Timestamp::from_seconds(second);
  r.end = Timestamp::from_seconds(second + 1);
  r.initiator = IpAddress::v4(0x0A000001U + static_cast<std::uint32_t>(line % 50));
  r.responder = IpAddress::v4(0x0A000100U);
  r.initiator_port = static_cast<std::uint16_t>(line);
  r.responder_port = 445;
  r.protocol = protocol::kTcp;
  r.first = r.last = line;
  return r;
}

SourceReport report(const std::string& name) {
  SourceReport r;
  r.name = name;
  r.sha256 = sha256_hex(name);
  r.kind = "zeek-conn";
  r.records = 10;
  r.used = 8;
  r.unused = {{"comment", 1}, {"no-time", 1}};
  r.window = Interval{Timestamp::from_seconds(1), Timestamp::from_seconds(9)};
  r.drops = 3;
  r.damaged = true;
  r.sensor = "core-span";
  r.format_note = "snaplen 96";
  r.limits = {{"down", Interval{Timestamp::from_seconds(2), Timestamp::from_seconds(3)}, 0},
              {"sampled", {}, 1000}};
  return r;
}

bool add(CaseFile& file, const std::string& name, std::size_t records = 3) {
  const auto writer = file.add_source();
  for (std::size_t i = records; i > 0; --i) {  // backwards: the case sorts
    writer->flow(record(static_cast<std::int64_t>(i), i));
  }
  Binding binding;
  binding.address = IpAddress::v4(0x0A000001U);
  binding.name = name;
  writer->binding(std::move(binding));
  return writer->finish(report(name)).value();
}

CaseDocument site(const std::string& content) {
  return {CaseDocument::Kind::Site, "site.yaml", sha256_hex(content), content,
          "2026-06-11T00:00:00Z"};
}

TEST_F(CaseFileTest, KeepsWhatASourceGave) {
  {
    CaseFile file = open(CaseFile::Mode::Create);
    ASSERT_TRUE(file.begin());
    EXPECT_TRUE(add(file, "a.log"));
    ASSERT_TRUE(file.commit());
  }
  EXPECT_EQ(files(), std::vector<std::string>{"hamon.case"});  // no journal beside it

  const CaseFile file = open(CaseFile::Mode::Read);
  EXPECT_TRUE(file.has_source(sha256_hex("a.log")));
  EXPECT_FALSE(file.has_source(sha256_hex("b.log")));
  const auto observed = file.observations();
  ASSERT_TRUE(observed);
  EXPECT_EQ(observed->sources, std::vector<SourceReport>{report("a.log")});
  ASSERT_EQ(observed->records.size(), 3U);
  EXPECT_EQ(observed->records[0], record(1, 1));
  EXPECT_EQ(observed->records[2], record(3, 3));
  ASSERT_EQ(observed->bindings.size(), 1U);
  EXPECT_EQ(observed->bindings[0].name, "a.log");
}

TEST_F(CaseFileTest, KeepsASourceOfManyBlocksInOrder) {
  constexpr std::size_t kRecords = 70'000;  // more than two blocks
  {
    CaseFile file = open(CaseFile::Mode::Create);
    ASSERT_TRUE(file.begin());
    EXPECT_TRUE(add(file, "a.log", kRecords));
    ASSERT_TRUE(file.commit());
  }
  const auto observed = open(CaseFile::Mode::Read).observations();
  ASSERT_TRUE(observed);
  ASSERT_EQ(observed->records.size(), kRecords);
  EXPECT_TRUE(std::is_sorted(observed->records.begin(), observed->records.end(), record_before));
}

TEST_F(CaseFileTest, DoesNotDependOnTheOrderOfImport) {
  const auto observations_of = [&](const char* name, std::vector<std::string> sources) {
    auto file = CaseFile::open(path(name), CaseFile::Mode::Create).value();
    for (const std::string& source : sources) {
      EXPECT_TRUE(file.begin());
      EXPECT_TRUE(add(file, source));
      EXPECT_TRUE(file.commit());
    }
    return std::pair(file.observations().value(), file.id());
  };
  const auto [a, id_a] = observations_of("1.case", {"x", "y", "z"});
  const auto [b, id_b] = observations_of("2.case", {"z", "x", "y"});
  EXPECT_EQ(a.sources, b.sources);
  EXPECT_EQ(a.records, b.records);
  EXPECT_EQ(a.bindings, b.bindings);
  EXPECT_EQ(id_a, id_b);
  EXPECT_EQ(id_a.size(), 16U);
}

TEST_F(CaseFileTest, TakesASourceOnlyOnceAndDoesNotGrow) {
  CaseFile file = open(CaseFile::Mode::Create);
  ASSERT_TRUE(file.begin());
  EXPECT_TRUE(add(file, "a.log", 40'000));
  ASSERT_TRUE(file.commit());
  const auto size = fs::file_size(path());
  const std::string id = file.id();
  ASSERT_TRUE(file.begin());
  EXPECT_FALSE(add(file, "a.log", 40'000));
  ASSERT_TRUE(file.commit());
  EXPECT_EQ(file.observations()->records.size(), 40'000U);
  EXPECT_EQ(file.id(), id);
  EXPECT_EQ(fs::file_size(path()), size);
}

TEST_F(CaseFileTest, ForgetsASourceThatWasNeverFinished) {
  CaseFile file = open(CaseFile::Mode::Create);
  ASSERT_TRUE(file.begin());
  {
    const auto writer = file.add_source();
    for (std::uint64_t i = 0; i < 40'000; ++i) {
      writer->flow(record(1, i));
    }
  }
  EXPECT_TRUE(add(file, "b.log"));
  ASSERT_TRUE(file.commit());
  EXPECT_EQ(file.observations()->records.size(), 3U);
  EXPECT_EQ(file.sources()->size(), 1U);
}

TEST_F(CaseFileTest, KeepsEveryVersionOfADocument) {
  CaseFile file = open(CaseFile::Mode::Create);
  ASSERT_TRUE(file.begin());
  EXPECT_TRUE(file.add_document(site("one")).value());
  EXPECT_FALSE(file.add_document(site("one")).value());
  const std::string first = file.id();
  EXPECT_TRUE(file.add_document(site("two")).value());
  const std::string second = file.id();
  EXPECT_TRUE(file.add_document(site("one")).value());  // back again: a version of its own
  ASSERT_TRUE(file.commit());
  EXPECT_EQ(file.documents().size(), 3U);
  EXPECT_EQ(file.documents()[0].imported, "2026-06-11T00:00:00Z");
  EXPECT_EQ(file.document(CaseDocument::Kind::Site)->content, "one");
  EXPECT_EQ(file.document(CaseDocument::Kind::Ledger), std::nullopt);
  EXPECT_NE(first, second);
  EXPECT_EQ(file.id(), first);
}

TEST_F(CaseFileTest, HoldsOneDerivedValuePerKind) {
  CaseFile file = open(CaseFile::Mode::Create);
  ASSERT_TRUE(file.begin());
  ASSERT_TRUE(file.commit());
  file.store_cached("graph", "k1", std::string("\0v1", 3));
  EXPECT_EQ(file.cached("graph", "k1"), std::string("\0v1", 3));
  file.store_cached("graph", "k2", "v2");
  EXPECT_EQ(file.cached("graph", "k1"), std::nullopt);
  EXPECT_EQ(file.cached("graph", "k2"), "v2");
  EXPECT_EQ(file.cached("other", "k2"), std::nullopt);
}

TEST_F(CaseFileTest, IsNotWrittenWhenOpenedForReading) {
  {
    CaseFile file = open(CaseFile::Mode::Create);
    ASSERT_TRUE(file.begin());
    ASSERT_TRUE(file.commit());
  }
  const std::string before = read();
  CaseFile file = open(CaseFile::Mode::Read);
  file.store_cached("graph", "k", "v");
  EXPECT_FALSE(file.begin());
  EXPECT_EQ(read(), before);
}

TEST_F(CaseFileTest, WithoutCommitLeavesNothingBehind) {
  {
    CaseFile file = open(CaseFile::Mode::Create);
    ASSERT_TRUE(file.begin());
    EXPECT_TRUE(add(file, "a.log"));
  }
  EXPECT_EQ(files(), std::vector<std::string>{});
}

/// Runs `step` in a child process that dies without cleaning up.
template <class Step>
void in_killed_process(Step step) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    step();
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST_F(CaseFileTest, IsAsItWasWhenTheProcessDiesBeforeCommit) {
  {
    CaseFile file = open(CaseFile::Mode::Create);
    ASSERT_TRUE(file.begin());
    EXPECT_TRUE(add(file, "a.log"));
    ASSERT_TRUE(file.commit());
  }
  in_killed_process([&] {
    CaseFile file = open(CaseFile::Mode::Write);
    if (!file.begin() || !add(file, "b.log", 40'000)) {
      ::_exit(1);
    }
    ::_exit(0);  // the destructor must not run
  });
  const CaseFile file = open(CaseFile::Mode::Read);
  EXPECT_EQ(file.sources()->size(), 1U);
  EXPECT_EQ(file.observations()->records.size(), 3U);
}

TEST_F(CaseFileTest, IsRolledBackWhenTheProcessDiesAfterPagesWereWritten) {
  {
    CaseFile file = open(CaseFile::Mode::Create);
    ASSERT_TRUE(file.begin());
    EXPECT_TRUE(add(file, "a.log"));
    EXPECT_TRUE(file.add_document(site("one")).value());
    ASSERT_TRUE(file.commit());
  }
  in_killed_process([&] {
    CaseFile file = open(CaseFile::Mode::Write);
    bool good = file.begin().has_value();
    for (int i = 0; good && i < 8; ++i) {  // 1 MiB each: more than SQLite keeps in memory
      good = file.add_document(site(std::string(1 << 20, static_cast<char>('a' + i)))).has_value();
    }
    ::_exit(good ? 0 : 1);  // the destructor must not run
  });
  EXPECT_GT(fs::file_size(path("hamon.case-journal")), 0U);
  EXPECT_EQ(open(CaseFile::Mode::Read).document(CaseDocument::Kind::Site)->content, "one");
  EXPECT_EQ(files(), std::vector<std::string>{"hamon.case"});
}

TEST_F(CaseFileTest, ThatWasNeverCommittedIsNoCaseButCanBeMade) {
  in_killed_process([&] {
    CaseFile file = open(CaseFile::Mode::Create);
    if (!file.begin() || !add(file, "b.log", 40'000)) {
      ::_exit(1);
    }
    ::_exit(0);
  });
  EXPECT_EQ(refusal(CaseFile::Mode::Read), "the file is empty and no case");
  CaseFile file = open(CaseFile::Mode::Create);
  ASSERT_TRUE(file.begin());
  EXPECT_TRUE(add(file, "a.log"));
  EXPECT_TRUE(file.commit());
  EXPECT_EQ(file.observations()->records.size(), 3U);
}

TEST_F(CaseFileTest, IsRefusedWithAReason) {
  EXPECT_EQ(refusal(CaseFile::Mode::Read), "there is no case here");
  EXPECT_EQ(refusal(CaseFile::Mode::Write), "there is no case here");
  EXPECT_EQ(refusal(CaseFile::Mode::Create, "no/such/folder.case"), "the case cannot be opened");
  EXPECT_EQ(refusal(CaseFile::Mode::Create, "."), "this is a folder, a case is one file");
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(refusal(CaseFile::Mode::Read, "pipe"), "this is no file, a case is one");
  write("empty", "");
  EXPECT_EQ(refusal(CaseFile::Mode::Read, "empty"), "the file is empty and no case");
  write("text", "site: {name: x}\n");
  EXPECT_EQ(refusal(CaseFile::Mode::Read, "text"), "this is no case of Hamon");
  EXPECT_EQ(refusal(CaseFile::Mode::Create, "text"), "this is no case of Hamon");
  write("long", std::string(100'000, 'x'));
  EXPECT_EQ(refusal(CaseFile::Mode::Write, "long"), "this is no case of Hamon");
  EXPECT_EQ(read("text"), "site: {name: x}\n");
}

TEST_F(CaseFileTest, OfAnotherProgramOrVersionIsRefused) {
  {
    CaseFile file = open(CaseFile::Mode::Create);
    ASSERT_TRUE(file.begin());
    ASSERT_TRUE(file.commit());
  }
  // SQLite file format: application_id at byte 68, user_version at byte 60, big-endian.
  const std::string good = read();
  std::string other = good;
  other[68] = 'X';
  write("other", other);
  EXPECT_EQ(refusal(CaseFile::Mode::Read, "other"), "this is no case of Hamon");
  std::string newer = good;
  newer[63] = 99;
  write("newer", newer);
  EXPECT_EQ(refusal(CaseFile::Mode::Read, "newer"),
            "this case has version {}, this program reads version {}");
}

TEST_F(CaseFileTest, DamagedAnywhereIsAnErrorAndNeverACrash) {
  {
    CaseFile file = open(CaseFile::Mode::Create);
    ASSERT_TRUE(file.begin());
    EXPECT_TRUE(add(file, "a.log", 2000));
    EXPECT_TRUE(file.add_document(site("one")).value());
    ASSERT_TRUE(file.commit());
  }
  const std::string good = read();
  std::size_t refused = 0;
  for (std::size_t at = 100; at < good.size(); at += 1997) {
    std::string damaged = good;
    for (std::size_t i = at; i < std::min(at + 40, good.size()); ++i) {
      damaged[i] = static_cast<char>(damaged[i] ^ 0x5A);
    }
    write("damaged", damaged);
    const auto file = CaseFile::open(path("damaged"), CaseFile::Mode::Read);
    if (!file || !file->observations()) {
      ++refused;
    }
    if (file) {
      (void)file->id();
      (void)file->documents();
    }
  }
  EXPECT_GT(refused, 0U);
  write("cut", good.substr(0, good.size() / 2));
  const auto cut = CaseFile::open(path("cut"), CaseFile::Mode::Read);
  EXPECT_TRUE(!cut || !cut->observations());
}

TEST_F(CaseFileTest, LockedByAnotherWriterSaysSo) {
  {
    CaseFile file = open(CaseFile::Mode::Create);
    ASSERT_TRUE(file.begin());
    ASSERT_TRUE(file.commit());
  }
  CaseFile one = open(CaseFile::Mode::Write);
  ASSERT_TRUE(one.begin());
  CaseFile two = open(CaseFile::Mode::Write);
  const auto begun = two.begin();
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().what.id, "another program is writing to the case");
  EXPECT_FALSE(begun.error().hint.empty());
}

TEST_F(CaseFileTest, ThatCannotGrowIsAsItWas) {
  {
    CaseFile file = open(CaseFile::Mode::Create);
    ASSERT_TRUE(file.begin());
    EXPECT_TRUE(add(file, "a.log"));
    ASSERT_TRUE(file.commit());
  }
  in_killed_process([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{64 * 1024, 64 * 1024};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    bool failed = false;
    {
      CaseFile file = open(CaseFile::Mode::Write);
      const auto writer = file.begin() ? file.add_source() : nullptr;
      for (std::uint64_t i = 0; writer && i < 120'000; ++i) {
        writer->flow(record(static_cast<std::int64_t>(i * 7919 % 100'003), i));
      }
      failed = writer && (!writer->finish(report("big")) || !file.commit());
    }
    ::_exit(failed ? 0 : 1);
  });
  const CaseFile file = open(CaseFile::Mode::Read);
  EXPECT_EQ(file.sources()->size(), 1U);
  EXPECT_EQ(file.observations()->records.size(), 3U);
}

TEST_F(CaseFileTest, OpensFromAFolderThatCannotBeWritten) {
  {
    CaseFile file = open(CaseFile::Mode::Create);
    ASSERT_TRUE(file.begin());
    EXPECT_TRUE(add(file, "a.log"));
    ASSERT_TRUE(file.commit());
  }
  ASSERT_EQ(::chmod(path().c_str(), 0444), 0);
  ASSERT_EQ(::chmod(path("").c_str(), 0555), 0);
  in_killed_process([&] {
    if (::geteuid() == 0 && ::setuid(65534) != 0) {  // the superuser may write everywhere
      ::_exit(2);
    }
    const auto reading = CaseFile::open(path(), CaseFile::Mode::Read);
    const bool read_it =
        reading && reading->observations() && reading->observations()->records.size() == 3;
    auto writing = CaseFile::open(path(), CaseFile::Mode::Create);
    const bool wrote = writing && writing->begin().has_value();
    ::_exit(read_it && !wrote ? 0 : 1);
  });
  ASSERT_EQ(::chmod(path("").c_str(), 0755), 0);
}

TEST_F(CaseFileTest, TakesAnyFileName) {
  for (const char* name : {"a?b#c%41.case", ":memory:", "ケース.case"}) {
    auto file = CaseFile::open(path(name), CaseFile::Mode::Create).value();
    ASSERT_TRUE(file.begin());
    ASSERT_TRUE(file.commit());
    EXPECT_TRUE(fs::exists(path(name))) << name;
  }
}

}  // namespace
}  // namespace hamon
