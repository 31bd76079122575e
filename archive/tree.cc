#include "archive/tree.h"

#include <fcntl.h>

#include <cerrno>

#include "archive/own_names.h"
#include "archive/system_calls.h"
#include "archive/tree_path.h"

namespace jackdaw::archive {
namespace {

constexpr int kDirectoryFlags = O_PATH | O_DIRECTORY;
// No wait for a pipe or a terminal that has taken the place of a file.
constexpr int kFileFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY;

template <class T>
Result<std::optional<T>> None() {
  return std::optional<T>();
}

Result<struct stat> StatOf(int fd) {
  struct stat st;
  if (fstat(fd, &st) != 0) return SystemError("cannot look at the file", errno);
  return st;
}

Entry MakeEntry(std::string path, std::string disk_path, const struct stat& st) {
  Entry entry;
  entry.path = std::move(path);
  entry.disk_path = std::move(disk_path);
  entry.kind = KindOfMode(st.st_mode);
  entry.disk = st;
  entry.size = static_cast<uint64_t>(st.st_size);
  return entry;
}

}  // namespace

Result<std::unique_ptr<Tree>> Tree::Open(const std::string& root, const TreeOptions& options) {
  Descriptor fd(open(root.c_str(), kDirectoryFlags | O_CLOEXEC));
  if (!fd.valid()) return SystemError("cannot open the directory " + root, errno);
  return std::unique_ptr<Tree>(new Tree(std::move(fd), options));
}

Result<std::optional<Entry>> Tree::Stat(std::string_view path) const {
  const Result<std::optional<OwnedPlace>> found = FindPlace(path);
  if (!found.ok()) return found.error();
  if (!found.value().has_value()) return None<Entry>();
  return FindIn(found.value()->place, nullptr);
}

Result<std::vector<Entry>> Tree::ListDirectory(std::string_view path) const {
  const Result<Directory> directory = OpenListing(path);
  if (!directory.ok()) return directory.error();
  std::vector<Entry> entries;
  entries.reserve(directory.value().names.size());
  for (const DirectoryName& item : directory.value().names) {
    Result<std::optional<Entry>> entry = StatListed(directory.value(), item);
    if (!entry.ok()) return entry.error();
    if (entry.value().has_value()) entries.push_back(std::move(*entry.value()));
  }
  return entries;
}

Result<std::vector<DirectoryName>> Tree::ListNames(std::string_view path) const {
  Result<Directory> directory = OpenListing(path);
  if (!directory.ok()) return directory.error();
  return std::move(directory.value().names);
}

Result<Directory> Tree::OpenListing(std::string_view path) const {
  Result<std::optional<Descriptor>> dir = OpenDirectory(path);
  if (!dir.ok()) return dir.error();
  if (!dir.value().has_value()) return SystemError("cannot list the directory", ENOTDIR);
  Directory directory;
  directory.path = NormalPath(path).value_or("");
  directory.fd = std::move(*dir.value());
  Result<std::vector<DirectoryName>> names = ListNamesAt(directory.fd.get());
  if (!names.ok()) return names.error();
  directory.names = std::move(names).value();
  return directory;
}

Result<std::optional<Entry>> Tree::StatListed(const Directory& directory,
                                              const DirectoryName& item) const {
  const Place place{directory.fd.get(), directory.path, item.name};
  Result<std::optional<Entry>> entry = TryName(place, item.disk_name, nullptr);
  // It may have been compressed or restored since.
  if (entry.ok() && !entry.value().has_value()) entry = FindIn(place, nullptr);
  return entry;
}

Result<std::string> Tree::ReadLink(const Entry& entry) const {
  const Result<std::optional<Descriptor>> fd = OpenPath(entry.path);
  if (!fd.ok()) return fd.error();
  if (!fd.value().has_value()) return SystemError("cannot read the link", ENOENT);
  char target[PATH_MAX];
  const ssize_t size = readlinkat(fd.value()->get(), "", target, sizeof target);
  if (size < 0) return SystemError("cannot read the link", errno);
  return std::string(target, static_cast<size_t>(size));
}

Result<std::shared_ptr<const OpenFile>> Tree::OpenOriginal(std::string_view path) const {
  const Result<std::optional<OwnedPlace>> found = FindPlace(path);
  if (!found.ok()) return found.error();
  auto file = std::make_shared<OpenFile>();
  if (!found.value().has_value()) return std::shared_ptr<const OpenFile>();
  Result<std::optional<Entry>> entry = FindIn(found.value()->place, &file->fd);
  if (!entry.ok()) return entry.error();
  if (!entry.value().has_value() || !file->fd.valid()) return std::shared_ptr<const OpenFile>();
  file->entry = std::move(*entry.value());
  return std::shared_ptr<const OpenFile>(std::move(file));
}

Result<std::optional<Descriptor>> Tree::OpenPath(std::string_view path) const {
  const Result<std::optional<OwnedPlace>> found = FindPlace(path);
  if (!found.ok()) return found.error();
  if (!found.value().has_value()) return None<Descriptor>();
  const Result<std::optional<Entry>> entry = FindIn(found.value()->place, nullptr);
  if (!entry.ok()) return entry.error();
  if (!entry.value().has_value()) return None<Descriptor>();
  const std::string disk_name = LastPart(entry.value()->disk_path);
  return OpenAt(found.value()->dir_fd.get(), disk_name.empty() ? "." : disk_name.c_str(), O_PATH);
}

Result<std::optional<Descriptor>> Tree::OpenDirectory(std::string_view path) const {
  const std::optional<std::vector<std::string>> parts = SplitPath(path);
  if (!parts.has_value()) return None<Descriptor>();
  Result<std::optional<Descriptor>> dir = OpenAt(root_.get(), ".", kDirectoryFlags);
  for (const std::string& part : *parts) {
    if (!dir.ok() || !dir.value().has_value()) break;
    dir = OpenAt(dir.value()->get(), part.c_str(), kDirectoryFlags);
  }
  return dir;
}

Result<std::optional<Tree::OwnedPlace>> Tree::FindPlace(std::string_view path) const {
  const std::optional<std::string> normal = NormalPath(path);
  if (!normal.has_value()) return None<OwnedPlace>();
  std::string parent = ParentOf(*normal);
  Result<std::optional<Descriptor>> dir = OpenDirectory(parent);
  if (!dir.ok()) return dir.error();
  if (!dir.value().has_value()) return None<OwnedPlace>();
  OwnedPlace owned;
  owned.dir_fd = std::move(*dir.value());
  owned.place = {owned.dir_fd.get(), std::move(parent), LastPart(*normal)};
  return std::optional<OwnedPlace>(std::move(owned));
}

Result<std::optional<Entry>> Tree::FindIn(const Place& place, Descriptor* open_file) const {
  if (place.name.empty()) {
    const Result<struct stat> st = StatOf(place.dir_fd);
    if (!st.ok()) return st.error();
    return std::optional<Entry>(MakeEntry("", "", st.value()));
  }
  // A file may be renamed from a name that is tried later to one that was tried before. It shows in
  // the directory's time of change.
  constexpr int kMaxTries = 3;
  for (int i = 0; i < kMaxTries; ++i) {
    const Result<struct stat> before = StatOf(place.dir_fd);
    if (!before.ok()) return before.error();
    for (const auto try_names : {&Tree::TryUsualNames, &Tree::TryUnusualNames}) {
      Result<std::optional<Entry>> entry = (this->*try_names)(place, open_file);
      if (!entry.ok() || entry.value().has_value()) return entry;
    }
    const Result<struct stat> after = StatOf(place.dir_fd);
    const FileId id = FileIdOf(before.value());
    if (after.ok() && id == FileIdOf(after.value()) && IsSettled(id)) break;
  }
  return None<Entry>();
}

Result<std::optional<Entry>> Tree::TryUsualNames(const Place& place, Descriptor* open_file) const {
  for (const std::string& disk_name : UsualDiskNames(place.name)) {
    Result<std::optional<Entry>> entry = TryName(place, disk_name, open_file);
    if (!entry.ok() || entry.value().has_value()) return entry;
  }
  return None<Entry>();
}

Result<std::optional<Entry>> Tree::TryUnusualNames(const Place& place,
                                                   Descriptor* open_file) const {
  const Result<struct stat> st = StatOf(place.dir_fd);
  if (!st.ok()) return st.error();
  const FileId id = FileIdOf(st.value());
  std::optional<std::string> disk_name;
  {
    const std::lock_guard<std::mutex> lock(unusual_mutex_);
    const UnusualNames* names = unusual_.Find(id);
    if (names != nullptr) {
      const auto found = names->find(place.name);
      if (found == names->end()) return None<Entry>();
      disk_name = found->second;
    }
  }
  if (!disk_name.has_value()) {
    const Result<UnusualNames> names = ReadUnusualNames(place.dir_fd, id);
    if (!names.ok()) return names.error();
    const auto found = names.value().find(place.name);
    if (found == names.value().end()) return None<Entry>();
    disk_name = found->second;
  }
  return TryName(place, *disk_name, open_file);
}

Result<Tree::UnusualNames> Tree::ReadUnusualNames(int dir_fd, const FileId& id) const {
  const Result<std::vector<DirectoryName>> items = ListNamesAt(dir_fd);
  if (!items.ok()) return items.error();
  UnusualNames names;
  for (const DirectoryName& item : items.value()) {
    if (!IsUsualDiskName(item.name, item.disk_name)) names.emplace(item.name, item.disk_name);
  }
  if (IsSettled(id)) {
    const std::lock_guard<std::mutex> lock(unusual_mutex_);
    unusual_.Insert(id, names);
  }
  return names;
}

Result<std::optional<Entry>> Tree::TryName(const Place& place, const std::string& disk_name,
                                           Descriptor* open_file) const {
  if (IsOwnName(disk_name)) return None<Entry>();
  const Result<std::optional<struct stat>> found = StatAt(place.dir_fd, disk_name.c_str());
  if (!found.ok()) return found.error();
  if (!found.value().has_value()) return None<Entry>();
  struct stat st = *found.value();
  const bool is_file = S_ISREG(st.st_mode);
  const bool is_jkd = is_file && HasJkdEnding(disk_name);
  if (!is_jkd && disk_name != place.name) return None<Entry>();
  Descriptor fd;
  if (is_file && open_file != nullptr) {
    Result<std::optional<Descriptor>> opened = OpenAt(place.dir_fd, disk_name.c_str(), kFileFlags);
    if (!opened.ok()) return opened.error();
    if (!opened.value().has_value()) return None<Entry>();
    fd = std::move(*opened.value());
    const Result<struct stat> now = StatOf(fd.get());
    if (!now.ok()) return now.error();
    if (!S_ISREG(now.value().st_mode)) return None<Entry>();
    st = now.value();
  }
  Entry entry = MakeEntry("", JoinParts(place.dir, disk_name), st);
  if (is_jkd) {
    const Result<std::optional<FileFacts>> facts =
        FactsOf(place.dir_fd, disk_name, &entry.disk, &fd);
    if (facts.ok() && !facts.value().has_value()) return None<Entry>();
    const NameFacts name = facts.ok() ? facts.value()->name : NameFacts();
    if (OriginalName(disk_name, name) != place.name) return None<Entry>();
    entry.storage = name.lossy ? Storage::kLossy : Storage::kExact;
    entry.size = static_cast<uint64_t>(entry.disk.st_size);
    if (facts.ok()) {
      entry.size = facts.value()->original_size;
      entry.content_hash = facts.value()->content_hash;
    } else {
      entry.problem = facts.error();
    }
  }
  entry.path = JoinParts(place.dir, place.name);
  if (open_file != nullptr) *open_file = std::move(fd);
  return std::optional<Entry>(std::move(entry));
}

Result<std::optional<FileFacts>> Tree::FactsOf(int dir_fd, const std::string& disk_name,
                                               struct stat* st, Descriptor* fd) const {
  std::optional<FileFacts> known = facts_.Find(FileIdOf(*st));
  if (known.has_value()) return known;
  if (!fd->valid()) {
    Result<std::optional<Descriptor>> opened = OpenAt(dir_fd, disk_name.c_str(), kFileFlags);
    if (!opened.ok()) return opened.error();
    if (!opened.value().has_value()) return None<FileFacts>();
    *fd = std::move(*opened.value());
    const Result<struct stat> now = StatOf(fd->get());
    if (!now.ok()) return now.error();
    if (!S_ISREG(now.value().st_mode)) return None<FileFacts>();
    *st = now.value();
  }
  const Result<FileFacts> facts = ReadFileFacts(fd->get(), static_cast<uint64_t>(st->st_size));
  if (!facts.ok()) return facts.error();
  facts_.Insert(FileIdOf(*st), facts.value());
  return std::optional<FileFacts>(facts.value());
}

Result<std::vector<DirectoryName>> Tree::ListNamesAt(int dir_fd) const {
  const Result<std::map<std::string, EntryKind>> disk_names = ReadDiskNames(dir_fd);
  if (!disk_names.ok()) return disk_names.error();
  return OriginalNames(disk_names.value(), [&](const std::string& disk_name) {
    const Result<std::optional<struct stat>> found = StatAt(dir_fd, disk_name.c_str());
    if (!found.ok() || !found.value().has_value()) return NameFacts();
    struct stat st = *found.value();
    Descriptor fd;
    const Result<std::optional<FileFacts>> facts = FactsOf(dir_fd, disk_name, &st, &fd);
    return facts.ok() && facts.value().has_value() ? facts.value()->name : NameFacts();
  });
}

}  // namespace jackdaw::archive
