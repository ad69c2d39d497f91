#include "base/flow_record.hpp"
#include "capture/header_cut.hpp"
#include "capture/link_layer.hpp"
#include "capture/mirror_check.hpp"
#include "capture/packet_decoder.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>

/// The first two bytes choose the link type, the rest is a frame; it is decoded twice, since
/// fragments are remembered. What a ring file would keep of it holds no payload.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) {
    return 0;
  }
  hamon::CaptureFrame frame;
  frame.link_type = hamon::load_u16(data);
  frame.captured = {data + 2, size - 2};
  frame.wire_bytes = static_cast<std::uint32_t>(size - 2);
  const std::size_t headers = hamon::header_bytes(frame);
  hamon::PacketDecoder decoder;
  hamon::MirrorCheck mirror;
  for (int i = 0; i < 2; ++i) {
    mirror.add(frame);
    std::array<hamon::PacketSummary, hamon::PacketDecoder::kMostLayers> layers;
    const std::size_t n = decoder.decode(frame, 1, layers);
    for (std::size_t layer = 0; layer < n; ++layer) {
      if (layers[layer].payload.size() > frame.captured.size()) {
        std::abort();
      }
    }
    const hamon::Bytes payload = layers[0].payload;  // of SCTP it begins with the header
    const bool known = layers[0].kind == hamon::PacketKind::Flow && !payload.empty() &&
                       layers[0].key.protocol != hamon::protocol::kSctp;
    if (headers > frame.captured.size() ||
        (known && frame.captured.data() + headers > payload.data())) {
      std::abort();
    }
  }
  static_cast<void>(mirror.report(frame.time));
  return 0;
}
