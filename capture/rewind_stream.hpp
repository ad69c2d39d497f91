#pragma once

#include "capture/byte_stream.hpp"

#include <optional>
#include <vector>

namespace hamon {

/// A stream of which the beginning can be read twice: once to decide something, then again with all
/// that follows. Also where the file itself cannot be read twice (standard input).
class RewindStream : public ByteStream {
 public:
  /// `stream` must live as long as this. Before `rewind` at most `most` bytes are given (a whole
  /// block more), and kept.
  RewindStream(ByteStream& stream, std::size_t most) : stream_(stream), most_(most) {}

  /// From the beginning; afterwards nothing more is kept. To be called once.
  void rewind();

  [[nodiscard]] Result<std::span<const std::byte>> next() override;
  [[nodiscard]] std::uint64_t bytes_read() const override { return stream_.bytes_read(); }
  [[nodiscard]] std::uint64_t bytes_total() const override { return stream_.bytes_total(); }
  [[nodiscard]] std::string sha256() override { return stream_.sha256(); }

 private:
  ByteStream& stream_;
  std::size_t most_;
  std::size_t kept_bytes_ = 0;
  std::vector<std::vector<std::byte>> kept_;
  std::size_t given_ = 0;  // of kept_, after `rewind`
  std::optional<Error> error_;
  bool ended_ = false;
  bool rewound_ = false;
};

}  // namespace hamon
