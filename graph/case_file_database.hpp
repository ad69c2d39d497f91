#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace hamon {

/// How a database file is opened. Read: another process may be writing it. Immutable: read-only
/// media, without locks and journal.
enum class Access { Create, Write, Read, Immutable };

/// An SQLite database; what SQLite has to say becomes an `Error` with the file's path.
class Database {
 public:
  [[nodiscard]] Result<void> open(const std::string& path, Access access);
  void close();
  /// Runs statements that give nothing back.
  [[nodiscard]] Result<void> run(const char* sql) const;
  /// The one number that a statement gives.
  [[nodiscard]] Result<std::int64_t> number(const char* sql) const;
  /// The one text that a statement gives.
  [[nodiscard]] Result<std::string> word(const char* sql) const;
  [[nodiscard]] std::int64_t last_row() const;
  /// The file was opened for writing and may not be written.
  [[nodiscard]] bool is_read_only() const;
  [[nodiscard]] bool in_transaction() const;
  [[nodiscard]] Error error(int code) const;

 private:
  friend class Statement;
  struct Close {
    void operator()(sqlite3* db) const;
  };
  std::unique_ptr<sqlite3, Close> db_;
  std::string path_;
};

/// One prepared statement; the database outlives it. Values bind in order, columns count from 0.
/// What goes wrong in preparing and binding shows in `next` and `run`.
class Statement {
 public:
  Statement(const Database& db, const char* sql);

  Statement& bind(std::string_view text);
  Statement& bind(std::int64_t number);
  Statement& bind_count(std::uint64_t count) { return bind(static_cast<std::int64_t>(count)); }
  /// The bytes must live as long as the statement.
  Statement& bind_bytes(std::string_view bytes);
  Statement& bind_null();

  /// Whether there is another row.
  [[nodiscard]] Result<bool> next();
  [[nodiscard]] Result<void> run();

  [[nodiscard]] std::string text(int column) const { return std::string(view(column)); }
  /// Lives until the next `next`.
  [[nodiscard]] std::string_view view(int column) const;
  [[nodiscard]] std::int64_t number(int column) const;
  [[nodiscard]] bool is_null(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement& note(int code);

  const Database& db_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bound_ = 0;
  int code_ = 0;  // the first error
};

}  // namespace hamon
