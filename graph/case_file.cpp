#include "graph/case_file.hpp"

#include "base/sha256.hpp"
#include "graph/case_file_database.hpp"
#include "graph/case_live_writer.hpp"
#include "graph/case_source_reader.hpp"
#include "graph/case_source_writer.hpp"

#include <filesystem>
#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

namespace hamon {
namespace {

// docs/case-file.md describes what these hold.
constexpr int kApplicationId = 0x48414D4E;  // "HAMN"
constexpr int kVersion = 5;
constexpr const char* kSchema =
    "CREATE TABLE source (id INTEGER PRIMARY KEY, sha256 TEXT UNIQUE, name TEXT, kind TEXT,"
    " records INTEGER, used INTEGER, window_begin INTEGER, window_end INTEGER, drops INTEGER,"
    " damaged INTEGER, sensor TEXT, format_note TEXT);"
    "CREATE TABLE source_limit (source INTEGER NOT NULL, what TEXT NOT NULL, time_begin INTEGER,"
    " time_end INTEGER, count INTEGER NOT NULL);"
    "CREATE TABLE unused (source INTEGER NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL);"
    "CREATE TABLE block (id INTEGER PRIMARY KEY, source INTEGER NOT NULL, kind TEXT NOT NULL,"
    " items INTEGER NOT NULL, bytes BLOB NOT NULL);"
    "CREATE INDEX block_source ON block (source, id);"
    "CREATE TABLE document (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL,"
    " sha256 TEXT NOT NULL, imported TEXT NOT NULL, content BLOB NOT NULL);"
    "CREATE TABLE derived (kind TEXT PRIMARY KEY, key TEXT NOT NULL, value BLOB NOT NULL);"
    "PRAGMA application_id = 1212239182;"
    "PRAGMA user_version = 5;";
static_assert(kApplicationId == 1212239182 && kVersion == 5);

const char* kind_text(CaseDocument::Kind kind) {
  return kind == CaseDocument::Kind::Site ? "site" : "ledger";
}

/// What stands at a path.
enum class Standing { Nothing, Empty, File, Folder, Other };

Standing standing_at(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    return Standing::Nothing;
  }
  if (S_ISDIR(info.st_mode)) {
    return Standing::Folder;
  }
  if (!S_ISREG(info.st_mode)) {
    return Standing::Other;
  }
  return info.st_size == 0 ? Standing::Empty : Standing::File;
}

Message how_to_make(const std::string& path) {
  return message("hamon import -c {} FILE... makes a case", path);
}

/// Whether what stands there can be opened so; the message of what cannot needs no database.
Result<void> check_standing(const std::string& path, CaseFile::Mode mode) {
  const bool create = mode == CaseFile::Mode::Create;
  switch (standing_at(path)) {
    case Standing::Nothing:
      return create ? Result<void>{}
                    : fail(message("there is no case here"), path, {}, how_to_make(path));
    case Standing::Empty:
      return create ? Result<void>{}
                    : fail(message("the file is empty and no case"), path, {}, how_to_make(path));
    case Standing::Folder:
      return fail(message("this is a folder, a case is one file"), path, {}, how_to_make(path));
    case Standing::Other:
      return fail(message("this is no file, a case is one"), path, {}, how_to_make(path));
    case Standing::File:
      break;
  }
  return {};
}

bool may_write(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  const std::string beside = folder.empty() ? "." : folder.string();
  return ::access(path.c_str(), W_OK) == 0 && ::access(beside.c_str(), W_OK) == 0;
}

}  // namespace

struct CaseFile::State {
  Database db;
  std::string path;
  bool writable = false;
  bool has_schema = false;
  bool made_file = false;  // nothing stood there before
  bool in_transaction = false;
  std::unique_ptr<CaseLiveWriter> live;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    (void)run("ROLLBACK");  // what was not committed is undone
    const bool unused = made_file && db.number("SELECT count(*) FROM sqlite_schema") == 0;
    db.close();
    if (unused) {
      ::unlink(path.c_str());
    }
  }

  [[nodiscard]] Statement prepare(const char* sql) const { return Statement(db, sql); }
  [[nodiscard]] Result<void> run(const char* sql) const { return db.run(sql); }
  [[nodiscard]] Result<void> check_content();
  [[nodiscard]] Result<void> begin_writing();
  [[nodiscard]] Result<void> end_writing();
  [[nodiscard]] Result<bool> has_log() const;
  [[nodiscard]] Result<bool> leave_log() const;
};

/// That the file is a case of this version and holds nothing but tables and indices.
Result<void> CaseFile::State::check_content() {
  const auto application = db.number("PRAGMA application_id");
  const auto version = db.number("PRAGMA user_version");
  const auto tables = db.number("SELECT count(*) FROM sqlite_schema");
  const auto others = db.number(
      "SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index') OR sql LIKE"
      " 'create virtual%'");
  for (const auto* answer : {&application, &version, &tables, &others}) {
    if (!*answer) {
      return tl::unexpected(answer->error());
    }
  }
  if (*application == 0 && *version == 0 && *tables == 0) {
    return {};  // nothing was ever committed
  }
  if (*application != kApplicationId || *others != 0) {
    return fail(message("this is no case of Hamon"), path, {}, how_to_make("CASE"));
  }
  if (*version != kVersion) {
    return fail(
        message("this case has version {}, this program reads version {}", *version, kVersion),
        path, {}, message("use the program that made it, or import the sources anew"));
  }
  has_schema = true;
  return {};
}

Result<void> CaseFile::State::begin_writing() {
  if (!writable) {
    return fail(message("the case was opened for reading"), path);
  }
  if (in_transaction) {  // SQLite may have undone it, on a full disk
    return db.in_transaction()
               ? Result<void>{}
               : fail(message("writing the case failed before; the case is as it was"), path);
  }
  if (db.is_read_only()) {  // SQLite would tell at the first change, after everything was read
    return fail(message("the case cannot be written"), path, {},
                message("writing needs permission for the file and for its folder"));
  }
  // Page size and vacuum take effect in a new file only (an old one would be written to all the
  // same); deleted pages then leave the file at commit.
  if (!has_schema) {
    if (auto set = run("PRAGMA page_size = 16384; PRAGMA auto_vacuum = FULL;"); !set) {
      return set;
    }
  }
  if (const auto left = leave_log(); !left) {
    return tl::unexpected(left.error());
  }
  auto begun = run("BEGIN IMMEDIATE");
  if (!begun) {
    return begun;
  }
  in_transaction = true;
  auto ready = check_content();  // another process may have written since
  if (ready && !has_schema) {
    ready = run(kSchema);
    has_schema = ready.has_value();
  }
  if (!ready) {
    in_transaction = false;
    (void)run("ROLLBACK");
  }
  return ready;
}

Result<void> CaseFile::State::end_writing() {
  in_transaction = false;
  auto done = run("COMMIT");
  if (!done) {
    (void)run("ROLLBACK");  // it may be rolled back already; the first error is the one to tell
  }
  return done;
}

Result<bool> CaseFile::State::has_log() const {
  const auto mode = db.word("PRAGMA journal_mode");
  if (!mode) {
    return tl::unexpected(mode.error());
  }
  return *mode == "wal";
}

/// Takes the write-ahead log into the case and removes it; false while others have the case open,
/// a live capture perhaps. Nothing to do without one.
Result<bool> CaseFile::State::leave_log() const {
  const auto logged = has_log();
  if (!logged || !*logged) {
    return logged ? Result<bool>(true) : logged;
  }
  const auto left = db.word("PRAGMA journal_mode = DELETE");
  if (left) {
    return *left == "delete";
  }
  const auto still = has_log();  // busy: an answer that is to be had afterwards is enough
  return still ? Result<bool>(!*still) : tl::unexpected(left.error());
}

CaseFile::CaseFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
CaseFile::~CaseFile() = default;
CaseFile::CaseFile(CaseFile&&) noexcept = default;
CaseFile& CaseFile::operator=(CaseFile&&) noexcept = default;

const std::string& CaseFile::path() const {
  return state_->path;
}

namespace {

/// Whether a transaction was cut off so late that its journal must be played back. SQLite clears
/// the first byte of one that need not be.
bool has_hot_journal(const std::string& path) {
  std::ifstream journal(path + "-journal", std::ios::binary);
  char first = 0;
  return journal.get(first) && first != 0;
}

/// Whether a live capture writes the case, or one was killed.
bool has_write_ahead_log(const std::string& path) {
  return standing_at(path + "-wal") == Standing::File;
}

/// Read-only media can hold no lock and no journal: then the file is taken as it is.
Result<Access> access_for(const std::string& path, CaseFile::Mode mode) {
  if (mode == CaseFile::Mode::Create) {
    return Access::Create;
  }
  if (mode == CaseFile::Mode::Write || may_write(path)) {
    return Access::Write;  // also for reading: an interrupted import is undone first
  }
  if (has_hot_journal(path)) {
    return fail(message("an import into this case was interrupted, and it cannot be undone here"),
                path, {}, message("copy the case and its -journal file to a folder you may write"));
  }
  return has_write_ahead_log(path) ? Access::Read : Access::Immutable;
}

}  // namespace

Result<CaseFile> CaseFile::open(const std::string& path, Mode mode) {
  if (auto standing = check_standing(path, mode); !standing) {
    return tl::unexpected(standing.error());
  }
  const auto access = access_for(path, mode);
  if (!access) {
    return tl::unexpected(access.error());
  }
  auto state = std::make_unique<State>();
  state->path = path;
  state->writable = mode != Mode::Read;
  state->made_file = standing_at(path) == Standing::Nothing;
  if (auto opened = state->db.open(path, *access); !opened) {
    return tl::unexpected(opened.error());
  }
  if (auto checked = state->check_content(); !checked) {
    return tl::unexpected(checked.error());
  }
  if (!state->has_schema && mode != Mode::Create) {
    return fail(message("the file is empty and no case"), path, {}, how_to_make(path));
  }
  if (*access == Access::Write || *access == Access::Create) {
    (void)state->leave_log();  // of a live capture that was killed; it can be read with it, too
  }
  if (mode == Mode::Read && *access == Access::Write) {
    if (auto only = state->run("PRAGMA query_only = ON"); !only) {
      return tl::unexpected(only.error());
    }
  }
  return CaseFile(std::move(state));
}

Result<void> CaseFile::begin() {
  return state_->begin_writing();
}

Result<void> CaseFile::commit() {
  if (!state_->in_transaction) {
    return fail(message("nothing was begun in this case"), state_->path);
  }
  return state_->end_writing();
}

Result<void> CaseFile::begin_live() {
  if (!state_->has_schema) {
    if (auto begun = state_->begin_writing(); !begun) {
      return begun;
    }
    if (auto made = state_->end_writing(); !made) {
      return made;
    }
  }
  if (state_->db.is_read_only() || !state_->writable) {
    return fail(message("the case cannot be written"), state_->path, {},
                message("writing needs permission for the file and for its folder"));
  }
  const auto mode = state_->db.word("PRAGMA journal_mode = WAL");
  if (!mode) {
    return tl::unexpected(mode.error());
  }
  if (*mode != "wal") {
    return fail(message("others could not read this case while it grows"), state_->path, {},
                message("live capture needs a case on a disk of this machine"));
  }
  // The log keeps no more room than this once it is empty again.
  if (auto set = state_->run("PRAGMA journal_size_limit = 67108864"); !set) {
    return set;
  }
  state_->live = std::make_unique<CaseLiveWriter>(state_->db);
  return {};
}

Result<std::uint64_t> CaseFile::write_live(std::span<LiveUpdate> updates) {
  HAMON_ASSERT(state_->live != nullptr);
  const auto written = state_->live->write(updates);
  if (!written) {
    return tl::unexpected(written.error());
  }
  return written->bytes;
}

Result<bool> CaseFile::end_live() {
  state_->live.reset();
  return state_->leave_log();
}

bool CaseFile::has_source(const std::string& sha256) const {
  if (!state_->has_schema) {
    return false;
  }
  Statement found = state_->prepare("SELECT 1 FROM source WHERE sha256 = ?");
  found.bind(sha256);
  return found.next().value_or(false);
}

std::unique_ptr<CaseFile::SourceWriter> CaseFile::add_source() {
  State& state = *state_;
  return std::make_unique<CaseSourceWriter>(
      state.db, [&state] { return state.begin_writing(); },
      [&state] { return state.end_writing(); }, !state.in_transaction);
}

Result<bool> CaseFile::add_document(const CaseDocument& document) {
  const auto in_force = this->document(document.kind);
  if (in_force && in_force->sha256 == document.sha256) {
    return false;
  }
  const bool owns = !state_->in_transaction;
  if (auto begun = state_->begin_writing(); !begun) {
    return tl::unexpected(begun.error());
  }
  Statement insert = state_->prepare(
      "INSERT INTO document (kind, name, sha256, imported, content) VALUES (?, ?, ?, ?, ?)");
  insert.bind(kind_text(document.kind))
      .bind(document.name)
      .bind(document.sha256)
      .bind(document.imported)
      .bind_bytes(document.content);
  if (auto done = insert.run(); !done) {
    return tl::unexpected(done.error());
  }
  if (owns) {
    if (auto done = state_->end_writing(); !done) {
      return tl::unexpected(done.error());
    }
  }
  return true;
}

std::optional<CaseDocument> CaseFile::document(CaseDocument::Kind kind) const {
  if (!state_->has_schema) {
    return std::nullopt;
  }
  Statement found = state_->prepare(
      "SELECT name, sha256, imported, content FROM document WHERE kind = ? ORDER BY id DESC"
      " LIMIT 1");
  found.bind(kind_text(kind));
  if (!found.next().value_or(false)) {
    return std::nullopt;
  }
  CaseDocument out;
  out.kind = kind;
  out.name = found.text(0);
  out.sha256 = found.text(1);
  out.imported = found.text(2);
  out.content = found.text(3);
  return out;
}

std::vector<CaseDocument> CaseFile::documents() const {
  std::vector<CaseDocument> out;
  if (!state_->has_schema) {
    return out;
  }
  Statement each = state_->prepare("SELECT kind, name, sha256, imported FROM document ORDER BY id");
  while (each.next().value_or(false)) {
    CaseDocument document;
    document.kind = each.text(0) == "site" ? CaseDocument::Kind::Site : CaseDocument::Kind::Ledger;
    document.name = each.text(1);
    document.sha256 = each.text(2);
    document.imported = each.text(3);
    out.push_back(std::move(document));
  }
  return out;
}

Result<std::vector<SourceReport>> CaseFile::sources() const {
  return state_->has_schema ? read_sources(state_->db) : std::vector<SourceReport>();
}

Result<Observations> CaseFile::observations() const {
  return state_->has_schema ? read_observations(state_->db, state_->path) : Observations();
}

Result<void> CaseFile::verify() const {
  const auto damaged = [&](const Message& what) {
    return fail(what, state_->path, {},
                message("restore it from a copy, or import the sources anew"));
  };
  const auto structure = state_->db.word("PRAGMA integrity_check(1)");
  if (!structure) {
    return tl::unexpected(structure.error());
  }
  if (*structure != "ok") {
    return damaged(message("the case is damaged: {}", *structure));
  }
  if (const auto all = observations(); !all) {
    return tl::unexpected(all.error());
  }
  if (!state_->has_schema) {
    return {};
  }
  Statement each = state_->prepare("SELECT name, sha256, content FROM document ORDER BY id");
  auto more = each.next();
  for (; more && *more; more = each.next()) {
    if (sha256_hex(each.view(2)) != each.view(1)) {
      return damaged(message("the case is damaged: {} is not what was imported", each.text(0)));
    }
  }
  return more ? Result<void>{} : tl::unexpected(more.error());
}

std::string CaseFile::id() const {
  Sha256 hash;
  if (state_->has_schema) {
    Statement each = state_->prepare(
        "SELECT sha256, kind, records, window_end FROM source WHERE sha256 IS NOT NULL"
        " ORDER BY sha256");
    while (each.next().value_or(false)) {
      hash.add("source " + each.text(0));
      if (is_live_kind(each.text(1))) {  // whose hash stays while it grows
        hash.add(" " + std::to_string(each.number(2)) + " " + std::to_string(each.number(3)));
      }
      hash.add("\n");
    }
  }
  for (const auto kind : {CaseDocument::Kind::Site, CaseDocument::Kind::Ledger}) {
    if (const auto in_force = document(kind)) {
      hash.add(std::string(kind_text(kind)) + " " + in_force->sha256 + "\n");
    }
  }
  return hash.finish().substr(0, 16);
}

std::optional<std::string> CaseFile::cached(const std::string& kind, const std::string& key) const {
  if (!state_->has_schema) {
    return std::nullopt;
  }
  Statement found = state_->prepare("SELECT value FROM derived WHERE kind = ? AND key = ?");
  found.bind(kind).bind(key);
  return found.next().value_or(false) ? std::optional(found.text(0)) : std::nullopt;
}

void CaseFile::store_cached(const std::string& kind, const std::string& key,
                            const std::string& value) {
  constexpr std::size_t kLargest = 900'000'000;  // SQLite's own limit for one value is 10^9 bytes
  if (!state_->writable || !state_->has_schema || value.size() > kLargest) {
    return;
  }
  Statement insert =
      state_->prepare("INSERT OR REPLACE INTO derived (kind, key, value) VALUES (?, ?, ?)");
  insert.bind(kind).bind(key).bind_bytes(value);
  (void)insert.run();  // a cache that cannot be written costs time, nothing else
}

}  // namespace hamon
