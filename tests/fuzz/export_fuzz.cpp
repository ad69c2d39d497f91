#include "capture/export_decoder.hpp"

#include <algorithm>
#include <cstdint>

#include "tests/fuzz/checking_sink.hpp"

/// A run of datagrams of one exporter, each after its length in two bytes; templates of one hold
/// for the next. Little room, so that every limit is met.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  hamon::ExportLimits limits;
  limits.domains = 8;
  limits.templates = 16;
  limits.fields = 256;
  limits.waiting_bytes = 2048;
  limits.names = 16;
  hamon::fuzz::CheckingSink sink;
  hamon::ExportDecoder decoder(sink, limits);
  hamon::ByteReader reader(hamon::Bytes{data, size});
  std::uint64_t number = 0;
  while (reader.left() > 0) {
    const std::size_t length = reader.u16();
    const hamon::Bytes payload = reader.bytes(std::min(length, reader.left()));
    const auto exporter = hamon::IpAddress::v4(0xCB007101);
    static_cast<void>(hamon::ExportDecoder::recognises(payload, 50000));
    decoder.datagram(payload, exporter, hamon::Timestamp::from_seconds(1'780'966'800), ++number);
  }
  decoder.finish();
  const hamon::ExportNotes& notes = decoder.notes();
  HAMON_ASSERT(notes.used == sink.flows.size());
  HAMON_ASSERT(notes.datagrams == number);
  HAMON_ASSERT(sink.flows.size() <= size);
  return 0;
}
