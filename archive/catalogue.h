// The catalogue of a tree: which pictures it held, and what is known of each file, in an SQLite
// file.
//
// Table `files`: a row for each original and each .jkd, keyed by its path. Table `facts`: name and
// value, of the tree as a whole. The application id is "JKDC", the user version that of the tables.
// The file is untrusted: its tables must be the expected ones, word for word, and each value is
// checked when it is read. Whatever is wrong is kCorrupt. Rows have no checksums: a value that has
// changed and is possible is believed, and as a rule makes its picture look damaged, changed or
// missing. Rows that are lost show in Count().
//
// Changes are grouped by Begin() and Commit(). When the process ends between them, also by kill -9
// or loss of power, the file is as it was at Begin(). Several processes may use one file.
//
// Errors of all functions: kCorrupt; kUnsupported for a newer version; kIo; kLimitExceeded when out
// of memory. Not thread-safe.
#ifndef JACKDAW_ARCHIVE_CATALOGUE_H_
#define JACKDAW_ARCHIVE_CATALOGUE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/catalogue_entry.h"
#include "archive/catalogue_sqlite.h"
#include "jackdaw/result.h"

namespace jackdaw::archive {

struct CatalogueFacts {
  std::string tree_id;    // 32 hexadecimal digits, chosen when the catalogue was made
  std::string tree_path;  // where the tree was when it was last checked, absolute
  std::string made;       // by this version of Jackdaw
  // It is being made anew, beside the one that it replaces once it is complete.
  bool is_unfinished = false;
};

struct StoredEntry {
  int64_t id = 0;  // positive; no two are the same
  CatalogueEntry entry;
};

class Catalogue {
 public:
  static Result<Catalogue> Open(const std::string& path, OpenMode mode);
  // Makes an empty catalogue. kIo when there is a file of that name, unless it is empty. Of several
  // processes that make one of this name at a time, one succeeds.
  static Result<Catalogue> Create(const std::string& path, const CatalogueFacts& facts);

  const CatalogueFacts& facts() const { return facts_; }
  Status SetTreePath(const std::string& tree_path);
  // It is complete: facts().is_unfinished becomes false. kIo when the file has lost its name.
  Status SetFinished();
  // Keeps all other processes from it as long as the object lives.
  Status Lock();

  Status Begin();
  Status Commit();

  Result<std::optional<StoredEntry>> Find(std::string_view path);
  // Adds the entry, or replaces the one of the same path.
  Status Put(const CatalogueEntry& entry);
  Status Remove(int64_t id);
  // Up to `limit` entries with an id above `id`, in order of id.
  Result<std::vector<StoredEntry>> After(int64_t id, int64_t limit);
  // 0 when there are none.
  Result<int64_t> MaxId();
  // kCorrupt when rows are lost: those of the table and of the index of paths are counted.
  Result<int64_t> Count();

 private:
  explicit Catalogue(Database database) : database_(std::move(database)) {}

  Status CheckTables();
  Status ReadFacts();
  Status Prepare();

  Database database_;
  CatalogueFacts facts_;
  Statement find_, put_, remove_, after_;
};

// Whether the file at `path` says in its first bytes that it is a catalogue. False for a file that
// is missing, cannot be read, or is damaged there.
bool LooksLikeCatalogue(const std::string& path);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_CATALOGUE_H_
