#include <gtest/gtest.h>

#include <limits>

#include "models/pixels/enc_attention_file.h"
#include "tests/support/attention_models.h"

namespace jackdaw::attention {
namespace {

TEST(AttentionFile, ComesBack) {
  const AttentionModel model = test::SomeAttentionModel(1);
  const Result<Bytes> file = WriteAttentionFile(model);
  ASSERT_TRUE(file.ok());
  const Result<AttentionModel> read = ReadAttentionFile(file.value());
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read.value().luma.shape, model.luma.shape);
  EXPECT_EQ(read.value().luma.parameters, model.luma.parameters);
  EXPECT_EQ(read.value().colour.shape, model.colour.shape);
  EXPECT_EQ(read.value().colour.parameters, model.colour.parameters);
}

TEST(AttentionFile, DamageIsAnError) {
  const Bytes file = WriteAttentionFile(test::SomeAttentionModel(1)).value();
  for (size_t i = 0; i < file.size(); i += 37) {
    Bytes damaged = file;
    damaged[i] ^= 0x10;
    EXPECT_FALSE(ReadAttentionFile(damaged).ok()) << i;
    EXPECT_FALSE(ReadAttentionFile(ByteSpan(file).first(i)).ok()) << i;
  }
  Bytes longer = file;
  longer.push_back(0);
  EXPECT_FALSE(ReadAttentionFile(longer).ok());
}

TEST(AttentionFile, NumbersThatDoNotFitAreAnError) {
  AttentionModel model = test::SomeAttentionModel(1);
  model.colour.parameters.back() = 1e6f;
  EXPECT_FALSE(WriteAttentionFile(model).ok());
  model.colour.parameters.back() = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(WriteAttentionFile(model).ok());
}

}  // namespace
}  // namespace jackdaw::attention
