#pragma once

#include "capture/line_source.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace hamon {

/// Conversations that later lines or later tables of the same file may go on telling of, by what
/// names them there. Holds at most `kMost`; one more lets all go as they stand.
class KeptFlows {
 public:
  static constexpr std::size_t kMost = 200'000;

  struct Kept {
    FlowRecord record;
    std::uint64_t table = 0;      ///< number of the table that told of it last; of events 0
    std::uint64_t timeout_s = 0;  ///< after its last packet the table forgets it; 0: not said
  };

  /// Nothing where none is kept; valid until the next call of another function.
  [[nodiscard]] Kept* find(const std::string& key);
  /// Keeps `kept`; one that stood there is handed on.
  Kept& keep(const std::string& key, Kept&& kept, LineOutput& output);
  /// The record under `key`, which must be kept, and no longer is.
  [[nodiscard]] FlowRecord take(const std::string& key);
  /// Hands on those of tables before `table`, in the order of `record_before`; events stay.
  void give_older(std::uint64_t table, LineOutput& output);
  /// Hands on all, in the same order.
  void give_all(LineOutput& output);

  /// Events whose end the log did not tell, of all handed on.
  [[nodiscard]] std::uint64_t left_open() const { return left_open_; }

 private:
  void give(std::vector<FlowRecord>&& records, LineOutput& output);

  std::unordered_map<std::string, Kept> kept_;
  std::uint64_t left_open_ = 0;
};

/// What names a conversation by its ends, the initiator's first.
[[nodiscard]] std::string directed_ends(const FlowRecord& record);

/// Takes into `record` what a later line of the same conversation says: the later end, the stronger
/// state, the larger counts (tables count from the beginning).
void continue_record(FlowRecord& record, const FlowRecord& later);

}  // namespace hamon
