#include "archive/catalogue.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <system_error>
#include <utility>

namespace jackdaw::archive {
namespace {

constexpr int64_t kApplicationId = 0x4a4b4443;  // "JKDC"
constexpr int64_t kVersion = 1;
// Where SQLite's file format has its magic and the application id.
constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr size_t kApplicationIdOffset = 68;

// As SQLite keeps them: they are compared word for word.
constexpr const char* kFactsTable =
    "CREATE TABLE facts(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID";
constexpr const char* kFilesTable =
    "CREATE TABLE files(id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE, size INTEGER NOT NULL,"
    " mtime_ns INTEGER NOT NULL, content_size INTEGER, content_hash BLOB, lossy INTEGER NOT NULL,"
    " damaged_at INTEGER NOT NULL)";

// The name of the fact that is there as long as a catalogue is unfinished.
constexpr const char* kUnfinished = "unfinished";

constexpr const char* kColumns =
    "id, path, size, mtime_ns, content_size, content_hash, lossy, damaged_at";

Error Corrupt(const std::string& what) { return {ErrorCode::kCorrupt, 0, what}; }

// A path that stays below the root, as the walk makes them.
bool IsTreePath(std::string_view path) {
  if (path.empty() || path.find('\0') != path.npos) return false;
  while (true) {
    const size_t slash = std::min(path.find('/'), path.size());
    const std::string_view name = path.substr(0, slash);
    if (name.empty() || name == "." || name == "..") return false;
    if (slash == path.size()) return true;
    path.remove_prefix(slash + 1);
  }
}

Result<std::optional<PictureContent>> ReadContent(const Statement& row) {
  const int64_t lossy = row.Int(6);
  if (lossy != 0 && lossy != 1) return Corrupt("a value of lossy is out of range");
  if (row.IsNull(4)) return std::optional<PictureContent>();
  PictureContent content;
  if (row.Int(4) < 0) return Corrupt("a size is negative");
  content.size = static_cast<uint64_t>(row.Int(4));
  content.lossy = lossy == 1;
  const std::string_view hash = row.Blob(5);
  if (!row.IsNull(5)) {
    if (hash.size() != std::tuple_size<ContentHash>()) return Corrupt("a hash has a wrong length");
    std::copy(hash.begin(), hash.end(), content.hash.emplace().begin());
  }
  return std::optional(content);
}

// Columns as kColumns has them.
Result<StoredEntry> ReadRow(const Statement& row) {
  StoredEntry stored;
  stored.id = row.Int(0);
  stored.entry.path = row.Blob(1);
  if (stored.id <= 0 || !IsTreePath(stored.entry.path)) return Corrupt("a path is not valid");
  if (row.Int(2) < 0) return Corrupt("a size is negative");
  stored.entry.size = static_cast<uint64_t>(row.Int(2));
  stored.entry.mtime_ns = row.Int(3);
  Result<std::optional<PictureContent>> content = ReadContent(row);
  if (!content.ok()) return content.error();
  stored.entry.content = content.value();
  const int64_t level = row.Int(7);
  if (level < 0 || level > static_cast<int64_t>(CheckLevel::kDeep)) {
    return Corrupt("a level of damage is out of range");
  }
  stored.entry.damaged_at = static_cast<CheckLevel>(level);
  return stored;
}

// The only value of a statement with one row.
Result<int64_t> OneInt(const Database& database, std::string_view sql) {
  Result<Statement> statement = database.Prepare(sql);
  if (!statement.ok()) return statement.error();
  const Result<bool> row = statement.value().Step();
  if (!row.ok()) return row.error();
  return row.value() ? statement.value().Int(0) : 0;
}

Status PutFact(const Database& database, std::string_view name, std::string_view value) {
  Result<Statement> put = database.Prepare("INSERT OR REPLACE INTO facts VALUES(?, ?)");
  if (!put.ok()) return put.error();
  put.value().BindText(1, name);
  put.value().BindText(2, value);
  const Result<bool> done = put.value().Step();
  if (!done.ok()) return done.error();
  return OkStatus();
}

Error CannotCreate(int error_number) {
  return {ErrorCode::kIo, 0, "cannot create: " + std::generic_category().message(error_number)};
}

Status MakeTables(const Database& database, const CatalogueFacts& facts) {
  Status status = database.Run("BEGIN IMMEDIATE");
  if (!status.ok()) return status;
  // Another process may have been faster.
  const Result<int64_t> num_tables = OneInt(database, "SELECT count(*) FROM sqlite_master");
  if (!num_tables.ok()) return num_tables.error();
  if (num_tables.value() > 0) return CannotCreate(EEXIST);
  for (const std::string& sql : {std::string(kFactsTable), std::string(kFilesTable),
                                 "PRAGMA application_id = " + std::to_string(kApplicationId),
                                 "PRAGMA user_version = " + std::to_string(kVersion)}) {
    status = database.Run(sql.c_str());
    if (!status.ok()) return status;
  }
  for (const auto& [name, value] :
       {std::pair("tree_id", facts.tree_id), std::pair("tree_path", facts.tree_path),
        std::pair("made", facts.made)}) {
    status = PutFact(database, name, value);
    if (!status.ok()) return status;
  }
  if (facts.is_unfinished) status = PutFact(database, kUnfinished, "1");
  if (!status.ok()) return status;
  return database.Run("COMMIT");
}

// Makes sure that the file is new, or as empty as one that was killed here leaves it.
Status ClaimName(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd >= 0) {
    close(fd);
    return OkStatus();
  }
  const int error_number = errno;
  struct stat st;
  if (error_number == EEXIST && lstat(path.c_str(), &st) == 0 && S_ISREG(st.st_mode) &&
      st.st_size == 0) {
    return OkStatus();
  }
  return CannotCreate(error_number);
}

}  // namespace

Result<Catalogue> Catalogue::Create(const std::string& path, const CatalogueFacts& facts) {
  const Status claimed = ClaimName(path);
  if (!claimed.ok()) return claimed.error();
  Result<Database> database = Database::Open(path, OpenMode::kWrite);
  if (!database.ok()) return database.error();
  const Status made = MakeTables(database.value(), facts);
  if (!made.ok()) return made.error();
  return Open(path, OpenMode::kWrite);
}

Result<Catalogue> Catalogue::Open(const std::string& path, OpenMode mode) {
  Result<Database> database = Database::Open(path, mode);
  if (!database.ok()) return database.error();
  Catalogue catalogue(std::move(database).value());
  for (Status (Catalogue::*step)() :
       {&Catalogue::CheckTables, &Catalogue::ReadFacts, &Catalogue::Prepare}) {
    const Status status = (catalogue.*step)();
    if (!status.ok()) return status.error();
  }
  return catalogue;
}

Status Catalogue::CheckTables() {
  const Result<int64_t> id = OneInt(database_, "PRAGMA application_id");
  if (!id.ok()) return id.error();
  if (id.value() != kApplicationId) return Corrupt("is not a catalogue of Jackdaw");
  const Result<int64_t> version = OneInt(database_, "PRAGMA user_version");
  if (!version.ok()) return version.error();
  if (version.value() != kVersion) {
    return Error{ErrorCode::kUnsupported, 0,
                 "has version " + std::to_string(version.value()) + ", this build reads version " +
                     std::to_string(kVersion)};
  }
  Result<Statement> tables =
      database_.Prepare("SELECT CAST(sql AS BLOB) FROM sqlite_master WHERE sql IS NOT NULL");
  if (!tables.ok()) return tables.error();
  std::vector<std::string> found;
  while (true) {
    const Result<bool> row = tables.value().Step();
    if (!row.ok()) return row.error();
    if (!row.value()) break;
    found.emplace_back(tables.value().Blob(0));
    if (found.size() > 2) break;
  }
  std::sort(found.begin(), found.end());
  if (found != std::vector<std::string>{kFactsTable, kFilesTable}) {
    return Corrupt("its tables are not those of a catalogue");
  }
  return OkStatus();
}

Status Catalogue::ReadFacts() {
  Result<Statement> rows = database_.Prepare("SELECT name, value FROM facts LIMIT 100");
  if (!rows.ok()) return rows.error();
  std::map<std::string, std::string, std::less<>> values;
  while (true) {
    const Result<bool> row = rows.value().Step();
    if (!row.ok()) return row.error();
    if (!row.value()) break;
    values.emplace(rows.value().Blob(0), rows.value().Blob(1));
  }
  facts_ = {values["tree_id"], values["tree_path"], values["made"],
            values.find(kUnfinished) != values.end()};
  if (facts_.tree_id.size() != 32 || facts_.tree_path.empty()) {
    return Corrupt("does not say of which tree it is");
  }
  return OkStatus();
}

Status Catalogue::Prepare() {
  const std::string columns = kColumns;
  const std::pair<Statement*, std::string> statements[] = {
      {&find_, "SELECT " + columns + " FROM files WHERE path = ?"},
      {&put_,
       "INSERT INTO files(path, size, mtime_ns, content_size, content_hash, lossy, damaged_at)"
       " VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT(path) DO UPDATE SET size = excluded.size,"
       " mtime_ns = excluded.mtime_ns, content_size = excluded.content_size,"
       " content_hash = excluded.content_hash, lossy = excluded.lossy,"
       " damaged_at = excluded.damaged_at"},
      {&remove_, "DELETE FROM files WHERE id = ?"},
      {&after_, "SELECT " + columns + " FROM files WHERE id > ? ORDER BY id LIMIT ?"}};
  for (const auto& [statement, sql] : statements) {
    Result<Statement> prepared = database_.Prepare(sql);
    if (!prepared.ok()) return prepared.error();
    *statement = std::move(prepared).value();
  }
  return OkStatus();
}

Status Catalogue::SetTreePath(const std::string& tree_path) {
  Status put = PutFact(database_, "tree_path", tree_path);
  if (put.ok()) facts_.tree_path = tree_path;
  return put;
}

Status Catalogue::SetFinished() {
  if (database_.HasMoved()) return Error{ErrorCode::kIo, 0, "was replaced by another run"};
  Status removed = database_.Run("DELETE FROM facts WHERE name = 'unfinished'");
  if (removed.ok()) facts_.is_unfinished = false;
  return removed;
}

// In this mode SQLite keeps the lock that a transaction takes.
Status Catalogue::Lock() {
  return database_.Run("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT");
}

Status Catalogue::Begin() { return database_.Run("BEGIN IMMEDIATE"); }

Status Catalogue::Commit() { return database_.Run("COMMIT"); }

Result<std::optional<StoredEntry>> Catalogue::Find(std::string_view path) {
  find_.BindBlob(1, path);
  const Result<bool> row = find_.Step();
  if (!row.ok()) return row.error();
  if (!row.value()) return std::optional<StoredEntry>();
  Result<StoredEntry> stored = ReadRow(find_);
  find_.Reset();
  if (!stored.ok()) return stored.error();
  return std::optional(std::move(stored).value());
}

Status Catalogue::Put(const CatalogueEntry& entry) {
  put_.BindBlob(1, entry.path);
  put_.Bind(2, static_cast<int64_t>(entry.size));
  put_.Bind(3, entry.mtime_ns);
  put_.BindNull(4);
  put_.BindNull(5);
  put_.Bind(6, entry.content.has_value() && entry.content->lossy);
  put_.Bind(7, static_cast<int64_t>(entry.damaged_at));
  if (entry.content.has_value()) {
    put_.Bind(4, static_cast<int64_t>(entry.content->size));
    if (entry.content->hash.has_value()) {
      const ContentHash& hash = *entry.content->hash;
      put_.BindBlob(5, {reinterpret_cast<const char*>(hash.data()), hash.size()});
    }
  }
  const Result<bool> done = put_.Step();
  if (!done.ok()) return done.error();
  return OkStatus();
}

Status Catalogue::Remove(int64_t id) {
  remove_.Bind(1, id);
  const Result<bool> done = remove_.Step();
  if (!done.ok()) return done.error();
  return OkStatus();
}

Result<std::vector<StoredEntry>> Catalogue::After(int64_t id, int64_t limit) {
  after_.Bind(1, id);
  after_.Bind(2, limit);
  std::vector<StoredEntry> entries;
  while (true) {
    const Result<bool> row = after_.Step();
    if (!row.ok()) return row.error();
    if (!row.value()) return entries;
    Result<StoredEntry> stored = ReadRow(after_);
    // Callers go on from the last id: rows of a damaged file must not send them back.
    if (stored.ok() && stored.value().id <= id) stored = Corrupt("its rows are not in order");
    if (!stored.ok()) {
      after_.Reset();
      return stored.error();
    }
    id = stored.value().id;
    entries.push_back(std::move(stored).value());
  }
}

Result<int64_t> Catalogue::MaxId() { return OneInt(database_, "SELECT max(id) FROM files"); }

Result<int64_t> Catalogue::Count() {
  // In one statement, so that no other process writes between. SQLite's name of the index.
  Result<int64_t> count =
      OneInt(database_,
             "SELECT iif(num_rows = num_paths, num_rows, -1) FROM"
             " (SELECT (SELECT count(*) FROM files NOT INDEXED) AS num_rows,"
             " (SELECT count(*) FROM files INDEXED BY sqlite_autoindex_files_1) AS num_paths)");
  if (count.ok() && count.value() < 0) return Corrupt("rows are lost");
  return count;
}

bool LooksLikeCatalogue(const std::string& path) {
  std::array<char, kApplicationIdOffset + 4> start{};
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return false;
  const ssize_t n = pread(fd, start.data(), start.size(), 0);
  close(fd);
  return n == static_cast<ssize_t>(start.size()) &&
         std::string_view(start.data(), kMagic.size()) == kMagic &&
         std::memcmp(start.data() + kApplicationIdOffset, "JKDC", 4) == 0;
}

}  // namespace jackdaw::archive
