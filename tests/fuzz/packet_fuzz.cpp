#include "capture/link_layer.hpp"
#include "capture/packet_decoder.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>

/// The first two bytes choose the link type, the rest is a frame; it is decoded twice, since
/// fragments are remembered.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) {
    return 0;
  }
  hamon::CaptureFrame frame;
  frame.link_type = hamon::load_u16(data);
  frame.captured = {data + 2, size - 2};
  frame.wire_bytes = static_cast<std::uint32_t>(size - 2);
  hamon::PacketDecoder decoder;
  for (int i = 0; i < 2; ++i) {
    std::array<hamon::PacketSummary, hamon::PacketDecoder::kMostLayers> layers;
    const std::size_t n = decoder.decode(frame, 1, layers);
    for (std::size_t layer = 0; layer < n; ++layer) {
      if (layers[layer].payload.size() > frame.captured.size()) {
        std::abort();
      }
    }
  }
  return 0;
}
