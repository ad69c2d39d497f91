#include "capture/live_pipeline.hpp"

#include "unit/capture/made_capture.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

struct Kept : FlowSink {
  void flow(FlowRecord&& record) override { records.push_back(std::move(record)); }
  void binding(Binding&& binding) override { bindings.push_back(std::move(binding)); }
  std::vector<FlowRecord> records;
  std::vector<Binding> bindings;
};

void feed(LivePipeline& pipeline, const made::Data& bytes, std::int64_t second) {
  CaptureFrame frame;
  frame.captured = Bytes(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  frame.wire_bytes = static_cast<std::uint32_t>(bytes.size());
  frame.link_type = 1;
  frame.time = Timestamp::from_seconds(second);
  pipeline.add({&frame, 1});
}

made::Data datagram(const char* from, const char* to) {
  return made::ethernet(0x0800, made::ipv4(from, to, 17, made::udp(5000, 5001, "x")));
}

TEST(LivePipeline, ReportsWhatIsOpenAndNothingEndsByIt) {
  Kept ended;
  LivePipeline pipeline(ended);
  feed(pipeline, datagram("192.0.2.1", "192.0.2.2"), 10);
  Kept first;
  pipeline.report_open(first);
  ASSERT_EQ(first.records.size(), 1U);
  EXPECT_EQ(first.records[0].packets_out, 1U);

  feed(pipeline, datagram("192.0.2.1", "192.0.2.2"), 11);
  Kept second;
  pipeline.report_open(second);
  ASSERT_EQ(second.records.size(), 1U);
  EXPECT_EQ(second.records[0].packets_out, 2U);
  EXPECT_TRUE(ended.records.empty());

  pipeline.finish();
  ASSERT_EQ(ended.records.size(), 1U);
  EXPECT_EQ(ended.records[0], second.records[0]);
}

TEST(LivePipeline, EndsWhatIsIdleThoughNoPacketComes) {
  Kept ended;
  LivePipeline pipeline(ended);
  feed(pipeline, datagram("192.0.2.1", "192.0.2.2"), 10);
  pipeline.expire(Timestamp::from_seconds(69));  // UDP: one minute
  EXPECT_TRUE(ended.records.empty());
  pipeline.expire(Timestamp::from_seconds(75));
  EXPECT_EQ(ended.records.size(), 1U);
  EXPECT_EQ(pipeline.open(), 0U);
}

}  // namespace
}  // namespace hamon
