#include "graph/case_source_writer.hpp"

#include "graph/record_blocks.hpp"

#include <algorithm>
#include <tuple>

namespace hamon {

bool binding_before(const Binding& a, const Binding& b) {
  const auto key = [](const Binding& x) {
    return std::tie(x.address, x.first, x.kind, x.mac, x.name, x.client_id, x.last, x.source,
                    x.first_record, x.count);
  };
  return key(a) < key(b);
}

namespace {

constexpr std::size_t kLongestWord = 1024;
constexpr std::size_t kMostNames = 4096;

void shorten(std::string& word) {
  if (word.size() > kLongestWord) {
    word.resize(kLongestWord);
  }
}

}  // namespace

std::size_t hold_to_limits(FlowRecord& r) {
  shorten(r.service);
  shorten(r.tunnel);
  shorten(r.history);
  if (r.names.size() > kMostNames) {
    r.names.resize(kMostNames);
  }
  std::size_t bytes =
      r.service.size() + r.tunnel.size() + r.history.size() + r.activity.size() * sizeof(Activity);
  for (std::string& name : r.names) {
    shorten(name);
    bytes += name.size() + sizeof(std::string);
  }
  return bytes;
}

std::size_t hold_to_limits(Binding& b) {
  shorten(b.name);
  shorten(b.client_id);
  return b.name.size() + b.client_id.size();
}

Result<void> insert_block(const Database& db, std::int64_t source, const char* kind,
                          std::size_t items, const std::string& bytes) {
  Statement insert(db, "INSERT INTO block (source, kind, items, bytes) VALUES (?, ?, ?, ?)");
  insert.bind(source).bind(kind).bind(static_cast<std::int64_t>(items)).bind_bytes(bytes);
  return insert.run();
}

Result<void> describe_limits(const Database& db, std::int64_t source, const SourceReport& r) {
  Statement remove(db, "DELETE FROM source_limit WHERE source = ?");
  auto done = remove.bind(source).run();
  for (auto limit = r.limits.begin(); done && limit != r.limits.end(); ++limit) {
    Statement insert(db,
                     "INSERT INTO source_limit (source, what, time_begin, time_end, count)"
                     " VALUES (?, ?, ?, ?, ?)");
    insert.bind(source).bind(limit->what);
    if (limit->when) {
      insert.bind(limit->when->begin.ns).bind(limit->when->end.ns);
    } else {
      insert.bind_null().bind_null();
    }
    done = insert.bind_count(limit->count).run();
  }
  return done;
}

Result<void> describe_source(const Database& db, std::int64_t source, const SourceReport& r) {
  Statement update(db,
                   "UPDATE source SET sha256 = ?, name = ?, kind = ?, records = ?, used = ?,"
                   " window_begin = ?, window_end = ?, drops = ?, damaged = ?, sensor = ?,"
                   " format_note = ? WHERE id = ?");
  update.bind(r.sha256).bind(r.name).bind(r.kind).bind_count(r.records).bind_count(r.used);
  if (r.window) {
    update.bind(r.window->begin.ns).bind(r.window->end.ns);
  } else {
    update.bind_null().bind_null();
  }
  if (r.drops) {
    update.bind_count(*r.drops);
  } else {
    update.bind_null();
  }
  update.bind(std::int64_t{r.damaged ? 1 : 0}).bind(r.sensor).bind(r.format_note).bind(source);
  auto done = update.run();
  if (done) {
    Statement remove(db, "DELETE FROM unused WHERE source = ?");
    done = remove.bind(source).run();
  }
  for (auto unused = r.unused.begin(); done && unused != r.unused.end(); ++unused) {
    Statement insert(db, "INSERT INTO unused (source, reason, count) VALUES (?, ?, ?)");
    done = insert.bind(source).bind(unused->first).bind_count(unused->second).run();
  }
  return done ? describe_limits(db, source, r) : done;
}

CaseSourceWriter::CaseSourceWriter(const Database& db, Step begin, Step commit,
                                   bool owns_transaction)
    : db_(db), begin_(std::move(begin)), commit_(std::move(commit)), owns_(owns_transaction) {}

CaseSourceWriter::~CaseSourceWriter() {
  if (!finished_ && id_ != 0) {
    (void)forget();
    if (owns_) {
      (void)commit_();
    }
  }
}

template <class Action>
void CaseSourceWriter::attempt(Action action) {
  if (error_) {
    return;
  }
  if (Result<void> done = action(); !done) {
    error_ = done.error();
  }
}

void CaseSourceWriter::flow(FlowRecord&& record) {
  record_bytes_ += hold_to_limits(record);
  records_.push_back(std::move(record));
  if (records_.size() >= kBlockRecords || record_bytes_ >= kMostBlockBytes) {
    flush_records();
  }
}

void CaseSourceWriter::binding(Binding&& binding) {
  binding_bytes_ += hold_to_limits(binding);
  bindings_.push_back(std::move(binding));
  if (bindings_.size() >= kBlockRecords || binding_bytes_ >= kMostBlockBytes) {
    flush_bindings();
  }
}

Result<bool> CaseSourceWriter::finish(const SourceReport& report) {
  flush_records();
  flush_bindings();
  attempt([this] { return ensure_source(); });
  bool added = false;
  attempt([&]() -> Result<void> {
    const auto done = add(report);
    added = done.value_or(false);
    return done ? Result<void>{} : tl::unexpected(done.error());
  });
  finished_ = true;
  if (owns_ && begun_) {
    attempt(commit_);
  }
  if (error_) {
    return tl::unexpected(*error_);
  }
  return added;
}

Result<void> CaseSourceWriter::ensure_source() {
  if (id_ != 0) {
    return {};
  }
  if (auto begun = begin_(); !begun) {
    return begun;
  }
  begun_ = true;
  Statement insert(db_, "INSERT INTO source (sha256) VALUES (NULL)");
  auto done = insert.run();
  if (done) {
    id_ = db_.last_row();
  }
  return done;
}

Result<void> CaseSourceWriter::write_block(const char* kind, std::size_t items,
                                           const std::string& bytes) {
  if (auto ready = ensure_source(); !ready) {
    return ready;
  }
  return insert_block(db_, id_, kind, items, bytes);
}

void CaseSourceWriter::flush_records() {
  if (!records_.empty()) {
    attempt([this] {
      std::sort(records_.begin(), records_.end(), record_before);
      return write_block(block_kind::kRecords, records_.size(), encode_records(records_));
    });
  }
  records_.clear();
  record_bytes_ = 0;
}

void CaseSourceWriter::flush_bindings() {
  if (!bindings_.empty()) {
    attempt([this] {
      std::sort(bindings_.begin(), bindings_.end(), binding_before);
      return write_block(block_kind::kBindings, bindings_.size(), encode_bindings(bindings_));
    });
  }
  bindings_.clear();
  binding_bytes_ = 0;
}

/// Whether the source is new; of one that the case has already nothing stays.
Result<bool> CaseSourceWriter::add(const SourceReport& report) {
  if (report.sha256.empty()) {
    return fail(message("{} has no SHA-256 to be kept under", report.name));
  }
  Statement known(db_, "SELECT 1 FROM source WHERE sha256 = ?");
  known.bind(report.sha256);
  const auto found = known.next();
  if (!found) {
    return tl::unexpected(found.error());
  }
  const auto done = *found ? forget() : describe_source(db_, id_, report);
  if (!done) {
    return tl::unexpected(done.error());
  }
  return !*found;
}

/// Takes back what was written of this source.
Result<void> CaseSourceWriter::forget() {
  for (const char* sql :
       {"DELETE FROM block WHERE source = ?", "DELETE FROM source WHERE id = ?"}) {
    Statement remove(db_, sql);
    if (auto done = remove.bind(id_).run(); !done) {
      return done;
    }
  }
  return {};
}

}  // namespace hamon
