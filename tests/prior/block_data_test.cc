#include "models/prior/block_data.h"

#include <gtest/gtest.h>

#include "models/prior/block_model.h"
#include "models/prior/prior_data.h"
#include "models/weights/model_file.h"

namespace jackdaw::test {
namespace {

constexpr prior::BlockShape kLuma = {1, 16, 32, 4, 3, 0, 2};
constexpr prior::BlockShape kChroma = {2, 16, 16, 8, 4, 16, 3};

prior::BlockModelData TwoNetworks() {
  return {{prior::RandomBlockNetwork(1, kLuma), prior::RandomBlockNetwork(2, kChroma)}};
}

ErrorCode CodeOf(const Bytes& content) {
  const auto model = prior::ParseBlockContent(content);
  return model.ok() ? ErrorCode{} : model.error().code;
}

TEST(BlockData, RoundTrip) {
  const prior::BlockModelData data = TwoNetworks();
  for (const prior::BlockNetworkData& network : data.networks) {
    const Status status = prior::CheckBlockNetwork(network);
    ASSERT_TRUE(status.ok()) << status.error().message;
  }
  const Bytes file = weights::PackModelFile(prior::BlockModelContent(data));
  const Result<Bytes> content = weights::UnpackModelFile(file);
  ASSERT_TRUE(content.ok());
  const Result<prior::BlockModelData> parsed = prior::ParseBlockContent(content.value());
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  ASSERT_EQ(parsed.value().networks.size(), 2u);
  EXPECT_EQ(prior::BlockModelContent(parsed.value()), content.value());
  const prior::BlockNetworkData &chroma = parsed.value().networks[1], &wanted = data.networks[1];
  EXPECT_EQ(chroma.shape, kChroma);
  EXPECT_EQ(chroma.last_pair, wanted.last_pair);
  EXPECT_EQ(chroma.hidden1.weights, wanted.hidden1.weights);
  EXPECT_EQ(chroma.hidden1.shift, wanted.hidden1.shift);
  EXPECT_EQ(chroma.hidden1_features, wanted.hidden1_features);
  EXPECT_EQ(chroma.linear.weights, wanted.linear.weights);
}

TEST(BlockData, TruncatedContentIsRefused) {
  const Bytes content = prior::BlockModelContent(TwoNetworks());
  for (size_t size = 4; size < content.size(); size += 1 + size / 3) {
    const Bytes part(content.begin(), content.begin() + static_cast<ptrdiff_t>(size));
    EXPECT_EQ(CodeOf(part), ErrorCode::kTruncated) << size;
  }
  Bytes longer = content;
  longer.push_back(0);
  EXPECT_EQ(CodeOf(longer), ErrorCode::kCorrupt);
  Bytes other = content;
  other[3] = '1';
  EXPECT_EQ(CodeOf(other), ErrorCode::kUnsupported);
}

TEST(BlockData, NetworksOutOfOrderAreRefused) {
  prior::BlockModelData data = TwoNetworks();
  std::swap(data.networks[0], data.networks[1]);
  EXPECT_EQ(CodeOf(prior::BlockModelContent(data)), ErrorCode::kCorrupt);
  data.networks.pop_back();
  EXPECT_EQ(CodeOf(prior::BlockModelContent(data)), ErrorCode{});
}

// Each change makes a good network a bad one.
TEST(BlockData, NumbersOutOfRangeAreRefused) {
  using Change = void (*)(prior::BlockNetworkData*);
  const Change changes[] = {
      [](prior::BlockNetworkData* n) { n->context1.weights[3] = -128; },
      [](prior::BlockNetworkData* n) { n->context2.shift[1] = 0; },
      [](prior::BlockNetworkData* n) { n->last.shift[1] = 16; },
      [](prior::BlockNetworkData* n) { n->hidden2.bias[0] = infer::kMaxByteBias + 1; },
      [](prior::BlockNetworkData* n) { n->last_pair[7] = -prior::kMaxBlockOutput - 1; },
      [](prior::BlockNetworkData* n) { n->linear.shift = 7; },
      [](prior::BlockNetworkData* n) { n->sigma[9] = 255; },
      // Unit 0 is of the first step, which sees no coefficient, and no step before it.
      [](prior::BlockNetworkData* n) { n->hidden1_features[0] = 1; },
      [](prior::BlockNetworkData* n) { n->hidden2.weights[0] = 1; },
      // DC is coded last.
      [](prior::BlockNetworkData* n) { n->linear.weights[5 * 128 * 5 + 4 * 128] = 1; },
      [](prior::BlockNetworkData* n) { n->shape.components = 4; },
  };
  int which = 0;
  for (const Change change : changes) {
    prior::BlockNetworkData network = prior::RandomBlockNetwork(3, kChroma);
    change(&network);
    EXPECT_FALSE(prior::CheckBlockNetwork(network).ok()) << which;
    ++which;
  }
}

TEST(BlockData, FeaturesThatCouldOverflowAreRefused) {
  prior::BlockNetworkData network = prior::RandomBlockNetwork(4, kLuma);
  // The last step sees all AC coefficients.
  int16_t* row = &network.hidden1_features[size_t{14} * 4 * 128];
  for (int slot = 1; slot < 64; ++slot) row[slot] = 15000;
  EXPECT_TRUE(prior::CheckBlockNetwork(network).ok());
  for (int slot = 1; slot < 64; ++slot) row[slot] = 17000;
  EXPECT_FALSE(prior::CheckBlockNetwork(network).ok());
}

// Layers whose sums could leave 32 bits do not compile.
static_assert(infer::ByteShape{.rows = 16, .columns = 1 << 16}.IsProven());
static_assert(!infer::ByteShape{.rows = 16, .columns = 1 << 18}.IsProven());
static_assert(!infer::ByteShape{.rows = 16, .columns = 1024, .finer_bits = 7}.IsProven());

template <class Model>
prior::BlockModelData RandomModel() {
  return {
      {prior::RandomBlockNetwork(6, Model::kLuma), prior::RandomBlockNetwork(7, Model::kChroma)}};
}

template <class Model, class Other>
void ReadsItsOwnShapesAlone() {
  const prior::BlockModelData data = RandomModel<Model>();
  const auto made = prior::MakeBlockModel<Model>(data);
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made.value()->luma.sigma, data.networks[0].sigma);
  EXPECT_EQ(made.value()->chroma.last_pair, data.networks[1].last_pair);
  const auto other = prior::MakeBlockModel<Other>(data);
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().code, ErrorCode::kUnsupported);
}

TEST(BlockModel, ReadsItsOwnShapesAlone) {
  ReadsItsOwnShapesAlone<prior::DefaultBlockModel, prior::MaxBlockModel>();
  ReadsItsOwnShapesAlone<prior::MaxBlockModel, prior::DefaultBlockModel>();
}

TEST(BlockData, TrainedShapesAreGood) {
  for (const prior::BlockShape& shape : {prior::kLumaBlockShape, prior::kChromaBlockShape,
                                         prior::kLumaMaxShape, prior::kChromaMaxShape}) {
    EXPECT_TRUE(prior::CheckBlockNetwork(prior::RandomBlockNetwork(5, shape)).ok());
  }
}

}  // namespace
}  // namespace jackdaw::test
