#include "archive/catalogue_sort.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace jackdaw::archive {
namespace {

const char* Expression(SortKey key) {
  switch (key) {
    case SortKey::kName:
      return "name";
    case SortKey::kSize:
      return "size";
    case SortKey::kOriginalSize:
      return "original_size";
    case SortKey::kSaved:
      return "original_size - size";
    case SortKey::kDate:
      return "mtime_ns";
    case SortKey::kHeld:
      break;
  }
  return "held";
}

ListedPicture ReadPicture(const Statement& row) {
  ListedPicture picture;
  picture.name = row.Blob(0);
  picture.path = row.Blob(1);
  picture.held = static_cast<Held>(row.Int(2));
  picture.size = static_cast<uint64_t>(row.Int(3));
  picture.original_size = static_cast<uint64_t>(row.Int(4));
  picture.original_beside = row.Int(5) != 0;
  picture.mtime_ns = row.Int(6);
  const std::string_view hash = row.Blob(7);
  if (hash.size() == std::tuple_size<ContentHash>()) {
    std::copy(hash.begin(), hash.end(), picture.content_hash.emplace().begin());
  }
  picture.error = row.Blob(8);
  return picture;
}

}  // namespace

Result<PictureSorter> PictureSorter::Create() {
  Result<Database> database = Database::Open("", OpenMode::kCreate);
  if (!database.ok()) return database.error();
  PictureSorter sorter(std::move(database).value());
  const Status made = sorter.database_.Run(
      "CREATE TABLE pictures(name BLOB, path BLOB, held INTEGER, size INTEGER,"
      " original_size INTEGER, original_beside INTEGER, mtime_ns INTEGER, content_hash BLOB,"
      " error BLOB); BEGIN");
  if (!made.ok()) return made.error();
  Result<Statement> add =
      sorter.database_.Prepare("INSERT INTO pictures VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
  if (!add.ok()) return add.error();
  sorter.add_ = std::move(add).value();
  return sorter;
}

Status PictureSorter::Add(const ListedPicture& picture) {
  add_.BindBlob(1, picture.name);
  add_.BindBlob(2, picture.path);
  add_.Bind(3, static_cast<int64_t>(picture.held));
  add_.Bind(4, static_cast<int64_t>(picture.size));
  add_.Bind(5, static_cast<int64_t>(picture.original_size));
  add_.Bind(6, picture.original_beside);
  add_.Bind(7, picture.mtime_ns);
  add_.BindNull(8);
  if (picture.content_hash.has_value()) {
    const ContentHash& hash = *picture.content_hash;
    add_.BindBlob(8, {reinterpret_cast<const char*>(hash.data()), hash.size()});
  }
  add_.BindBlob(9, picture.error);
  const Result<bool> done = add_.Step();
  if (!done.ok()) return done.error();
  return OkStatus();
}

Status PictureSorter::Visit(SortKey key, bool reverse,
                            const std::function<bool(const ListedPicture& picture)>& on_picture) {
  const std::string direction = reverse ? " DESC" : "";
  Result<Statement> rows =
      database_.Prepare("SELECT * FROM pictures ORDER BY " + std::string(Expression(key)) +
                        direction + ", name" + direction);
  if (!rows.ok()) return rows.error();
  while (true) {
    const Result<bool> row = rows.value().Step();
    if (!row.ok()) return row.error();
    if (!row.value() || !on_picture(ReadPicture(rows.value()))) return OkStatus();
  }
}

}  // namespace jackdaw::archive
