#include "models/prior/prior_model.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <algorithm>

#include "models/weights/model_file.h"

namespace jackdaw::test {
namespace {

constexpr prior::PriorShape kLuma = {1, 16, 16, 4, 2, 0};
constexpr prior::PriorShape kChroma = {2, 16, 16, 4, 3, 16};

Bytes Pack(const Bytes& content) {
  Bytes file(ZSTD_compressBound(content.size()));
  file.resize(ZSTD_compress(file.data(), file.size(), content.data(), content.size(), 1));
  return file;
}

ErrorCode CodeOf(const Bytes& file) {
  const auto model = prior::ParsePriorModel(file);
  return model.ok() ? ErrorCode{} : model.error().code;
}

TEST(PriorModel, RoundTrip) {
  const prior::PriorModelData data = prior::RandomPriorModel(1, kLuma, kChroma);
  const Bytes file = prior::SerializePriorModel(data);
  const auto model = prior::ParsePriorModel(file);
  ASSERT_TRUE(model.ok()) << model.error().message;
  EXPECT_EQ(model.value()->luma.shape(), kLuma);
  EXPECT_EQ(model.value()->chroma.shape(), kChroma);
  const Result<prior::PriorModelData> parsed =
      prior::ParsePriorContent(prior::PriorModelContent(data));
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(prior::PriorModelContent(parsed.value()), prior::PriorModelContent(data));
  EXPECT_EQ(parsed.value().chroma.hidden1.weights, data.chroma.hidden1.weights);
  EXPECT_EQ(parsed.value().luma.output.bias, data.luma.output.bias);
}

TEST(PriorModel, ShippedOneIsGood) {
  EXPECT_EQ(prior::ShippedPrior().luma.shape(), prior::kLumaPriorShape);
  EXPECT_EQ(prior::ShippedPrior().chroma.shape(), prior::kChromaPriorShape);
  // A model of zeros would mean that the embedded file could not be read.
  prior::PriorModelData zeros;
  zeros.luma = prior::MakePriorNetworkData(prior::kLumaPriorShape);
  zeros.chroma = prior::MakePriorNetworkData(prior::kChromaPriorShape);
  EXPECT_NE(prior::ShippedPrior().content_hash, prior::MakePriorModel(zeros).value()->content_hash);
}

TEST(PriorModel, RefusesDamage) {
  const Bytes content = prior::PriorModelContent(prior::RandomPriorModel(2, kLuma, kChroma));
  EXPECT_EQ(CodeOf({}), ErrorCode::kCorrupt);
  EXPECT_EQ(CodeOf({'J', 'K', 'W', '1'}), ErrorCode::kCorrupt);
  for (const size_t size : {size_t{0}, size_t{3}}) {
    EXPECT_EQ(CodeOf(Pack(Bytes(content.begin(), content.begin() + static_cast<ptrdiff_t>(size)))),
              ErrorCode::kUnsupported);
  }
  for (size_t size = 4; size < content.size(); size += 1 + size / 3) {
    EXPECT_EQ(CodeOf(Pack(Bytes(content.begin(), content.begin() + static_cast<ptrdiff_t>(size)))),
              ErrorCode::kTruncated)
        << size;
  }
  Bytes longer = content;
  longer.push_back(0);
  EXPECT_EQ(CodeOf(Pack(longer)), ErrorCode::kCorrupt);
  Bytes file = Pack(content);
  file.push_back(0);
  EXPECT_EQ(CodeOf(file), ErrorCode::kCorrupt);
  file.resize(file.size() / 2);
  EXPECT_EQ(CodeOf(file), ErrorCode::kCorrupt);
  Bytes other = content;
  other[3] = '2';
  EXPECT_EQ(CodeOf(Pack(other)), ErrorCode::kUnsupported);
}

TEST(PriorModel, RefusesSizesOutsideLimits) {
  const Bytes content = prior::PriorModelContent(prior::RandomPriorModel(2, kLuma, kChroma));
  // Offsets of the shape of the first network.
  const std::pair<size_t, uint8_t> changes[] = {{4, 0},  {4, 3},   {5, 8},  {6, 2},
                                                {7, 0},  {8, 255}, {9, 0},  {9, 6},
                                                {10, 0}, {10, 16}, {12, 16}};
  for (const auto& [offset, value] : changes) {
    Bytes changed = content;
    changed[offset] = value;
    EXPECT_EQ(CodeOf(Pack(changed)), ErrorCode::kLimitExceeded) << offset;
  }
  const Bytes zeros(weights::kMaxModelContentBytes + 1);
  EXPECT_EQ(CodeOf(Pack(zeros)), ErrorCode::kLimitExceeded);
}

// Of the first network of a file: without neighbours, with parts of three sizes.
TEST(PriorModel, RefusesOtherKindsOfNetworks) {
  const Bytes content = prior::PriorModelContent(prior::RandomPriorModel(2, kLuma, kChroma));
  constexpr size_t kKind = 13;
  EXPECT_EQ(Bytes(content.begin() + kKind, content.begin() + kKind + 4), (Bytes{1, 0, 0, 0}));
  const std::pair<size_t, uint8_t> changes[] = {
      {kKind, 0}, {kKind, 2}, {kKind + 1, 4}, {kKind + 2, 4}, {kKind + 3, 16}};
  for (const auto& [offset, value] : changes) {
    Bytes changed = content;
    changed[offset] = value;
    EXPECT_EQ(CodeOf(Pack(changed)), ErrorCode::kLimitExceeded) << offset;
  }
}

class RefusedNetwork : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(prior::CheckPriorNetwork(data_.chroma).ok()); }
  void TearDown() override {
    EXPECT_FALSE(prior::CheckPriorNetwork(data_.chroma).ok());
    EXPECT_FALSE(prior::MakePriorModel(data_).ok());
    EXPECT_FALSE(prior::ParsePriorModel(prior::SerializePriorModel(data_)).ok());
  }
  static int16_t& At(prior::PriorLayerData& layer, int row, int column) {
    return layer.weights[static_cast<size_t>(row * layer.columns + column)];
  }
  prior::PriorModelData data_ = prior::RandomPriorModel(3, kLuma, kChroma);
};

TEST_F(RefusedNetwork, Shift) { data_.chroma.context2.shift = 0; }
TEST_F(RefusedNetwork, LongShift) { data_.chroma.embed.shift = 16; }
TEST_F(RefusedNetwork, OutputShift) { data_.chroma.output.shift = 4; }
TEST_F(RefusedNetwork, LinearShift) { data_.chroma.linear.shift = 15; }
TEST_F(RefusedNetwork, SmallSigma) { data_.chroma.sigma[5] = prior::kMinSigma - 1; }
TEST_F(RefusedNetwork, LargeSigma) { data_.chroma.sigma_guide[5] = prior::kMaxSigma + 1; }
TEST_F(RefusedNetwork, Bias) { data_.chroma.output.bias[7] = INT32_MIN; }
TEST_F(RefusedNetwork, SumOfWeights) {
  for (int column = 0; column < 9; ++column) At(data_.chroma.context2, 3, column) = 32767;
}
// A step sees its own slots: DC of lane 1 is the last step.
TEST_F(RefusedNetwork, OwnFeature) { At(data_.chroma.hidden1, 29 * 4, 16 + 64) = 1; }
TEST_F(RefusedNetwork, LaterFeature) { At(data_.chroma.hidden1, 0, 16 + 128) = 1; }
TEST_F(RefusedNetwork, MissingStep) { At(data_.chroma.hidden2, 4, 3) = -1; }
TEST_F(RefusedNetwork, OwnValue) { At(data_.chroma.linear, 0, 4 * 128) = 1; }
TEST_F(RefusedNetwork, LaterLane) { At(data_.chroma.linear, 5, 4 * 128 + 64 + 5) = 1; }

TEST(PriorModel, AcceptsWhatIsSeen) {
  prior::PriorModelData data = prior::RandomPriorModel(3, kLuma, kChroma);
  // DC of lane 1 may use DC of lane 0.
  data.chroma.linear.weights[64 * 5 * 128 + 4 * 128] = 1;
  data.chroma.hidden1.weights[29 * 4 * (16 + 256) + 16] = 1;
  EXPECT_TRUE(prior::CheckPriorNetwork(data.chroma).ok());
}

}  // namespace
}  // namespace jackdaw::test
