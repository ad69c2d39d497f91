#include "base/crypto_pan.hpp"

#include <algorithm>
#include <bit>
#include <random>
#include <string_view>

#include <gtest/gtest.h>

namespace hamon {
namespace {

// Key and pairs of the trace that the authors published with Crypto-PAn 1.0.
constexpr std::array<std::uint8_t, 32> kKey = {21,  34, 23,  141, 51, 164, 207, 128, 19,  10,  91,
                                               22,  73, 144, 125, 16, 216, 152, 143, 131, 121, 121,
                                               101, 39, 98,  87,  76, 45,  42,  132, 34,  2};

IpAddress address(const std::string& text) {
  return IpAddress::parse(text).value();
}

/// Leading bits that two addresses of one family share.
std::size_t shared_bits(const IpAddress& a, const IpAddress& b) {
  std::size_t bits = 0;
  for (std::size_t i = 0; i < a.bytes().size(); ++i) {
    const auto differ = static_cast<std::uint8_t>(a.bytes()[i] ^ b.bytes()[i]);
    bits += static_cast<std::size_t>(std::countl_zero(differ));
    if (differ != 0) {
      break;
    }
  }
  return bits;
}

TEST(CryptoPan, GivesThePseudonymsThatItsAuthorsPublished) {
  const CryptoPan pan(kKey);
  const std::pair<const char*, const char*> published[] = {
      {"128.11.68.132", "135.242.180.132"},   {"129.118.74.4", "134.136.186.123"},
      {"130.132.252.244", "133.68.164.234"},  {"141.223.7.43", "141.167.8.160"},
      {"141.233.145.108", "141.129.237.235"}, {"152.163.225.39", "151.140.114.167"},
      {"156.29.3.236", "147.225.12.42"},      {"165.247.96.84", "162.9.99.234"},
      {"166.107.77.190", "160.132.178.185"},  {"192.102.249.13", "252.138.62.131"},
      {"192.215.32.125", "252.43.47.189"},    {"192.233.80.103", "252.25.108.8"},
      {"192.41.57.43", "252.222.221.184"},    {"193.150.244.223", "253.169.52.216"},
      {"195.205.63.100", "255.186.223.5"},    {"198.200.171.101", "249.199.68.213"},
      {"198.26.132.101", "249.36.123.202"},   {"198.36.213.5", "249.7.21.132"},
      {"198.51.77.238", "249.18.186.254"},    {"199.217.79.101", "248.38.184.213"},
      {"202.49.198.20", "245.206.7.234"},     {"203.12.160.252", "244.248.163.4"},
      {"204.184.162.189", "243.192.77.90"},   {"204.202.136.230", "243.178.4.198"},
      {"204.29.20.4", "243.33.20.123"},       {"205.178.38.67", "242.108.198.51"},
      {"205.188.147.153", "242.96.16.101"},   {"205.188.248.25", "242.96.88.27"},
      {"205.245.121.43", "242.21.121.163"},   {"207.105.49.5", "241.118.205.138"},
      {"207.135.65.238", "241.202.129.222"},  {"207.155.9.214", "241.220.250.22"},
      {"207.188.7.45", "241.255.249.220"},    {"207.25.71.27", "241.33.119.156"},
      {"207.33.151.131", "241.1.233.131"},    {"208.147.89.59", "227.237.98.191"},
      {"208.234.120.210", "227.154.67.17"},   {"208.28.185.184", "227.39.94.90"},
      {"208.52.56.122", "227.8.63.165"},      {"209.12.231.7", "226.243.167.8"},
      {"209.238.72.3", "226.6.119.243"},      {"209.246.74.109", "226.22.124.76"},
      {"209.68.60.238", "226.184.220.233"},   {"209.85.249.6", "226.170.70.6"},
      {"212.120.124.31", "228.135.163.231"},  {"212.146.8.236", "228.19.4.234"},
      {"212.186.227.154", "228.59.98.98"},    {"212.204.172.118", "228.71.195.169"},
      {"212.206.130.201", "228.69.242.193"},  {"216.148.237.145", "235.84.194.111"},
  };
  for (const auto& [original, pseudonym] : published) {
    EXPECT_EQ(pan.pseudonym(address(original)).text(), pseudonym) << original;
  }
}

// Of IPv6 the authors published none; this pair, and its key, is that of yacryptopan 1.0.1.
TEST(CryptoPan, GivesThePseudonymsOfAnotherImplementationForBothFamilies) {
  constexpr std::string_view kWords = "32-char-str-for-AES-key-and-pad.";
  std::array<std::uint8_t, 32> key{};
  std::copy(kWords.begin(), kWords.end(), key.begin());
  const CryptoPan pan(key);
  EXPECT_EQ(pan.pseudonym(address("192.0.2.1")).text(), "192.0.125.244");
  EXPECT_EQ(pan.pseudonym(address("2001:db8::1")).text(), "27fe:8bc7:fee:1e:1e1f:f0fe:f0e1:83fd");
}

TEST(CryptoPan, KeepsHowManyLeadingBitsAddressesShare) {
  const CryptoPan pan(kKey);
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::array<std::byte, 16> a{}, b{};
    for (std::size_t i = 0; i < 16; ++i) {
      a[i] = static_cast<std::byte>(random());
    }
    b = a;
    b[random() % 16] ^= static_cast<std::byte>(1U << (random() % 8));
    const IpAddress six = IpAddress::v6(a), other = IpAddress::v6(b);
    EXPECT_EQ(shared_bits(pan.pseudonym(six), pan.pseudonym(other)), shared_bits(six, other));
    const IpAddress four = IpAddress::v4(static_cast<std::uint32_t>(random()));
    const IpAddress near = IpAddress::v4(std::span<const std::byte, 4>(b.data(), 4));
    EXPECT_EQ(shared_bits(pan.pseudonym(four), pan.pseudonym(near)), shared_bits(four, near));
  }
}

TEST(CryptoPan, PutsThePseudonymsOfAPrefixIntoItsPseudonym) {
  const CryptoPan pan(kKey);
  const Prefix prefix = Prefix::parse("10.20.0.0/14").value();
  const Prefix pseudonym = pan.pseudonym(prefix);
  EXPECT_EQ(pseudonym.length(), 14);
  EXPECT_TRUE(pseudonym.contains(pan.pseudonym(address("10.20.0.1"))));
  EXPECT_TRUE(pseudonym.contains(pan.pseudonym(address("10.23.255.254"))));
  EXPECT_FALSE(pseudonym.contains(pan.pseudonym(address("10.24.0.1"))));
}

TEST(CryptoPan, LeavesTheBitsThatAreToStay) {
  const CryptoPan pan(kKey);
  // 128.11.68.132 becomes 135.242.180.132, see above; 128.11/16 then, and the rest as before.
  EXPECT_EQ(pan.pseudonym(address("128.11.68.132"), 16).text(), "128.11.180.132");
  EXPECT_EQ(pan.pseudonym(address("128.11.68.132"), 32).text(), "128.11.68.132");
}

}  // namespace
}  // namespace hamon
