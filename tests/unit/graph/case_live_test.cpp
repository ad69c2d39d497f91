#include "base/sha256.hpp"
#include "graph/case_file.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hamon {
namespace {

namespace fs = std::filesystem;

class LiveCase : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "hamon-live-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path() const { return (folder_ / "hamon.case").string(); }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  [[nodiscard]] CaseFile open(CaseFile::Mode mode) const {
    auto opened = CaseFile::open(path(), mode);
    if (!opened) {
      throw std::runtime_error(std::string(opened.error().what.id));
    }
    return std::move(*opened);
  }
  [[nodiscard]] CaseFile live() const {
    CaseFile file = open(CaseFile::Mode::Create);
    if (auto begun = file.begin_live(); !begun) {
      throw std::runtime_error(std::string(begun.error().what.id));
    }
    return file;
  }
  /// What somebody else sees who opens the case now.
  [[nodiscard]] Observations seen() const {
    return open(CaseFile::Mode::Read).observations().value();
  }

 private:
  fs::path folder_;
};

FlowRecord record(std::uint64_t number) {
  FlowRecord r;
  r.start = Timestamp::from_seconds(static_cast<std::int64_t>(number));
  r.end = r.start;
  r.initiator = IpAddress::v4(0x0A000001U);
  r.responder = IpAddress::v4(0x0A000100U);
  r.responder_port = 445;
  r.protocol = protocol::kTcp;
  r.first = r.last = number;
  return r;
}

LiveUpdate update(const std::string& name, std::uint64_t from, std::uint64_t to) {
  LiveUpdate u;
  for (std::uint64_t n = from; n < to; ++n) {
    u.ended.push_back(record(n));
  }
  u.report.name = name;
  u.report.sha256 = sha256_hex(name);
  u.report.kind = "live";
  u.report.records = to;
  u.report.window = Interval{Timestamp{}, Timestamp::from_seconds(static_cast<std::int64_t>(to))};
  return u;
}

bool write(CaseFile& file, LiveUpdate u) {
  return file.write_live({&u, 1}).has_value();
}

std::vector<std::uint64_t> numbers(const Observations& observed) {
  std::vector<std::uint64_t> out;
  for (const FlowRecord& r : observed.records) {
    out.push_back(r.first);
  }
  return out;
}

TEST_F(LiveCase, OthersSeeEachUpdateWhileItGrows) {
  CaseFile file = live();
  ASSERT_TRUE(write(file, update("a", 1, 3)));
  EXPECT_EQ(numbers(seen()), (std::vector<std::uint64_t>{1, 2}));
  ASSERT_TRUE(write(file, update("a", 3, 4)));
  EXPECT_EQ(numbers(seen()), (std::vector<std::uint64_t>{1, 2, 3}));
  EXPECT_EQ(seen().sources.at(0).records, 4U);
}

TEST_F(LiveCase, WhatIsOpenIsReplacedAndWhatEndedStays) {
  CaseFile file = live();
  LiveUpdate first = update("a", 1, 2);
  first.has_open = true;
  first.open = {record(7), record(8)};
  first.so_far.resize(1);
  ASSERT_TRUE(write(file, first));
  EXPECT_EQ(numbers(seen()), (std::vector<std::uint64_t>{1, 7, 8}));
  EXPECT_EQ(seen().bindings.size(), 1U);

  ASSERT_TRUE(write(file, update("a", 2, 3)));  // says nothing of what is open
  EXPECT_EQ(numbers(seen()), (std::vector<std::uint64_t>{1, 2, 7, 8}));

  LiveUpdate last = update("a", 7, 8);
  last.has_open = true;
  last.open = {record(8)};
  ASSERT_TRUE(write(file, last));
  EXPECT_EQ(numbers(seen()), (std::vector<std::uint64_t>{1, 2, 7, 8}));
  EXPECT_EQ(seen().bindings.size(), 0U);
}

TEST_F(LiveCase, ARecordASecondForAnHourLeavesFewBlocksAndLosesNone) {
  // 3600 in blocks of 1, 16, 256, 4096: at most 15 of each size below 4096, which none has reached.
  CaseFile file = live();
  for (std::uint64_t n = 1; n <= 3600; ++n) {
    ASSERT_TRUE(write(file, update("a", n, n + 1)));
  }
  const Observations observed = seen();
  ASSERT_EQ(observed.records.size(), 3600U);
  for (std::uint64_t n = 1; n <= 3600; ++n) {
    ASSERT_EQ(observed.records[n - 1].first, n);
  }
  ASSERT_TRUE(file.end_live().value());
  const auto bytes = fs::file_size(path());
  EXPECT_LT(bytes, 60U * 16384U);  // 45 blocks of less than a page and what else there is
}

TEST_F(LiveCase, MoreThanABlockInOneUpdateIsSplit) {
  CaseFile file = live();
  ASSERT_TRUE(write(file, update("a", 1, 70'001)));
  ASSERT_TRUE(write(file, update("a", 70'001, 70'002)));
  EXPECT_EQ(seen().records.size(), 70'001U);
}

TEST_F(LiveCase, SeveralSourcesGrowSideBySide) {
  CaseFile file = live();
  std::vector<LiveUpdate> both;
  both.push_back(update("a", 1, 2));
  both.push_back(update("b", 2, 4));
  ASSERT_TRUE(file.write_live(both).has_value());
  EXPECT_EQ(seen().sources.size(), 2U);
  EXPECT_EQ(numbers(seen()), (std::vector<std::uint64_t>{1, 2, 3}));
}

TEST_F(LiveCase, IsOneFileAgainAfterwards) {
  {
    CaseFile file = live();
    ASSERT_TRUE(write(file, update("a", 1, 2)));
    EXPECT_GT(files(), 1U);
    EXPECT_TRUE(file.end_live().value());
    EXPECT_EQ(files(), 1U);
  }
  EXPECT_EQ(files(), 1U);
  EXPECT_EQ(seen().records.size(), 1U);
}

TEST_F(LiveCase, AReaderThatStaysKeepsTheLogUntilItCloses) {
  CaseFile file = live();
  ASSERT_TRUE(write(file, update("a", 1, 2)));
  {
    const CaseFile reader = open(CaseFile::Mode::Read);
    ASSERT_EQ(reader.observations().value().records.size(), 1U);
    EXPECT_FALSE(file.end_live().value());
  }
  EXPECT_EQ(seen().records.size(), 1U);
}

TEST_F(LiveCase, AKilledProcessLosesNothingThatWasWritten) {
  const pid_t child = ::fork();
  if (child == 0) {
    CaseFile file = live();
    (void)write(file, update("a", 1, 2));
    (void)write(file, update("a", 2, 3));
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_GT(files(), 1U);
  EXPECT_EQ(numbers(seen()), (std::vector<std::uint64_t>{1, 2}));
  EXPECT_EQ(files(), 1U);  // whoever may write it repairs it
}

TEST_F(LiveCase, AWriteThatFailsChangesNothingAndMayBeTriedAgain) {
  CaseFile file = live();
  ASSERT_TRUE(write(file, update("a", 1, 2)));
  LiveUpdate more = update("a", 2, 1000);
  {
    CaseFile other = open(CaseFile::Mode::Write);  // an import that goes on
    ASSERT_TRUE(other.begin().has_value());
    EXPECT_FALSE(file.write_live({&more, 1}).has_value());
    EXPECT_EQ(more.ended.size(), 998U);
  }
  EXPECT_EQ(seen().records.size(), 1U);
  EXPECT_TRUE(file.write_live({&more, 1}).has_value());
  EXPECT_EQ(seen().records.size(), 999U);
}

TEST_F(LiveCase, AnImportBesideItIsKept) {
  CaseFile file = live();
  ASSERT_TRUE(write(file, update("a", 1, 2)));
  {
    CaseFile other = open(CaseFile::Mode::Write);
    const auto writer = other.add_source();
    writer->flow(record(9));
    SourceReport report;
    report.name = "old.pcap";
    report.sha256 = sha256_hex("old");
    ASSERT_TRUE(writer->finish(report).value());
  }
  ASSERT_TRUE(write(file, update("a", 2, 3)));
  EXPECT_EQ(numbers(seen()), (std::vector<std::uint64_t>{1, 2, 9}));
}

TEST_F(LiveCase, ItsIdChangesAsItGrows) {  // else an answer kept for the id would be an old one
  CaseFile file = live();
  ASSERT_TRUE(write(file, update("a", 1, 2)));
  const std::string before = open(CaseFile::Mode::Read).id();
  ASSERT_TRUE(write(file, update("a", 2, 3)));
  EXPECT_NE(open(CaseFile::Mode::Read).id(), before);
}

TEST_F(LiveCase, WithoutPermissionToWriteItIsReadAsItIsNow) {
  if (::geteuid() != 0) {
    GTEST_SKIP() << "needs another user";
  }
  CaseFile file = live();
  fs::permissions(fs::path(path()).parent_path(), fs::perms(0755));
  ASSERT_TRUE(write(file, update("a", 1, 4)));
  const pid_t child = ::fork();
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    const bool other = ::setresuid(kNobody, kNobody, kNobody) == 0;
    ::_exit(other && seen().records.size() == 3 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace hamon
