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
  void join(std::size_t row, std::span<const Word> from);
  /// The same; `gained` gets those that were new, and may be `from` itself. Whether there were any.
  [[nodiscard]] bool gain(std::size_t row, std::span<const Word> from, std::span<Word> gained);

 private:
  std::size_t words_ = 0;
  std::vector<Word> bits_;
};

[[nodiscard]] std::uint32_t bits_in(std::span<const BitRows::Word> row);

/// How many of the rows added have each column set. The binary digits of 64 counters stand in one
/// word each, and of two rows and a digit the carry goes to the next digit as a row of its own: a
/// row costs about five steps a word, and not one a bit.
class ColumnCounter {
 public:
  explicit ColumnCounter(std::size_t words) : words_(words), counts_(words * BitRows::kBits) {}

  void add(std::span<const BitRows::Word> row);
  /// The same row so many times.
  void add(std::span<const BitRows::Word> row, std::uint32_t times);
  /// One number a column.
  [[nodiscard]] std::vector<std::uint32_t> counts() const;

 private:
  struct Digit {
    std::vector<BitRows::Word> sum, held;
    bool holds = false;  ///< a row that the next one is added with
  };

  std::size_t words_;
  std::vector<Digit> digits_;
  std::vector<std::uint32_t> counts_;  // of rows that came many times
};

}  // namespace hamon
