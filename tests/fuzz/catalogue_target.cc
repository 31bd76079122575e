#include <sqlite3.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/catalogue.h"
#include "tests/fuzz/archive_target.h"

namespace jackdaw::test {
namespace {

using archive::Catalogue;
using archive::CatalogueEntry;
using archive::OpenMode;
using archive::StoredEntry;

// A place for one catalogue, removed at the end.
class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "jackdaw-fuzz.XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) folder_ = name;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }

  std::string path() const { return folder_ + "/c.sqlite"; }
  bool Write(ByteSpan bytes) const {
    std::ofstream file(path(), std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    file.close();
    return file.good();
  }
  Bytes Read() const {
    std::ifstream file(path(), std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(file), {});
  }
  // With what SQLite has left beside it.
  void Clear() const {
    for (const char* ending : {"", "-journal", "-wal", "-shm"}) {
      std::error_code ignored;
      std::filesystem::remove(path() + ending, ignored);
    }
  }

 private:
  std::string folder_;
};

std::string Text(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// A catalogue of some files; empty when it cannot be made.
Bytes MakeGood() {
  const Scratch scratch;
  {
    Result<Catalogue> made =
        Catalogue::Create(scratch.path(), {std::string(32, 'a'), "/tree", "1.2.3"});
    if (!made.ok() || !made.value().Begin().ok()) return {};
    for (uint64_t i = 1; i <= 60; ++i) {
      CatalogueEntry entry{"folder/" + std::to_string(i) + ".jpg", i, 7,
                           archive::PictureContent{2 * i, {}, i % 3 == 0},
                           archive::CheckLevel::kNone};
      entry.content->hash.emplace().fill(static_cast<uint8_t>(i));
      if (!made.value().Put(entry).ok()) return {};
    }
    if (!made.value().Commit().ok()) return {};
  }
  return scratch.Read();
}

// Runs a statement with one parameter, without the defences of archive/.
bool Alter(const std::string& path, const char* sql, std::string_view value, bool is_blob) {
  sqlite3* db = nullptr;
  const int opened = sqlite3_open(path.c_str(), &db);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> closer(db, sqlite3_close);
  if (opened != SQLITE_OK) return false;
  sqlite3_exec(db, "PRAGMA synchronous = OFF; PRAGMA writable_schema = ON", nullptr, nullptr,
               nullptr);
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &prepared, nullptr) != SQLITE_OK) return false;
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(prepared, sqlite3_finalize);
  const int size = static_cast<int>(value.size());
  if (is_blob) {
    sqlite3_bind_blob(prepared, 1, value.data(), size, SQLITE_TRANSIENT);
  } else {
    sqlite3_bind_text(prepared, 1, value.data(), size, SQLITE_TRANSIENT);
  }
  return sqlite3_step(prepared) == SQLITE_DONE;
}

// The definition of a table or of an index, in place of a good one.
void AlterDefinition(const std::string& path, ByteSpan data) {
  if (data.empty()) return;
  const std::string sql =
      "UPDATE sqlite_master SET sql = ?1 WHERE rowid = " + std::to_string(1 + data[0] % 3);
  (void)Alter(path, sql.c_str(), Text(data.subspan(1)), false);
}

void AlterValue(const std::string& path, ByteSpan data) {
  constexpr const char* kColumns[] = {"id",           "path",         "size",  "mtime_ns",
                                      "content_size", "content_hash", "lossy", "damaged_at"};
  if (data.empty()) return;
  const std::string column = kColumns[data[0] % std::size(kColumns)];
  // A number, a text or a blob.
  const std::string_view to = data[0] & 0x40 ? "CAST(?1 AS INTEGER)" : "?1";
  std::string sql = "UPDATE OR IGNORE files SET " + column + " = ";
  sql.append(to).append(" WHERE id = 7");
  (void)Alter(path, sql.c_str(), Text(data.subspan(1)), (data[0] & 0x80) != 0);
}

// Errors that a file can be the reason of.
bool IsExpected(const Error& error) {
  return error.code == ErrorCode::kCorrupt || error.code == ErrorCode::kUnsupported ||
         error.code == ErrorCode::kIo;
}

bool LeadsOut(const std::string& path) {
  for (const auto& part : std::filesystem::path(path)) {
    if (part == ".." || part == "." || part == "/") return true;
  }
  return path.empty();
}

Status ReadEntries(Catalogue* catalogue, std::vector<StoredEntry>* entries) {
  // More rows than any file of this size holds: it goes in circles.
  constexpr size_t kMaxEntries = 100'000;
  int64_t last = 0;
  while (entries->size() < kMaxEntries) {
    const auto some = catalogue->After(last, 100);
    if (!some.ok()) return some.error();
    if (some.value().empty()) return OkStatus();
    for (const StoredEntry& entry : some.value()) {
      if (entry.id <= last) return Error{ErrorCode::kInternal, 0, "ids go back"};
      last = entry.id;
      entries->push_back(entry);
    }
  }
  return Error{ErrorCode::kInternal, 0, "the rows have no end"};
}

std::string ReadAll(const std::string& path, OpenMode mode) {
  Result<Catalogue> opened = Catalogue::Open(path, mode);
  if (!opened.ok()) return IsExpected(opened.error()) ? "" : "Open: " + opened.error().message;
  Catalogue& catalogue = opened.value();
  if (catalogue.facts().tree_id.size() != 32) return "an id of a wrong length";
  std::vector<StoredEntry> entries;
  const Status read = ReadEntries(&catalogue, &entries);
  if (!read.ok() && !IsExpected(read.error())) return "After: " + read.error().message;
  for (const StoredEntry& entry : entries) {
    if (LeadsOut(entry.entry.path)) return "a path leads out of the tree: " + entry.entry.path;
  }
  for (const char* name : {"folder/1.jpg", "none"}) {
    const auto found = catalogue.Find(name);
    if (!found.ok() && !IsExpected(found.error())) return "Find: " + found.error().message;
    if (found.ok() && found.value() && found.value()->entry.path != name) return "found another";
  }
  if (mode == OpenMode::kRead || !catalogue.Begin().ok()) return "";
  // Not committed: what counts is that it ends.
  (void)catalogue.Put({"more", 1, 2, {}, archive::CheckLevel::kNone});
  (void)catalogue.Remove(2);
  (void)catalogue.Count();
  return "";
}

}  // namespace

std::string FuzzCatalogue(ByteSpan data) {
  static const Bytes good = MakeGood();
  static const Scratch scratch;
  if (good.empty()) return "cannot make a catalogue";
  if (data.empty()) return "";
  const int kind = data[0] % 4;
  data = data.subspan(1);
  Bytes bytes = kind == 0 ? Bytes(data.begin(), data.end()) : good;
  if (kind == 1) {
    for (; data.size() >= 3; data = data.subspan(3)) {
      const size_t place = (size_t{data[0]} << 8 | data[1]) % bytes.size();
      bytes[place] = data[2];
    }
  }
  if (!scratch.Write(bytes)) return "cannot write";
  const std::string path = scratch.path();
  if (kind == 2) AlterDefinition(path, data);
  if (kind == 3) AlterValue(path, data);
  std::string failure = ReadAll(path, OpenMode::kRead);
  if (failure.empty()) failure = ReadAll(path, OpenMode::kWrite);
  scratch.Clear();
  return failure;
}

}  // namespace jackdaw::test
