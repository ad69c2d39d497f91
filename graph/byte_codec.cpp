#include "graph/byte_codec.hpp"

#include "base/result.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <span>

#include <zstd.h>

namespace hamon {

void CodecWriter::number(std::uint64_t value) {
  while (value >= 0x80) {
    byte(static_cast<std::uint8_t>(value | 0x80U));
    value >>= 7U;
  }
  byte(static_cast<std::uint8_t>(value));
}

void CodecWriter::signed_number(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  number((bits << 1U) ^ (value < 0 ? ~std::uint64_t{0} : 0U));
}

void CodecWriter::text(std::string_view value) {
  number(value.size());
  bytes_.append(value);
}

void CodecWriter::address(const IpAddress& value) {
  byte(value.is_v4() ? 4 : 6);
  for (const std::uint8_t b : value.bytes()) {
    byte(b);
  }
}

void CodecWriter::mac(const MacAddress& value) {
  for (const std::uint8_t b : value.bytes) {
    byte(b);
  }
}

void CodecReader::fail() {
  ok_ = false;
  rest_ = {};
}

std::string_view CodecReader::take(std::size_t size) {
  if (size > rest_.size()) {
    fail();
    return {};
  }
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

std::uint8_t CodecReader::byte() {
  const std::string_view one = take(1);
  return one.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(one.front());
}

std::uint64_t CodecReader::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const std::uint8_t b = byte();
    const std::uint64_t bits = b & 0x7FU;
    if (shift == 63 && bits > 1) {
      break;
    }
    value |= bits << shift;
    if ((b & 0x80U) == 0) {
      return ok_ ? value : 0;
    }
  }
  fail();
  return 0;
}

std::uint64_t CodecReader::number_up_to(std::uint64_t limit) {
  const std::uint64_t value = number();
  if (value > limit) {
    fail();
    return 0;
  }
  return value;
}

std::size_t CodecReader::count(std::size_t bytes_each) {
  const std::uint64_t things = number();
  if (things > left() / bytes_each) {
    fail();
    return 0;
  }
  return static_cast<std::size_t>(things);
}

std::int64_t CodecReader::signed_number() {
  const std::uint64_t bits = number();
  return static_cast<std::int64_t>((bits >> 1U) ^ ((bits & 1U) != 0 ? ~std::uint64_t{0} : 0U));
}

std::string CodecReader::text() {
  return std::string(take(count()));
}

IpAddress CodecReader::address() {
  const std::uint8_t family = byte();
  if (family != 4 && family != 6) {
    fail();
    return {};
  }
  std::array<std::byte, 16> bytes{};
  const std::string_view taken = take(family == 4 ? 4 : 16);
  std::transform(taken.begin(), taken.end(), bytes.begin(),
                 [](char c) { return static_cast<std::byte>(c); });
  return family == 4 ? IpAddress::v4(std::span<const std::byte, 4>(bytes.data(), 4))
                     : IpAddress::v6(bytes);
}

MacAddress CodecReader::mac() {
  MacAddress mac;
  for (std::uint8_t& b : mac.bytes) {
    b = byte();
  }
  return mac;
}

namespace {

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

}  // namespace

std::string compress(std::string_view bytes, int level) {
  const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  HAMON_ASSERT(context != nullptr);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string frame(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress2(context.get(), frame.data(), frame.size(), bytes.data(), bytes.size());
  HAMON_ASSERT(ZSTD_isError(size) == 0);
  frame.resize(size);
  return frame;
}

std::optional<std::string> decompress(std::string_view frame, std::size_t limit) {
  const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > limit) {
    return std::nullopt;
  }
  std::string bytes(static_cast<std::size_t>(size), '\0');
  const std::size_t written =
      ZSTD_decompress(bytes.data(), bytes.size(), frame.data(), frame.size());
  if (ZSTD_isError(written) != 0 || written != bytes.size()) {
    return std::nullopt;
  }
  return bytes;
}

}  // namespace hamon
