#include "cli/commands.hpp"
#include "cli/sources.hpp"
#include "render/flow_writer.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

namespace hamon {
namespace {

/// Keeps every record of several sources.
class RecordCollector : public FlowSink {
 public:
  explicit RecordCollector(bool keep) : keep_(keep) {}
  void flow(FlowRecord&& record) override {
    if (keep_) {
      record.source = source;
      records.push_back(std::move(record));
    }
  }
  void binding(Binding&&) override {}

  std::vector<FlowRecord> records;
  std::uint32_t source = 0;

 private:
  bool keep_;
};

}  // namespace

int run_flows(Session& session, const Invocation& invocation) {
  const FlowFormat format = parse_flow_format(invocation.flows.format).value_or(FlowFormat::Jsonl);
  auto inputs = open_inputs(session, invocation.flows, nullptr, false);
  if (!inputs) {
    return session.trouble(inputs.error());
  }
  inputs->read.assume_utc = true;  // nothing is kept that a wrong zone would spoil
  RecordCollector collector(format != FlowFormat::None);
  RunStatus status;
  std::vector<std::string> names;
  for (const std::string& path : inputs->paths) {
    const auto source = open_source(session, path, *inputs, status);
    if (source == nullptr) {
      continue;
    }
    collector.source = static_cast<std::uint32_t>(names.size());
    names.push_back(path);
    status.add(session, source->read(collector, session));
  }
  std::sort(collector.records.begin(), collector.records.end(), record_before);
  FlowWriter writer(format, session.out());
  for (const FlowRecord& record : collector.records) {
    writer.write(record, names[record.source]);
  }
  writer.finish();
  session.end_progress();
  return status.exit_status();
}

}  // namespace hamon
