#include "models/weights/model_file.h"

#include <gtest/gtest.h>
#include <lzma.h>

#include "tests/support/test_rng.h"

namespace jackdaw::weights {
namespace {

constexpr ModelPacking kPackings[] = {ModelPacking::kFast, ModelPacking::kSmall};

// Low bytes are noise, high ones are near 0, as of weights.
Bytes SomeWeights(size_t size) {
  test::TestRng rng(1);
  Bytes content(size);
  for (size_t i = 0; i < size; ++i) {
    content[i] = i % 2 == 0 ? rng.Byte() : static_cast<uint8_t>(rng.Below(3));
  }
  return content;
}

TEST(ModelFile, ComesBack) {
  for (const ModelPacking packing : kPackings) {
    for (const size_t size : {size_t{1}, size_t{5000}, size_t{300'000}}) {
      const Bytes content = SomeWeights(size);
      const Result<Bytes> unpacked = UnpackModelFile(PackModelFile(content, packing));
      ASSERT_TRUE(unpacked.ok()) << unpacked.error().message;
      EXPECT_EQ(unpacked.value(), content);
    }
  }
  const Bytes content = SomeWeights(100'000);
  EXPECT_LT(PackModelFile(content, ModelPacking::kSmall).size() * 10,
            PackModelFile(content, ModelPacking::kFast).size() * 9);
}

TEST(ModelFile, TooLargeIsRefused) {
  for (const ModelPacking packing : kPackings) {
    const Bytes file = PackModelFile(Bytes(5000), packing);
    EXPECT_TRUE(UnpackModelFile(file, 5000).ok());
    const Result<Bytes> refused = UnpackModelFile(file, 4999);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kLimitExceeded);
  }
}

// As xz -6 makes it.
TEST(ModelFile, ALargeDictionaryIsRefused) {
  const Bytes content = SomeWeights(1000);
  Bytes file(lzma_stream_buffer_bound(content.size()));
  size_t size = 0;
  ASSERT_EQ(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr, content.data(), content.size(),
                                    file.data(), &size, file.size()),
            LZMA_OK);
  file.resize(size);
  const Result<Bytes> refused = UnpackModelFile(file);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kLimitExceeded);
}

TEST(ModelFile, DamageIsAnError) {
  EXPECT_FALSE(UnpackModelFile({}).ok());
  for (const ModelPacking packing : kPackings) {
    const Bytes content = SomeWeights(2000), file = PackModelFile(content, packing);
    for (size_t i = 0; i < file.size(); i += 7) {
      EXPECT_FALSE(UnpackModelFile(ByteSpan(file).first(i)).ok()) << i;
      Bytes damaged = file;
      damaged[i] ^= 0x41;
      const Result<Bytes> unpacked = UnpackModelFile(damaged, 1 << 20);
      // A zstd frame has no checksum here.
      if (packing == ModelPacking::kSmall) {
        EXPECT_FALSE(unpacked.ok()) << i;
      }
    }
    Bytes longer = file;
    longer.push_back(0);
    EXPECT_FALSE(UnpackModelFile(longer).ok());
  }
}

}  // namespace
}  // namespace jackdaw::weights
