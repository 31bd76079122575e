// A directory for the files of one run, gone with the object.
#ifndef JACKDAW_APPS_SWEEP_SYSTEM_TEMP_DIR_H_
#define JACKDAW_APPS_SWEEP_SYSTEM_TEMP_DIR_H_

#include <string>
#include <utility>

#include "jackdaw/result.h"

namespace jackdaw::sweep {

class TempDir {
 public:
  // A new private directory inside `parent`.
  static Result<TempDir> Create(const std::string& parent);

  TempDir(TempDir&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TempDir& operator=(TempDir&& other) noexcept;
  ~TempDir() { Remove(); }

  const std::string& path() const { return path_; }
  // Also what is still being written into; safe to call from another thread at the end of a
  // process.
  void Remove();

 private:
  explicit TempDir(std::string path) : path_(std::move(path)) {}

  std::string path_;  // empty: moved from
};

}  // namespace jackdaw::sweep

#endif  // JACKDAW_APPS_SWEEP_SYSTEM_TEMP_DIR_H_
