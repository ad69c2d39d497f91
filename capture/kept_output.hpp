#pragma once

#include "base/flow_record.hpp"

#include <utility>
#include <vector>

namespace hamon {

/// Keeps what a source gives, in its order, until it is taken out.
struct KeptOutput : public FlowSink {
  void flow(FlowRecord&& record) override { records.push_back(std::move(record)); }
  void binding(Binding&& binding) override { bindings.push_back(std::move(binding)); }

  std::vector<FlowRecord> records;
  std::vector<Binding> bindings;
};

}  // namespace hamon
