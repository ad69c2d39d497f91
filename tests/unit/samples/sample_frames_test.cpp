#include "samples/sample_frames.hpp"

#include "samples/sample_capture.hpp"

#include <cstdint>

#include <gtest/gtest.h>

namespace hamon {
namespace {

unsigned byte_at(const std::string& bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes.at(i));
}

unsigned word_at(const std::string& bytes, std::size_t i) {
  return byte_at(bytes, i) * 256 + byte_at(bytes, i + 1);
}

/// Sum of 16-bit words with the carries added back (RFC 1071); 0xFFFF over a header that holds its
/// checksum.
unsigned ones_sum(const std::string& bytes) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    sum += i + 1 < bytes.size() ? word_at(bytes, i) : byte_at(bytes, i) * 256;
  }
  return sum == 0 ? 0 : static_cast<unsigned>((sum - 1) % 0xFFFF + 1);
}

/// What a receiver finds wrong with a frame; empty for a good one.
std::string complaint(const std::string& frame) {
  const std::size_t type_at = word_at(frame, 12) == 0x8100 ? 16 : 12;  // IEEE 802.1Q
  const unsigned type = word_at(frame, type_at);
  const std::size_t head = type_at + 2;
  if (type == 0x0806) {
    return frame.size() == 60 ? "" : "length of ARP";
  }
  if (type != 0x0800 && type != 0x86DD) {
    return "unknown ethertype";
  }
  const bool v4 = type == 0x0800;
  const std::size_t ip_head = v4 ? 20 : 40;
  const std::size_t length = v4 ? word_at(frame, head + 2) : 40 + word_at(frame, head + 4);
  if (frame.size() < head + length || (frame.size() != head + length && frame.size() != 60)) {
    return "length";
  }
  if (v4 && ones_sum(frame.substr(head, ip_head)) != 0xFFFF) {
    return "IPv4 checksum";
  }
  const std::string segment = frame.substr(head + ip_head, length - ip_head);
  const unsigned number = byte_at(frame, v4 ? head + 9 : head + 6);
  std::uint64_t sum = ones_sum(segment);
  if (number != 1) {
    // RFC 9293, 3.1 and RFC 8200, 8.1: addresses, length and number; zeros add nothing.
    sum += ones_sum(v4 ? frame.substr(head + 12, 8) : frame.substr(head + 8, 32)) + number +
           segment.size();
  }
  return (sum - 1) % 0xFFFF + 1 == 0xFFFF ? "" : "transport checksum";
}

TEST(SampleFrames, ChecksumIsThatOfTheStandardsExample) {
  // RFC 1071, section 3: the words 0001 f203 f4f5 f6f7 add up to ddf2.
  const std::string bytes("\x00\x01\xf2\x03\xf4\xf5\xf6\xf7", 8);
  EXPECT_EQ(internet_checksum(bytes), static_cast<std::uint16_t>(~0xddf2U & 0xFFFFU));
  EXPECT_EQ(internet_checksum(""), 0xFFFF);
  EXPECT_EQ(internet_checksum(std::string("\xff", 1)), 0x00FF);  // an odd byte is the high one
}

TEST(SampleFrames, EveryFrameOfTheTwoDaysIsGoodForAReceiver) {
  const auto frames = sample_frames(sample_days());
  ASSERT_GT(frames.size(), 50'000U);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    ASSERT_EQ(complaint(frames[i].bytes), "") << "frame " << i + 1;
    ASSERT_LE(frames[i].bytes.size(), 1'518U) << "frame " << i + 1;
    ASSERT_TRUE(i == 0 || frames[i - 1].time <= frames[i].time) << "frame " << i + 1;
  }
}

TEST(SampleFrames, AWrongBitIsNoticedByTheCheckOfThisTest) {
  const SampleTalk talk = sample_days().front();
  const std::string good = frame_of(talk, plan_of(talk).packets.front(), 1);
  ASSERT_EQ(complaint(good), "");
  for (const std::size_t place : {16U, 30U, 40U}) {
    std::string bad = good;
    bad[place] = static_cast<char>(bad[place] ^ 1);
    EXPECT_NE(complaint(bad), "") << place;
  }
}

TEST(SampleFrames, ArpAsksEverybodyAndAnswersTheOneWhoAsked) {
  const MacAddress one{{2, 0, 0, 0, 0, 1}};
  const MacAddress two{{2, 0, 0, 0, 0, 2}};
  const IpAddress first = *IpAddress::parse("10.0.0.1");
  const IpAddress second = *IpAddress::parse("10.0.0.2");
  const std::string question = arp_question(one, first, second);
  const std::string answer = arp_answer(two, second, one, first);
  EXPECT_EQ(question.substr(0, 6), std::string(6, '\xff'));
  EXPECT_EQ(word_at(question, 20), 1U);
  EXPECT_EQ(answer.substr(0, 6), question.substr(6, 6));
  EXPECT_EQ(word_at(answer, 20), 2U);
  EXPECT_EQ(answer.substr(28, 4), std::string("\x0a\x00\x00\x02", 4));
}

TEST(SampleFrames, TheCaptureCutsOnlyDataAndSaysHowLongItWas) {
  const auto talks = sample_days();
  const auto frames = sample_frames(talks);
  const std::string file = sample_capture(talks);
  const auto little = [&](std::size_t at) {
    return byte_at(file, at) + byte_at(file, at + 1) * 256 + byte_at(file, at + 2) * 65'536;
  };
  ASSERT_EQ(file.substr(0, 4), std::string("\xd4\xc3\xb2\xa1", 4));
  std::size_t at = 24;
  for (const SampleFrame& frame : frames) {
    const std::size_t kept = little(at + 8);
    ASSERT_EQ(little(at + 12), frame.bytes.size());
    ASSERT_EQ(kept, frame.is_data ? std::min<std::size_t>(frame.bytes.size(), kKeptOfData)
                                  : frame.bytes.size());
    ASSERT_EQ(file.compare(at + 16, kept, frame.bytes, 0, kept), 0);
    at += 16 + kept;
  }
  EXPECT_EQ(at, file.size());
}

}  // namespace
}  // namespace hamon
