#pragma once

#include "base/flow_record.hpp"
#include "base/live_update.hpp"
#include "base/result.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hamon {

/// A site file or ledger as imported.
struct CaseDocument {
  enum class Kind { Site, Ledger };
  Kind kind = Kind::Site;
  std::string name;  ///< file name as given
  std::string sha256;
  std::string content;   ///< the bytes as read
  std::string imported;  ///< RFC 3339, UTC
};

/// Everything observed, in an order that does not depend on the order of import: sources by
/// SHA-256, records by `record_before`, bindings by (address, first, kind, …). `source` of a record
/// or binding indexes `sources`.
struct Observations {
  std::vector<SourceReport> sources;
  std::vector<FlowRecord> records;
  std::vector<Binding> bindings;
};

/// One case: a single SQLite file (schema in docs/formats.md) that keeps what was observed, and
/// every version of site file and ledger. No journal stays beside it; it opens from read-only
/// media.
///
/// In live mode alone (`begin_live`) a write-ahead log lies beside it: others read while it grows.
/// A program that was killed leaves one; whoever opens the case next, and may write it, takes what
/// is whole in it into the case and removes it.
class CaseFile {
 public:
  enum class Mode { Read, Write, Create };  ///< Create: make it if it is missing
  /// Errors: no such file, no case, a case of another version, not writable, damaged.
  [[nodiscard]] static Result<CaseFile> open(const std::string& path, Mode mode);
  ~CaseFile();
  CaseFile(CaseFile&&) noexcept;
  CaseFile& operator=(CaseFile&&) noexcept;

  /// All imports between `begin` and `commit` appear together or, if the process dies or `commit`
  /// is never called, not at all. Errors: disk full, file locked by another process.
  [[nodiscard]] Result<void> begin();
  [[nodiscard]] Result<void> commit();

  /// Makes the case one that others can read while it grows. Errors: not writable, a disk on which
  /// that cannot be (network drives), another program is importing.
  [[nodiscard]] Result<void> begin_live();
  /// Writes sources that are still growing, in one transaction; bytes of blocks written. See
  /// `CaseLiveWriter::write`. Live mode only.
  [[nodiscard]] Result<std::uint64_t> write_live(std::span<LiveUpdate> updates);
  /// Makes the case one file again. False: others have it open, and the last of them will.
  /// Errors: disk full; the case is whole with the file beside it.
  [[nodiscard]] Result<bool> end_live();

  [[nodiscard]] bool has_source(const std::string& sha256) const;
  /// A sink that writes one source's records in compressed sorted blocks, in bounded memory.
  class SourceWriter : public FlowSink {
   public:
    /// Adds the source under the report's SHA-256. Returns false, adding nothing, when the case has
    /// it already.
    [[nodiscard]] virtual Result<bool> finish(const SourceReport& report) = 0;
  };
  [[nodiscard]] std::unique_ptr<SourceWriter> add_source();

  /// Keeps a version of site file or ledger; the latest of its kind is in force. Returns false when
  /// that version is in force already.
  [[nodiscard]] Result<bool> add_document(const CaseDocument& document);
  [[nodiscard]] std::optional<CaseDocument> document(
      CaseDocument::Kind kind) const;  ///< the one in force
  [[nodiscard]] std::vector<CaseDocument> documents()
      const;  ///< all versions, oldest first, without content

  [[nodiscard]] Result<std::vector<SourceReport>> sources() const;  ///< sorted by SHA-256
  [[nodiscard]] Result<Observations> observations() const;

  /// Reads everything there is: the database's structure, every block, and every version of site
  /// file and ledger, whose bytes must have the hash that stands beside them. Errors: the first
  /// that is damaged.
  [[nodiscard]] Result<void> verify() const;

  /// 16 hexadecimal digits of a SHA-256 over the sources' hashes (of live sources also how far they
  /// have come), site file and ledger in force: equal for equal content, whatever the order of
  /// import.
  [[nodiscard]] std::string id() const;

  /// Derived values by key (a hash of what they were made from). A missing or unreadable one is
  /// nothing; storing keeps at most one value per kind and silently does nothing on read-only
  /// media.
  [[nodiscard]] std::optional<std::string> cached(const std::string& kind,
                                                  const std::string& key) const;
  void store_cached(const std::string& kind, const std::string& key, const std::string& value);

  [[nodiscard]] const std::string& path() const;

 private:
  struct State;
  explicit CaseFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace hamon
