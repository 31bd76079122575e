#include "archive/directory_names.h"

#include <dirent.h>
#include <fcntl.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <utility>

#include "archive/descriptor.h"
#include "archive/file_id.h"
#include "archive/own_names.h"
#include "archive/system_calls.h"

namespace jackdaw::archive {
namespace {

// None: the name is gone by now.
std::optional<EntryKind> KindOf(int dir_fd, const dirent& item) {
  switch (item.d_type) {
    case DT_REG:
      return EntryKind::kFile;
    case DT_DIR:
      return EntryKind::kDirectory;
    case DT_LNK:
      return EntryKind::kSymlink;
    case DT_UNKNOWN:
      break;
    default:
      return EntryKind::kOther;
  }
  const Result<std::optional<struct stat>> st = StatAt(dir_fd, item.d_name);
  if (!st.ok() || !st.value().has_value()) return std::nullopt;
  return KindOfMode(st.value()->st_mode);
}

// Adds the names that one reading of the directory finds.
Status AddNames(int dir_fd, std::map<std::string, EntryKind>* names) {
  Descriptor fd(openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) return SystemError("cannot list the directory", errno);
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(fdopendir(fd.get()), closedir);
  if (dir == nullptr) return SystemError("cannot list the directory", errno);
  fd.Release();
  while (true) {
    errno = 0;
    const dirent* item = readdir(dir.get());
    if (item == nullptr) break;
    const std::string_view name = item->d_name;
    if (name == "." || name == ".." || IsOwnName(name)) continue;
    const std::optional<EntryKind> kind = KindOf(dir_fd, *item);
    if (kind.has_value()) names->insert_or_assign(std::string(name), *kind);
  }
  return errno == 0 ? OkStatus() : Status(SystemError("cannot list the directory", errno));
}

// Which of two disk names of one original shows: smaller is better.
int Rank(const DirectoryName& name) {
  if (name.disk_name == name.name) return 0;
  if (name.disk_name == name.name + std::string(kJkdEnding)) return 1;
  return IsUsualDiskName(name.name, name.disk_name) ? 2 : 3;
}

}  // namespace

EntryKind KindOfMode(mode_t mode) {
  if (S_ISREG(mode)) return EntryKind::kFile;
  if (S_ISDIR(mode)) return EntryKind::kDirectory;
  return S_ISLNK(mode) ? EntryKind::kSymlink : EntryKind::kOther;
}

Result<std::map<std::string, EntryKind>> ReadDiskNames(int dir_fd) {
  // A file that is gone before the first reading reaches it, and whose new name lies where that
  // reading has been, is found by the second.
  constexpr int kMaxReadings = 2;
  std::map<std::string, EntryKind> names;
  for (int i = 0; i < kMaxReadings; ++i) {
    struct stat before, after;
    if (fstat(dir_fd, &before) != 0) return SystemError("cannot list the directory", errno);
    const Status added = AddNames(dir_fd, &names);
    if (!added.ok()) return added.error();
    if (fstat(dir_fd, &after) != 0) return SystemError("cannot list the directory", errno);
    const FileId id = FileIdOf(before);
    if (id == FileIdOf(after) && IsSettled(id)) break;
  }
  return names;
}

std::vector<DirectoryName> OriginalNames(
    const std::map<std::string, EntryKind>& disk_names,
    const std::function<NameFacts(const std::string& disk_name)>& facts_of) {
  std::map<std::string, DirectoryName> chosen;
  for (const auto& [disk_name, kind] : disk_names) {
    DirectoryName item{disk_name, disk_name, kind};
    if (kind == EntryKind::kFile && HasJkdEnding(disk_name)) {
      const NameFacts facts = NeedsNameFacts(disk_name) ? facts_of(disk_name) : NameFacts();
      item.name = OriginalName(disk_name, facts);
    }
    const auto [entry, is_new] = chosen.emplace(item.name, item);
    if (!is_new && Rank(item) < Rank(entry->second)) entry->second = item;
  }
  std::vector<DirectoryName> names;
  names.reserve(chosen.size());
  for (auto& [name, item] : chosen) names.push_back(std::move(item));
  return names;
}

std::array<std::string, 3> UsualDiskNames(const std::string& name) {
  const std::string jkd(kJkdEnding);
  return {name, name + jkd, name + std::string(kLossyEnding) + jkd};
}

bool IsUsualDiskName(std::string_view name, std::string_view disk_name) {
  if (!disk_name.starts_with(name)) return false;
  const std::string_view rest = disk_name.substr(name.size());
  return rest.empty() || rest == kJkdEnding ||
         (rest.starts_with(kLossyEnding) && rest.substr(kLossyEnding.size()) == kJkdEnding);
}

}  // namespace jackdaw::archive
