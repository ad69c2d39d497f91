#include "capture/capture_file.hpp"

#include "capture/block_cursor.hpp"
#include "capture/byte_stream.hpp"
#include "capture/pcap_reader.hpp"
#include "capture/pcapng_reader.hpp"

#include <array>

namespace hamon {
namespace {

template <class Reader>
std::optional<Diagnostic> hand_out(Reader& reader,
                                   const std::function<void(const CaptureFrame&)>& take) {
  std::array<CaptureFrame, 64> frames;
  while (const std::size_t n = reader.read(frames)) {
    for (std::size_t i = 0; i < n; ++i) {
      take(frames[i]);
    }
  }
  return reader.notes().damage;
}

}  // namespace

Result<std::optional<Diagnostic>> for_each_frame(
    const std::string& path, const std::function<void(const CaptureFrame&)>& take) {
  const auto stream = open_byte_stream(path, false);
  if (!stream) {
    return tl::unexpected(stream.error());
  }
  BlockCursor cursor(**stream);
  const bool some = cursor.require(4);
  const Bytes first{cursor.data(), some ? 4U : 0U};
  if (PcapngReader::recognises(first)) {
    PcapngReader reader(cursor, path);
    return hand_out(reader, take);
  }
  if (PcapReader::recognises(first)) {
    PcapReader reader(cursor, path);
    return hand_out(reader, take);
  }
  return fail(message("this is no capture"), path, {},
              message("captures are pcap or pcapng files"));
}

}  // namespace hamon
