// A whole file, for trainers.
#ifndef JACKDAW_APPS_TRAIN_FILES_READ_FILE_H_
#define JACKDAW_APPS_TRAIN_FILES_READ_FILE_H_

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "base/bytes.h"

namespace jackdaw::train {

// Throws std::runtime_error with the file's name.
inline Bytes ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  Bytes bytes(std::istreambuf_iterator<char>(in), {});
  if (!in.good() && !in.eof()) throw std::runtime_error(path.string() + ": cannot be read");
  return bytes;
}

}  // namespace jackdaw::train

#endif  // JACKDAW_APPS_TRAIN_FILES_READ_FILE_H_
