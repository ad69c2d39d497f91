#include "capture/live_pipeline.hpp"

#include <algorithm>

namespace hamon {

void LivePipeline::add(std::span<const CaptureFrame> frames) {
  pipeline_.add(frames);
  if (!copies_decided_ && pipeline_.copies().eligible >= CopyFilter::kDecideAfter) {
    copies_decided_ = true;
    pipeline_.set_leave_out_copies(pipeline_.copies().are_usual());
  }
}

void LivePipeline::fold(Binding&& binding) {
  std::size_t* known = nullptr;
  if (binding.kind == BindingKind::Arp) {
    const auto stay = stays_.try_emplace(binding.address, bindings_.size()).first;
    if (stay->second < bindings_.size() && bindings_[stay->second].mac != binding.mac) {
      stay->second = bindings_.size();  // it moved
    }
    known = &stay->second;
  } else {
    known =
        &facts_
             .try_emplace(Fact{binding.kind, binding.address, binding.mac.value_or(MacAddress{}),
                               binding.name, binding.client_id},
                          bindings_.size())
             .first->second;
  }
  if (*known == bindings_.size()) {
    bindings_.push_back(std::move(binding));
    return;
  }
  Binding& earlier = bindings_[*known];
  earlier.first = std::min(earlier.first, binding.first);
  earlier.last = std::max(earlier.last, binding.last);
  earlier.count += binding.count;
}

void LivePipeline::gather() {
  for (Binding& binding : pipeline_.take_bindings()) {
    fold(std::move(binding));
  }
}

void LivePipeline::report_bindings(FlowSink& sink) {
  gather();
  for (const Binding& binding : bindings_) {
    sink.binding(Binding(binding));
  }
}

void LivePipeline::take_bindings(FlowSink& sink) {
  gather();
  for (Binding& binding : bindings_) {
    sink.binding(std::move(binding));
  }
  bindings_.clear();
  facts_.clear();
  stays_.clear();
}

void LivePipeline::finish() {
  take_bindings(sink_);  // the pipeline would hand over only what it has gathered since
  pipeline_.finish();
}

}  // namespace hamon
