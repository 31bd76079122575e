#include "archive/content_hash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace jackdaw::archive {
namespace {

std::vector<uint8_t> Numbers(size_t size) {
  std::vector<uint8_t> bytes(size);
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(i * 7 + i / 251);
  return bytes;
}

ReadAt ReaderOf(const std::vector<uint8_t>& bytes) {
  return [&bytes](uint64_t offset, std::span<uint8_t> out) {
    if (offset > bytes.size() || out.size() > bytes.size() - offset) return false;
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
    return true;
  };
}

TEST(ContentHash, IsThatOfAllBytesWhateverThePieces) {
  for (const int length : {0, 1, 240, 241, 262143, 262144, 262145, 1000000}) {
    const auto size = static_cast<size_t>(length);
    const std::vector<uint8_t> bytes = Numbers(size);
    const Result<ContentHash> hash = HashOfFile(ReaderOf(bytes), size);
    ASSERT_TRUE(hash.ok());
    EXPECT_EQ(hash.value(), jackdaw::ContentHash(bytes)) << size;
  }
}

TEST(ContentHash, SaysWhereReadingFailed) {
  const std::vector<uint8_t> bytes = Numbers(300000);
  const Result<ContentHash> hash = HashOfFile(ReaderOf(bytes), 600000);
  ASSERT_FALSE(hash.ok());
  EXPECT_EQ(hash.error().code, ErrorCode::kIo);
  EXPECT_EQ(hash.error().offset, 262144u);
}

}  // namespace
}  // namespace jackdaw::archive
