// SQLite with errors as Results. Everything that a database file says is untrusted: a damaged or
// hostile file gives errors, and nothing that is stored in it is run.
#ifndef JACKDAW_ARCHIVE_CATALOGUE_SQLITE_H_
#define JACKDAW_ARCHIVE_CATALOGUE_SQLITE_H_

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "jackdaw/result.h"

namespace jackdaw::archive {

// A prepared statement; parameters count from 1, columns from 0. REQUIRES: its Database lives.
class Statement {
 public:
  Statement() = default;

  // Before the first Step() or after Reset(). What is bound stays until it is bound again. Text and
  // blobs are copied.
  void Bind(int index, int64_t value);
  void BindNull(int index);
  void BindBlob(int index, std::string_view bytes);
  void BindText(int index, std::string_view text);

  // True: there is a row. False: the statement is done, and reset.
  Result<bool> Step();
  void Reset();

  bool IsNull(int column) const;
  // 0 for what is no integer.
  int64_t Int(int column) const;
  // Valid until the next Step() or Reset().
  std::string_view Blob(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

enum class OpenMode {
  kRead,    // the file must exist
  kWrite,   // the file must exist
  kCreate,  // the file may exist
};

class Database {
 public:
  // path: "" is a temporary database, on disk where it does not fit the cache.
  static Result<Database> Open(const std::string& path, OpenMode mode);

  Result<Statement> Prepare(std::string_view sql) const;
  // Runs statements that give no rows.
  Status Run(const char* sql) const;
  // Whether the file was removed, or has another name by now.
  bool HasMoved() const;

 private:
  struct Close {
    void operator()(sqlite3* db) const { sqlite3_close(db); }
  };
  std::unique_ptr<sqlite3, Close> db_;
};

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_CATALOGUE_SQLITE_H_
