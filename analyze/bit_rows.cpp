#include "analyze/bit_rows.hpp"

#include <algorithm>
#include <bit>

namespace hamon {

std::uint32_t bits_in(std::span<const BitRows::Word> row) {
  // Without the processor's own instruction, which not every x86-64 has, `std::popcount` is a call.
  BitRows::Word count = 0;
  for (BitRows::Word word : row) {
    word -= word >> 1U & 0x5555555555555555U;
    word = (word & 0x3333333333333333U) + (word >> 2U & 0x3333333333333333U);
    word = (word + (word >> 4U)) & 0x0f0f0f0f0f0f0f0fU;
    count += word * 0x0101010101010101U >> 56U;
  }
  return static_cast<std::uint32_t>(count);
}

ColumnCounter::ColumnCounter(std::size_t words)
    : words_(words), digits_(kDigits * words), carried_(words), counts_(words * BitRows::kBits) {}

void ColumnCounter::add(std::span<const BitRows::Word> row) {
  std::copy(row.begin(), row.end(), carried_.begin());
  BitRows::Word* carried = carried_.data();
  // A digit changes only where the rows so far could have filled all below it.
  for (std::size_t digit = 0; digit < kDigits && pending_ + 1 >= 1U << digit; ++digit) {
    BitRows::Word* sum = digits_.data() + digit * words_;
    for (std::size_t w = 0; w < words_; ++w) {
      const BitRows::Word both = sum[w] & carried[w];
      sum[w] ^= carried[w];
      carried[w] = both;
    }
  }
  if (++pending_ == (1U << kDigits) - 1) {
    flush();
  }
}

void ColumnCounter::add(std::span<const BitRows::Word> row, std::uint32_t times) {
  constexpr std::uint32_t kFew = 8;
  if (times <= kFew) {
    for (std::uint32_t i = 0; i < times; ++i) {
      add(row);
    }
    return;
  }
  for (std::size_t w = 0; w < words_; ++w) {
    for (BitRows::Word left = row[w]; left != 0; left &= left - 1) {
      counts_[w * BitRows::kBits + static_cast<std::size_t>(std::countr_zero(left))] += times;
    }
  }
}

void ColumnCounter::flush() {
  for (std::size_t digit = 0; digit < kDigits; ++digit) {
    for (std::size_t w = 0; w < words_; ++w) {
      BitRows::Word& word = digits_[digit * words_ + w];
      for (; word != 0; word &= word - 1) {
        counts_[w * BitRows::kBits + static_cast<std::size_t>(std::countr_zero(word))] += 1U
                                                                                          << digit;
      }
    }
  }
  pending_ = 0;
}

const std::vector<std::uint32_t>& ColumnCounter::counts() {
  flush();
  return counts_;
}

}  // namespace hamon
