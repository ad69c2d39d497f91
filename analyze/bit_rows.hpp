#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hamon {

/// A table of bits, row by row; a column is bit `column % 64` of word `column / 64`.
class BitRows {
 public:
  using Word = std::uint64_t;
  static constexpr std::size_t kBits = 64;

  BitRows() = default;
  BitRows(std::size_t rows, std::size_t words) : words_(words), bits_(rows * words) {}

  [[nodiscard]] std::size_t words() const { return words_; }
  [[nodiscard]] Word* row(std::size_t row) { return bits_.data() + row * words_; }
  [[nodiscard]] std::span<const Word> operator[](std::size_t row) const {
    return {bits_.data() + row * words_, words_};
  }
  void set(std::size_t row, std::size_t column) {
    bits_[row * words_ + column / kBits] |= Word{1} << column % kBits;
  }
  /// Adds the bits of `from`, which has as many words.
  void join(std::size_t row, std::span<const Word> from) {
    Word* to = this->row(row);
    for (std::size_t w = 0; w < words_; ++w) {
      to[w] |= from[w];
    }
  }

 private:
  std::size_t words_ = 0;
  std::vector<Word> bits_;
};

[[nodiscard]] std::uint32_t bits_in(std::span<const BitRows::Word> row);

/// How many of the rows added have each column set. Eight binary digits of 64 counters stand in
/// eight words, so that a row costs eight steps a word and not one a bit.
class ColumnCounter {
 public:
  explicit ColumnCounter(std::size_t words);

  void add(std::span<const BitRows::Word> row);
  /// The same row so many times.
  void add(std::span<const BitRows::Word> row, std::uint32_t times);
  /// One number a column.
  [[nodiscard]] const std::vector<std::uint32_t>& counts();

 private:
  static constexpr std::size_t kDigits = 8;
  void flush();

  std::size_t words_;
  std::uint32_t pending_ = 0;          // rows in `digits_`
  std::vector<BitRows::Word> digits_;  // digit by digit
  std::vector<BitRows::Word> carried_;
  std::vector<std::uint32_t> counts_;
};

}  // namespace hamon
