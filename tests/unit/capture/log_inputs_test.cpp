#include "capture/flow_source.hpp"
#include "capture/line_reader.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace hamon {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class NoSink : public FlowSink {
 public:
  void flow(FlowRecord&& /*record*/) override { ++flows; }
  void binding(Binding&& /*binding*/) override {}
  std::uint64_t flows = 0;
};

class InputFiles : public ::testing::Test {
 protected:
  InputFiles() {
    std::string name = (fs::temp_directory_path() / "hamon-inputs-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~InputFiles() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& content) {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    return path.string();
  }
  [[nodiscard]] std::string at(const std::string& name) const { return (folder_ / name).string(); }

  fs::path folder_;
};

std::vector<std::string> lines_of(const std::string& text, std::size_t block) {
  const auto stream = memory_stream(std::as_bytes(std::span(text)), block);
  const ReadOptions options;
  LineReader reader(*stream, options);
  std::vector<std::string> lines;
  while (const auto line = reader.next()) {
    lines.push_back(std::string(line->text) + (line->too_long ? "<long>" : "") +
                    (line->ended ? "" : "<open>"));
  }
  EXPECT_EQ(reader.number(), lines.size());
  return lines;
}

TEST(LineReader, GivesTheSameLinesWhateverTheBlocks) {
  for (const std::size_t block :
       {std::size_t{1}, std::size_t{2}, std::size_t{5}, std::size_t{99}}) {
    EXPECT_THAT(lines_of("one\r\n\ntwo\nthree", block),
                ElementsAre("one", "", "two", "three<open>"));
  }
}

TEST(LineReader, GivesNothingOfAnEmptyFile) {
  EXPECT_THAT(lines_of("", 10), ElementsAre());
}

TEST(LineReader, LeavesOutAByteOrderMarkOnTheFirstLineOnly) {
  EXPECT_THAT(lines_of("\xEF\xBB\xBF"
                       "a\n\xEF\xBB\xBF"
                       "b\n",
                       2),
              ElementsAre("a",
                          "\xEF\xBB\xBF"
                          "b"));
}

TEST(LineReader, PassesOverLinesLongerThanItsLimitAndGoesOn) {
  const std::string longest(LineReader::kLongest, 'x');
  for (const std::size_t block : {std::size_t{4096}, std::size_t{1} << 24}) {
    const auto lines = lines_of(longest + "\n" + longest + "y\nz\n", block);
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0].size(), LineReader::kLongest);
    EXPECT_EQ(lines[1], "<long>");
    EXPECT_EQ(lines[2], "z");
  }
}

TEST_F(InputFiles, KeepsFilesAndStandardInputInTheOrderGiven) {
  const std::string b = write("b.log", "");
  const std::string a = write("a.log", "");
  const auto paths = expand_inputs({b, "-", a});
  ASSERT_TRUE(paths);
  EXPECT_THAT(*paths, ElementsAre(b, "-", a));
}

TEST_F(InputFiles, TakesTheFilesOfFoldersSortedWithoutHiddenOnes) {
  const std::string b = write("b.log", "");
  const std::string nested = write("a/z.log", "");
  write(".hidden", "");
  write(".git/config", "");
  const auto paths = expand_inputs({folder_.string()});
  ASSERT_TRUE(paths);
  EXPECT_THAT(*paths, ElementsAre(nested, b));
}

TEST_F(InputFiles, TakesWhatAPatternMatchesSorted) {
  const std::string b = write("fw/b.log", "");
  const std::string a = write("fw/a.log", "");
  write("fw/c.txt", "");
  const std::string literal = write("odd[1].log", "");
  const auto paths = expand_inputs({at("fw/*.log"), literal});
  ASSERT_TRUE(paths);
  EXPECT_THAT(*paths, ElementsAre(a, b, literal));
  EXPECT_FALSE(expand_inputs({at("fw/*.pcap")})) << "nothing matches";
}

TEST_F(InputFiles, NamesTheThreeNearestOfAMistypedName) {
  for (const char* name : {"conn.log", "conn2.log", "cons.log", "connection.log", "zzz.pcap"}) {
    write(name, "");
  }
  const auto paths = expand_inputs({at("con.log")});
  ASSERT_FALSE(paths);
  EXPECT_EQ(paths.error().file, at("con.log"));
  // One edit: conn.log, cons.log; two: conn2.log.
  EXPECT_THAT(paths.error().hint.args, ElementsAre("conn.log, cons.log, conn2.log"));
}

TEST_F(InputFiles, RefusesAMissingNameInAMissingFolder) {
  const auto paths = expand_inputs({at("no/such.log")});
  ASSERT_FALSE(paths);
  EXPECT_FALSE(paths.error().hint.empty());
}

TEST_F(InputFiles, ReadsAnEmptyFileAsASourceWithoutRecords) {
  auto source = open_flow_source(write("empty", ""), {});
  ASSERT_TRUE(source);
  NoSink sink;
  CollectingSink diagnostics;
  const SourceReport report = (*source)->read(sink, diagnostics);
  EXPECT_EQ(report.kind, "empty");
  EXPECT_EQ(report.records, 0U);
  EXPECT_FALSE(report.damaged);
  EXPECT_EQ(report.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_TRUE(diagnostics.diagnostics.empty());
}

TEST_F(InputFiles, RefusesContentThatNoReaderKnowsAndListsWhatIsKnown) {
  const auto source = open_flow_source(write("notes.txt", "shopping list\n"), {});
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().file, at("notes.txt"));
  EXPECT_THAT(std::string(source.error().hint.id), HasSubstr("pcap"));
  EXPECT_THAT(std::string(source.error().hint.id), HasSubstr("Zeek"));
}

TEST_F(InputFiles, LeavesOtherSensorsJsonToOthers) {
  EXPECT_FALSE(open_flow_source(
      write("other.json", R"({"timestamp":"2026-06-09T10:00:00+0900","kind":"flow","ts":1})"
                          "\n"),
      {}));
}

TEST_F(InputFiles, TellsTablesOfConnectionsFromTheLogsOfTheirDevices) {
  const auto kind = [this](const std::string& content) {
    auto source = open_flow_source(write("x", content), {});
    NoSink sink;
    CollectingSink diagnostics;
    return source ? (*source)->read(sink, diagnostics).kind : "none";
  };
  const std::string ends = "src=192.0.2.1 dst=192.0.2.2 sport=50000 dport=22 ";
  EXPECT_EQ(kind("tcp 6 9 TIME_WAIT " + ends + ends + "use=1\n"), "conntrack");
  EXPECT_EQ(kind("tcp 6 9 TIME_WAIT " + ends + "use=1\n"), "none");
  EXPECT_EQ(kind("tcp ESTAB 0 0 192.0.2.1:50000 192.0.2.2:22\n"), "sockets");
  EXPECT_EQ(kind("tcp ESTAB 0 0 192.0.2.1:50000\n"), "none");
  EXPECT_EQ(kind("Jun  9 10:00:00 gw kernel: IN=a OUT=b SRC=192.0.2.1 DST=192.0.2.2 LEN=60 "
                 "PROTO=TCP SPT=50000 DPT=22 SYN\n"),
            "netfilter");
}

TEST_F(InputFiles, ReadsTextThatPowerShellWroteAsUtf16) {
  std::string wide = "\xFF\xFE";
  for (const char c : std::string("  TCP  192.0.2.7:445  192.0.2.12:51000  ESTABLISHED  4\r\n")) {
    wide += {c, '\0'};
  }
  ReadOptions options;
  options.taken_at = Timestamp::from_seconds(1);
  auto source = open_flow_source(write("netstat.txt", wide), options);
  ASSERT_TRUE(source);
  NoSink sink;
  CollectingSink diagnostics;
  EXPECT_EQ((*source)->read(sink, diagnostics).kind, "sockets");
  EXPECT_EQ(sink.flows, 1U);
}

TEST_F(InputFiles, RefusesAnUnknownFormatName) {
  ReadOptions options;
  options.as = "zek";
  const auto source = open_flow_source(write("x", "y"), options);
  ASSERT_FALSE(source);
  EXPECT_THAT(source.error().hint.args,
              ElementsAre("address-table, azure, conntrack, csv, flow-export, nfcapd, pcap, "
                          "pcapng, sockets, suricata, table, "
                          "text-log, windows-events, windows-evtx, zeek"));
}

TEST_F(InputFiles, ReadsAsTheFormatAskedFor) {
  ReadOptions options;
  options.as = "zeek";
  auto source = open_flow_source(write("x", "no header\n"), options);
  ASSERT_TRUE(source);
  NoSink sink;
  CollectingSink diagnostics;
  const SourceReport report = (*source)->read(sink, diagnostics);
  EXPECT_EQ(report.records, 1U);
  EXPECT_EQ(report.used, 0U);
  EXPECT_TRUE(report.damaged);
}

TEST(FormatNames, AreSorted) {
  EXPECT_THAT(all_format_names(),
              ElementsAre("address-table", "azure", "conntrack", "csv", "flow-export", "nfcapd",
                          "pcap", "pcapng", "sockets", "suricata", "table", "text-log",
                          "windows-events", "windows-evtx", "zeek"));
}

}  // namespace
}  // namespace hamon
