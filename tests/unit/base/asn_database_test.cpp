#include "base/asn_database.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace hamon {
namespace {

namespace fs = std::filesystem;

/// MaxMind's DB format 2.0, as its specification writes it: a tree of one path, 24-bit records.
class MadeDatabase {
 public:
  static std::string text(std::string_view s) {
    // Type 2 (UTF-8) in the upper three bits, size below 29 in the lower five.
    return static_cast<char>((2U << 5U) | s.size()) + std::string(s);
  }
  static std::string number(std::uint32_t v) {  // type 6, four bytes
    std::string out(1, static_cast<char>((6U << 5U) | 4U));
    for (int shift = 24; shift >= 0; shift -= 8) {
      out += static_cast<char>(v >> static_cast<unsigned>(shift));
    }
    return out;
  }
  static std::string map(std::uint8_t pairs) { return {static_cast<char>((7U << 5U) | pairs)}; }

  /// The network 203.0.113.0/24 and one entry.
  static std::string bytes(const std::string& data) {
    constexpr std::uint32_t kNodes = 24;
    constexpr std::uint32_t kNetwork = 0xCB007100;
    std::string tree;
    for (std::uint32_t node = 0; node < kNodes; ++node) {
      const bool right = ((kNetwork >> (31 - node)) & 1U) != 0;
      // The last node's way leads to the data: its offset + nodes + 16 (the separator).
      const std::uint32_t next = node + 1 < kNodes ? node + 1 : kNodes + 16;
      for (const bool side : {false, true}) {
        const std::uint32_t value = side == right ? next : kNodes;  // kNodes: nothing there
        tree += static_cast<char>(value >> 16U);
        tree += static_cast<char>(value >> 8U);
        tree += static_cast<char>(value);
      }
    }
    return tree + std::string(16, '\0') + data + "\xab\xcd\xefMaxMind.com" + map(9) +
           text("binary_format_major_version") + small(5, 2) + text("binary_format_minor_version") +
           small(5, 0) + text("build_epoch") + number64() + text("database_type") + text("Test") +
           text("description") + map(0) + text("ip_version") + small(5, 4) + text("languages") +
           std::string("\x00\x04", 2) + text("node_count") + number(kNodes) + text("record_size") +
           small(5, 24);
  }

 private:
  static std::string small(std::uint8_t type, std::uint8_t value) {  // a uint16 of one byte
    return {static_cast<char>((type << 5U) | 1U), static_cast<char>(value)};
  }
  static std::string number64() { return std::string("\x01\x02", 2) + "\x01"; }  // type 9
};

std::string example() {
  return MadeDatabase::map(2) + MadeDatabase::text("autonomous_system_number") +
         MadeDatabase::number(64500) + std::string(1, static_cast<char>((2U << 5U) | 29U)) +
         std::string(1, '\x01') + "autonomous_system_organization" + MadeDatabase::text("Example");
}

class AsnDatabaseTest : public ::testing::Test {
 protected:
  ~AsnDatabaseTest() override { fs::remove(path_); }
  void write(const std::string& bytes) { std::ofstream(path_, std::ios::binary) << bytes; }
  std::string path_ =
      (fs::temp_directory_path() /
       ("hamon-asn-" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) + "-" +
        ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".mmdb"))
          .string();
};

TEST_F(AsnDatabaseTest, NamesWhoAnnouncesAnAddress) {
  write(MadeDatabase::bytes(example()));
  const auto database = AsnDatabase::open(path_);
  ASSERT_TRUE(database);
  EXPECT_EQ(database->organisation_of(*IpAddress::parse("203.0.113.10")), "AS64500 Example");
  EXPECT_EQ(database->organisation_of(*IpAddress::parse("198.51.100.1")), "");
  EXPECT_EQ(database->organisation_of(*IpAddress::parse("2001:db8::1")), "") << "IPv4 alone";
}

TEST_F(AsnDatabaseTest, WhatIsNoDatabaseIsAnError) {
  write("no database");
  EXPECT_FALSE(AsnDatabase::open(path_));
  write("");
  EXPECT_FALSE(AsnDatabase::open(path_));
  EXPECT_FALSE(AsnDatabase::open(path_ + ".missing"));
}

TEST_F(AsnDatabaseTest, ADamagedOneNeverCrashes) {
  const std::string whole = MadeDatabase::bytes(example());
  const auto address = *IpAddress::parse("203.0.113.10");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    write(whole.substr(0, length));
    if (const auto database = AsnDatabase::open(path_)) {
      EXPECT_LE(database->organisation_of(address).size(), 220U);
    }
  }
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const int flip : {0x01, 0x80, 0xFF}) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(static_cast<unsigned char>(damaged[i]) ^ flip);
      write(damaged);
      if (const auto database = AsnDatabase::open(path_)) {
        EXPECT_LE(database->organisation_of(address).size(), 440U);
      }
    }
  }
}

}  // namespace
}  // namespace hamon
