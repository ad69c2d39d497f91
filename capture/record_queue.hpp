#pragma once

#include "base/flow_record.hpp"

#include <utility>
#include <vector>

namespace hamon {

/// Keeps records until they are asked for, in their order. Bindings are not kept.
class RecordQueue : public FlowSink {
 public:
  void flow(FlowRecord&& record) override { records_.push_back(std::move(record)); }
  void binding(Binding&& /*binding*/) override {}

  void hand_over(FlowSink& sink) {
    for (FlowRecord& record : records_) {
      sink.flow(std::move(record));
    }
    records_.clear();
  }

 private:
  std::vector<FlowRecord> records_;
};

}  // namespace hamon
