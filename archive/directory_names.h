// The names in one directory of a tree, as the disk has them and as the originals.
#ifndef JACKDAW_ARCHIVE_DIRECTORY_NAMES_H_
#define JACKDAW_ARCHIVE_DIRECTORY_NAMES_H_

#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "archive/original_name.h"
#include "jackdaw/result.h"

namespace jackdaw::archive {

enum class EntryKind : uint8_t { kFile, kDirectory, kSymlink, kOther };

EntryKind KindOfMode(mode_t mode);

// How the bytes of a file are kept: as they are, or in a .jkd that gives them back exactly or with
// a loss.
enum class Storage : uint8_t { kPlain, kExact, kLossy };

struct DirectoryName {
  std::string name;       // as the original
  std::string disk_name;  // the same, or that of a .jkd
  EntryKind kind = EntryKind::kFile;

  bool operator==(const DirectoryName&) const = default;
};

// What is on the disk, unsorted, without "." and ".." and without the program's own files
// (own_names.h).
//
// A file that is renamed or replaced by its .jkd meanwhile may show under both names, but is never
// missing: the directory is read again until it stays the same, twice at most, and what any reading
// finds counts.
Result<std::map<std::string, EntryKind>> ReadDiskNames(int dir_fd);

// The originals in a directory, in order of their names (bytes, unsigned). A plain file hides a
// .jkd of its name, an exact .jkd a lossy one, and the name on the disk that sorts first the others
// that are left. facts_of gives what OriginalName needs to know of a .jkd on the disk; it is called
// only where NeedsNameFacts says so.
std::vector<DirectoryName> OriginalNames(
    const std::map<std::string, EntryKind>& disk_names,
    const std::function<NameFacts(const std::string& disk_name)>& facts_of);

// The names on the disk that an original of this name may have, the best first: the name itself,
// with ".jkd", and with ".lossy.jkd".
std::array<std::string, 3> UsualDiskNames(const std::string& name);
bool IsUsualDiskName(std::string_view name, std::string_view disk_name);

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_DIRECTORY_NAMES_H_
