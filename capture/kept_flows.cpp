#include "capture/kept_flows.hpp"

#include <algorithm>
#include <utility>

namespace hamon {

KeptFlows::Kept* KeptFlows::find(const std::string& key) {
  const auto found = kept_.find(key);
  return found == kept_.end() ? nullptr : &found->second;
}

KeptFlows::Kept& KeptFlows::keep(const std::string& key, Kept&& kept, LineOutput& output) {
  if (const auto before = kept_.find(key); before != kept_.end()) {
    left_open_ += before->second.table == 0 ? 1U : 0U;
    output.record(std::move(before->second.record));
    kept_.erase(before);
  }
  if (kept_.size() >= kMost) {
    give_all(output);
  }
  return kept_.emplace(key, std::move(kept)).first->second;
}

FlowRecord KeptFlows::take(const std::string& key) {
  const auto found = kept_.find(key);
  FlowRecord record = std::move(found->second.record);
  kept_.erase(found);
  return record;
}

void KeptFlows::give(std::vector<FlowRecord>&& records, LineOutput& output) {
  std::ranges::sort(records, record_before);
  for (FlowRecord& record : records) {
    output.record(std::move(record));
  }
}

void KeptFlows::give_older(std::uint64_t table, LineOutput& output) {
  std::vector<FlowRecord> records;
  std::erase_if(kept_, [&](auto& entry) {
    const bool old = entry.second.table != 0 && entry.second.table < table;
    if (old) {
      records.push_back(std::move(entry.second.record));
    }
    return old;
  });
  give(std::move(records), output);
}

void KeptFlows::give_all(LineOutput& output) {
  std::vector<FlowRecord> records;
  records.reserve(kept_.size());
  for (auto& [key, kept] : kept_) {
    left_open_ += kept.table == 0 ? 1U : 0U;
    records.push_back(std::move(kept.record));
  }
  kept_.clear();
  give(std::move(records), output);
}

std::string directed_ends(const FlowRecord& record) {
  return record.initiator.text() + ' ' + std::to_string(record.initiator_port) + ' ' +
         record.responder.text() + ' ' + std::to_string(record.responder_port) + ' ' +
         std::to_string(record.protocol);
}

void continue_record(FlowRecord& record, const FlowRecord& later) {
  record.end = std::max(record.end, later.end);
  record.state = std::max(record.state, later.state);
  record.packets_out = std::max(record.packets_out, later.packets_out);
  record.bytes_out = std::max(record.bytes_out, later.bytes_out);
  record.packets_in = std::max(record.packets_in, later.packets_in);
  record.bytes_in = std::max(record.bytes_in, later.bytes_in);
  record.first = std::min(record.first, later.first);
  record.last = std::max(record.last, later.last);
  if (!record.translation) {
    record.translation = later.translation;
  }
}

}  // namespace hamon
