#include "capture/decompression.hpp"

#include "capture/peeked_stream.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <bzlib.h>
#define ZLIB_CONST  // zlib.h: input is const
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

namespace hamon {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;

Message damaged_hint() {
  return message("what precedes it was read; fetch the file again if the original is whole");
}

/// The stored bytes as a decoder takes them: a window that is filled block by block, and the offset
/// in the file at which it stands.
class StoredBytes {
 public:
  explicit StoredBytes(std::unique_ptr<ByteStream> stream) : stream_(std::move(stream)) {}

  /// Reads the next block when the window is used up; false at the end.
  [[nodiscard]] Result<bool> fill() {
    if (!window_.empty()) {
      return true;
    }
    auto block = stream_->next();
    if (!block) {
      return tl::unexpected(std::move(block).error());
    }
    window_ = *block;
    return !window_.empty();
  }
  [[nodiscard]] std::span<const std::byte> window() const { return window_; }
  void consume(std::size_t count) {
    window_ = window_.subspan(count);
    offset_ += count;
  }
  [[nodiscard]] std::uint64_t offset() const { return offset_; }
  [[nodiscard]] ByteStream& stream() { return *stream_; }
  [[nodiscard]] const ByteStream& stream() const { return *stream_; }

 private:
  std::unique_ptr<ByteStream> stream_;
  std::span<const std::byte> window_;
  std::uint64_t offset_ = 0;
};

/// Undoes one kind of compression, a step at a time.
class Decoder {
 public:
  virtual ~Decoder() = default;

  struct Step {
    std::size_t consumed = 0;
    std::size_t produced = 0;
    bool failed = false;  ///< after what was produced
  };
  [[nodiscard]] virtual Step decode(std::span<const std::byte> in, std::span<std::byte> out) = 0;
  /// Whether the file may end here.
  [[nodiscard]] virtual bool at_boundary() const = 0;
  [[nodiscard]] virtual Message what_failed() const = 0;
  [[nodiscard]] virtual Message hint() const { return damaged_hint(); }
};

class GzipDecoder : public Decoder {
 public:
  GzipDecoder() { HAMON_ASSERT(inflateInit2(&state_, 15 + 16) == Z_OK); }
  ~GzipDecoder() override { inflateEnd(&state_); }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;

  Step decode(std::span<const std::byte> in, std::span<std::byte> out) override {
    std::size_t skipped = 0;
    if (between_members_ && members_ > 0) {
      // Tapes and some writers pad the last member with zero bytes.
      while (skipped < in.size() && in[skipped] == std::byte{0}) {
        ++skipped;
      }
      if (skipped == in.size()) {
        return {skipped, 0, false};
      }
    }
    between_members_ = false;
    state_.next_in = reinterpret_cast<const Bytef*>(in.data() + skipped);
    state_.avail_in = static_cast<uInt>(in.size() - skipped);
    state_.next_out = reinterpret_cast<Bytef*>(out.data());
    state_.avail_out = static_cast<uInt>(out.size());
    const int status = inflate(&state_, Z_NO_FLUSH);
    Step step{in.size() - state_.avail_in, out.size() - state_.avail_out, false};
    if (status == Z_STREAM_END) {
      ++members_;
      between_members_ = true;
      inflateReset(&state_);
    } else {
      step.failed = status != Z_OK && status != Z_BUF_ERROR;
    }
    return step;
  }
  bool at_boundary() const override { return between_members_; }
  Message what_failed() const override { return message("the gzip data is damaged"); }

 private:
  z_stream state_{};
  std::uint64_t members_ = 0;
  bool between_members_ = false;
};

class ZstdDecoder : public Decoder {
 public:
  Step decode(std::span<const std::byte> in, std::span<std::byte> out) override {
    // Where a call fails the library does not say what the same call gave before, so a block and
    // the header of the next one come in calls of their own.
    in = in.first(std::min(in.size(), wanted_));
    ZSTD_inBuffer input{in.data(), in.size(), 0};
    ZSTD_outBuffer output{out.data(), out.size(), 0};
    const std::size_t status = ZSTD_decompressStream(state_.get(), &output, &input);
    if (ZSTD_isError(status) != 0) {
      window_too_large_ = ZSTD_getErrorCode(status) == ZSTD_error_frameParameter_windowTooLarge;
      return {input.pos, output.pos, true};
    }
    if (input.pos > 0 || output.pos > 0) {
      between_frames_ = status == 0;
    }
    wanted_ = status > kBlockHeader ? status - kBlockHeader : std::max<std::size_t>(status, 1);
    return {input.pos, output.pos, false};
  }
  bool at_boundary() const override { return between_frames_; }
  Message what_failed() const override {
    return window_too_large_
               ? message("the Zstandard data asks for more than 128 MiB of memory to be read")
               : message("the Zstandard data is damaged");
  }
  Message hint() const override {
    return window_too_large_ ? message("compress it again without --long") : damaged_hint();
  }

 private:
  struct Deleter {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  std::unique_ptr<ZSTD_DStream, Deleter> state_{ZSTD_createDStream()};
  static constexpr std::size_t kBlockHeader = 3;  // bytes: RFC 8878, 3.1.1.2

  std::size_t wanted_ = 1;  // bytes that the next call gets
  bool between_frames_ = false;
  bool window_too_large_ = false;
};

/// Streams one after the other, as `bzip2` and `pbzip2` write them.
class Bzip2Decoder : public Decoder {
 public:
  Bzip2Decoder() { begin(); }
  ~Bzip2Decoder() override { BZ2_bzDecompressEnd(&state_); }
  Bzip2Decoder(const Bzip2Decoder&) = delete;
  Bzip2Decoder& operator=(const Bzip2Decoder&) = delete;

  Step decode(std::span<const std::byte> in, std::span<std::byte> out) override {
    if (!in.empty()) {
      between_streams_ = false;
    }
    // The library takes its input by a pointer to non-const and leaves it alone.
    state_.next_in = reinterpret_cast<char*>(const_cast<std::byte*>(in.data()));
    state_.avail_in = static_cast<unsigned>(in.size());
    state_.next_out = reinterpret_cast<char*>(out.data());
    state_.avail_out = static_cast<unsigned>(out.size());
    const int status = BZ2_bzDecompress(&state_);
    const Step step{in.size() - state_.avail_in, out.size() - state_.avail_out,
                    status != BZ_OK && status != BZ_STREAM_END};
    if (status == BZ_STREAM_END) {
      between_streams_ = true;
      BZ2_bzDecompressEnd(&state_);
      begin();
    }
    return step;
  }
  bool at_boundary() const override { return between_streams_; }
  Message what_failed() const override { return message("the bzip2 data is damaged"); }

 private:
  void begin() {
    state_ = {};
    HAMON_ASSERT(BZ2_bzDecompressInit(&state_, 0, 0) == BZ_OK);
  }

  bz_stream state_{};
  bool between_streams_ = false;
};

class DecompressedStream : public ByteStream {
 public:
  DecompressedStream(StoredBytes stored, std::unique_ptr<Decoder> decoder, std::string name)
      : stored_(std::move(stored)),
        decoder_(std::move(decoder)),
        name_(std::move(name)),
        out_(kBlock) {}

  Result<std::span<const std::byte>> next() override {
    std::size_t produced = 0;
    while (!ended_ && produced < out_.size()) {
      // A decoder whose output was cut short by a full block may hold more than it was given.
      const auto more = pending_ ? Result<bool>(true) : stored_.fill();
      if (!more) {
        end_with(more.error());
      } else if (!*more) {
        finish();
      } else {
        produced += decode(std::span(out_).subspan(produced));
      }
    }
    if (produced == 0 && error_) {
      auto error = std::move(*error_);
      error_.reset();
      return tl::unexpected(std::move(error));
    }
    return std::span<const std::byte>(out_).first(produced);
  }

  std::uint64_t bytes_read() const override { return stored_.stream().bytes_read(); }
  std::uint64_t bytes_total() const override { return stored_.stream().bytes_total(); }
  std::string sha256() override { return stored_.stream().sha256(); }

 private:
  std::size_t decode(std::span<std::byte> out) {
    const bool had_input = !stored_.window().empty();
    const auto step = decoder_->decode(stored_.window(), out);
    stored_.consume(step.consumed);
    pending_ = step.produced == out.size();
    if (step.failed || (had_input && step.consumed == 0 && step.produced == 0)) {
      end_with(Error{Severity::Error, decoder_->what_failed(), name_, Place::byte(stored_.offset()),
                     decoder_->hint()});
    }
    return step.produced;
  }

  void finish() {
    ended_ = true;
    if (!decoder_->at_boundary()) {
      end_with(Error{Severity::Error, message("the compressed file ends before its data does"),
                     name_, Place::byte(stored_.offset()), damaged_hint()});
    }
  }

  /// What was decoded before goes out first; the error follows with the next call.
  void end_with(Error error) {
    ended_ = true;
    error_ = std::move(error);
  }

  StoredBytes stored_;
  std::unique_ptr<Decoder> decoder_;
  std::string name_;
  std::vector<std::byte> out_;
  std::optional<Error> error_;
  bool pending_ = false;
  bool ended_ = false;
};

enum class Compression { None, Gzip, Zstd, Bzip2 };

Compression recognise(std::span<const std::byte> head) {
  const auto byte = [head](std::size_t i) { return std::to_integer<unsigned>(head[i]); };
  if (head.size() >= 3 && byte(0) == 0x1F && byte(1) == 0x8B && byte(2) == 8) {
    return Compression::Gzip;
  }
  if (head.size() < 4) {
    return Compression::None;
  }
  const unsigned magic = byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24;
  // `BZh` and the size of its blocks in 100 kB.
  if (byte(0) == 'B' && byte(1) == 'Z' && byte(2) == 'h' && byte(3) >= '1' && byte(3) <= '9') {
    return Compression::Bzip2;
  }
  // RFC 8878, 3.1.1 and 3.1.2: a frame, or a skippable frame before it.
  const bool zstd = magic == 0xFD2FB528U || (magic & 0xFFFFFFF0U) == 0x184D2A50U;
  return zstd ? Compression::Zstd : Compression::None;
}

}  // namespace

std::unique_ptr<ByteStream> decompressed(std::unique_ptr<ByteStream> stored, std::string name) {
  auto peeked = std::make_unique<PeekedStream>(std::move(stored));
  switch (recognise(peeked->head(4))) {
    case Compression::Gzip:
      return std::make_unique<DecompressedStream>(StoredBytes(std::move(peeked)),
                                                  std::make_unique<GzipDecoder>(), std::move(name));
    case Compression::Zstd:
      return std::make_unique<DecompressedStream>(StoredBytes(std::move(peeked)),
                                                  std::make_unique<ZstdDecoder>(), std::move(name));
    case Compression::Bzip2:
      return std::make_unique<DecompressedStream>(
          StoredBytes(std::move(peeked)), std::make_unique<Bzip2Decoder>(), std::move(name));
    case Compression::None:
      break;
  }
  return peeked;
}

}  // namespace hamon
