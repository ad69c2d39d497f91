#include "graph/case_file_database.hpp"

#include <sqlite3.h>

namespace hamon {
namespace {

/// A path as a URI of SQLite, in which `?`, `#` and `%` would mean something, and `:memory:` too.
std::string uri_of(const std::string& path, Access access) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string uri = path.starts_with('/') ? "file:" : "file:./";
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '/' || c == '.' || c == '-' || c == '_';
    if (plain) {
      uri.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      uri.push_back('%');
      uri.push_back(kHex[byte >> 4U]);
      uri.push_back(kHex[byte & 15U]);
    }
  }
  return access == Access::Immutable ? uri + "?immutable=1" : uri;
}

int flags_for(Access access) {
  switch (access) {
    case Access::Create:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI;
    case Access::Write:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI;
    case Access::Read:
    case Access::Immutable:
      break;
  }
  return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
}

}  // namespace

void Database::Close::operator()(sqlite3* db) const {
  sqlite3_close_v2(db);
}
void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Error Database::error(int code) const {
  const auto make = [this](Message what, Message hint) {
    return Error{Severity::Error, std::move(what), path_, {}, std::move(hint)};
  };
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return make(message("another program is writing to the case"),
                  message("try again when it is done; the case is as it was"));
    case SQLITE_FULL:
      return make(message("the disk is full"),
                  message("free some space and try again; the case is as it was"));
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return make(message("the case cannot be written"),
                  message("writing needs permission for the file and for its folder"));
    case SQLITE_CANTOPEN:
      return make(message("the case cannot be opened"),
                  message("does its folder exist, and may you read and write there?"));
    case SQLITE_NOTADB:
      return make(message("this is no case of Hamon"),
                  message("hamon import -c {} FILE... makes a case", "CASE"));
    case SQLITE_CORRUPT:
      return make(message("the case is damaged"),
                  message("restore it from a copy, or import the sources anew"));
    case SQLITE_IOERR:
      return make(message("reading or writing the case failed"),
                  message("is the disk full or damaged? The case is as it was"));
    default:
      return make(message("the case cannot be used: {}", sqlite3_errstr(code)), {});
  }
}

Result<void> Database::open(const std::string& path, Access access) {
  path_ = path;
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(uri_of(path, access).c_str(), &db, flags_for(access), nullptr);
  db_.reset(db);
  if (code != SQLITE_OK) {
    return tl::unexpected(error(code));
  }
  sqlite3_extended_result_codes(db, 1);
  constexpr int kPatience = 2000;  // ms
  sqlite3_busy_timeout(db, kPatience);
  // A case may come from somebody else: nothing in its schema may run or write.
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  return run("PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;");
}

void Database::close() {
  db_.reset();
}

Result<void> Database::run(const char* sql) const {
  const int code = sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    return tl::unexpected(error(code));
  }
  return {};
}

Result<std::int64_t> Database::number(const char* sql) const {
  Statement statement(*this, sql);
  const auto row = statement.next();
  if (!row) {
    return tl::unexpected(row.error());
  }
  return *row ? statement.number(0) : 0;
}

Result<std::string> Database::word(const char* sql) const {
  Statement statement(*this, sql);
  const auto row = statement.next();
  if (!row) {
    return tl::unexpected(row.error());
  }
  return *row ? statement.text(0) : std::string();
}

std::int64_t Database::last_row() const {
  return sqlite3_last_insert_rowid(db_.get());
}

bool Database::is_read_only() const {
  return sqlite3_db_readonly(db_.get(), "main") == 1;
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(db_.get()) == 0;
}

Statement::Statement(const Database& db, const char* sql) : db_(db) {
  sqlite3_stmt* statement = nullptr;
  note(sqlite3_prepare_v2(db.db_.get(), sql, -1, &statement, nullptr));
  statement_.reset(statement);
}

Statement& Statement::note(int code) {
  code_ = code_ == SQLITE_OK ? code : code_;
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  return note(sqlite3_bind_text64(statement_.get(), ++bound_,
                                  text.data() == nullptr ? "" : text.data(), text.size(),
                                  SQLITE_TRANSIENT, SQLITE_UTF8));
}
Statement& Statement::bind(std::int64_t number) {
  return note(sqlite3_bind_int64(statement_.get(), ++bound_, number));
}
Statement& Statement::bind_bytes(std::string_view bytes) {
  return note(sqlite3_bind_blob64(statement_.get(), ++bound_,
                                  bytes.data() == nullptr ? "" : bytes.data(), bytes.size(),
                                  SQLITE_STATIC));
}
Statement& Statement::bind_null() {
  return note(sqlite3_bind_null(statement_.get(), ++bound_));
}

Result<bool> Statement::next() {
  if (code_ != SQLITE_OK) {
    return tl::unexpected(db_.error(code_));
  }
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW || code == SQLITE_DONE) {
    return code == SQLITE_ROW;
  }
  return tl::unexpected(db_.error(code));
}

Result<void> Statement::run() {
  const auto stepped = next();
  if (!stepped) {
    return tl::unexpected(stepped.error());
  }
  return {};
}

std::string_view Statement::view(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return bytes == nullptr
             ? std::string_view()
             : std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}
std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}
bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

}  // namespace hamon
