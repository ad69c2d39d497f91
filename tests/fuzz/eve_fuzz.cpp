#include "capture/eve_row.hpp"
#include "capture/eve_source.hpp"

#include <cstdint>

#include "tests/fuzz/checking_sink.hpp"

namespace {

/// What was learned of lines before changes nothing.
void read_lines_both_ways(std::string_view text) {
  hamon::EveJsonReader learning;
  hamon::EveJsonReader parsing;
  for (; !text.empty(); text.remove_prefix(std::min(text.size(), text.find('\n')) + 1)) {
    const std::string_view line = text.substr(0, text.find('\n'));
    hamon::EveRow row;
    hamon::EveRow expected;
    const hamon::LineFate fate = learning.read(line, row);
    HAMON_ASSERT(fate == parsing.parse(line, expected));
    for (std::size_t i = 0; fate == hamon::LineFate::Used && i < hamon::kEveFields; ++i) {
      const auto field = static_cast<hamon::EveField>(i);
      HAMON_ASSERT(row[field] == expected[field]);
      HAMON_ASSERT((row[field].data() == nullptr) == (expected[field].data() == nullptr));
    }
    HAMON_ASSERT(fate != hamon::LineFate::Used || row.answers() == expected.answers());
    if (line.size() == text.size()) {
      return;
    }
  }
}

}  // namespace

/// A log of Suricata gives the same whole and in small blocks, and as much as it counts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  static_cast<void>(hamon::looks_like_eve(bytes));
  hamon::fuzz::read_twice(bytes, hamon::make_eve_source);
  read_lines_both_ways({reinterpret_cast<const char*>(data), size});
  return 0;
}
