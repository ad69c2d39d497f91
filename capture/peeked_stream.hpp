#pragma once

#include "capture/byte_stream.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace hamon {

/// A stream whose first bytes can be looked at before it is read.
class PeekedStream : public ByteStream {
 public:
  explicit PeekedStream(std::unique_ptr<ByteStream> stream) : stream_(std::move(stream)) {}

  /// The first bytes: at least `enough` of them unless the stream ends or fails before. A view
  /// until `next` is called. An error met here is what `next` returns when it comes to that place.
  [[nodiscard]] std::span<const std::byte> head(std::size_t enough);

  [[nodiscard]] Result<std::span<const std::byte>> next() override;
  [[nodiscard]] std::uint64_t bytes_read() const override { return stream_->bytes_read(); }
  [[nodiscard]] std::uint64_t bytes_total() const override { return stream_->bytes_total(); }
  [[nodiscard]] std::string sha256() override { return stream_->sha256(); }

 private:
  std::unique_ptr<ByteStream> stream_;
  std::span<const std::byte>
      head_;  // of the stream's first block or, where that is short, of `kept_`
  std::vector<std::byte> kept_;
  std::optional<Error> error_;
  bool looked_ = false;
  bool ended_ = false;
};

}  // namespace hamon
