#pragma once

#include "capture/byte_stream.hpp"
#include "capture/flow_source.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hamon {

/// The lines of a text file, whatever its blocks: ends LF or CRLF, a UTF-8 byte order mark is left
/// out, and a line longer than `kLongest` is passed over (memory stays bounded).
class LineReader {
 public:
  static constexpr std::size_t kLongest = std::size_t{1} << 20;  // bytes

  struct Line {
    std::string_view text;  ///< without its end; a view until the next call
    bool too_long = false;  ///< then `text` is empty
    bool ended = true;      ///< false for a last line without line end
  };

  /// Both outlive the reader.
  LineReader(ByteStream& stream, const ReadOptions& options) : stream_(stream), options_(options) {}

  /// Nothing at the end or at damage.
  [[nodiscard]] std::optional<Line> next();
  /// Of the line last given, from 1.
  [[nodiscard]] std::uint64_t number() const { return number_; }
  /// What made the stream unreadable, if anything did; to be asked at the end.
  [[nodiscard]] const std::optional<Error>& damage() const { return damage_; }

 private:
  [[nodiscard]] bool fill();
  void keep(std::string_view part);
  [[nodiscard]] Line finish(std::string_view text, bool ended);

  ByteStream& stream_;
  const ReadOptions& options_;
  std::string_view block_;  // what is left of it
  std::string kept_;        // the beginning of a line that goes on in the next block
  bool too_long_ = false;   // of that line
  bool ended_ = false;
  std::uint64_t number_ = 0;
  std::optional<Error> damage_;
};

}  // namespace hamon
