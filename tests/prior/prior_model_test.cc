#include "models/prior/prior_model.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <algorithm>

#include "models/weights/model_file.h"

namespace jackdaw::test {
namespace {

constexpr prior::PriorShape kLuma = {1, 16, 16, 4, 2, 0};
constexpr prior::PriorShape kChroma = {2, 16, 16, 4, 3, 16};
constexpr prior::PriorShape kLumaLatents = {1, 16, 16, 4, 2, 0, false, 8, 4, 16};
constexpr prior::PriorShape kChromaLatents = {2, 16, 16, 4, 3, 16, false, 4, 8, 32};

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

TEST(PriorModel, RoundTripWithLatents) {
  const prior::PriorModelData data = prior::RandomPriorModel(1, kLumaLatents, kChromaLatents);
  const Bytes content = prior::PriorModelContent(data);
  const Result<prior::PriorModelData> parsed = prior::ParsePriorContent(content);
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(prior::PriorModelContent(parsed.value()), content);
  EXPECT_EQ(parsed.value().chroma.shape, kChromaLatents);
  EXPECT_EQ(parsed.value().luma.latents.context_up.weights, data.luma.latents.context_up.weights);
  EXPECT_EQ(parsed.value().luma.latents.z_log_scale, data.luma.latents.z_log_scale);
  for (size_t size = 4; size < content.size(); size += 1 + size / 3) {
    EXPECT_EQ(CodeOf(Pack(Bytes(content.begin(), content.begin() + static_cast<ptrdiff_t>(size)))),
              ErrorCode::kTruncated)
        << size;
  }
}

TEST(PriorModel, ShippedOnesAreGood) {
  EXPECT_EQ(prior::ShippedPrior().luma.shape(), prior::kLumaPriorShape);
  EXPECT_EQ(prior::ShippedParallelPrior().luma.shape(), prior::kLumaParallelShape);
  EXPECT_EQ(prior::ShippedParallelPrior().chroma.shape(), prior::kChromaParallelShape);
  prior::PriorModelData parallel_zeros;
  parallel_zeros.luma = prior::MakePriorNetworkData(prior::kLumaParallelShape);
  parallel_zeros.chroma = prior::MakePriorNetworkData(prior::kChromaParallelShape);
  EXPECT_NE(prior::ShippedParallelPrior().content_hash,
            prior::MakePriorModel(parallel_zeros).value()->content_hash);

  EXPECT_EQ(prior::ShippedPrior().luma.shape().lanes, 1);
  EXPECT_EQ(prior::ShippedPrior().chroma.shape().lanes, 2);
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
  const std::pair<size_t, uint8_t> changes[] = {{4, 0},   {4, 3},  {5, 8},  {6, 2},  {7, 0},
                                                {8, 255}, {9, 0},  {9, 6},  {10, 0}, {10, 16},
                                                {12, 16}, {13, 2}, {14, 4}, {15, 4}, {16, 16}};
  for (const auto& [offset, value] : changes) {
    Bytes changed = content;
    changed[offset] = value;
    EXPECT_EQ(CodeOf(Pack(changed)), ErrorCode::kLimitExceeded) << offset;
  }
  const Bytes zeros(weights::kMaxModelContentBytes + 1);
  EXPECT_EQ(CodeOf(Pack(zeros)), ErrorCode::kLimitExceeded);
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

class RefusedLatents : public RefusedNetwork {
 protected:
  void SetUp() override {
    data_ = prior::RandomPriorModel(3, kLumaLatents, kChromaLatents);
    RefusedNetwork::SetUp();
  }
};

// The neighbours' values are no input.
TEST_F(RefusedLatents, NeighbourValue) { At(data_.chroma.linear, 5, 64) = 1; }
TEST_F(RefusedLatents, Shift) { data_.chroma.latents.y2.shift = 0; }
TEST_F(RefusedLatents, HyperShift) { data_.chroma.latents.hyper_out.shift = 4; }
TEST_F(RefusedLatents, Mean) { data_.chroma.latents.z_mean[3] = prior::kMaxPriorOutput + 1; }
TEST_F(RefusedLatents, Scale) { data_.chroma.latents.z_log_scale[3] = -prior::kMaxPriorOutput - 1; }
TEST_F(RefusedLatents, SumOfWeights) {
  for (int column = 0; column < 9; ++column) At(data_.chroma.latents.y2, 3, column) = 32767;
}
// Rounding to integers adds more.
TEST_F(RefusedLatents, Rounding) {
  prior::PriorLayerData& layer = data_.chroma.latents.z2;
  layer.shift = 15;
  std::fill(layer.weights.begin(), layer.weights.end(), int16_t{0});
  layer.bias[0] = INT32_MAX - (1 << 22);
  EXPECT_TRUE(prior::CheckPriorNetwork(data_.chroma).ok());
  ++layer.bias[0];
}

TEST(PriorModel, AcceptsWhatIsSeen) {
  prior::PriorModelData data = prior::RandomPriorModel(3, kLuma, kChroma);
  // DC of lane 1 may use DC of lane 0.
  data.chroma.linear.weights[64 * 5 * 128 + 4 * 128] = 1;
  data.chroma.hidden1.weights[29 * 4 * (16 + 256) + 16] = 1;
  EXPECT_TRUE(prior::CheckPriorNetwork(data.chroma).ok());
}

}  // namespace
}  // namespace jackdaw::test
