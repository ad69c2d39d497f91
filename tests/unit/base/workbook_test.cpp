#include "base/workbook.hpp"

#include "support/made_workbook.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using testing_workbook::made_row;
using testing_workbook::made_workbook;
using testing_workbook::made_zip;

struct Read {
  std::vector<SheetRow> rows;
  std::optional<Error> error;
};

Read read(const std::string& bytes, const std::string& sheet = {}) {
  Read out;
  const auto workbook = Workbook::open(std::as_bytes(std::span(bytes)), "x.xlsx");
  if (!workbook) {
    out.error = workbook.error();
    return out;
  }
  const auto done = workbook->read(sheet, [&out](const SheetRow& row) {
    out.rows.push_back(row);
    return true;
  });
  if (!done) {
    out.error = done.error();
  }
  return out;
}

TEST(Workbook, GivesTextsNumbersAndEmptyCellsAtTheirPlaces) {
  const std::string shared =
      "<si><t>pc</t></si><si><r><t>電子</t></r><r><t>カルテ</t></r>"
      "<rPh sb=\"0\" eb=\"2\"><t>デンシ</t></rPh></si>";
  const std::string data =
      "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"C2\"><v>4.43E2</v></c>"
      "<c r=\"D2\" t=\"str\"><f>A1</f><v>x</v></c></row>"
      "<row r=\"5\"><c t=\"s\"><v>0</v></c><c t=\"s\"><v>7</v></c></row>";
  const auto out = read(made_workbook({{"一覧", data}}, shared));
  EXPECT_FALSE(out.error);
  ASSERT_EQ(out.rows.size(), 2U);
  EXPECT_EQ(out.rows[0].number, 2U);
  ASSERT_EQ(out.rows[0].cells.size(), 4U);
  EXPECT_EQ(out.rows[0].cells[0].text, "電子カルテ") << "furigana is no part of it";
  EXPECT_EQ(out.rows[0].cells[1].text, "");
  EXPECT_EQ(out.rows[0].cells[2].text, "443");
  EXPECT_TRUE(out.rows[0].cells[2].is_number);
  EXPECT_EQ(out.rows[0].cells[3].text, "x");
  EXPECT_EQ(out.rows[1].number, 5U);
  EXPECT_EQ(out.rows[1].cells[0].text, "pc");
  EXPECT_EQ(out.rows[1].cells[1].text, "") << "there is no such text";
}

TEST(Workbook, ReadsASheetByItsNameAndTellsOfOneThatIsNotThere) {
  const auto bytes =
      made_workbook({{"表紙", made_row(1, {"title"})}, {"台帳", made_row(1, {"b"})}});
  EXPECT_EQ(read(bytes).rows.at(0).cells.at(0).text, "title");
  EXPECT_EQ(read(bytes, "台帳").rows.at(0).cells.at(0).text, "b");
  const auto none = read(bytes, "帳");
  ASSERT_TRUE(none.error);
  EXPECT_THAT(none.error->hint.args, testing::ElementsAre("表紙, 台帳"));
  EXPECT_EQ(none.error->file, "x.xlsx");
}

TEST(Workbook, KnowsItsFirstDay) {
  const auto bytes = made_workbook({{"a", ""}}, "", true);
  const auto workbook = Workbook::open(std::as_bytes(std::span(bytes)), "x");
  ASSERT_TRUE(workbook);
  EXPECT_TRUE(workbook->from_1904());
}

TEST(Workbook, RefusesDocumentTypesSoThatNoEntityIsExpanded) {
  // The "billion laughs" in short, and an entity that names a file.
  for (const char* type : {"<!DOCTYPE a [<!ENTITY b \"c\">]>",
                           "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>"}) {
    const auto bytes =
        made_zip({{"xl/workbook.xml", std::string(type) + "<workbook><sheets/></workbook>"},
                  {"xl/_rels/workbook.xml.rels", "<Relationships/>"}});
    EXPECT_TRUE(read(bytes).error) << type;
  }
}

TEST(Workbook, StopsAtWhatUnpacksBeyondItsBounds) {
  const std::string text = "<workbook>" + std::string(5U << 20U, ' ') + "</workbook>";
  const auto out = read(made_zip({{"xl/workbook.xml", text}}));
  ASSERT_TRUE(out.error);
  EXPECT_EQ(out.error->what.id, "the part {} of the archive unpacks to more than {} MiB");
}

TEST(Workbook, ACutOrDamagedFileIsAnErrorAfterWhatCouldBeRead) {
  const auto bytes = made_workbook({{"a", made_row(1, {"x"}) + made_row(2, {"y"})}});
  for (const std::size_t cut : {std::size_t{3}, std::size_t{100}, bytes.size() - 1}) {
    EXPECT_TRUE(read(bytes.substr(0, cut)).error) << cut;
  }
  const auto broken = read(made_workbook({{"a", made_row(1, {"x"}) + "<row><c>"}}));
  EXPECT_TRUE(broken.error);
  EXPECT_EQ(broken.rows.size(), 1U);
  EXPECT_TRUE(read(made_zip({{"word/document.xml", "<d/>"}})).error) << "another kind of document";
}

TEST(Workbook, DeepNestingIsRefused) {
  std::string deep;
  for (int i = 0; i < 1'000; ++i) {
    deep += "<a>";
  }
  EXPECT_TRUE(read(made_workbook({{"a", deep}})).error);
}

}  // namespace
}  // namespace hamon
