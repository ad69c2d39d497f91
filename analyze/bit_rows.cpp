#include "analyze/bit_rows.hpp"

#include <algorithm>
#include <bit>

namespace hamon {

void BitRows::join(std::size_t row, std::span<const Word> from) {
  Word* to = this->row(row);
  for (std::size_t w = 0; w < words_; ++w) {
    to[w] |= from[w];
  }
}

bool BitRows::gain(std::size_t row, std::span<const Word> from, std::span<Word> gained) {
  Word* to = this->row(row);
  Word any = 0;
  for (std::size_t w = 0; w < words_; ++w) {
    const Word bits = from[w] & ~to[w];
    any |= bits;
    to[w] |= bits;
    gained[w] = bits;
  }
  return any != 0;
}

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

void ColumnCounter::add(std::span<const BitRows::Word> row) {
  const BitRows::Word* more = row.data();
  for (std::size_t place = 0;; ++place) {
    if (place == digits_.size()) {
      digits_.push_back({std::vector<BitRows::Word>(words_), std::vector<BitRows::Word>(words_)});
    }
    Digit& digit = digits_[place];
    if (!digit.holds) {
      std::copy_n(more, words_, digit.held.data());
      digit.holds = true;
      return;
    }
    BitRows::Word* sum = digit.sum.data();
    BitRows::Word* held = digit.held.data();
    for (std::size_t w = 0; w < words_; ++w) {
      const BitRows::Word odd = held[w] ^ more[w];
      const BitRows::Word carry = (held[w] & more[w]) | (sum[w] & odd);
      sum[w] ^= odd;
      held[w] = carry;
    }
    digit.holds = false;
    more = held;
  }
}

void ColumnCounter::add(std::span<const BitRows::Word> row, std::uint32_t times) {
  constexpr std::uint32_t kFew = 32;
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

std::vector<std::uint32_t> ColumnCounter::counts() const {
  std::vector<std::uint32_t> counts = counts_;
  const auto add_bits = [&](const std::vector<BitRows::Word>& row, std::uint32_t value) {
    for (std::size_t w = 0; w < words_; ++w) {
      for (BitRows::Word left = row[w]; left != 0; left &= left - 1) {
        counts[w * BitRows::kBits + static_cast<std::size_t>(std::countr_zero(left))] += value;
      }
    }
  };
  for (std::size_t place = 0; place < digits_.size(); ++place) {
    const std::uint32_t value = std::uint32_t{1} << place;
    add_bits(digits_[place].sum, value);
    if (digits_[place].holds) {
      add_bits(digits_[place].held, value);
    }
  }
  return counts;
}

}  // namespace hamon
