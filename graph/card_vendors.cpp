#include "graph/card_vendors.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

namespace hamon {
namespace {

constexpr std::size_t kLargestFile = std::size_t{64} << 20U;
constexpr std::size_t kLongestVendor = 60;  // bytes; the registries' longest has some more

/// The next field of a line of CSV, without its quotes.
std::string next_field(std::string_view& line) {
  std::string field;
  bool quoted = false;
  std::size_t i = 0;
  for (; i < line.size() && (quoted || line[i] != ','); ++i) {
    if (line[i] == '"') {
      quoted = !quoted;
    } else {
      field += line[i];
    }
  }
  line.remove_prefix(std::min(i + 1, line.size()));
  return field;
}

/// 6, 7 or 9 hexadecimal digits behind a 1, so that lengths differ.
std::optional<std::uint64_t> key_of(std::string_view digits) {
  if (digits.size() != 6 && digits.size() != 7 && digits.size() != 9) {
    return std::nullopt;
  }
  std::uint64_t key = 1;
  for (const char c : digits) {
    const int value = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                             : -1;
    if (value < 0) {
      return std::nullopt;
    }
    key = key << 4U | static_cast<std::uint64_t>(value);
  }
  return key;
}

/// Printable, and short enough for a table; cut between characters.
std::string tidy(std::string name) {
  std::erase_if(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  std::size_t size = std::min(name.size(), kLongestVendor);
  while (size < name.size() && size > 0 &&
         (static_cast<unsigned char>(name[size]) & 0xC0U) == 0x80U) {
    --size;
  }
  name.resize(size);
  while (!name.empty() && name.back() == ' ') {
    name.pop_back();
  }
  return name;
}

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content;
  if (file) {
    content.assign(std::istreambuf_iterator<char>(file), {});
    content.resize(std::min(content.size(), kLargestFile));
  }
  return content;
}

}  // namespace

CardVendors CardVendors::in(const std::string& folder) {
  CardVendors vendors;
  for (const char* name : {"oui.csv", "mam.csv", "oui36.csv"}) {
    vendors.add(content_of(folder + "/" + name));
  }
  return vendors;
}

CardVendors CardVendors::installed() {
  CardVendors vendors = in("/usr/share/ieee-data");
  return vendors.empty() ? in("/var/lib/ieee-data") : vendors;
}

void CardVendors::add(std::string_view csv) {
  while (!csv.empty()) {
    const auto end = csv.find('\n');
    std::string_view line = csv.substr(0, end);
    csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
    const std::string registry = next_field(line);
    const auto key = key_of(next_field(line));
    std::string name = tidy(next_field(line));
    // IEEE keeps blocks that it hands out in smaller parts in its own name.
    if (registry.starts_with("MA-") && key && !name.empty() && name != "Private" &&
        name != "IEEE Registration Authority") {
      names_.try_emplace(*key, std::move(name));
    }
  }
}

std::string_view CardVendors::of(const MacAddress& mac) const {
  constexpr std::uint8_t kLocal = 2;
  constexpr std::array<std::uint8_t, 3> kIana = {0x00, 0x00, 0x5E};
  if (mac.is_group() || (mac.bytes[0] & kLocal) != 0 || mac.is_zero() || mac.is_shared_router() ||
      std::equal(kIana.begin(), kIana.end(), mac.bytes.begin())) {
    return {};
  }
  std::uint64_t all = 0;
  for (const std::uint8_t byte : mac.bytes) {
    all = all << 8U | byte;
  }
  for (const unsigned digits : {9U, 7U, 6U}) {
    const std::uint64_t key = std::uint64_t{1} << (4U * digits) | all >> (48U - 4U * digits);
    if (const auto found = names_.find(key); found != names_.end()) {
      return found->second;
    }
  }
  return {};
}

std::string CardVendors::of(std::span<const MacAddress> macs) const {
  std::set<std::string_view> vendors;
  for (const MacAddress& mac : macs) {
    if (const std::string_view vendor = of(mac); !vendor.empty()) {
      vendors.insert(vendor);
    }
  }
  std::string text;
  for (const std::string_view vendor : vendors) {
    text += (text.empty() ? "" : ", ") + std::string(vendor);
  }
  return text;
}

}  // namespace hamon
