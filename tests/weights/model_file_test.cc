#include "models/weights/model_file.h"

#include <gtest/gtest.h>

#include "tests/support/test_rng.h"

namespace jackdaw::weights {
namespace {

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
  for (const size_t size : {size_t{1}, size_t{5000}, size_t{300'000}}) {
    const Bytes content = SomeWeights(size);
    const Result<Bytes> unpacked = UnpackModelFile(PackModelFile(content));
    ASSERT_TRUE(unpacked.ok()) << unpacked.error().message;
    EXPECT_EQ(unpacked.value(), content);
  }
}

TEST(ModelFile, TooLargeIsRefused) {
  const Bytes file = PackModelFile(Bytes(5000));
  EXPECT_TRUE(UnpackModelFile(file, 5000).ok());
  const Result<Bytes> refused = UnpackModelFile(file, 4999);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kLimitExceeded);
}

// A frame has no checksum here: damage may also give other numbers.
TEST(ModelFile, DamageIsNoCrash) {
  EXPECT_FALSE(UnpackModelFile({}).ok());
  const Bytes content = SomeWeights(2000), file = PackModelFile(content);
  for (size_t i = 0; i < file.size(); i += 7) {
    EXPECT_FALSE(UnpackModelFile(ByteSpan(file).first(i)).ok()) << i;
    Bytes damaged = file;
    damaged[i] ^= 0x41;
    const Result<Bytes> unpacked = UnpackModelFile(damaged, 1 << 20);
    EXPECT_TRUE(!unpacked.ok() || unpacked.value().size() <= size_t{1} << 20) << i;
  }
  Bytes longer = file;
  longer.push_back(0);
  EXPECT_FALSE(UnpackModelFile(longer).ok());
}

}  // namespace
}  // namespace jackdaw::weights
