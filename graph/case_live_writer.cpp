#include "graph/case_live_writer.hpp"

#include "graph/case_source_writer.hpp"
#include "graph/record_blocks.hpp"

#include <algorithm>
#include <iterator>
#include <type_traits>

namespace hamon {
namespace {

constexpr std::size_t kFanIn = 16;  // blocks of a level that make one of the next

std::string encode(std::span<const FlowRecord> items) {
  return encode_records(items);
}
std::string encode(std::span<const Binding> items) {
  return encode_bindings(items);
}

template <class Item>
void sort(std::span<Item> items) {
  if constexpr (std::is_same_v<Item, FlowRecord>) {
    std::sort(items.begin(), items.end(), record_before);
  } else {
    std::sort(items.begin(), items.end(), binding_before);
  }
}

}  // namespace

Result<CaseLiveWriter::Written> CaseLiveWriter::write(std::span<LiveUpdate> updates) {
  std::vector<Step> steps;
  for (LiveUpdate& update : updates) {
    Source& source = sources_[update.report.sha256];
    Step step{&source, &update, source.tail.size(), source.id, source.parts, source.open_blocks,
              false};
    std::move(update.ended.begin(), update.ended.end(), std::back_inserter(source.tail));
    update.ended.clear();
    steps.push_back(std::move(step));
  }
  bytes_ = 0;
  auto done = db_.run("BEGIN IMMEDIATE");
  if (done) {
    done = write_all(steps);
    done = done ? db_.run("COMMIT") : done;
    if (!done && db_.in_transaction()) {
      (void)db_.run("ROLLBACK");  // the first error is the one to tell
    }
  }
  for (Step& step : steps) {
    done ? settle(step) : take_back(step);
  }
  if (!done) {
    return tl::unexpected(done.error());
  }
  return Written{bytes_};
}

void CaseLiveWriter::take_back(Step& step) {
  auto& tail = step.source->tail;
  const auto mine = tail.begin() + static_cast<std::ptrdiff_t>(step.tail_before);
  std::move(mine, tail.end(), std::back_inserter(step.update->ended));
  tail.erase(mine, tail.end());
}

void CaseLiveWriter::settle(Step& step) {
  Source& source = *step.source;
  source.id = step.id;
  source.parts = std::move(step.parts);
  source.open_blocks = std::move(step.open_blocks);
  if (step.tail_is_full) {
    source.tail.clear();
  }
  step.update->known.clear();
  step.update->open.clear();
  step.update->so_far.clear();
  step.update->has_open = false;
}

Result<void> CaseLiveWriter::write_all(std::vector<Step>& steps) {
  for (Step& step : steps) {
    if (auto done = write_one(step); !done) {
      return done;
    }
  }
  return {};
}

Result<void> CaseLiveWriter::write_one(Step& step) {
  if (auto done = ensure_source(step); !done) {
    return done;
  }
  if (auto done = add_ended(step); !done) {
    return done;
  }
  std::vector<std::int64_t> rows;
  if (auto done = write_blocks(step.id, block_kind::kBindings, std::span(step.update->known), rows);
      !done) {
    return done;
  }
  if (step.update->has_open) {
    if (auto done = replace_open(step); !done) {
      return done;
    }
  }
  return describe_source(db_, step.id, step.update->report);
}

Result<void> CaseLiveWriter::ensure_source(Step& step) {
  if (step.id != 0) {
    return {};
  }
  Statement insert(db_, "INSERT INTO source (sha256) VALUES (NULL)");
  auto done = insert.run();
  if (done) {
    step.id = db_.last_row();
  }
  return done;
}

Result<void> CaseLiveWriter::add_ended(Step& step) {
  std::vector<FlowRecord>& tail = step.source->tail;
  if (tail.size() == step.tail_before) {
    return {};
  }
  if (tail.size() >= kBlockRecords) {
    step.tail_is_full = true;
    return merge(step, 0, 0);
  }
  step.parts.push_back({{}, step.tail_before, tail.size(), 0});
  Part& newest = step.parts.back();
  const auto items = std::span(tail).subspan(newest.begin, newest.end - newest.begin);
  if (auto done = write_blocks(step.id, block_kind::kRecords, items, newest.blocks); !done) {
    return done;
  }
  // Levels only fall towards the end, so those of the last one's level stand together.
  for (unsigned level = 0;; ++level) {
    const auto same = static_cast<std::size_t>(
        std::count_if(step.parts.begin(), step.parts.end(),
                      [level](const Part& part) { return part.level == level; }));
    if (same < kFanIn) {
      return {};
    }
    if (auto done = merge(step, step.parts.size() - same, level + 1); !done) {
      return done;
    }
  }
}

/// Makes one part, of `level`, of those from number `first` on, and of what lies in none yet.
Result<void> CaseLiveWriter::merge(Step& step, std::size_t first, unsigned level) {
  std::vector<FlowRecord>& tail = step.source->tail;
  Part merged;
  merged.begin = first < step.parts.size() ? step.parts[first].begin : 0;
  merged.end = tail.size();
  merged.level = level;
  for (std::size_t i = first; i < step.parts.size(); ++i) {
    if (auto done = remove_blocks(step.parts[i].blocks); !done) {
      return done;
    }
  }
  // Sorting a copy: should this fail, the parts as they are in the case need their own records.
  std::vector<FlowRecord> records(tail.begin() + static_cast<std::ptrdiff_t>(merged.begin),
                                  tail.begin() + static_cast<std::ptrdiff_t>(merged.end));
  if (auto done = write_blocks(step.id, block_kind::kRecords, std::span(records), merged.blocks);
      !done) {
    return done;
  }
  step.parts.resize(first);
  if (!step.tail_is_full) {
    step.parts.push_back(std::move(merged));
  }
  return {};
}

Result<void> CaseLiveWriter::replace_open(Step& step) {
  if (auto done = remove_blocks(step.open_blocks); !done) {
    return done;
  }
  step.open_blocks.clear();
  if (auto done = write_blocks(step.id, block_kind::kOpenRecords, std::span(step.update->open),
                               step.open_blocks);
      !done) {
    return done;
  }
  return write_blocks(step.id, block_kind::kOpenBindings, std::span(step.update->so_far),
                      step.open_blocks);
}

/// Sorts `items` and writes them, split where a block would have too many or too long ones.
template <class Item>
Result<void> CaseLiveWriter::write_blocks(std::int64_t source, const char* kind,
                                          std::span<Item> items, std::vector<std::int64_t>& rows) {
  sort(items);
  for (std::size_t begin = 0; begin < items.size();) {
    std::size_t end = begin;
    for (std::size_t words = 0;
         end < items.size() && end - begin < kBlockRecords && words < kMostBlockBytes; ++end) {
      words += hold_to_limits(items[end]);
    }
    const std::string bytes = encode(std::span<const Item>(items.subspan(begin, end - begin)));
    if (auto done = insert_block(db_, source, kind, end - begin, bytes); !done) {
      return done;
    }
    rows.push_back(db_.last_row());
    bytes_ += bytes.size();
    begin = end;
  }
  return {};
}

Result<void> CaseLiveWriter::remove_blocks(std::span<const std::int64_t> rows) {
  for (const std::int64_t row : rows) {
    Statement remove(db_, "DELETE FROM block WHERE id = ?");
    if (auto done = remove.bind(row).run(); !done) {
      return done;
    }
  }
  return {};
}

}  // namespace hamon
