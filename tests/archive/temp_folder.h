// A folder for one test, removed with it.
#ifndef JACKDAW_TESTS_ARCHIVE_TEMP_FOLDER_H_
#define JACKDAW_TESTS_ARCHIVE_TEMP_FOLDER_H_

#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace jackdaw::archive {

class TempFolder {
 public:
  TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder();

  const std::string& path() const { return path_; }
  std::string At(const std::string& name) const { return path_ + "/" + name; }

  // Makes folders as needed. mtime_s 0: now.
  void Write(const std::string& name, ByteSpan bytes, int64_t mtime_s = 0) const;
  Bytes Read(const std::string& name) const;
  void Remove(const std::string& name) const;

 private:
  std::string path_;
};

}  // namespace jackdaw::archive

#endif  // JACKDAW_TESTS_ARCHIVE_TEMP_FOLDER_H_
