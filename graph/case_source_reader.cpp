#include "graph/case_source_reader.hpp"

#include "graph/case_source_writer.hpp"
#include "graph/record_blocks.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace hamon {
namespace {

SourceReport report_of(const Statement& row) {
  SourceReport r;
  r.sha256 = row.text(1);
  r.name = row.text(2);
  r.kind = row.text(3);
  r.records = static_cast<std::uint64_t>(row.number(4));
  r.used = static_cast<std::uint64_t>(row.number(5));
  if (!row.is_null(6) && !row.is_null(7) && row.number(6) <= row.number(7)) {
    r.window = Interval{Timestamp{row.number(6)}, Timestamp{row.number(7)}};
  }
  if (!row.is_null(8)) {
    r.drops = static_cast<std::uint64_t>(row.number(8));
  }
  r.damaged = row.number(9) != 0;
  r.sensor = row.text(10);
  r.format_note = row.text(11);
  return r;
}

SourceLimit limit_of(const Statement& row) {
  SourceLimit limit;
  limit.what = row.text(1);
  if (!row.is_null(2) && !row.is_null(3) && row.number(2) <= row.number(3)) {
    limit.when = Interval{Timestamp{row.number(2)}, Timestamp{row.number(3)}};
  }
  limit.count = static_cast<std::uint64_t>(row.number(4));
  return limit;
}

/// Reports by SHA-256, and the number of each source's row.
using NumberedSources = std::vector<std::pair<std::int64_t, SourceReport>>;

Result<NumberedSources> numbered_sources(const Database& db) {
  NumberedSources out;
  Statement each(db,
                 "SELECT id, sha256, name, kind, records, used, window_begin, window_end, drops,"
                 " damaged, sensor, format_note FROM source WHERE sha256 IS NOT NULL"
                 " ORDER BY sha256");
  auto more = each.next();
  for (; more && *more; more = each.next()) {
    out.emplace_back(each.number(0), report_of(each));
  }
  if (!more) {
    return tl::unexpected(more.error());
  }
  std::map<std::int64_t, SourceReport*> by_id;
  for (auto& [id, report] : out) {
    by_id.emplace(id, &report);
  }
  Statement unused(db, "SELECT source, reason, count FROM unused ORDER BY source, reason");
  for (more = unused.next(); more && *more; more = unused.next()) {
    if (const auto source = by_id.find(unused.number(0)); source != by_id.end()) {
      source->second->unused.emplace_back(unused.text(1),
                                          static_cast<std::uint64_t>(unused.number(2)));
    }
  }
  if (!more) {
    return tl::unexpected(more.error());
  }
  Statement limit(db, "SELECT source, what, time_begin, time_end, count FROM source_limit");
  for (more = limit.next(); more && *more; more = limit.next()) {
    if (const auto source = by_id.find(limit.number(0)); source != by_id.end()) {
      source->second->limits.push_back(limit_of(limit));
    }
  }
  if (!more) {
    return tl::unexpected(more.error());
  }
  for (auto& [id, report] : out) {
    std::ranges::sort(report.limits);
  }
  return out;
}

/// Whether a block holds records, ended or not; else it holds bindings.
bool holds_records(const std::string& kind) {
  return kind == block_kind::kRecords || kind == block_kind::kOpenRecords;
}

/// Everything read while one of these stands is of the same moment.
class Moment {
 public:
  explicit Moment(const Database& db) : db_(db.in_transaction() ? nullptr : &db) {
    if (db_ != nullptr && !db_->run("BEGIN")) {
      db_ = nullptr;
    }
  }
  Moment(const Moment&) = delete;
  Moment& operator=(const Moment&) = delete;
  ~Moment() {
    if (db_ != nullptr) {
      (void)db_->run("COMMIT");
    }
  }

 private:
  const Database* db_;
};

/// Appends what a block holds as of `source`; false when it is damaged.
template <class Item>
bool append_block(std::vector<Item>& out, std::optional<std::vector<Item>> block,
                  std::uint32_t source) {
  if (!block) {
    return false;
  }
  for (Item& item : *block) {
    item.source = source;
    out.push_back(std::move(item));
  }
  return true;
}

}  // namespace

Result<std::vector<SourceReport>> read_sources(const Database& db) {
  std::vector<SourceReport> out;
  auto numbered = numbered_sources(db);
  if (!numbered) {
    return tl::unexpected(numbered.error());
  }
  for (auto& [id, report] : *numbered) {
    out.push_back(std::move(report));
  }
  return out;
}

Result<Observations> read_observations(const Database& db, const std::string& path) {
  Observations out;
  const Moment moment(db);
  auto numbered = numbered_sources(db);
  if (!numbered) {
    return tl::unexpected(numbered.error());
  }
  for (auto& [id, report] : *numbered) {
    const auto source = static_cast<std::uint32_t>(out.sources.size());
    Statement each(db, "SELECT kind, bytes, id FROM block WHERE source = ? ORDER BY id");
    each.bind(id);
    auto more = each.next();
    for (; more && *more; more = each.next()) {
      const std::string_view bytes = each.view(1);
      const bool good = holds_records(each.text(0))
                            ? append_block(out.records, decode_records(bytes), source)
                            : append_block(out.bindings, decode_bindings(bytes), source);
      if (!good) {
        return fail(message("the case is damaged: block {} of source {} cannot be read",
                            each.number(2), report.name),
                    path, {}, message("restore it from a copy, or import the sources anew"));
      }
    }
    if (!more) {
      return tl::unexpected(more.error());
    }
    out.sources.push_back(std::move(report));
  }
  std::sort(out.records.begin(), out.records.end(), record_before);
  std::sort(out.bindings.begin(), out.bindings.end(), binding_before);
  return out;
}

}  // namespace hamon
