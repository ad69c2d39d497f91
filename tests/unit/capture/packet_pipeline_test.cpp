#include "capture/packet_pipeline.hpp"

#include "unit/capture/made_capture.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;

/// Records and bindings in the order in which they come.
class Collected : public FlowSink {
 public:
  void flow(FlowRecord&& record) override { records.push_back(std::move(record)); }
  void binding(Binding&& binding) override { bindings.push_back(std::move(binding)); }
  std::vector<FlowRecord> records;
  std::vector<Binding> bindings;
};

/// Many conversations in both directions, some inside tunnels, errors, fragments and ARP.
std::vector<Data> traffic() {
  std::vector<Data> frames;
  for (unsigned i = 0; i < 90'000; ++i) {
    const std::string a = "10.0." + std::to_string(i % 7) + "." + std::to_string(i % 251);
    const std::string b = "10.9." + std::to_string(i % 3) + "." + std::to_string(i % 13);
    const unsigned port = 40'000 + i % 977;
    const Data there =
        ipv4(a.c_str(), b.c_str(), 6, tcp(port, 445, i % 5 == 0 ? kSyn : kAck, i), i % 65'536);
    const Data back = ipv4(b.c_str(), a.c_str(), 6, tcp(445, port, kAck, i), i % 65'536);
    switch (i % 11) {
      case 0:
        frames.push_back(ethernet(0x0800, ipv4(kA, kB, 4, there)));
        break;
      case 1:
        frames.push_back(ethernet(0x0800, ipv4(b.c_str(), a.c_str(), 1, icmp(3, 1) + there)));
        break;
      case 2:
        frames.push_back(ethernet(
            0x0800, ipv4(a.c_str(), b.c_str(), 17, udp(port, 53, "x"), i % 65'536, 0x2000)));
        break;
      case 3:
        frames.push_back(
            ethernet(0x0800, ipv4(a.c_str(), b.c_str(), 17, "rest", (i - 1) % 65'536, 0x0001)));
        break;
      default:
        frames.push_back(ethernet(0x0800, i % 2 == 0 ? there : back));
    }
  }
  return frames;
}

Collected run(const std::vector<Data>& frames, unsigned threads, std::size_t at_once) {
  Collected collected;
  PacketPipeline::Options options;
  options.threads = threads;
  PacketPipeline pipeline(collected, options);
  std::vector<CaptureFrame> some;
  std::vector<Data> bytes;
  for (std::size_t i = 0; i < frames.size();) {
    some.clear();
    bytes.assign(
        frames.begin() + static_cast<std::ptrdiff_t>(i),
        frames.begin() + static_cast<std::ptrdiff_t>(std::min(i + at_once, frames.size())));
    for (const Data& frame : bytes) {
      CaptureFrame f;
      f.captured = {reinterpret_cast<const std::uint8_t*>(frame.data()), frame.size()};
      f.wire_bytes = static_cast<std::uint32_t>(frame.size());
      f.link_type = 1;
      f.time = Timestamp::from_seconds(kBegin) +
               Duration::milliseconds(static_cast<std::int64_t>(10 * i++));
      some.push_back(f);
    }
    pipeline.add(some);
    for (Data& frame : bytes) {  // nothing is looked at after the call
      frame.assign(frame.size(), '\xEE');
    }
  }
  pipeline.finish();
  return collected;
}

TEST(PacketPipeline, GivesTheSameRecordsInTheSameOrderOnAnyNumberOfThreads) {
  const std::vector<Data> frames = traffic();
  const Collected one = run(frames, 1, 64);
  EXPECT_GT(one.records.size(), 1000U);
  for (const unsigned threads : {2U, 3U, 8U}) {
    const Collected several = run(frames, threads, 4096);
    EXPECT_EQ(several.records, one.records) << threads;
    EXPECT_EQ(several.bindings, one.bindings) << threads;
  }
  EXPECT_EQ(run(frames, 1, 1000).records, one.records);
}

TEST(PacketPipeline, CopiesOfOpenConversationsLeaveThemAsTheyAre) {
  const std::vector<Data> frames = traffic();
  Collected collected;
  PacketPipeline pipeline(collected, {});
  CaptureFrame f;
  f.captured = {reinterpret_cast<const std::uint8_t*>(frames[4].data()), frames[4].size()};
  f.wire_bytes = static_cast<std::uint32_t>(frames[4].size());
  f.link_type = 1;
  f.time = Timestamp::from_seconds(kBegin);
  pipeline.add({&f, 1});
  Collected open;
  pipeline.copy_open(open);
  EXPECT_EQ(open.records.size(), 1U);
  EXPECT_TRUE(collected.records.empty());
  pipeline.advance(f.time + Duration::minutes(10));
  EXPECT_EQ(collected.records, open.records);
}

}  // namespace
}  // namespace hamon
