#include "archive/cut_name.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <memory>

#include "archive/descriptor.h"
#include "archive/file_facts.h"
#include "archive/original_name.h"
#include "archive/system_calls.h"

namespace jackdaw::archive {
namespace {

std::string StoredName(const Descriptor& dir, const std::string& jkd_name) {
  const Result<std::optional<Descriptor>> fd =
      OpenAt(dir.get(), jkd_name.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY);
  struct stat st;
  if (!fd.ok() || !fd.value().has_value() || fstat(fd.value()->get(), &st) != 0) return {};
  if (!S_ISREG(st.st_mode)) return {};
  const Result<FileFacts> facts =
      ReadFileFacts(fd.value()->get(), static_cast<uint64_t>(st.st_size));
  return facts.ok() ? facts.value().name.stored_name : std::string();
}

std::string NameBeside(Descriptor dir, std::string_view jkd_name) {
  const std::unique_ptr<DIR, int (*)(DIR*)> names(fdopendir(dir.get()), closedir);
  if (names == nullptr) return {};
  dir.Release();
  while (const dirent* entry = readdir(names.get())) {
    const std::string_view name = entry->d_name;
    if (IsPackedName(jkd_name, name)) return std::string(name);
  }
  return {};
}

}  // namespace

std::string WholeName(const std::string& directory, std::string_view jkd_name) {
  if (!IsCutName(jkd_name)) return {};
  Descriptor dir(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!dir.valid()) return {};
  std::string stored = StoredName(dir, std::string(jkd_name));
  if (MayBeName(stored) && IsPackedName(jkd_name, stored)) return stored;
  return NameBeside(std::move(dir), jkd_name);
}

}  // namespace jackdaw::archive
