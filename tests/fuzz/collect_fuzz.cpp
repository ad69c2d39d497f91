#include "capture/datagram_intake.hpp"

#include <algorithm>
#include <cstdint>

#include "tests/fuzz/checking_sink.hpp"

/// Datagrams of several senders at one port, each after a byte for its sender and two for its
/// length; the first byte of all says whether they are exports or syslog.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  hamon::fuzz::CheckingSink sink;
  hamon::ByteReader reader(hamon::Bytes{data, size});
  const auto intake = reader.u8() == 'e' ? hamon::make_export_intake(sink)
                                         : hamon::make_syslog_intake(sink, nullptr);
  hamon::Timestamp now = hamon::Timestamp::from_seconds(1'780'966'800);
  std::uint64_t number = 0;
  hamon::SourceReport report;
  while (reader.left() > 0) {
    const auto sender = hamon::IpAddress::v4(0xCB007100U + reader.u8());
    const std::size_t length = reader.u16();
    const hamon::Bytes payload = reader.bytes(std::min(length, reader.left()));
    now = now + hamon::Duration::milliseconds(100);
    intake->datagram({payload, sender, now}, ++number);
    hamon::fuzz::CheckingSink open;
    intake->report_open(open);
    intake->describe(report);
    report.format_note.clear();
  }
  intake->finish();
  hamon::CollectingSink told;
  intake->explain("x", told);
  HAMON_ASSERT(sink.flows.size() <= size);
  return 0;
}
