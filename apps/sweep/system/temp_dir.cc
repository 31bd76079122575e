#include "apps/sweep/system/temp_dir.h"

#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace jackdaw::sweep {

Result<TempDir> TempDir::Create(const std::string& parent) {
  std::string path = parent + "/jackdaw-sweep-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) {
    return Error{
        ErrorCode::kIo, 0,
        "cannot make a directory in " + parent + ": " + std::generic_category().message(errno)};
  }
  return TempDir(std::move(path));
}

TempDir& TempDir::operator=(TempDir&& other) noexcept {
  if (this != &other) {
    Remove();
    path_ = std::exchange(other.path_, {});
  }
  return *this;
}

void TempDir::Remove() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace jackdaw::sweep
