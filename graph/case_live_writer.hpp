#pragma once

#include "base/live_update.hpp"
#include "base/result.hpp"
#include "graph/case_file_database.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace hamon {

/// Writes sources that are still growing into a case, so that whoever opens it sees them as they
/// were at the last `write`.
///
/// Each `write` is one transaction. Ended conversations go into a small block of their own first;
/// of every sixteen blocks of a size one is made, until a block is full, so that a record is
/// written a handful of times however slowly they come. What is under way lies in blocks that the
/// next one replaces. Keeps the records of less than one full block for each source in memory.
class CaseLiveWriter {
 public:
  /// `db` outlives this.
  explicit CaseLiveWriter(const Database& db) : db_(db) {}

  struct Written {
    std::uint64_t bytes = 0;  ///< of blocks
  };
  /// One update for each source, named by the report's SHA-256. On success they are used up.
  /// Errors: disk full, another program is writing: then the case and `updates` are as they were,
  /// but for the order of records, and may be tried again.
  [[nodiscard]] Result<Written> write(std::span<LiveUpdate> updates);

 private:
  /// Records [begin, end) of the tail, as they lie in the case.
  struct Part {
    std::vector<std::int64_t> blocks;
    std::size_t begin = 0;
    std::size_t end = 0;
    unsigned level = 0;
  };
  struct Source {
    std::int64_t id = 0;  // row; 0: none yet
    std::vector<FlowRecord> tail;
    std::vector<Part> parts;  // of the tail, in its order
    std::vector<std::int64_t> open_blocks;
  };
  /// A source as it will be when the transaction is done.
  struct Step {
    Source* source = nullptr;
    LiveUpdate* update = nullptr;
    std::size_t tail_before = 0;
    std::int64_t id = 0;
    std::vector<Part> parts;
    std::vector<std::int64_t> open_blocks;
    bool tail_is_full = false;
  };

  [[nodiscard]] Result<void> write_all(std::vector<Step>& steps);
  [[nodiscard]] Result<void> write_one(Step& step);
  [[nodiscard]] Result<void> ensure_source(Step& step);
  [[nodiscard]] Result<void> add_ended(Step& step);
  [[nodiscard]] Result<void> merge(Step& step, std::size_t first, unsigned level);
  [[nodiscard]] Result<void> replace_open(Step& step);
  template <class Item>
  [[nodiscard]] Result<void> write_blocks(std::int64_t source, const char* kind,
                                          std::span<Item> items, std::vector<std::int64_t>& rows);
  [[nodiscard]] Result<void> remove_blocks(std::span<const std::int64_t> rows);
  static void take_back(Step& step);
  static void settle(Step& step);

  const Database& db_;
  std::map<std::string, Source> sources_;  // by SHA-256
  std::uint64_t bytes_ = 0;
};

}  // namespace hamon
