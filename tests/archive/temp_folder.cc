#include "tests/archive/temp_folder.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace jackdaw::archive {

TempFolder::TempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "jackdaw-test.XXXXXX").string();
  path_ = mkdtemp(name.data());
}

TempFolder::~TempFolder() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
}

void TempFolder::Write(const std::string& name, ByteSpan bytes, int64_t mtime_s) const {
  std::filesystem::create_directories(std::filesystem::path(At(name)).parent_path());
  std::ofstream file(At(name), std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  file.close();
  ASSERT_TRUE(file.good()) << name;
  if (mtime_s == 0) return;
  const struct timespec times[2] = {{mtime_s, 0}, {mtime_s, 0}};
  ASSERT_EQ(utimensat(AT_FDCWD, At(name).c_str(), times, 0), 0);
}

Bytes TempFolder::Read(const std::string& name) const {
  std::ifstream file(At(name), std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

void TempFolder::Remove(const std::string& name) const { std::filesystem::remove_all(At(name)); }

}  // namespace jackdaw::archive
