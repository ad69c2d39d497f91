#pragma once

#include "capture/text_log_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hamon {

/// The two ends of a record, in one order whoever opened it, and its protocol, as text.
[[nodiscard]] inline std::string ends_of(const FlowRecord& r) {
  std::string a = r.initiator.text() + ' ' + std::to_string(r.initiator_port);
  std::string b = r.responder.text() + ' ' + std::to_string(r.responder_port);
  if (b < a) {
    std::swap(a, b);
  }
  return a + ' ' + b + ' ' + std::to_string(r.protocol);
}

/// What names a session: `parts`, of each as much as any device writes.
[[nodiscard]] inline std::string session_key(std::initializer_list<std::string_view> parts) {
  constexpr std::size_t kLongest = 128;  // bytes: lines are hostile, and many keys are kept
  std::string key;
  for (const std::string_view part : parts) {
    key += part.substr(0, kLongest);
    key += '\n';
  }
  return key;
}

/// Conversations whose end is still to come, by what names them in their log. Holds at most
/// `kMost`; one more lets all go as they stand.
class OpenSessions {
 public:
  static constexpr std::size_t kMost = 200'000;

  /// Keeps `record` under `key`; one that stood there is handed on as it stands.
  void open(const std::string& key, FlowRecord&& record, TextLogOutput& out) {
    if (auto before = close(key)) {
      ++out.notes.kept_open;
      out.flow(std::move(*before));
    }
    if (records_.size() >= kMost) {
      finish(out);
    }
    records_.emplace(key, std::move(record));
  }
  /// The record under `key`, which is no longer kept.
  [[nodiscard]] std::optional<FlowRecord> close(const std::string& key) {
    const auto found = records_.find(key);
    if (found == records_.end()) {
      return std::nullopt;
    }
    std::optional<FlowRecord> record(std::move(found->second));
    records_.erase(found);
    return record;
  }
  /// Hands on everything kept, in the order of `record_before`.
  void finish(TextLogOutput& out) {
    std::vector<FlowRecord> rest;
    rest.reserve(records_.size());
    for (auto& [key, record] : records_) {
      rest.push_back(std::move(record));
    }
    records_.clear();
    std::ranges::sort(rest, record_before);
    out.notes.kept_open += rest.size();
    for (FlowRecord& record : rest) {
      out.flow(std::move(record));
    }
  }
  /// Gives copies of everything kept, in that order; nothing ends by it.
  void copy(TextLogOutput& out) const {
    std::vector<FlowRecord> open;
    open.reserve(records_.size());
    for (const auto& [key, record] : records_) {
      open.push_back(record);
    }
    std::ranges::sort(open, record_before);
    for (FlowRecord& record : open) {
      out.flow(std::move(record));
    }
  }
  [[nodiscard]] std::size_t size() const { return records_.size(); }

 private:
  std::unordered_map<std::string, FlowRecord> records_;
};

}  // namespace hamon
