// What belongs to a file beside its bytes: times, extended attributes, being on the disk.
#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "apps/jackdaw/system/file_io.h"
#include "apps/jackdaw/system/paths.h"

namespace jackdaw::app {
namespace {

constexpr std::string_view kUserPrefix = "user.";
// The most that Linux takes, for a list of names and for a value.
constexpr size_t kMaxAttribute = size_t{1} << 16;

}  // namespace

bool SameVersion(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

int64_t ModificationTime(const struct stat& st) {
  return int64_t{st.st_mtim.tv_sec} * 1'000'000'000 + st.st_mtim.tv_nsec;
}

std::vector<ExtendedAttribute> ReadAttributes(int fd) {
  std::vector<ExtendedAttribute> attributes;
  ssize_t size = flistxattr(fd, nullptr, 0);
  if (size <= 0) return attributes;
  std::string names(kMaxAttribute, '\0');
  size = flistxattr(fd, names.data(), names.size());
  if (size <= 0) return attributes;
  std::string_view rest(names.data(), static_cast<size_t>(size));
  while (!rest.empty()) {
    ExtendedAttribute attribute;
    attribute.name = std::string(rest.substr(0, rest.find('\0')));
    rest.remove_prefix(std::min(attribute.name.size() + 1, rest.size()));
    attribute.value.resize(kMaxAttribute);
    const ssize_t length =
        fgetxattr(fd, attribute.name.c_str(), attribute.value.data(), attribute.value.size());
    if (length < 0) continue;
    attribute.value.resize(static_cast<size_t>(length));
    attribute.value.shrink_to_fit();
    attributes.push_back(std::move(attribute));
  }
  return attributes;
}

bool WriteAttributes(int fd, const std::vector<ExtendedAttribute>& attributes) {
  bool is_kept = true;
  for (const ExtendedAttribute& attribute : attributes) {
    const int failed =
        fsetxattr(fd, attribute.name.c_str(), attribute.value.data(), attribute.value.size(), 0);
    if (failed != 0 && attribute.name.starts_with(kUserPrefix)) is_kept = false;
  }
  return is_kept;
}

Status MakeDurable(const std::string& path) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd.valid()) return IoError("cannot open", errno);
  if (fsync(fd.get()) != 0 && errno != EINVAL && errno != EROFS && errno != ENOTSUP) {
    return IoError("cannot write to disk", errno);
  }
  (void)posix_fadvise(fd.get(), 0, 0, POSIX_FADV_DONTNEED);
  return SyncDirectory(DirName(path));
}

}  // namespace jackdaw::app
