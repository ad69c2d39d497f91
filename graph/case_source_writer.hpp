#pragma once

#include "graph/case_file.hpp"
#include "graph/case_file_database.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace hamon {

/// Words of the column `block.kind`.
namespace block_kind {
inline constexpr const char* kRecords = "records";
inline constexpr const char* kBindings = "bindings";
// Of a live source: what was under way, replaced as it goes on.
inline constexpr const char* kOpenRecords = "open-records";
inline constexpr const char* kOpenBindings = "open-bindings";
}  // namespace block_kind

/// The order of bindings in a case: by (address, first, kind, …), equal only for equal bindings.
[[nodiscard]] bool binding_before(const Binding& a, const Binding& b);

/// Holds a record or binding to what a block may have, far beyond what a conversation shows; the
/// room its words take.
[[nodiscard]] std::size_t hold_to_limits(FlowRecord& record);
[[nodiscard]] std::size_t hold_to_limits(Binding& binding);
/// Words in a block take no more.
inline constexpr std::size_t kMostBlockBytes = std::size_t{16} << 20U;

/// Adds a block; `last_row` is its number.
[[nodiscard]] Result<void> insert_block(const Database& db, std::int64_t source, const char* kind,
                                        std::size_t items, const std::string& bytes);
/// Writes the report into the row of its source, and what was not used beside it.
[[nodiscard]] Result<void> describe_source(const Database& db, std::int64_t source,
                                           const SourceReport& report);

/// Gathers one source's records until a block is full, and writes it sorted. The first error ends
/// it: what follows is not kept, and `finish` tells. Without `finish` nothing of the source stays.
class CaseSourceWriter : public CaseFile::SourceWriter {
 public:
  using Step = std::function<Result<void>()>;
  /// `begin` opens a transaction unless one is open; `commit` ends it, and is called where
  /// `owns_transaction` says that this source is one by itself. `db` outlives this.
  CaseSourceWriter(const Database& db, Step begin, Step commit, bool owns_transaction);
  CaseSourceWriter(const CaseSourceWriter&) = delete;
  CaseSourceWriter& operator=(const CaseSourceWriter&) = delete;
  ~CaseSourceWriter() override;

  void flow(FlowRecord&& record) override;
  void binding(Binding&& binding) override;
  [[nodiscard]] Result<bool> finish(const SourceReport& report) override;

 private:
  template <class Action>
  void attempt(Action action);
  Result<void> ensure_source();
  Result<void> write_block(const char* kind, std::size_t items, const std::string& bytes);
  void flush_records();
  void flush_bindings();
  Result<bool> add(const SourceReport& report);
  Result<void> forget();

  const Database& db_;
  Step begin_;
  Step commit_;
  bool owns_;
  bool begun_ = false;
  bool finished_ = false;
  std::int64_t id_ = 0;  // row of the source; 0: not written yet
  std::optional<Error> error_;
  std::vector<FlowRecord> records_;
  std::vector<Binding> bindings_;
  std::size_t record_bytes_ = 0;  // what they hold besides themselves
  std::size_t binding_bytes_ = 0;
};

}  // namespace hamon
