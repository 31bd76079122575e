// A tree of files as the originals: a.jpg.jkd and a.jpg.lossy.jkd show as a.jpg, with its size; all
// else shows as it is. Read-only, and right while other programs compress, restore and rename files
// in it.
//
// Paths are those of the originals, below the root, with or without a '/' in front; "" and "/" are
// the root. No path leaves the root: ".." is never found, and symbolic links are entries of their
// own that nothing here follows, except Follow, which stays inside.
#ifndef JACKDAW_ARCHIVE_TREE_H_
#define JACKDAW_ARCHIVE_TREE_H_

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/bounded_cache.h"
#include "archive/descriptor.h"
#include "archive/directory_names.h"
#include "archive/file_facts.h"
#include "archive/file_id.h"
#include "jackdaw/jackdaw.h"
#include "jackdaw/result.h"

namespace jackdaw::archive {

struct Entry {
  std::string path;       // of the original, below the root: "2019/a.jpg"; empty for the root
  std::string disk_path;  // what is on the disk, below the root: "2019/a.jpg.jkd"
  EntryKind kind = EntryKind::kFile;
  Storage storage = Storage::kPlain;
  uint64_t size = 0;      // of the original; of what is on the disk where it is not known
  struct stat disk = {};  // of what is on the disk: mode, owner, times, links, and its own size
  std::optional<ContentHash> content_hash;  // of the original; known for a .jkd alone
  // Why the summary of a .jkd cannot be read: the file is damaged, is none, or may not be read.
  std::optional<Error> problem;

  std::string name() const { return path.substr(path.rfind('/') + 1); }
  FileId id() const { return FileIdOf(disk); }
  // The time of last change of the contents, as the original had it.
  const struct timespec& mtime() const { return disk.st_mtim; }
};

// What is on the disk for an entry, open: it can be read whatever becomes of its name.
struct OpenFile {
  Entry entry;  // as it was opened
  Descriptor fd;
};

// A directory as it was when it was listed.
struct Directory {
  std::string path;  // of the originals, and on the disk
  Descriptor fd;     // O_PATH
  std::vector<DirectoryName> names;
};

struct TreeOptions {
  size_t max_remembered_files = size_t{1} << 18;  // summaries; 200 bytes each
};

// Thread-safe.
class Tree {
 public:
  // kIo when `root` is no directory that can be opened. A link is followed here.
  static Result<std::unique_ptr<Tree>> Open(const std::string& root,
                                            const TreeOptions& options = {});

  // None: there is nothing of this name. Opens a .jkd at most once for its summary, and decodes
  // nothing.
  Result<std::optional<Entry>> Stat(std::string_view path) const;

  // As Stat, with every symbolic link of the path followed as the originals have it: b.jpg -> a.jpg
  // finds the a.jpg of a.jpg.jkd. None: nothing of this name, more than 40 links, or a link that
  // leaves the tree or is absolute.
  Result<std::optional<Entry>> Follow(std::string_view path) const;

  // What a directory holds, in order of names, without "." and "..". A file that vanishes meanwhile
  // is left out. kIo when it is no directory or cannot be listed.
  Result<std::vector<Entry>> ListDirectory(std::string_view path) const;

  // The same without looking at each file: names and kinds only. Reads summaries only where a name
  // depends on them.
  Result<std::vector<DirectoryName>> ListNames(std::string_view path) const;
  Result<Directory> OpenListing(std::string_view path) const;
  // The entry of a name that was listed. None: it is gone.
  Result<std::optional<Entry>> StatListed(const Directory& directory,
                                          const DirectoryName& item) const;

  // Where a symbolic link points.
  Result<std::string> ReadLink(const Entry& entry) const;

  // Opens the regular file of this path. Null: there is no such file. The entry is that of the file
  // that was opened, also when it is replaced meanwhile.
  Result<std::shared_ptr<const OpenFile>> OpenOriginal(std::string_view path) const;

  // O_PATH of what is on the disk, not followed: for attributes. None: it is gone.
  Result<std::optional<Descriptor>> OpenPath(std::string_view path) const;

  // Summaries that were read so far.
  uint64_t num_summaries_read() const { return facts_.num_insertions(); }

 private:
  // A name in a directory.
  struct Place {
    int dir_fd;
    std::string dir;   // below the root
    std::string name;  // empty: the root
  };
  struct OwnedPlace {
    Descriptor dir_fd;
    Place place;
  };
  // Names of originals in one state of a directory that trying the usual disk names does not find.
  using UnusualNames = std::map<std::string, std::string>;

  Tree(Descriptor root, const TreeOptions& options)
      : root_(std::move(root)), facts_(options.max_remembered_files) {}

  Result<std::optional<Descriptor>> OpenDirectory(std::string_view path) const;
  Result<std::optional<OwnedPlace>> FindPlace(std::string_view path) const;
  // The entry of place.name. `open_file`, if not null, gets the descriptor of a regular file.
  Result<std::optional<Entry>> FindIn(const Place& place, Descriptor* open_file) const;
  Result<std::optional<Entry>> TryUsualNames(const Place& place, Descriptor* open_file) const;
  Result<std::optional<Entry>> TryUnusualNames(const Place& place, Descriptor* open_file) const;
  // The entry of a name on the disk, if it is there and shows as place.name.
  Result<std::optional<Entry>> TryName(const Place& place, const std::string& disk_name,
                                       Descriptor* open_file) const;
  // What the summary of a .jkd says. Opens the file into `fd` if it has to and it is not open yet,
  // and renews `st` then. None: the file is gone.
  Result<std::optional<FileFacts>> FactsOf(int dir_fd, const std::string& disk_name,
                                           struct stat* st, Descriptor* fd) const;
  Result<std::vector<DirectoryName>> ListNamesAt(int dir_fd) const;
  Result<UnusualNames> ReadUnusualNames(int dir_fd, const FileId& id) const;

  const Descriptor root_;
  mutable FileFactsCache facts_;
  mutable std::mutex unusual_mutex_;
  mutable BoundedCache<FileId, UnusualNames, FileIdHash> unusual_{256};  // directories
};

// The original's bytes, decoded and compared with the hash that the .jkd holds. Errors: those of
// Decompress; kIo; kLimitExceeded when the file is larger than options.memory_limit. Damage is an
// error, never wrong bytes.
Result<std::vector<uint8_t>> ReadOriginal(const OpenFile& file,
                                          const DecompressOptions& options = {});

}  // namespace jackdaw::archive

#endif  // JACKDAW_ARCHIVE_TREE_H_
