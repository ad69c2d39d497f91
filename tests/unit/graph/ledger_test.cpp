#include "graph/ledger.hpp"

#include "base/text_encoding.hpp"
#include "graph/role_words.hpp"

#include <string>

#include "support/made_workbook.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

struct Read {
  std::optional<Ledger> ledger;
  CollectingSink sink;
};

Read read(const std::string& bytes) {
  Read out;
  out.ledger = parse_ledger(bytes, "ledger.csv", out.sink);
  return out;
}

constexpr const char* kHeader =
    "機器名,IPアドレス,MACアドレス,設置部署,用途・種別,メーカー・保守業者,OS,ゾーン,備考\r\n";

TEST(Ledger, ReadsTheJapaneseHeader) {
  const auto r = read(std::string(kHeader) +
                      "ad1,10.10.1.11,02:00:0a:0a:01:0b,情報管理室,ドメインコントローラ,EMR社,"
                      "windows,診療系,重要\r\n");

  EXPECT_THAT(r.sink.diagnostics, IsEmpty());
  ASSERT_THAT(r.ledger->entries, SizeIs(1));
  const LedgerEntry& e = r.ledger->entries[0];
  EXPECT_EQ(e.name, "ad1");
  EXPECT_THAT(e.addresses, ElementsAre(*IpAddress::parse("10.10.1.11")));
  EXPECT_THAT(e.macs, ElementsAre(*MacAddress::parse("02:00:0a:0a:01:0b")));
  EXPECT_EQ(e.department, "情報管理室");
  EXPECT_EQ(e.role_text, "ドメインコントローラ");
  EXPECT_EQ(e.role, Role::DomainController);
  EXPECT_EQ(e.vendor, "EMR社");
  EXPECT_EQ(e.os, "windows");
  EXPECT_EQ(e.zone, "診療系");
  EXPECT_EQ(e.note, "重要");
  EXPECT_EQ(e.line, 2U);
}

TEST(Ledger, ReadsTheEnglishHeaderInAnyOrder) {
  const auto r = read(
      "Role,note,IP,Name,vendor,os,zone,department,mac\nnas,n,10.1.1.1,nas1,v,o,z,d,02-00-00-00-00-"
      "01\n");

  const LedgerEntry& e = r.ledger->entries.at(0);
  EXPECT_EQ(e.name, "nas1");
  EXPECT_EQ(e.role, Role::Nas);
  EXPECT_EQ(e.department, "d");
  EXPECT_THAT(e.macs, SizeIs(1));
}

TEST(Ledger, ReadsTheByteOrderMark) {
  EXPECT_EQ(read("\xEF\xBB\xBF機器名,IPアドレス\na,10.1.1.1\n").ledger->entries.at(0).name, "a");
}

TEST(Ledger, ReadsCp932) {
  // "機器名,IPアドレス" and "端末1,10.1.1.1" in Windows code page 932, bytes after the Unicode
  // table CP932.TXT
  const auto r = read(
      "\x8b\x40\x8a\xed\x96\xbc,IP\x83\x41\x83\x68\x83\x8c\x83\x58\r\n\x92\x5b\x96\x96\x31,10.1.1."
      "1\r\n");

  ASSERT_TRUE(r.ledger.has_value());
  EXPECT_EQ(r.ledger->entries.at(0).name, "端末1");
  EXPECT_THAT(r.ledger->entries[0].addresses, SizeIs(1));
}

TEST(Ledger, RefusesOtherEncodings) {
  for (const std::string& bytes :
       {std::string("\xFF\xFE\x5f\x6a", 4), std::string("\xFF\xFEn\0a\0", 6),
        std::string("a\xFD\xFD\xFD")}) {
    const auto r = read(bytes);
    EXPECT_FALSE(r.ledger.has_value());
    ASSERT_THAT(r.sink.diagnostics, SizeIs(1));
    EXPECT_EQ(r.sink.diagnostics[0].severity, Severity::Error);
  }
}

TEST(Ledger, ReadsSeveralAddressesInACell) {
  const auto r = read(
      "name,ip\n"
      "a,10.1.1.1 10.1.1.2\n"
      "b,10.1.1.3;10.1.1.4\n"
      "c,10.1.1.5、2001:db8::5\n"
      "d,\"10.1.1.6, 10.1.1.7\"\n"
      "e,\"10.1.1.8\n10.1.1.9\"\n"
      "f,10.1.1.10;10.1.1.10\n");

  EXPECT_THAT(r.sink.diagnostics, IsEmpty());
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_THAT(r.ledger->entries.at(i).addresses, SizeIs(2)) << i;
  }
  EXPECT_THAT(r.ledger->entries.at(5).addresses, SizeIs(1));
}

TEST(Ledger, ReadsSeveralColumnsOfAddresses) {
  const auto r = read("ホスト名,IPアドレス1,IPアドレス２\na,10.1.1.1,10.2.1.1\n");

  EXPECT_THAT(r.ledger->entries.at(0).addresses, SizeIs(2));
}

TEST(Ledger, ReadsFullWidthDigitsAndALengthBehindTheAddress) {
  const auto r = read("name,ip\na,１０．１．１．１\nb,10.1.1.2/24\n");

  EXPECT_THAT(r.sink.diagnostics, IsEmpty());
  EXPECT_EQ(r.ledger->entries.at(0).addresses.at(0).text(), "10.1.1.1");
  EXPECT_EQ(r.ledger->entries.at(1).addresses.at(0).text(), "10.1.1.2");
}

TEST(Ledger, ReadsQuotedCellsAsRfc4180Says) {
  const auto r = read("name,note\r\n\"a,b\",\"he said \"\"x\"\"\r\nand left\"\r\nc,d\r\n");

  ASSERT_THAT(r.ledger->entries, SizeIs(2));
  EXPECT_EQ(r.ledger->entries[0].name, "a,b");
  EXPECT_EQ(r.ledger->entries[0].note, "he said \"x\"\r\nand left");
  EXPECT_EQ(r.ledger->entries[1].line, 4U);  // the quoted cell holds a line end
}

TEST(Ledger, ReadsAnyLineEndingAndNoneAtTheEnd) {
  EXPECT_THAT(read("name\na\nb").ledger->entries, SizeIs(2));
  EXPECT_THAT(read("name\ra\rb\r").ledger->entries, SizeIs(2));
  EXPECT_THAT(read("name\r\na\r\n\r\nb\r\n").ledger->entries, SizeIs(2));
}

TEST(Ledger, SkipsTitlesAboveTheHeaderAndEmptyRows) {
  const auto r = read("資産台帳,,\n2026年6月,,\n機器名,IPアドレス,備考\n,,\na,10.1.1.1,\n");

  ASSERT_THAT(r.ledger->entries, SizeIs(1));
  EXPECT_EQ(r.ledger->entries[0].line, 5U);
}

TEST(Ledger, WithoutAKnownHeaderIsNone) {
  for (const std::string bytes : {"", "\n\n", "foo,bar\n1,2\n", "備考,OS\nx,y\n"}) {
    const auto r = read(bytes);
    EXPECT_FALSE(r.ledger.has_value());
    ASSERT_THAT(r.sink.diagnostics, SizeIs(1)) << bytes;
    EXPECT_EQ(r.sink.diagnostics[0].severity, Severity::Error);
  }
}

TEST(Ledger, WithAHeaderAloneIsEmpty) {
  EXPECT_THAT(read(kHeader).ledger->entries, IsEmpty());
}

TEST(Ledger, ReportsBadCellsWithTheirLineAndKeepsTheRest) {
  const auto r = read("name,ip,mac\na,10.1.1.300 10.1.1.2,02:00\nb,DHCP,-\n,,02:00:00:00:00:01\n");

  ASSERT_THAT(r.ledger->entries, SizeIs(3));
  EXPECT_THAT(r.ledger->entries[0].addresses, SizeIs(1));
  EXPECT_THAT(r.ledger->entries[1].addresses, IsEmpty());
  ASSERT_THAT(r.sink.diagnostics, SizeIs(2));
  for (const auto& d : r.sink.diagnostics) {
    EXPECT_EQ(d.severity, Severity::Warning);
    EXPECT_EQ(d.place, Place::line(2));
  }
}

TEST(Ledger, ReportsARowThatNamesNothing) {
  const auto r = read("name,ip,備考\n,,予備\n");

  EXPECT_THAT(r.ledger->entries, IsEmpty());
  EXPECT_THAT(r.sink.diagnostics, SizeIs(1));
}

TEST(Ledger, ReportsAnAddressAndANameThatStandTwice) {
  const auto r = read("name,ip\na,10.1.1.1\nb,10.1.1.1\na,10.1.1.2\n");

  ASSERT_THAT(r.sink.diagnostics, SizeIs(2));
  EXPECT_THAT(r.sink.diagnostics[0].what.args, ElementsAre("10.1.1.1", "2"));
  EXPECT_THAT(r.sink.diagnostics[1].what.args, ElementsAre("a", "2"));
}

TEST(Ledger, ReportsAnUnknownRoleOnce) {
  const auto r = read("name,role\na,謎の機械\nb,謎の機械\n");

  EXPECT_EQ(r.ledger->entries.at(0).role, std::nullopt);
  EXPECT_EQ(r.ledger->entries.at(0).role_text, "謎の機械");
  EXPECT_THAT(r.sink.diagnostics, SizeIs(1));
}

TEST(Ledger, ReportsAQuoteThatNothingCloses) {
  const auto r = read("name,note\na,\"x\nb,y\n");

  ASSERT_TRUE(r.ledger.has_value());
  ASSERT_THAT(r.sink.diagnostics, SizeIs(1));
  EXPECT_EQ(r.sink.diagnostics[0].place, Place::line(2));
}

TEST(Ledger, NotesColumnsThatItDoesNotUse) {
  const auto r = read("name,購入日\na,2020\n");

  ASSERT_THAT(r.sink.diagnostics, SizeIs(1));
  EXPECT_EQ(r.sink.diagnostics[0].severity, Severity::Note);
}

TEST(Ledger, ReadsTabsAndSemicolonsBetweenCells) {
  EXPECT_THAT(read("name\tip\na\t10.1.1.1\n").ledger->entries.at(0).addresses, SizeIs(1));
  EXPECT_THAT(read("name;ip\na;10.1.1.1\n").ledger->entries.at(0).addresses, SizeIs(1));
}

TEST(Ledger, ShorterAndLongerRowsAreReadAsFarAsTheyGo) {
  const auto r = read("name,ip\na\nb,10.1.1.2,extra,more\n");

  ASSERT_THAT(r.ledger->entries, SizeIs(2));
  EXPECT_THAT(r.ledger->entries[1].addresses, SizeIs(1));
}

TEST(RoleWords, AreThoseThatHospitalsWrite) {
  const std::pair<const char*, Role> words[] = {
      {"ドメインコントローラー", Role::DomainController},
      {"ADサーバ", Role::DomainController},
      {"業務サーバ", Role::Application},
      {"電子カルテサーバー", Role::Application},
      {"ファイルサーバ", Role::FileServer},
      {"DBサーバ", Role::Database},
      {"データベースサーバ", Role::Database},
      {"バックアップサーバ", Role::Backup},
      {"バックアップ用NAS", Role::Nas},
      {"NAS", Role::Nas},
      {"端末", Role::Client},
      {"ノートPC", Role::Client},
      {"電子カルテ端末", Role::Client},
      {"クライアント", Role::Client},
      {"プリンター", Role::Printer},
      {"複合機", Role::Printer},
      {"プリントサーバ", Role::Application},
      {"医療機器", Role::Device},
      {"CT", Role::Device},
      {"CT操作端末", Role::Client},
      {"X線撮影装置", Role::Device},
      {"生体情報モニタ", Role::Device},
      {"患者監視装置", Role::Device},
      {"監視カメラ", Role::Device},
      {"監視サーバ", Role::Monitoring},
      {"監視", Role::Monitoring},
      {"ルータ", Role::Router},
      {"VPN装置", Role::Router},
      {"Ｌ３ＳＷ", Role::Router},
      {"UTM", Role::Router},
      {"踏み台", Role::JumpHost},
      {"踏み台サーバ", Role::JumpHost},
      {"配信サーバ", Role::Deployment},
      {"画像配信サーバ", Role::Application},
      {"WSUS", Role::Deployment},
      {"仮想化基盤", Role::Hypervisor},
      {"VMware ESXi", Role::Hypervisor},
      {"その他", Role::Other},
      {"File Server", Role::FileServer},
      {"domain-controller", Role::DomainController},
      {"Domain Controller", Role::DomainController},
      {"jump host", Role::JumpHost},
      {"Printer (MFP)", Role::Printer},
      {"medical device", Role::Device},
  };
  for (const auto& [word, role] : words) {
    EXPECT_EQ(role_from_words(word), role) << word;
  }
}

TEST(RoleWords, ShortWordsStandAlone) {
  EXPECT_EQ(role_from_words("product"), std::nullopt);   // holds `ct`
  EXPECT_EQ(role_from_words("business"), std::nullopt);  // holds `us`
  EXPECT_EQ(role_from_words("grading"), std::nullopt);   // holds `ad`
  EXPECT_EQ(role_from_words(""), std::nullopt);
  EXPECT_EQ(role_from_words("―"), std::nullopt);
}

TEST(TextEncoding, TellsUtf8FromOtherBytes) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("aあ𠮷"));
  EXPECT_FALSE(is_utf8("\x82\xa0"));          // あ in CP932
  EXPECT_FALSE(is_utf8("\xC0\xAF"));          // overlong
  EXPECT_FALSE(is_utf8("\xE0\x80\xAF"));      // overlong
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_FALSE(is_utf8("\xE3\x81"));          // cut off
}

TEST(TextEncoding, FoldsAsAReaderCompares) {
  EXPECT_EQ(folded("ＩＰ アドレス"), "ipアドレス");
  EXPECT_EQ(folded("サーバー"), folded("サーバ"));
  EXPECT_EQ(folded("IP-Address"), "ipaddress");
  EXPECT_EQ(half_width("１０．１　x"), "10.1 x");
}

TEST(Ledger, ReadsTheFirstSheetOfAWorkbookThatHasAHeader) {
  using testing_workbook::made_row;
  const auto r = read(testing_workbook::made_workbook(
      {{"表紙", made_row(1, {"情報機器台帳"}) + made_row(2, {"作成", "#46182"})},
       {"一覧", made_row(1, {"2026年度"}) + made_row(3, {"機器名", "IPアドレス", "種別"}) +
                    made_row(4, {"ad1", "10.10.1.11、10.10.1.12", "ドメインコントローラ"}) +
                    made_row(6, {"", "10.10.1.999"})}}));

  ASSERT_TRUE(r.ledger);
  ASSERT_THAT(r.ledger->entries, SizeIs(1));
  EXPECT_EQ(r.ledger->entries[0].name, "ad1");
  EXPECT_THAT(r.ledger->entries[0].addresses, SizeIs(2));
  EXPECT_EQ(r.ledger->entries[0].role, Role::DomainController);
  EXPECT_EQ(r.ledger->entries[0].line, 4U) << "the number of its row";
  ASSERT_FALSE(r.sink.diagnostics.empty());
  EXPECT_EQ(r.sink.diagnostics[0].place, Place::line(6));
}

TEST(Ledger, TellsOfAWorkbookThatIsCutOrHoldsNoLedger) {
  const std::string whole = testing_workbook::made_workbook({{"a", ""}});
  const auto cut = read(whole.substr(0, whole.size() / 2));
  EXPECT_FALSE(cut.ledger);
  EXPECT_THAT(cut.sink.diagnostics, SizeIs(1));
  const auto none = read(whole);
  EXPECT_FALSE(none.ledger);
  EXPECT_THAT(none.sink.diagnostics, SizeIs(1));
}

}  // namespace
}  // namespace hamon
