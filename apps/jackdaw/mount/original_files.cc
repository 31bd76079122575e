#include "apps/jackdaw/mount/original_files.h"

#include <fmt/format.h>
#include <sys/xattr.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace jackdaw::app {
namespace {

using archive::Entry;
using archive::EntryKind;
using archive::OpenFile;
using archive::SharedBytes;
using archive::Storage;

int Negated(ssize_t result) { return result < 0 ? -errno : static_cast<int>(result); }

}  // namespace

int OriginalFiles::Handle::plain_fd() const {
  return file_->entry.storage == Storage::kPlain ? file_->fd.get() : -1;
}

OriginalFiles::OriginalFiles(const archive::Tree& tree, archive::DecodedCache& cache,
                             uint64_t max_held_bytes, EventLog& log)
    : tree_(tree), cache_(cache), max_held_bytes_(max_held_bytes), log_(log) {
  const Result<std::optional<Entry>> root = tree.Stat("");
  if (root.ok() && root.value().has_value()) root_device_ = root.value()->disk.st_dev;
}

int OriginalFiles::GetAttributes(const char* path, struct stat* st) const {
  const Result<std::optional<Entry>> entry = tree_.Stat(path);
  if (!entry.ok()) return Report(path, entry.error());
  if (!entry.value().has_value()) return -ENOENT;
  *st = AttributesOf(*entry.value());
  return 0;
}

struct stat OriginalFiles::AttributesOf(const Entry& entry) const {
  struct stat st = entry.disk;
  // Numbers of inodes are those of the disk, so that hard links are known and backups find their
  // files again. Those of another file system below the root must not meet them.
  if (st.st_dev != root_device_)
    st.st_ino ^= (st.st_dev * 0x9e3779b97f4a7c15) | (uint64_t{1} << 63);
  if (entry.storage == Storage::kPlain) return st;
  st.st_size = static_cast<off_t>(entry.size);
  st.st_blocks = static_cast<blkcnt_t>(entry.size / 512 + (entry.size % 512 != 0));
  return st;
}

int OriginalFiles::ReadLink(const char* path, std::span<char> target) const {
  const Result<std::optional<Entry>> entry = tree_.Stat(path);
  if (!entry.ok()) return Report(path, entry.error());
  if (!entry.value().has_value()) return -ENOENT;
  if (entry.value()->kind != EntryKind::kSymlink) return -EINVAL;
  const Result<std::string> text = tree_.ReadLink(*entry.value());
  if (!text.ok()) return Report(path, text.error());
  if (target.empty()) return -EINVAL;
  const size_t size = std::min(text.value().size(), target.size() - 1);
  std::memcpy(target.data(), text.value().data(), size);
  target[size] = '\0';
  return 0;
}

int OriginalFiles::Open(const char* path, std::unique_ptr<Handle>* handle) const {
  Result<std::shared_ptr<const OpenFile>> file = tree_.OpenOriginal(path);
  if (!file.ok()) return Report(path, file.error());
  if (file.value() == nullptr) return -ENOENT;
  auto opened = std::make_unique<Handle>();
  opened->file_ = std::move(file).value();
  const Entry& entry = opened->file_->entry;
  // Of an empty file nothing would be read, and damage that makes one look empty not be found.
  if (entry.storage != Storage::kPlain && (entry.problem.has_value() || entry.size == 0)) {
    int error = 0;
    if (BytesOf(*opened, &error) == nullptr) return error;
  }
  *handle = std::move(opened);
  return 0;
}

int OriginalFiles::Read(Handle& handle, uint64_t offset, std::span<uint8_t> out) const {
  int error = 0;
  const SharedBytes bytes = BytesOf(handle, &error);
  if (bytes == nullptr) return error;
  if (offset >= bytes->size()) return 0;
  const size_t size = std::min<uint64_t>(out.size(), bytes->size() - offset);
  std::memcpy(out.data(), bytes->data() + offset, size);
  return static_cast<int>(size);
}

SharedBytes OriginalFiles::BytesOf(Handle& handle, int* error) const {
  {
    const std::lock_guard<std::mutex> lock(handle.mutex_);
    if (handle.bytes_ != nullptr) return handle.bytes_;
  }
  Result<SharedBytes> bytes = cache_.Get(handle.file_);
  if (!bytes.ok()) {
    // The cache has written to the log what is wrong with the file.
    *error = bytes.error().code == ErrorCode::kCancelled ? -EINTR : -EIO;
    return nullptr;
  }
  if (!handle.is_read_.exchange(true)) cache_.PrefetchNext(handle.file_->entry.path);
  // What open files hold is beyond the bound of the cache: not more than as much again.
  if (cache_.counters().live_bytes <= max_held_bytes_) {
    const std::lock_guard<std::mutex> lock(handle.mutex_);
    handle.bytes_ = bytes.value();
  }
  return std::move(bytes).value();
}

int OriginalFiles::AttributePath(const char* path, archive::Descriptor* fd,
                                 std::string* fd_path) const {
  Result<std::optional<archive::Descriptor>> opened = tree_.OpenPath(path);
  if (!opened.ok()) return Report(path, opened.error());
  if (!opened.value().has_value()) return -ENOENT;
  *fd = std::move(*opened.value());
  *fd_path = fmt::format("/proc/self/fd/{}", fd->get());
  return 0;
}

int OriginalFiles::GetExtendedAttribute(const char* path, const char* name,
                                        std::span<char> out) const {
  archive::Descriptor fd;
  std::string fd_path;
  const int error = AttributePath(path, &fd, &fd_path);
  if (error != 0) return error;
  return Negated(getxattr(fd_path.c_str(), name, out.data(), out.size()));
}

int OriginalFiles::ListExtendedAttributes(const char* path, std::span<char> out) const {
  archive::Descriptor fd;
  std::string fd_path;
  const int error = AttributePath(path, &fd, &fd_path);
  if (error != 0) return error;
  return Negated(listxattr(fd_path.c_str(), out.data(), out.size()));
}

int OriginalFiles::Report(const char* path, const Error& error) const {
  log_.Write(fmt::format("{}: {}", path, error.message));
  return -EIO;
}

}  // namespace jackdaw::app
