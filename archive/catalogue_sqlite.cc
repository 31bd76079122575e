#include "archive/catalogue_sqlite.h"

#include <utility>

namespace jackdaw::archive {
namespace {

// Another process commits within milliseconds, except on a slow disk.
constexpr int kBusyTimeoutMs = 60000;
// No value of ours is longer: a path and a message. SQLite's own default is a gigabyte.
constexpr int kMaxValueBytes = 1 << 20;
// Pages of the file that are kept in memory, in KiB. What is above goes to disk.
constexpr const char* kSettings =
    "PRAGMA cache_size = -16384; PRAGMA temp_store = FILE; PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;";

ErrorCode CodeOf(int result) {
  switch (result & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
    case SQLITE_CONSTRAINT:
    case SQLITE_ERROR:  // of statements of ours: the tables are not what they should be
      return ErrorCode::kCorrupt;
    case SQLITE_NOMEM:
      return ErrorCode::kLimitExceeded;
    default:
      return ErrorCode::kIo;
  }
}

Error Failed(sqlite3* db, int result) {
  const char* text = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(result);
  return {CodeOf(result), 0, text};
}

}  // namespace

void Statement::Bind(int index, int64_t value) {
  sqlite3_bind_int64(statement_.get(), index, value);
}

void Statement::BindNull(int index) { sqlite3_bind_null(statement_.get(), index); }

void Statement::BindBlob(int index, std::string_view bytes) {
  sqlite3_bind_blob64(statement_.get(), index, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
}

void Statement::BindText(int index, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), index, text.data(), text.size(), SQLITE_TRANSIENT,
                      SQLITE_UTF8);
}

Result<bool> Statement::Step() {
  const int result = sqlite3_step(statement_.get());
  if (result == SQLITE_ROW) return true;
  sqlite3* db = sqlite3_db_handle(statement_.get());
  if (result != SQLITE_DONE) {
    Error error = Failed(db, result);
    Reset();
    return error;
  }
  Reset();
  return false;
}

void Statement::Reset() { sqlite3_reset(statement_.get()); }

bool Statement::IsNull(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

int64_t Statement::Int(int column) const {
  if (sqlite3_column_type(statement_.get(), column) != SQLITE_INTEGER) return 0;
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::Blob(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  if (bytes == nullptr) return {};
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return {static_cast<const char*>(bytes), static_cast<size_t>(size)};
}

Result<Database> Database::Open(const std::string& path, OpenMode mode) {
  // One thread uses a connection at a time.
  int flags = SQLITE_OPEN_NOMUTEX;
  flags |= mode == OpenMode::kRead ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (mode == OpenMode::kCreate) flags |= SQLITE_OPEN_CREATE;
  sqlite3* db = nullptr;
  const int result = sqlite3_open_v2(path.c_str(), &db, flags, nullptr);
  Database database;
  database.db_.reset(db);
  if (result != SQLITE_OK) return Failed(db, result);
  sqlite3_busy_timeout(db, kBusyTimeoutMs);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, kMaxValueBytes);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  const Status set = database.Run(kSettings);
  if (!set.ok()) return set.error();
  return database;
}

Result<Statement> Database::Prepare(std::string_view sql) const {
  sqlite3_stmt* prepared = nullptr;
  const int result = sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  if (result != SQLITE_OK) return Failed(db_.get(), result);
  Statement statement;
  statement.statement_.reset(prepared);
  return statement;
}

Status Database::Run(const char* sql) const {
  const int result = sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) return Failed(db_.get(), result);
  return OkStatus();
}

bool Database::HasMoved() const {
  int has_moved = 0;
  const int result = sqlite3_file_control(db_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
  return result == SQLITE_OK && has_moved != 0;
}

}  // namespace jackdaw::archive
