#include "render/child_process.hpp"

#include <cstdlib>

#include <gtest/gtest.h>
#include <unistd.h>

namespace hamon {
namespace {

TEST(ChildProcess, GivesBackWhatTheWorkReturns) {
  const std::string large(1000000, 'x');  // more than a pipe holds
  EXPECT_EQ(*in_child([&] { return large; }, Duration::seconds(30)), large);
  EXPECT_EQ(*in_child([] { return std::string(); }, Duration::seconds(30)), "");
}

TEST(ChildProcess, LeavesThisProcessAsItWas) {
  int value = 1;
  const auto answer = in_child(
      [&] {
        value = 2;
        return std::to_string(value);
      },
      Duration::seconds(30));
  EXPECT_EQ(*answer, "2");
  EXPECT_EQ(value, 1);
}

TEST(ChildProcess, IsKilledWhenItTakesTooLong) {
  const auto answer = in_child(
      [] {
        while (true) {
          pause();
        }
        return std::string();
      },
      Duration::milliseconds(50));
  EXPECT_FALSE(answer.has_value());
}

TEST(ChildProcess, MayDieWithoutHarm) {
  const auto answer = in_child([]() -> std::string { _exit(3); }, Duration::seconds(30));
  EXPECT_FALSE(answer.has_value());
}

}  // namespace
}  // namespace hamon
