#include "render/font_file.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace hamon {
namespace {

class FindFont : public ::testing::Test {
 protected:
  void SetUp() override {
    // Tests run beside one another: each has a folder of its own.
    std::string pattern = (std::filesystem::temp_directory_path() / "hamon-font-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    a_ = (folder_ / "a.ttf").string();
    b_ = (folder_ / "b.ttf").string();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::array<FontFile, 2> fonts() const {
    return {{{a_.c_str(), "fonts-a"}, {b_.c_str(), "fonts-b"}}};
  }

  std::filesystem::path folder_;
  std::string a_;
  std::string b_;
};

TEST_F(FindFont, TakesTheFirstThatIsThere) {
  std::ofstream(b_) << "b";
  EXPECT_EQ(find_font({}, fonts()).value(), b_);
  std::ofstream(a_) << "a";
  EXPECT_EQ(find_font({}, fonts()).value(), a_);
}

TEST_F(FindFont, TakesTheChosenFileBeforeAll) {
  std::ofstream(a_) << "a";
  std::ofstream(b_) << "b";
  EXPECT_EQ(find_font(b_, fonts()).value(), b_);
}

TEST_F(FindFont, DoesNotReplaceAChosenFileThatIsNotThere) {
  std::ofstream(a_) << "a";
  const auto font = find_font(b_, fonts());
  ASSERT_FALSE(font);
  EXPECT_EQ(font.error().file, b_);
  EXPECT_FALSE(find_font(folder_.string(), fonts()));
}

TEST_F(FindFont, NamesThePackageToInstallAndTheWayWithoutOne) {
  const auto font = find_font({}, fonts());
  ASSERT_FALSE(font);
  ASSERT_FALSE(font.error().hint.empty());
  EXPECT_EQ(font.error().hint.args.front(), "fonts-ipaexfont-gothic");
  EXPECT_NE(font.error().hint.id.find("SVG"), std::string::npos);
}

}  // namespace
TEST_F(FindFont, TakesTheOneThatTheEnvironmentNames) {
  ::setenv("HAMON_FONT", "/nowhere/mincho.ttf", 1);
  const auto font = find_font();
  ::unsetenv("HAMON_FONT");

  ASSERT_FALSE(font);
  EXPECT_EQ(font.error().file, "/nowhere/mincho.ttf");
  EXPECT_EQ(chosen_font(), "");
}

}  // namespace hamon
