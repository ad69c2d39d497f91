#include "render/text_parts.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

TextContext html(std::size_t rows = 100) {
  return {Catalogue::in(Language::English), false, rows, Markup::Html};
}

TEST(HtmlLines, AreParagraphsHeadsAndFactsAndACommandIsCode) {
  const TextContext context = html();
  Lines lines(context);
  lines.head(message("Assumptions")).blank().line("see `hamon <x>`", 4, Ink::Red).fact("a", "b");
  EXPECT_EQ(lines.str(),
            "<h4>Assumptions</h4>\n<p class=\"red i2\">see <code>hamon &lt;x&gt;</code></p>\n"
            "<p class=\"fact\"><b>a</b> b</p>\n");
}

TEST(HtmlLines, ShowTheLongerListsThatTheirRowsAllow) {
  const std::vector<std::string> names = {"a", "b", "c", "d", "e"};
  EXPECT_EQ(list_text(html(), names, 2), "a, b, c, d, e");
  EXPECT_EQ(list_text(html(3), names, 2), "a, b, c, … and 2 more (--json has all)");
}

}  // namespace
}  // namespace hamon
