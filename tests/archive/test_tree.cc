#include "tests/archive/test_tree.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "jackdaw/jackdaw.h"
#include "jackdaw/lossy.h"
#include "tests/support/libjpeg_files.h"

namespace jackdaw::archive {

TestTree::TestTree() {
  std::string path = (std::filesystem::temp_directory_path() / "jackdaw-tree.XXXXXX").string();
  EXPECT_NE(mkdtemp(path.data()), nullptr);
  root_ = path;
}

TestTree::~TestTree() {
  std::error_code ignored;
  std::filesystem::remove_all(root_, ignored);
}

void TestTree::Write(const std::string& path, ByteSpan bytes) const {
  const std::filesystem::path full = PathOf(path);
  std::filesystem::create_directories(full.parent_path());
  std::ofstream file(full, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  EXPECT_TRUE(file.good()) << path;
}

void TestTree::MakeDirectory(const std::string& path) const {
  std::filesystem::create_directories(PathOf(path));
}

void TestTree::Link(const std::string& target, const std::string& path) const {
  std::filesystem::create_symlink(target, PathOf(path));
}

void TestTree::Remove(const std::string& path) const { std::filesystem::remove(PathOf(path)); }

void TestTree::Rename(const std::string& from, const std::string& to) const {
  std::filesystem::rename(PathOf(from), PathOf(to));
}

Bytes TextBytes(const std::string& text) { return Bytes(text.begin(), text.end()); }

Bytes MakeJpeg(uint64_t seed) {
  test::LibjpegSpec spec;
  spec.seed = seed;
  return test::WriteWithLibjpeg(spec);
}

Bytes Pack(const Bytes& original, const std::string& stored_name) {
  CompressOptions options;
  options.preset = Preset::kFast;
  options.file_name = stored_name;
  Result<CompressResult> made = Compress(original, options);
  EXPECT_TRUE(made.ok());
  return made.ok() ? std::move(made).value().bytes : Bytes();
}

LossyPair PackWithLoss(const Bytes& jpeg) {
  LossyOptions options;
  options.value = 40;
  Result<LossyResult> made = CompressLossy(jpeg, options);
  EXPECT_TRUE(made.ok() && !made.value().lossless);
  if (!made.ok()) return {};
  Result<DecompressResult> decoded = Decompress(made.value().bytes);
  EXPECT_TRUE(decoded.ok());
  if (!decoded.ok()) return {};
  return {std::move(made).value().bytes, std::move(decoded).value().bytes};
}

}  // namespace jackdaw::archive
