#include "apps/jackdaw/mount/fuse_operations.h"

#include <fcntl.h>
#include <sys/statvfs.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <span>

namespace jackdaw::app {
namespace {

using archive::Directory;
using archive::DirectoryName;
using archive::Entry;
using archive::EntryKind;

FuseContext& Context() { return *static_cast<FuseContext*>(fuse_get_context()->private_data); }

// No exception may pass through the C code of the library.
template <class Answer>
int Guarded(const Answer& answer) {
  try {
    return answer(*Context().files);
  } catch (const std::bad_alloc&) {
    return -ENOMEM;
  } catch (const std::exception& error) {
    Context().log->Write(error.what());
    return -EIO;
  }
}

// An open directory: the names as they were when it was opened or rewound.
struct OpenListing {
  std::string path;
  Directory directory;
  bool is_used = false;
};

// FUSE keeps what was opened as a number.
OriginalFiles::Handle* HandleOf(const fuse_file_info* info) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  return reinterpret_cast<OriginalFiles::Handle*>(info->fh);
}

OpenListing* ListingOf(const fuse_file_info* info) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  return reinterpret_cast<OpenListing*>(info->fh);
}

void* Init(fuse_conn_info* connection, fuse_config* config) {
  // Numbers of inodes are those that GetAttributes gives.
  config->use_ino = 1;
  // Pages of a file are kept by the kernel as long as its size and time stay the same.
  config->auto_cache = 1;
  // Names always come with attributes. Left to itself, the kernel asks for most of them one by one:
  // programs list a whole directory before they look at its files.
  connection->want &= ~static_cast<unsigned>(FUSE_CAP_READDIRPLUS_AUTO);
  // Requests of readers that go ahead must not hold up others.
  connection->max_background = 64;
  return fuse_get_context()->private_data;
}

int GetAttributes(const char* path, struct stat* st, fuse_file_info*) {
  return Guarded([&](const OriginalFiles& files) { return files.GetAttributes(path, st); });
}

int ReadLink(const char* path, char* target, size_t size) {
  return Guarded(
      [&](const OriginalFiles& files) { return files.ReadLink(path, std::span(target, size)); });
}

int Open(const char* path, fuse_file_info* info) {
  return Guarded([&](const OriginalFiles& files) {
    if ((info->flags & O_ACCMODE) != O_RDONLY) return -EROFS;
    std::unique_ptr<OriginalFiles::Handle> handle;
    const int error = files.Open(path, &handle);
    if (error == 0) info->fh = reinterpret_cast<uint64_t>(handle.release());
    return error;
  });
}

// The library frees the vector and the memory in it.
int ReadBuffer(const char*, fuse_bufvec** out, size_t size, off_t offset, fuse_file_info* info) {
  return Guarded([&](const OriginalFiles& files) {
    OriginalFiles::Handle& handle = *HandleOf(info);
    const auto buffers = static_cast<fuse_bufvec*>(std::malloc(sizeof(fuse_bufvec)));
    if (buffers == nullptr) return -ENOMEM;
    *buffers = {};
    buffers->count = 1;
    buffers->buf[0].size = size;
    buffers->buf[0].fd = -1;
    *out = buffers;
    if (handle.plain_fd() >= 0) {
      buffers->buf[0].flags =
          static_cast<fuse_buf_flags>(FUSE_BUF_IS_FD | FUSE_BUF_FD_SEEK | FUSE_BUF_FD_RETRY);
      buffers->buf[0].fd = handle.plain_fd();
      buffers->buf[0].pos = offset;
      return 0;
    }
    buffers->buf[0].size = 0;
    buffers->buf[0].mem = std::malloc(size);
    if (buffers->buf[0].mem == nullptr) return -ENOMEM;
    const int num_read = files.Read(handle, static_cast<uint64_t>(offset),
                                    std::span(static_cast<uint8_t*>(buffers->buf[0].mem), size));
    if (num_read < 0) return num_read;
    buffers->buf[0].size = static_cast<size_t>(num_read);
    return 0;
  });
}

int Release(const char*, fuse_file_info* info) {
  delete HandleOf(info);
  return 0;
}

int OpenDirectory(const char* path, fuse_file_info* info) {
  return Guarded([&](const OriginalFiles& files) {
    Result<Directory> directory = files.tree().OpenListing(path);
    if (!directory.ok()) return files.Report(path, directory.error());
    auto listing = std::make_unique<OpenListing>();
    listing->path = path;
    listing->directory = std::move(directory).value();
    info->fh = reinterpret_cast<uint64_t>(listing.release());
    return 0;
  });
}

// What a name alone tells: the kind. Programs pass over names whose inode has the number 0.
struct stat KindOnly(const DirectoryName& item) {
  constexpr ino_t kUnknownInode = 0xffffffff;  // as the library has it
  struct stat st = {};
  st.st_ino = kUnknownInode;
  switch (item.kind) {
    case EntryKind::kFile:
      st.st_mode = S_IFREG;
      break;
    case EntryKind::kDirectory:
      st.st_mode = S_IFDIR;
      break;
    case EntryKind::kSymlink:
      st.st_mode = S_IFLNK;
      break;
    case EntryKind::kOther:
      break;
  }
  return st;
}

// Passes one name on; false when there is no room for it. A name that is gone is passed over.
bool FillName(const OriginalFiles& files, const Directory& directory, const DirectoryName& item,
              bool with_attributes, void* buffer, fuse_fill_dir_t filler, off_t next) {
  if (with_attributes) {
    const Result<std::optional<Entry>> entry = files.tree().StatListed(directory, item);
    if (entry.ok() && !entry.value().has_value()) return true;
    if (entry.ok()) {
      const struct stat st = files.AttributesOf(*entry.value());
      return filler(buffer, item.name.c_str(), &st, next, FUSE_FILL_DIR_PLUS) == 0;
    }
  }
  const struct stat st = KindOnly(item);
  return filler(buffer, item.name.c_str(), &st, next, static_cast<fuse_fill_dir_flags>(0)) == 0;
}

int ReadDirectory(const char*, void* buffer, fuse_fill_dir_t filler, off_t offset,
                  fuse_file_info* info, fuse_readdir_flags flags) {
  return Guarded([&](const OriginalFiles& files) {
    OpenListing& listing = *ListingOf(info);
    if (offset == 0 && listing.is_used) {
      Result<Directory> again = files.tree().OpenListing(listing.path);
      if (!again.ok()) return files.Report(listing.path.c_str(), again.error());
      listing.directory = std::move(again).value();
    }
    listing.is_used = true;
    constexpr std::array kDots = {".", ".."};
    const std::vector<DirectoryName>& names = listing.directory.names;
    const bool with_attributes = (flags & FUSE_READDIR_PLUS) != 0;
    for (auto i = static_cast<size_t>(offset); i < names.size() + kDots.size(); ++i) {
      const auto next = static_cast<off_t>(i + 1);
      if (i < kDots.size()) {
        if (filler(buffer, kDots[i], nullptr, next, static_cast<fuse_fill_dir_flags>(0)) != 0)
          break;
      } else if (!FillName(files, listing.directory, names[i - kDots.size()], with_attributes,
                           buffer, filler, next)) {
        break;
      }
    }
    return 0;
  });
}

int ReleaseDirectory(const char*, fuse_file_info* info) {
  delete ListingOf(info);
  return 0;
}

int GetExtendedAttribute(const char* path, const char* name, char* value, size_t size) {
  return Guarded([&](const OriginalFiles& files) {
    return files.GetExtendedAttribute(path, name, std::span(value, size));
  });
}

int ListExtendedAttributes(const char* path, char* names, size_t size) {
  return Guarded([&](const OriginalFiles& files) {
    return files.ListExtendedAttributes(path, std::span(names, size));
  });
}

int StatFileSystem(const char*, struct statvfs* st) {
  return Guarded([&](const OriginalFiles& files) {
    const Result<std::optional<archive::Descriptor>> root = files.tree().OpenPath("");
    if (!root.ok() || !root.value().has_value()) return -EIO;
    return fstatvfs(root.value()->get(), st) == 0 ? 0 : -errno;
  });
}

}  // namespace

fuse_operations FuseOperations() {
  fuse_operations operations = {};
  operations.init = Init;
  operations.getattr = GetAttributes;
  operations.readlink = ReadLink;
  operations.open = Open;
  operations.read_buf = ReadBuffer;
  operations.release = Release;
  operations.opendir = OpenDirectory;
  operations.readdir = ReadDirectory;
  operations.releasedir = ReleaseDirectory;
  operations.getxattr = GetExtendedAttribute;
  operations.listxattr = ListExtendedAttributes;
  operations.statfs = StatFileSystem;
  return operations;
}

}  // namespace jackdaw::app
