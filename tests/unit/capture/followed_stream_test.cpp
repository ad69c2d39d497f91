#include "capture/followed_stream.hpp"

#include "capture/followed_source.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

namespace hamon {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("hamon-follow-" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directory(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

void append(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::app) << text;
}

/// What a stream gives, on a thread of its own.
class Reader {
 public:
  explicit Reader(const std::string& path) : stream_(path, stop_), thread_([this] { run(); }) {}
  ~Reader() { finish(); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// Waits until the text is `expected`, at most ten seconds.
  [[nodiscard]] std::string text_once(const std::string& expected) {
    for (int i = 0; i < 1'000 && text() != expected; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return text();
  }
  std::string finish() {
    stop_ = true;
    if (thread_.joinable()) {
      thread_.join();
    }
    return text_;
  }
  [[nodiscard]] const FollowedStream& stream() const { return stream_; }

 private:
  std::string text() {
    const std::lock_guard lock(mutex_);
    return text_;
  }
  void run() {
    for (;;) {
      const auto block = stream_.next();
      if (!block || block->empty()) {
        return;
      }
      const std::lock_guard lock(mutex_);
      text_.append(reinterpret_cast<const char*>(block->data()), block->size());
    }
  }

  std::atomic<bool> stop_{false};
  FollowedStream stream_;
  std::mutex mutex_;
  std::string text_;
  std::thread thread_;
};

TEST(FollowedStream, WaitsForTheFileAndGivesWhatIsAppended) {
  const Folder folder;
  Reader reader(folder.file("log"));
  append(folder.file("log"), "one\n");
  EXPECT_EQ(reader.text_once("one\n"), "one\n");
  append(folder.file("log"), "tw");
  append(folder.file("log"), "o\n");
  EXPECT_EQ(reader.text_once("one\ntwo\n"), "one\ntwo\n");
  EXPECT_EQ(reader.finish(), "one\ntwo\n");
  EXPECT_EQ(reader.stream().rotations(), 0U);
}

TEST(FollowedStream, GoesOnWithTheNewFileOnceTheOldOneWasRenamed) {
  const Folder folder;
  append(folder.file("log"), "one\n");
  Reader reader(folder.file("log"));
  EXPECT_EQ(reader.text_once("one\n"), "one\n");
  fs::rename(folder.file("log"), folder.file("log.1"));
  append(folder.file("log.1"), "last, cut");  // its writer has not noticed yet
  append(folder.file("log"), "new\n");
  const std::string expected = "one\nlast, cut\nnew\n";
  EXPECT_EQ(reader.text_once(expected), expected) << "the unfinished line ends where the file does";
  reader.finish();
  EXPECT_EQ(reader.stream().rotations(), 1U);
}

TEST(FollowedStream, BeginsAnewWhereTheFileWasCut) {
  const Folder folder;
  append(folder.file("log"), "a long first line\n");
  Reader reader(folder.file("log"));
  EXPECT_EQ(reader.text_once("a long first line\n"), "a long first line\n");
  std::ofstream(folder.file("log"), std::ios::trunc) << "b\n";
  EXPECT_EQ(reader.text_once("a long first line\nb\n"), "a long first line\nb\n");
}

TEST(FollowedStream, ReadsWhatIsThereBeforeItStops) {
  const Folder folder;
  append(folder.file("log"), std::string(200'000, 'x') + "\n");
  const std::atomic<bool> stop{true};
  FollowedStream stream(folder.file("log"), stop);
  std::size_t size = 0;
  for (auto block = stream.next(); block && !block->empty(); block = stream.next()) {
    size += block->size();
  }
  EXPECT_EQ(size, 200'001U);
}

const std::string kAccept =
    "Jun  9 10:00:00 fw kernel: ACCEPT IN=eth0 OUT=eth1 SRC=192.0.2.7 DST=192.0.2.9 LEN=60 "
    "PROTO=TCP SPT=50000 DPT=445 SYN\n";

TEST(FollowedSource, HandsOverRecordsWhileTheLogGrowsAndCountsAtTheEnd) {
  const Folder folder;
  const TimeZone utc = TimeZone::utc();
  ReadOptions options;
  options.zone = &utc;
  append(folder.file("fw.log"), kAccept);
  auto source = FollowedSource::open(folder.file("fw.log"), options, Timestamp::from_seconds(1));
  ASSERT_TRUE(source);
  std::size_t ended = 0;
  SourceReport report;
  const auto until = [&](std::size_t n) {
    for (int i = 0; i < 1'000 && ended < n; ++i) {
      const LiveUpdate update = (*source)->update();
      ended += update.ended.size();
      report = update.report;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  };
  until(1);
  EXPECT_EQ(ended, 1U) << "a log without years is not held back until one is known";
  EXPECT_EQ(report.kind, "live-log");
  EXPECT_EQ(report.sha256.size(), 64U);
  append(folder.file("fw.log"), "something else\n" + kAccept);
  until(2);
  CollectingSink told;
  const LiveUpdate last = (*source)->finish(told);
  EXPECT_EQ(ended + last.ended.size(), 2U);
  EXPECT_EQ(last.report.kind, "live-log");
  EXPECT_EQ(last.report.format_note, "netfilter");
  EXPECT_EQ(last.report.records, 3U);
  EXPECT_EQ(last.report.used, 2U);
  EXPECT_EQ(last.report.sha256, report.sha256);
  EXPECT_TRUE(last.report.name.starts_with("follow:"));
  EXPECT_TRUE(last.report.name.ends_with("@1970-01-01T00:00:01Z"));
}

TEST(FollowedSource, RefusesWhatIsNoTextLog) {
  const Folder folder;
  append(folder.file("x.pcap"), std::string("\xD4\xC3\xB2\xA1\x02\x00\x04\x00", 8) +
                                    std::string(8, '\0') +
                                    std::string("\xFF\xFF\0\0\x01\0\0\0", 8));
  append(folder.file("x.bin"), std::string("\x00\x01\x02", 3));
  EXPECT_FALSE(FollowedSource::open(folder.file("x.pcap"), {}, {}));
  EXPECT_FALSE(FollowedSource::open(folder.file("x.bin"), {}, {}));
}

}  // namespace
}  // namespace hamon
