#include "cli/observations.hpp"

namespace hamon {
namespace {

/// Keeps what several sources give, as a case would.
class ObservationCollector : public FlowSink {
 public:
  explicit ObservationCollector(TrafficNames* names) : names_(names) {}

  void flow(FlowRecord&& record) override {
    if (names_ != nullptr) {
      names_->add(record);
    }
    record.source = source_;
    observations_.records.push_back(std::move(record));
  }
  void binding(Binding&& binding) override {
    if (names_ != nullptr) {
      names_->add(binding);
    }
    binding.source = source_;
    observations_.bindings.push_back(std::move(binding));
  }
  void finish_source(SourceReport report) {
    observations_.sources.push_back(std::move(report));
    ++source_;
  }
  [[nodiscard]] Observations take() { return std::move(observations_); }

 private:
  TrafficNames* names_;
  Observations observations_;
  std::uint32_t source_ = 0;
};

}  // namespace

Observations observe(Session& session, const OpenInputs& inputs, RunStatus& status,
                     TrafficNames* names) {
  ObservationCollector collector(names);
  for (const std::string& path : inputs.paths) {
    const auto source = open_source(session, path, inputs, status);
    if (source == nullptr) {
      continue;
    }
    SourceReport report = source->read(collector, session);
    status.add(session, report);
    collector.finish_source(std::move(report));
  }
  session.end_progress();
  return collector.take();
}

}  // namespace hamon
